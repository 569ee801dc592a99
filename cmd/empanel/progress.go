package main

import (
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a long work has come, on the error stream and only
// when a person watches it. It gives a function to tell which stage it is at and
// how much of it is done (total 0: not known), safe from several goroutines, and
// one to end with, after which no trace is left.
func (p *program) progress() (report func(stage string, done, total int64), finish func()) {
	file, ok := p.err.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return func(string, int64, int64) {}, func() {}
	}
	w := &watch{file: file}
	return w.report, w.clear
}

// watch is the line a person sees. What cannot be drawn stops no work, so
// errors of drawing are dropped.
type watch struct {
	mu    sync.Mutex
	file  *os.File
	stage string
	total int64
	bar   *progressbar.ProgressBar
}

func (w *watch) report(stage string, done, total int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.bar == nil || stage != w.stage || total != w.total {
		if w.bar != nil {
			_ = w.bar.Clear()
		}
		length := total
		if length <= 0 {
			length = -1
		}
		w.stage, w.total = stage, total
		w.bar = progressbar.NewOptions64(length,
			progressbar.OptionSetWriter(w.file),
			progressbar.OptionSetDescription(stage),
			progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	_ = w.bar.Set64(done)
}

func (w *watch) clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.bar != nil {
		_ = w.bar.Clear()
		w.bar = nil
	}
}
