package metrics

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Board holds the newest facts and shows them as metrics. It is safe for use by
// several goroutines, and a scrape sees the facts of one moment.
type Board struct {
	registry *prometheus.Registry
	mu       sync.RWMutex
	facts    Facts
}

// NewBoard gives a board with the first facts, in a registry of its own.
func NewBoard(f Facts) (*Board, error) {
	b := &Board{registry: prometheus.NewRegistry(), facts: f}
	if err := b.registry.Register(collector{b}); err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return b, nil
}

// Set puts newer facts in the place of the old.
func (b *Board) Set(f Facts) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.facts = f
}

// Facts gives the newest facts.
func (b *Board) Facts() Facts {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.facts
}

// Gatherer gives the metrics to whoever collects them.
func (b *Board) Gatherer() prometheus.Gatherer { return b.registry }

// collector makes the samples of a board's facts.
type collector struct{ board *Board }

// Describe names every metric.
func (c collector) Describe(descriptions chan<- *prometheus.Desc) {
	for _, m := range table() {
		descriptions <- m.description()
	}
}

// Collect gives the samples of the newest facts.
func (c collector) Collect(samples chan<- prometheus.Metric) {
	facts := c.board.Facts()
	for _, m := range table() {
		description := m.description()
		m.samples(facts, func(value float64, labels ...string) {
			sample, err := prometheus.NewConstMetric(description, prometheus.GaugeValue, value, labels...)
			if err != nil {
				sample = prometheus.NewInvalidMetric(description, err)
			}
			samples <- sample
		})
	}
}

// WriteTextfile writes the facts as a file for the textfile collector, whole or
// not at all: under another name, then renamed. Everybody may read it, as the
// collector is another account; its folder must be there.
func WriteTextfile(path string, f Facts) error {
	b, err := NewBoard(f)
	if err != nil {
		return err
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("metrics: %s: there is no such folder: make it, or correct metrics.textfile", filepath.Dir(path))
	}
	if err := prometheus.WriteToTextfile(path, b.registry); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// ErrNoRun is why a workspace without a run is not ready.
var ErrNoRun = errors.New("no run is done yet")

// Ready says why nobody should rely on the registry now: the newest run was not
// done, or the newest that was ended longer ago than maxAge. A run that is done
// and needs somebody is well; one that a person interrupted
// says nothing about the registry.
func Ready(f Facts, now time.Time, maxAge time.Duration) error {
	if f.LastSuccess.IsZero() {
		return ErrNoRun
	}
	if r := f.Run; r != nil {
		switch r.ExitCode {
		case 0, 3, 130:
		default:
			return fmt.Errorf("the newest run ended with exit code %d", r.ExitCode)
		}
	}
	age := now.Sub(f.LastSuccess)
	if age > maxAge {
		return fmt.Errorf("the newest good run ended %.1f hours ago, and metrics.ready_hours allows %.1f", age.Hours(), maxAge.Hours())
	}
	if age < -time.Hour {
		return fmt.Errorf("the newest good run ended %.1f hours from now: the clock has gone back", -age.Hours())
	}
	return nil
}
