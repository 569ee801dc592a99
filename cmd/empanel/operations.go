package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"empanel/pipeline"
	"empanel/pipeline/config"
	"empanel/pipeline/logs"
	"empanel/pipeline/mask"
	"empanel/pipeline/metrics"
	"empanel/pipeline/workspace"
)

// addLogFlag gives a command that runs unattended its --log.
func addLogFlag(command *cobra.Command, p *program) {
	addWordFlag(command, &p.log, "log", "", "write a structured log to the error stream, whatever empanel.toml says", config.LogFormats())
}

// told is a work of which those are told who are not there: by the log, the
// metrics and notifications.
type told struct {
	*program
	command  string
	ws       *workspace.Workspace // nil where there is none
	cfg      config.Config
	usable   bool // the configuration
	settings pipeline.Options
	account  pipeline.Account
	closeLog func() error
}

// telling opens the log for a command. What is wrong with the workspace or its
// configuration the work itself will find.
func (p *program) telling(command string) (*told, error) {
	t := &told{program: p, command: command, closeLog: func() error { return nil }}
	if p.log != "" {
		if _, err := oneOf("empanel "+command, "log", p.log, config.LogFormats()); err != nil {
			return nil, err
		}
	}
	log := config.Default().Log
	if ws, err := workspace.Open(p.workspace); err == nil {
		t.ws = ws
		if cfg, err := config.Load(ws.Config()); err == nil {
			t.cfg, t.usable, log = cfg, true, cfg.Log
			if log.File != "" {
				log.File = ws.Configured(log.File)
			}
		}
	}
	if p.log != "" {
		log.Format, log.File = p.log, ""
	}
	var err error
	if t.settings.Log, t.closeLog, err = logs.Open(log, p.err); err != nil {
		// The night is worth more than its log.
		p.warn(err.Error())
	}
	t.settings.Account = &t.account
	return t, nil
}

// warn tells on the error stream of what is no reason to fail.
func (p *program) warn(text string) {
	_, _ = fmt.Fprintln(p.err, "empanel: "+mask.Text(printable(text)))
}

// ended tells how a run ended: in the log where none began, in the textfile of
// the metrics, and whom the configuration names. Nothing of it changes how the
// run ended.
func (t *told) ended(ctx context.Context, report *pipeline.Report, err error) {
	defer t.closed()
	e := pipeline.Ending{Command: t.command, ExitCode: exitOf(ctx, report, err), Account: t.account, Report: report}
	if e.Account.RunID == "" && err != nil {
		t.settings.Log.Error("no run began", "error", err, "exit_code", e.ExitCode)
	}
	if t.ws == nil || report == nil && err == nil || isNoNight(e.ExitCode, err) {
		return
	}
	if e.Account.StartedAt.IsZero() {
		e.Account.StartedAt, e.Account.EndedAt = t.now().UTC(), t.now().UTC()
	}
	// An interrupted run is told of too, and whoever stopped it does not wait long.
	stopped := ctx
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellPatience)
	defer cancel()
	defer context.AfterFunc(stopped, func() { time.AfterFunc(stoppedPatience, cancel) })()
	t.notify(ctx, e, err)
	t.writeMetrics(ctx, e)
}

// isNoNight says whether a work ended before it was a run of which anybody who is
// not there should hear: another run is under way, it was refused what
// somebody had typed, or there is nothing to merge yet.
func isNoNight(exit int, err error) bool {
	var (
		usage   *usageError
		refused *pipeline.PlanError
		beyond  *pipeline.BeyondError
		early   *pipeline.NotFoldedError
	)
	return exit == exitHeld || errors.As(err, &early) || errors.Is(err, pipeline.ErrNotDivided) || errors.As(err, &usage) || errors.As(err, &refused) || errors.As(err, &beyond)
}

// closed closes the log.
func (t *told) closed() {
	if err := t.closeLog(); err != nil {
		t.warn("the log is not whole: " + err.Error())
	}
}

// tellPatience is how long telling may take altogether, beyond what the
// settings of notification allow for each try.
const tellPatience = 10 * time.Minute

// stoppedPatience is how long telling may take when somebody stops the program.
// What could not be sent then is kept, and sent with the next.
const stoppedPatience = 2 * time.Second

// exitOf is the exit code that a run will have.
func exitOf(ctx context.Context, report *pipeline.Report, err error) int {
	switch {
	case err == nil && report != nil && report.NeedsSomebody():
		return exitAttention
	case isInterrupted(ctx, err):
		return exitInterrupted
	}
	return exitCode(err)
}

// isInterrupted says whether a work that gave an error was stopped by somebody,
// whatever it made of it: a database says so in its own words.
func isInterrupted(ctx context.Context, err error) bool {
	var committed *pipeline.CommittedError
	return err != nil && ctx.Err() != nil && !errors.As(err, &committed)
}

func (t *told) writeMetrics(ctx context.Context, e pipeline.Ending) {
	if !t.usable || t.cfg.Metrics.Textfile == "" && t.cfg.Metrics.Listen == "" {
		return
	}
	if err := metrics.KeepRun(t.ws.LastRun(), pipeline.RunFacts(&e)); err != nil {
		t.settings.Log.Error("metrics are not kept", "error", err)
		t.warn(err.Error())
	}
	if t.cfg.Metrics.Textfile == "" {
		return
	}
	facts, err := pipeline.ReadFacts(ctx, t.ws, t.cfg, &e)
	if err != nil {
		t.settings.Log.Warn("some figures of the metrics are missing", "error", err)
	}
	if err := metrics.WriteTextfile(t.ws.Configured(t.cfg.Metrics.Textfile), facts); err != nil {
		t.settings.Log.Error("metrics are not written", "error", err)
		t.warn(err.Error())
	}
}

// hostName names this machine.
func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}
