package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"empanel/pipeline"
	"empanel/pipeline/config"
	"empanel/pipeline/notify"
	"empanel/pipeline/wording"
)

// notify tells whom the configuration names how a run ended, when it needs
// somebody. Where the configuration cannot be used, that is what they are told,
// if its [notify] can be.
func (t *told) notify(ctx context.Context, e pipeline.Ending, cause error) {
	settings := t.cfg.Notify
	if !t.usable {
		found, ok := config.LoadNotify(t.ws.Config())
		if !ok {
			return
		}
		settings = found
	}
	if !settings.Any() || e.ExitCode == exitInterrupted {
		return // whoever stopped it knows, and what is kept can wait
	}
	folder := t.ws.Notifications()
	memory := notify.Remember(folder)
	events := t.events(e, cause, &memory)
	deliveries, err := notify.NewSender(settings, t.ws.Dir(), folder).Send(ctx, events...)
	t.delivered(deliveries)
	if err == nil || len(deliveries) > 0 { // otherwise nothing is sent or kept, and the next run tells it
		err = errors.Join(err, memory.Keep(folder))
	}
	if err != nil {
		t.settings.Log.Error("notifications", "error", err)
		t.warn("notifications: " + err.Error())
	}
}

// delivered says how sending went, aloud only what did not go.
func (t *told) delivered(deliveries []notify.Delivery) {
	said := map[string]bool{}
	for _, d := range deliveries {
		if d.Err == nil {
			t.settings.Log.Info("notification sent", "event", string(d.Kind), "target", d.Target)
			continue
		}
		t.settings.Log.Error("notification not sent", "event", string(d.Kind), "target", d.Target, "error", d.Err, "kept", d.Kept)
		if !said[d.Target] {
			said[d.Target] = true
			t.warn(fmt.Sprintf("nobody was notified by %s: %v. It is kept, and sent with the next notification; try the settings with: empanel notify test", d.Target, d.Err))
		}
	}
}

// events gives what is to be told of a run that nobody stopped. A failure is told
// every night, a transfer that is overdue when it becomes so.
func (t *told) events(e pipeline.Ending, cause error, memory *notify.Memory) []notify.Event {
	switch e.ExitCode {
	case exitDone, exitAttention:
	default:
		memory.Failed = true
		return []notify.Event{t.event(e, notify.Failed, failedTitle(e), inLines(cause), nil)}
	}
	var all []notify.Event
	if text := recoveredText(e, memory.Failed); text != "" {
		all = append(all, t.event(e, notify.Recovered, e.Account.RunID+" is done: the nights are well again", text, nil))
	}
	memory.Failed = false
	var committed *pipeline.CommittedError
	if errors.As(cause, &committed) {
		all = append(all, t.event(e, notify.Attention, committed.RunID+" is done and not finished", inLines(cause), nil))
	}
	if e.Report == nil {
		return all
	}
	return append(all, t.needs(e, memory)...)
}

// needs gives what a run that is done found to need a person.
func (t *told) needs(e pipeline.Ending, memory *notify.Memory) []notify.Event {
	var all []notify.Event
	besides := e.Report.BesidesOverdue()
	if n := len(besides); n > 0 {
		title := fmt.Sprintf("%s is done, and %s a person", e.Report.RunID, map[bool]string{true: "1 thing needs", false: fmt.Sprintf("%d things need", n)}[n == 1])
		all = append(all, t.event(e, notify.Attention, title, strings.Join(besides, "\n"), map[string]int64{
			"needs": int64(n), "files_refused": int64(e.Report.Files.Refused), "left_in_inbox": int64(len(e.Report.Left)), "held": int64(len(e.Report.Held)),
			"quarantined_lines": e.Report.Waiting, "lines": e.Report.Lines,
		}))
	}
	var ids []string
	for _, c := range e.Report.Unfinished {
		if c.State == "overdue" {
			ids = append(ids, c.TransferID)
		}
	}
	if fresh := memory.NewlyOverdue(ids); fresh > 0 {
		title := fmt.Sprintf("%s of a panel overdue, %d of them new", wording.Plural(len(ids), "transfer", "transfers"), fresh)
		all = append(all, t.event(e, notify.TransferOverdue, title, strings.Join(e.Report.Overdue(), "\n"), map[string]int64{
			"overdue": int64(len(ids)), "new": int64(fresh),
		}))
	}
	return all
}

func (t *told) event(e pipeline.Ending, kind notify.Kind, title, text string, details map[string]int64) notify.Event {
	return notify.Event{
		Kind: kind, Title: title, Text: text, RunID: e.Account.RunID, At: t.now(), Workspace: t.ws.Dir(), Host: hostName(), Details: details,
	}
}

func failedTitle(e pipeline.Ending) string {
	id := e.Account.RunID
	switch {
	case e.ExitCode == exitCheckFailed:
		return wording.UpperFirst(strings.TrimSpace(id + " failed a check: nothing is changed or published"))
	case e.ExitCode == exitUsage:
		return "The configuration cannot be used, so no run began"
	case id == "":
		return "No run began"
	}
	return id + " failed: nothing is changed"
}

// recoveredText says what is well again, or nothing.
func recoveredText(e pipeline.Ending, failedBefore bool) string {
	var lines []string
	if failedBefore {
		lines = append(lines, "The run before failed; this one is done.")
	}
	for _, r := range e.Account.Recovered {
		done := "was undone, and its files were taken again"
		if r.Finished {
			done = "had committed, and what was missing is done"
		}
		lines = append(lines, fmt.Sprintf("%s was interrupted: it %s.", r.RunID, done))
	}
	return strings.Join(lines, "\n")
}

func inLines(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
