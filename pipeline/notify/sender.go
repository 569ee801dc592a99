package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"empanel/pipeline/config"
)

// Sender sends events as the settings say.
type Sender struct {
	settings config.Notify
	dir      string // of the workspace: relative paths of the settings are seen from it
	spool    spool
	wait     time.Duration // before the first repetition; each next one waits twice as long
}

// NewSender gives a sender for the workspace in dir, which keeps what could not
// be sent in a folder of its own there.
func NewSender(settings config.Notify, dir, folder string) *Sender {
	return &Sender{settings: settings, dir: dir, spool: spool{folder}, wait: time.Second}
}

// Delivery is how sending one event to one target went.
type Delivery struct {
	Target string `json:"target"` // "webhook https://example.org" or "command /usr/local/bin/page": never a whole address
	Kind   Kind   `json:"event"`
	Err    error  `json:"-"`
	Kept   bool   `json:"kept"` // in the workspace, to be sent later
}

// target is somewhere to send to.
type target interface {
	name() string // may be shown
	id() string   // tells it from others in the spool, and cannot be shown
	send(ctx context.Context, e Event, payload []byte) error
}

// Any says whether anybody is to be told.
func (s *Sender) Any() bool { return s.settings.Any() }

// Send sends what could not be sent before and then the events that the settings
// ask for, and says how each went. What fails is kept and sent with the next,
// and an event that a target does not get does not hold up another target. Its
// error is only that of keeping.
func (s *Sender) Send(ctx context.Context, events ...Event) ([]Delivery, error) {
	var deliveries []Delivery
	var wanted []Event
	for _, e := range events {
		if wants(s.settings, e.Kind) {
			wanted = append(wanted, e.clean())
		}
	}
	unlock, err := s.spool.lock(ctx)
	if err != nil {
		return deliveries, err
	}
	kept, err := s.spool.read()
	if err != nil {
		err = fmt.Errorf("notifications that were kept are lost: %w", err)
	}
	var still []keptEvent
	for _, t := range s.targets() {
		due := append(keptFor(t, kept), eventsFor(t, wanted)...)
		failed, sent := s.sendAll(ctx, t, due)
		still, deliveries = append(still, failed...), append(deliveries, sent...)
	}
	return deliveries, errors.Join(err, s.spool.write(still), unlock())
}

// sendAll sends events to one target in order. After one that fails the others
// are not tried: they would take as long to fail.
func (s *Sender) sendAll(ctx context.Context, t target, due []keptEvent) (failed []keptEvent, deliveries []Delivery) {
	for i, k := range due {
		payload, err := json.Marshal(k.Event)
		if err == nil {
			err = t.send(ctx, k.Event, payload)
		}
		if err == nil {
			deliveries = append(deliveries, Delivery{Target: t.name(), Kind: k.Event.Kind})
			continue
		}
		for n, rest := range due[i:] {
			if n == 1 {
				err = fmt.Errorf("not tried, as one before it failed: %w", err)
			}
			keep := rest.Event.Kind != Test
			if keep {
				failed = append(failed, rest)
			}
			deliveries = append(deliveries, Delivery{Target: t.name(), Kind: rest.Event.Kind, Err: err, Kept: keep})
		}
		return failed, deliveries
	}
	return nil, deliveries
}

// targets gives whom to send to. A webhook whose secret cannot be read fails when
// it is sent to: what it should have got is kept.
func (s *Sender) targets() []target {
	var all []target
	secret, err := readSecret(s.dir, s.settings)
	for _, address := range s.settings.Webhooks {
		hook := newWebhook(address, s.settings, secret, s.wait)
		hook.unusable = err
		all = append(all, hook)
	}
	if len(s.settings.Command) > 0 {
		all = append(all, newCommand(s.settings, s.wait))
	}
	return all
}

// Unsent says how many events wait to be sent.
func (s *Sender) Unsent() (int, error) {
	kept, err := s.spool.read()
	return len(kept), err
}

// Problems says what is wrong with the settings that only a look at the machine
// shows: the secret's file, the program.
func (s *Sender) Problems() error {
	_, err := readSecret(s.dir, s.settings)
	if len(s.settings.Command) > 0 {
		err = errors.Join(err, executable(s.settings.Command[0]))
	}
	return err
}

// firstLine gives what of an output can be put into a sentence.
func firstLine(out []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(out), []byte("\n"))
	return text(string(line[:min(len(line), 200)]), "")
}
