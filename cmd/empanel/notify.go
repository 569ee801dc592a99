package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"empanel/pipeline/notify"
)

type notifyOptions struct {
	*program
	format format
}

func newNotifyCommand(p *program) *cobra.Command {
	group := &cobra.Command{
		Use:     "notify",
		Short:   "Try who is told of a night that needs somebody",
		Example: `  empanel notify test -w ws`,
	}
	group.AddCommand(newNotifyTestCommand(p))
	return group
}

func newNotifyTestCommand(p *program) *cobra.Command {
	opts := notifyOptions{program: p}
	command := &cobra.Command{
		Use:   "test",
		Short: "Send a test to every webhook and command of [notify], and what waits",
		Long: `Sends an event "test" to every webhook and to the command in [notify] of
empanel.toml, and whatever could not be sent before, and says how each went. A
webhook is named without its path, which is often a secret.

Exit code 1 when anything could not be sent.`,
		Example: `  empanel notify test -w ws
  empanel notify test -w ws --format json`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			return runNotifyTest(command.Context(), opts)
		},
	}
	addFormatFlag(command, &opts.format)
	return command
}

// errNoNotify is the error of a configuration in which nobody is to be told.
var errNoNotify = errors.New("nobody is told: set notify.webhooks or notify.command in empanel.toml")

func runNotifyTest(ctx context.Context, opts notifyOptions) error {
	ws, cfg, err := opts.open()
	if err != nil {
		return err
	}
	if !cfg.Notify.Any() {
		return &usageError{saysItAll, errNoNotify}
	}
	sender := notify.NewSender(cfg.Notify, ws.Dir(), ws.Notifications())
	deliveries, err := sender.Send(ctx, notify.Event{
		Kind: notify.Test, Title: "A test of empanel's notifications", Text: "Somebody tries the settings. Nothing is wrong.",
		At: opts.now(), Workspace: ws.Dir(), Host: hostName(),
	})
	if err != nil {
		return err
	}
	l := listing{columns: []column{{name: "target"}, {name: "event"}, {name: "result"}}}
	failed := 0
	for _, d := range deliveries {
		result := "sent"
		if d.Err != nil {
			failed++
			result = "not sent: " + d.Err.Error()
		}
		l.rows = append(l.rows, []any{d.Target, string(d.Kind), result})
	}
	l.width = tableWidth(opts.out)
	if err := l.render(opts.out, opts.format); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d could not be sent", failed, len(deliveries))
	}
	return nil
}
