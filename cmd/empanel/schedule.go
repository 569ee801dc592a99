package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/spf13/cobra"

	"empanel/pipeline/clock"
	"empanel/pipeline/config"
	"empanel/pipeline/history"
	"empanel/pipeline/mask"
	"empanel/pipeline/schedule"
	"empanel/pipeline/workspace"
)

func newScheduleCommand(p *program) *cobra.Command {
	command := &cobra.Command{
		Use:   "schedule",
		Short: "Keep running the jobs of the configuration at their times",
		Long: `Runs until it is stopped (Ctrl-C, or SIGTERM), and lets each job of [schedule] in
empanel.toml run at its times, which are those of British Columbia. Without a
configuration that is one job: run, at 01:30 every day.

One job runs at a time, each as a process of its own. What became of each planned
time is kept in the record of nights: empanel schedule nights. Times that went by
while nobody was there are caught up as catch_up and grace_minutes say. When it is
stopped, the job under way ends, or puts back what it began, first.

Under systemd it says when it is ready, what it does, and that it lives (Type=notify
and WatchdogSec): docs/schedule.md has a unit. A changed configuration is in force
when it is started again.`,
		Example: `  empanel schedule -w ws                      keep the schedule, until Ctrl-C
  empanel schedule next -w ws                 what is planned
  empanel schedule nights -w ws               what became of what was planned`,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("unknown command %q for %q", args[0], command.CommandPath())
			}
			return nil
		},
		RunE: func(command *cobra.Command, _ []string) error {
			return runSchedule(command.Context(), p)
		},
	}
	addLogFlag(command, p)
	command.AddCommand(newScheduleNightsCommand(p), newScheduleNextCommand(p))
	return command
}

func runSchedule(ctx context.Context, p *program) error {
	ws, cfg, err := p.open()
	if err != nil {
		return err
	}
	if err := mayDo(ws, cfg.Schedule); err != nil {
		return err
	}
	itself, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program, which the jobs are done by: %w", err)
	}
	manager, err := newServiceManager(p.err)
	if err != nil {
		return err
	}
	stopped := context.AfterFunc(ctx, func() { manager.tell(daemon.SdNotifyStopping) })
	defer stopped()
	told, err := p.tellingOfNights(ws, cfg)
	if err != nil {
		return err
	}
	defer told.closed()
	return schedule.Keep(ctx, schedule.Options{
		Workspace: ws,
		Rules:     cfg.Schedule,
		Now:       p.now,
		Run:       schedule.Process(itself, ws.Dir(), time.Duration(cfg.Schedule.StopSeconds)*time.Second),
		TakenIn: func(ctx context.Context, since schedule.Since) ([]string, error) {
			return history.TakenIn(ctx, ws.Dir(), since.Received, since.Run)
		},
		Ready: func() {
			// Not before: of two schedulers only the one that keeps the workspace answers.
			told.listen(ctx)
			p.announceSchedule(ws, cfg.Schedule)
			manager.tell(daemon.SdNotifyReady)
		},
		Alive: manager.alive,
		Say:   told.say,
		Told:  told.nights,
		Tick:  manager.tick(),
	})
}

// announceSchedule says what will be done.
func (p *program) announceSchedule(ws *workspace.Workspace, rules config.Schedule) {
	now := p.now()
	p.sayOfSchedule(now, "keeping the schedule of "+ws.Dir())
	for _, j := range rules.Jobs {
		one := rules
		one.Jobs = []config.Job{j}
		next, err := schedule.Upcoming(one, now, 1)
		if err != nil || len(next) == 0 {
			continue // the configuration was checked
		}
		p.sayOfSchedule(now, fmt.Sprintf("%s: empanel %s, next %s", j.Name, strings.Join(j.Do, " "), hourFirst(next[0].At)))
	}
}

// sayOfSchedule prints a line about what happens.
func (p *program) sayOfSchedule(at time.Time, text string) {
	_, _ = fmt.Fprintf(p.out, "%s  %s\n", at.In(clock.Vancouver()).Format("2006-01-02 15:04:05"), mask.Text(printable(text)))
}

// mayDo finds out before any night what would fail in every one: a job that is no
// command of this program.
func mayDo(ws *workspace.Workspace, rules config.Schedule) error {
	if len(rules.Jobs) == 0 {
		return &config.Error{File: filepath.Base(ws.Config()), Key: "schedule.job", Message: "there is no job to do: remove the key, for a run every night, or name jobs"}
	}
	var errs []error
	for _, j := range rules.Jobs {
		if err := isCommand(j.Do); err != nil {
			errs = append(errs, &config.Error{
				File: filepath.Base(ws.Config()), Key: "schedule.job.do",
				Message: fmt.Sprintf("the job %q cannot be done: empanel %s: %v", j.Name, strings.Join(j.Do, " "), err),
			})
		}
	}
	return errors.Join(errs...)
}

// isCommand says what is wrong with arguments of this program; nil when it would
// begin its work with them.
func isCommand(arguments []string) error {
	root := newRootCommand(&program{in: strings.NewReader(""), out: io.Discard, err: io.Discard, now: time.Now})
	command, rest, err := root.Find(arguments)
	if err != nil {
		return err
	}
	if err := command.ParseFlags(rest); err != nil {
		return err
	}
	return command.ValidateArgs(command.Flags().Args())
}

// serviceManager is systemd, where it started this program and wants to hear of
// it; otherwise nobody.
type serviceManager struct {
	watched time.Duration // how long it may hear nothing; 0 where it does not watch
	silent  bool
	err     io.Writer
}

func newServiceManager(errOut io.Writer) (*serviceManager, error) {
	watched, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		return nil, fmt.Errorf("reading how systemd watches: %w", err)
	}
	return &serviceManager{watched: watched, err: errOut}, nil
}

// tell tells it something. That nobody hears it is said once, and is no reason not
// to do the work.
func (m *serviceManager) tell(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil && !m.silent {
		m.silent = true
		_, _ = fmt.Fprintln(m.err, "empanel: systemd cannot be told how things stand:", printable(err.Error()))
	}
}

// alive tells it that the scheduler lives, and what it does.
func (m *serviceManager) alive(doing string) {
	state := "STATUS=" + doing
	if m.watched > 0 {
		state += "\n" + daemon.SdNotifyWatchdog
	}
	m.tell(state)
}

// tick is how often the scheduler has to look at the clock: thrice in the time
// that systemd waits, and at least every half minute.
func (m *serviceManager) tick() time.Duration {
	const most = 30 * time.Second
	if m.watched == 0 {
		return most
	}
	return min(most, m.watched/3)
}
