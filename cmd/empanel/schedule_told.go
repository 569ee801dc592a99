package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"empanel/pipeline"
	"empanel/pipeline/config"
	"empanel/pipeline/metrics"
	"empanel/pipeline/notify"
	"empanel/pipeline/schedule"
	"empanel/pipeline/workspace"
)

// toldOfNights is how those hear of planned nights who are not there. What a run
// did, the run itself tells, which is a process of its own: here it is what no
// run can tell, as there was none, or it was killed.
type toldOfNights struct {
	*told
	board   atomic.Pointer[metrics.Board] // nil where nothing listens
	serving sync.WaitGroup
	hangUp  context.CancelFunc
}

func (p *program) tellingOfNights(ws *workspace.Workspace, cfg config.Config) (*toldOfNights, error) {
	t, err := p.telling("schedule")
	if err != nil {
		return nil, err
	}
	t.ws, t.cfg, t.usable = ws, cfg, true
	return &toldOfNights{told: t, hangUp: func() {}}, nil
}

// say prints a line about what happens, and logs it.
func (t *toldOfNights) say(at time.Time, text string) {
	t.sayOfSchedule(at, text)
	t.settings.Log.Info("schedule", "what", text)
}

// nights tells of planned times when it is known what became of them.
func (t *toldOfNights) nights(ctx context.Context, nights []schedule.Night) {
	for _, n := range nights {
		level := slog.LevelInfo
		if n.NeedsSomebody() {
			level = slog.LevelWarn
		}
		t.settings.Log.Log(ctx, level, "night", "job", n.Job, "planned", n.Planned, "outcome", string(n.Outcome), "run_id", n.RunID, "files", n.Files, "why", n.InWords())
	}
	if events := t.eventsOfAll(nights); len(events) > 0 && t.cfg.Notify.Any() {
		deliveries, err := notify.NewSender(t.cfg.Notify, t.ws.Dir(), t.ws.Notifications()).Send(ctx, events...)
		t.delivered(deliveries)
		if err != nil {
			t.settings.Log.Error("notifications", "error", err)
			t.warn("notifications: " + err.Error())
		}
	}
	t.refresh(ctx)
}

// eventsOfAll gives what is to be told of nights: those that did not happen in
// one, as of an outage.
func (t *toldOfNights) eventsOfAll(nights []schedule.Night) []notify.Event {
	const named = 10
	var all, lost []notify.Event
	for _, n := range nights {
		for _, e := range t.eventsOf(n) {
			if e.Kind == notify.MissedNight {
				lost = append(lost, e)
			} else {
				all = append(all, e)
			}
		}
	}
	if len(lost) < 2 {
		return append(lost, all...)
	}
	together := lost[0]
	together.Title, together.Text, together.RunID = fmt.Sprintf("%d planned nights did not happen", len(lost)), "", ""
	for _, e := range lost[:min(len(lost), named)] {
		together.Text += e.Title + "\n"
	}
	if more := len(lost) - named; more > 0 {
		together.Text += fmt.Sprintf("and %d more\n", more)
	}
	together.Text += listsNights
	together.Details = map[string]int64{"nights": int64(len(lost))}
	return append([]notify.Event{together}, all...)
}

const listsNights = "empanel schedule nights lists what became of each planned time."

// eventsOf gives what is to be told of a night.
func (t *toldOfNights) eventsOf(n schedule.Night) []notify.Event {
	var all []notify.Event
	tell := func(kind notify.Kind, title, text string) {
		all = append(all, notify.Event{
			Kind: kind, Title: title, Text: text, RunID: n.RunID, At: t.now(), Workspace: t.ws.Dir(), Host: hostName(),
		})
	}
	which := n.Job + " of " + hourFirst(n.Planned)
	if len(n.Missing) > 0 {
		tell(notify.FileMissing, "An expected file has not come: "+strings.Join(n.Missing, ", "),
			which+": "+n.InWords()+"\nAsk the sender. When the file is here, the next night takes it in, or: empanel run")
	}
	byItself := n.ExitCode != nil && t.tellsItself(n.Job) // a run that came to its end has told of it
	switch n.Outcome {
	case schedule.Missed, schedule.Skipped:
		tell(notify.MissedNight, which+" was "+string(n.Outcome), n.InWords()+"\n"+listsNights)
	case schedule.Interrupted:
		if !n.MayBeTried(t.cfg.Schedule, t.now()) {
			tell(notify.MissedNight, which+" was interrupted, and is not tried again", n.InWords()+"\n"+listsNights)
		}
	case schedule.Failed:
		if !byItself {
			tell(notify.Failed, which+" failed", n.InWords())
		}
	case schedule.Ran, schedule.Late, schedule.NothingToDo:
		needs := n.ExitCode != nil && *n.ExitCode == exitAttention && !byItself
		if needs || n.Doubt {
			tell(notify.Attention, which+" is done, and needs a person", n.InWords()+"\n"+listsNights)
		}
	case schedule.Started: // is told when it has ended
	}
	return all
}

