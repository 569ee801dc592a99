package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"

	"empanel/pipeline"
	"empanel/pipeline/config"
	"empanel/pipeline/logs"
	"empanel/pipeline/notify"
	"empanel/pipeline/schedule"
	"empanel/pipeline/workspace"
)

// tellingInTest is how nights are told of in a new workspace, with a clock that
// stands, and what is said on the error stream.
func tellingInTest(t *testing.T, now time.Time) (*toldOfNights, *bytes.Buffer) {
	t.Helper()
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	p := &program{now: func() time.Time { return now }, out: &said, err: &said, workspace: ws.Dir()}
	told, err := p.tellingOfNights(ws, config.Default())
	if err != nil {
		t.Fatal(err)
	}
	told.settings.Log = logs.Nobody()
	return told, &said
}

// What is told of a night, and what is not, as the run tells of it or it is well.
func TestEventsOfNights(t *testing.T) {
	planned := time.Date(2026, 10, 5, 8, 30, 0, 0, time.UTC)
	exit := func(code int) *int { return &code }
	for _, c := range []struct {
		name  string
		night schedule.Night
		after time.Duration // that it is told of
		want  []notify.Kind
	}{
		{"well", schedule.Night{Job: "run", Outcome: schedule.Ran, ExitCode: exit(0)}, time.Minute, nil},
		{"begins", schedule.Night{Job: "run", Outcome: schedule.Started}, time.Minute, nil},
		{"a run needs somebody", schedule.Night{Job: "run", Outcome: schedule.Ran, ExitCode: exit(3)}, time.Minute, nil},
		{"another job does", schedule.Night{Job: "gc", Outcome: schedule.Late, ExitCode: exit(3)}, time.Minute, []notify.Kind{notify.Attention}},
		{"no file", schedule.Night{Job: "run", Outcome: schedule.NothingToDo, ExitCode: exit(0), Missing: []string{"teleplan"}}, time.Minute, []notify.Kind{notify.FileMissing}},
		{"perhaps no file", schedule.Night{Job: "run", Outcome: schedule.Ran, ExitCode: exit(0), Doubt: true}, time.Minute, []notify.Kind{notify.Attention}},
		{"a run failed", schedule.Night{Job: "run", Outcome: schedule.Failed, ExitCode: exit(1)}, time.Minute, nil},
		{"reprocessing failed", schedule.Night{Job: "again", Outcome: schedule.Failed, ExitCode: exit(6)}, time.Minute, nil},
		{"a run was killed", schedule.Night{Job: "run", Outcome: schedule.Failed}, time.Minute, []notify.Kind{notify.Failed}},
		{"another job failed", schedule.Night{Job: "gc", Outcome: schedule.Failed, ExitCode: exit(1)}, time.Minute, []notify.Kind{notify.Failed}},
		{"missed", schedule.Night{Job: "run", Outcome: schedule.Missed}, time.Hour, []notify.Kind{notify.MissedNight}},
		{"of a job that is gone", schedule.Night{Job: "old", Outcome: schedule.Missed}, time.Hour, []notify.Kind{notify.MissedNight}},
		{"held", schedule.Night{Job: "run", Outcome: schedule.Skipped, ExitCode: exit(5)}, time.Hour, []notify.Kind{notify.MissedNight}},
		{"tried again", schedule.Night{Job: "run", Outcome: schedule.Interrupted, Tried: 2}, time.Hour, nil},
		{"tried enough", schedule.Night{Job: "run", Outcome: schedule.Interrupted, Tried: 3}, time.Hour, []notify.Kind{notify.MissedNight}},
		{"too late to try", schedule.Night{Job: "run", Outcome: schedule.Interrupted, Tried: 1}, 13 * time.Hour, []notify.Kind{notify.MissedNight}},
	} {
		told, _ := tellingInTest(t, planned.Add(c.after))
		told.cfg.Schedule.Jobs = []config.Job{{Name: "run", Do: []string{"run"}}, {Name: "gc", Do: []string{"gc"}}, {Name: "again", Do: []string{"reprocess", "--all", "--apply"}}}
		c.night.Planned = planned
		var got []notify.Kind
		for _, e := range told.eventsOf(c.night) {
			got = append(got, e.Kind)
			if !c.night.Doubt && !strings.Contains(e.Title+e.Text, "01:30 on 2026-10-05") {
				t.Errorf("%s: it does not say of when: %+v", c.name, e)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}

// An outage is told as one thing, beside what else there is to tell.
func TestOutageIsToldInOne(t *testing.T) {
	begun := time.Date(2026, 10, 5, 8, 30, 0, 0, time.UTC)
	told, _ := tellingInTest(t, begun.AddDate(0, 1, 0))
	var nights []schedule.Night
	for day := range 14 {
		nights = append(nights, schedule.Night{Job: "run", Planned: begun.AddDate(0, 0, day), Outcome: schedule.Missed, Why: "noticed late"})
	}
	nights = append(nights, schedule.Night{Job: "run", Planned: begun.AddDate(0, 0, 14), Outcome: schedule.Late, Missing: []string{"drbill"}})
	events := told.eventsOfAll(nights)
	if len(events) != 2 || events[0].Kind != notify.MissedNight || events[1].Kind != notify.FileMissing {
		t.Fatalf("told: %+v", events)
	}
	e := events[0]
	if e.Title != "14 planned nights did not happen" || e.Details["nights"] != 14 || strings.Count(e.Text, "was missed\n") != 10 ||
		!strings.HasPrefix(e.Text, "run of 01:30 on 2026-10-05 was missed\n") || !strings.Contains(e.Text, "\nand 4 more\n"+listsNights) {
		t.Errorf("told: %+v", e)
	}
	if one := told.eventsOfAll(nights[:1]); len(one) != 1 || one[0].Title != "run of 01:30 on 2026-10-05 was missed" {
		t.Errorf("of one night is told: %+v", one)
	}
}

// A port that another program has costs the metrics, and no night.
func TestPortThatCannotBeHad(t *testing.T) {
	other, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	told, said := tellingInTest(t, time.Now())
	told.cfg.Metrics.Listen = other.Addr().String()
	told.listen(t.Context())
	told.refresh(t.Context())
	told.closed()
	if !strings.Contains(said.String(), "empanel: nobody can ask for the metrics until the scheduler is started again: metrics: listen tcp "+told.cfg.Metrics.Listen) {
		t.Errorf("said: %s", said)
	}
}

// The listener ends with the scheduler, however that ends.
func TestListenerEndsWithTheScheduler(t *testing.T) {
	told, said := tellingInTest(t, time.Now())
	told.cfg.Metrics.Listen = "127.0.0.1:0"
	told.listen(t.Context())
	_, address, found := strings.Cut(said.String(), "metrics: http://")
	address, _, _ = strings.Cut(address, "/")
	dial := func() error {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err == nil {
			err = c.Close()
		}
		return err
	}
	if err := dial(); !found || err != nil {
		t.Fatalf("nobody listens: %v: %s", err, said)
	}
	told.closed()
	if dial() == nil {
		t.Error("somebody listens after the end")
	}
}

func TestReadyWithinPartsOfHours(t *testing.T) {
	if got := readyWithin(config.Config{Metrics: config.Metrics{ReadyHours: 0.5}}); got != 30*time.Minute {
		t.Errorf("half an hour is %s", got)
	}
}

// What could be neither sent nor kept, as another process was sending all the
// time, counts as not told.
func TestNotToldIsNotRemembered(t *testing.T) {
	night, said := tellingInTest(t, time.Now())
	told := night.told
	told.cfg.Notify = config.Notify{Command: []string{"/bin/true"}, Events: config.NotifyEvents(), TimeoutSeconds: 10}
	folder := told.ws.Notifications()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	other := flock.New(filepath.Join(folder, ".lock"), flock.SetPermissions(0o600))
	if err := other.Lock(); err != nil {
		t.Fatal(err)
	}
	failed := pipeline.Ending{Command: "run", ExitCode: exitFailed}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	told.notify(ctx, failed, errors.New("the disk is full"))
	if notify.Remember(folder).Failed || !strings.Contains(said.String(), "another process is sending") {
		t.Errorf("somebody counts as told: %s", said)
	}
	if err := other.Unlock(); err != nil {
		t.Fatal(err)
	}
	if told.notify(t.Context(), failed, errors.New("the disk is full")); !notify.Remember(folder).Failed {
		t.Errorf("nobody counts as told: %s", said)
	}
}

// Whoever stops a program does not wait for a telephone that nobody answers: what
// is to be told is kept.
func TestStoppedWhileTelling(t *testing.T) {
	t.Parallel()
	night, said := tellingInTest(t, time.Now())
	told := night.told
	calls := filepath.Join(t.TempDir(), "calls")
	told.cfg.Notify = config.Notify{Command: []string{"/bin/sh", "-c", "echo >>" + calls + "; sleep 100"}, Events: config.NotifyEvents(), TimeoutSeconds: 120}
	told.account = pipeline.Account{RunID: "R000001", StartedAt: time.Now(), EndedAt: time.Now()}
	ctx, stop := context.WithCancel(t.Context())
	begun := time.Now()
	stop()
	told.ended(ctx, nil, &pipeline.CommittedError{RunID: "R000001", Missing: "a snapshot", Err: errors.New("the disk is full")})
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
	unsent := func() int {
		n, err := notify.NewSender(told.cfg.Notify, told.ws.Dir(), told.ws.Notifications()).Unsent()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if unsent() != 1 {
		t.Errorf("%d notifications are kept: %s", unsent(), said)
	}
	// A run that was interrupted sends nothing, and keeps what is kept.
	told.ended(ctx, nil, context.Canceled)
	if made, err := os.ReadFile(calls); err != nil || len(made) != 1 || unsent() != 1 {
		t.Errorf("the telephone rang %d times, and %d notifications are kept: %v", len(made), unsent(), err)
	}
}
