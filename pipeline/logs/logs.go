// Package logs writes the structured log of runs, as text or JSON, in which no
// health number stands: whatever is logged goes through [Masked].
//
// It opens the log and knows nothing of what is logged. It imports
// pipeline/config, pipeline/mask and pipeline/wording.
package logs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"empanel/pipeline/config"
)

// Open gives the logger that the settings ask for, and a function that closes
// its file. The path in the settings is seen as given; fallback is the stream
// where no file is named. Off gives a logger that writes nothing.
func Open(settings config.Log, fallback io.Writer) (*slog.Logger, func() error, error) {
	nothing := func() error { return nil }
	if settings.Format == config.LogOff {
		return Nobody(), nothing, nil
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(settings.Level)); err != nil {
		return Nobody(), nothing, fmt.Errorf("log: %w", err)
	}
	if settings.File == "" {
		return New(fallback, settings.Format, level), nothing, nil
	}
	file, err := os.OpenFile(settings.File, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return Nobody(), nothing, fmt.Errorf("the log cannot be written: %w", err)
	}
	return New(file, settings.Format, level), func() error {
		return errors.Join(file.Sync(), file.Close())
	}, nil
}

// New gives a logger that writes records of at least a level, a line each.
func New(w io.Writer, format string, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if format == config.LogJSON {
		return slog.New(Masked(slog.NewJSONHandler(w, options)))
	}
	return slog.New(Masked(slog.NewTextHandler(w, options)))
}

// Nobody gives a logger that writes nothing.
func Nobody() *slog.Logger { return slog.New(slog.DiscardHandler) }

// Masked gives a handler that hides health numbers and makes text safe to show
// before another handler sees a record: in the message, in every attribute and
// its key, in groups, in numbers and in whatever a value renders as.
func Masked(next slog.Handler) slog.Handler { return masked{next} }

type masked struct{ next slog.Handler }

// Enabled asks the handler behind.
func (m masked) Enabled(ctx context.Context, level slog.Level) bool {
	return m.next.Enabled(ctx, level)
}

// Handle hands on a record of hidden numbers.
func (m masked) Handle(ctx context.Context, record slog.Record) error {
	hidden := slog.NewRecord(record.Time, record.Level, text(record.Message), 0)
	record.Attrs(func(a slog.Attr) bool {
		hidden.AddAttrs(attr(a))
		return true
	})
	return m.next.Handle(ctx, hidden)
}

// WithAttrs hides them once and for all.
func (m masked) WithAttrs(attrs []slog.Attr) slog.Handler {
	return masked{m.next.WithAttrs(all(attrs))}
}

// WithGroup begins a group.
func (m masked) WithGroup(name string) slog.Handler { return masked{m.next.WithGroup(text(name))} }