// tellsItself says whether a job is one that tells how it ended.
func (t *toldOfNights) tellsItself(job string) bool {
	at := slices.IndexFunc(t.cfg.Schedule.Jobs, func(j config.Job) bool { return j.Name == job })
	return at >= 0 && slices.Contains([]string{"run", "reprocess"}, t.cfg.Schedule.Jobs[at].Do[0])
}

// listen begins to answer scrapes where the configuration says so, until the
// context ends or [toldOfNights.closed]. An address that cannot be had, which
// another program may have for now, is said, and is no reason to lose a night.
func (t *toldOfNights) listen(ctx context.Context) {
	if t.cfg.Metrics.Listen == "" {
		return
	}
	board, err := metrics.NewBoard(t.facts(ctx))
	if err != nil {
		t.noMetrics(err)
		return
	}
	listener, err := metrics.Listen(ctx, t.cfg.Metrics.Listen)
	if err != nil {
		t.noMetrics(err)
		return
	}
	t.board.Store(board)
	t.sayOfSchedule(t.now(), fmt.Sprintf("metrics: http://%s/metrics", listener.Addr()))
	ctx, t.hangUp = context.WithCancel(ctx)
	t.serving.Go(func() {
		if err := board.Serve(ctx, listener, metrics.Serving{Now: t.now, MaxAge: readyWithin(t.cfg)}); err != nil {
			t.noMetrics(err)
		}
	})
	t.serving.Go(func() { t.keepFresh(ctx) })
}

// readyWithin is how old the newest good run may be.
func readyWithin(cfg config.Config) time.Duration {
	return time.Duration(cfg.Metrics.ReadyHours * float64(time.Hour))
}

// noMetrics says that nobody can ask for the metrics.
func (t *toldOfNights) noMetrics(err error) {
	t.settings.Log.Error("metrics are not served", "error", err)
	t.warn("nobody can ask for the metrics until the scheduler is started again: " + err.Error())
}

// closed waits until nobody is answered any more, and closes the log.
func (t *toldOfNights) closed() {
	t.hangUp()
	t.serving.Wait()
	t.told.closed()
}

// freshness is how often the figures of a listener are worked out anew: a run of
// somebody else changes them, and files come.
const freshness = 5 * time.Minute

func (t *toldOfNights) keepFresh(ctx context.Context) {
	ticker := time.NewTicker(freshness)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			t.refresh(ctx)
		}
	}
}

func (t *toldOfNights) refresh(ctx context.Context) {
	if board := t.board.Load(); board != nil {
		board.Set(t.facts(ctx))
	}
}

// facts gives what the metrics tell now. What cannot be read is left out: a run
// that is under way keeps the registry to itself.
func (t *toldOfNights) facts(ctx context.Context) metrics.Facts {
	facts, err := pipeline.ReadFacts(ctx, t.ws, t.cfg, nil)
	if err != nil {
		t.settings.Log.Warn("some figures of the metrics are missing", "error", err)
	}
	standing, err := schedule.Look(t.ws, t.cfg.Schedule, t.now())
	if err != nil {
		t.settings.Log.Warn("the record of nights cannot be read", "error", err)
		return facts
	}
	facts.Nights = map[string]int64{}
	for _, n := range standing.Nights {
		facts.Nights[string(n.Outcome)]++
	}
	return facts
}
