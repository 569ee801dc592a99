package logs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"empanel/pipeline/config"
	"empanel/pipeline/logs"
)

type patient struct {
	PHN  int64
	Note string
}

type late struct{ phn string }

// LogValue gives a group that holds the number.
func (l late) LogValue() slog.Value {
	return slog.GroupValue(slog.String("of", l.phn), slog.Any("row", patient{9012372173, "x"}))
}

// Whatever way a health number takes into the log, it does not come out, nor
// does a terminal's escape sequence.
func TestNoHealthNumberComesOut(t *testing.T) {
	const phn = "9012372173"
	number := int64(9012372173)
	left := regexp.MustCompile(`9\D{0,2}0\D{0,2}1\D{0,2}2\D{0,2}3\D{0,2}7\D{0,2}2\D{0,2}1\D{0,2}7\D{0,2}3|9\.012372173e`)
	for _, format := range []string{config.LogText, config.LogJSON} {
		var out bytes.Buffer
		log := logs.New(&out, format, slog.LevelDebug)
		ways := map[string]func(){
			"message":          func() { log.Info("person " + phn) },
			"message in parts": func() { log.Info("person 9012 372 173") },
			"text":             func() { log.Info("x", "a", phn) },
			"key":              func() { log.Info("x", phn, 1) },
			"int":              func() { log.Info("x", "a", number) },
			"uint":             func() { log.Info("x", "a", uint64(number)) },
			"float":            func() { log.Info("x", "a", float64(number)) },
			"float and half":   func() { log.Info("x", "a", float64(number)+0.5) },
			"negative":         func() { log.Info("x", "a", -number) },
			"duration":         func() { log.Info("x", "a", time.Duration(number)) },
			"error":            func() { log.Error("x", "err", fmt.Errorf("row of %s: %w", phn, errors.New(phn))) },
			"struct":           func() { log.Info("x", "a", patient{number, phn}) },
			"pointer":          func() { log.Info("x", "a", &patient{number, phn}) },
			"list":             func() { log.Info("x", "a", []int64{number, number}) },
			"map":              func() { log.Info("x", "a", map[string]int64{phn: number}) },
			"bytes":            func() { log.Info("x", "a", []byte(phn)) },
			"raw json":         func() { log.Info("x", "a", json.RawMessage(`{"phn":9012372173}`)) },
			"group":            func() { log.Info("x", slog.Group("g", "a", phn, slog.Group(phn, "b", number))) },
			"with":             func() { log.With("a", phn, "b", number).Info("x") },
			"with group":       func() { log.WithGroup(phn).Info("x", "a", phn) },
			"valuer":           func() { log.Info("x", "a", late{phn}) },
			"no digest":        func() { log.Info("x", "a", logs.Digest(phn)) },
			"badly made pair":  func() { log.Info("x", []any{phn}...) },
		}
		for name, way := range ways {
			out.Reset()
			way()
			if out.Len() == 0 {
				t.Errorf("%s, %s: nothing was logged", format, name)
			}
			if left.Match(out.Bytes()) {
				t.Errorf("%s, %s: a number was logged", format, name)
			}
		}
		out.Reset()
		log.Warn("file \x1b[31m", "name", "a\x1b]0;x\x07\u202eb\nlevel=ERROR")
		if strings.ContainsAny(out.String(), "\x1b\x07\u202e") || strings.Count(out.String(), "\n") != 1 {
			t.Errorf("%s: control characters were logged: %q", format, out.String())
		}
	}
}

// What says nothing of anybody stays as it is.
func TestWhatIsLoggedCanBeRead(t *testing.T) {
	var out bytes.Buffer
	log := logs.New(&out, config.LogJSON, slog.LevelInfo)
	const digest = "12345678901234567890123456789012"
	log.Debug("not asked for")
	log.With("run_id", "R000001").Info("stage done", "seconds", 1.25, "rows", 1234567, "digest", logs.Digest(digest),
		"took", 1500*time.Millisecond, "at", time.Date(2026, 9, 30, 1, 2, 3, 0, time.UTC), "ok", true)
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("no one line of JSON: %v", err)
	}
	for key, want := range map[string]any{
		"msg": "stage done", "level": "INFO", "run_id": "R000001", "seconds": 1.25, "rows": 1234567.0,
		"digest": digest, "took": 1.5, "at": "2026-09-30T01:02:03Z", "ok": true,
	} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
}

func TestLogFileIsAppendedTo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.txt")
	for range 2 {
		log, closeLog, err := logs.Open(config.Log{Format: "text", Level: "info", File: path}, nil)
		if err != nil {
			t.Fatal(err)
		}
		log.Info("one")
		if err := closeLog(); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(path)
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil || strings.Count(string(written), "msg=one") != 2 || info.Mode().Perm() != 0o600 {
		t.Errorf("the file holds %q, %v", written, info.Mode())
	}
	log, _, err := logs.Open(config.Log{Format: "text", Level: "info", File: filepath.Join(path, "x")}, nil)
	if err == nil {
		t.Error("a log below a file gave no error")
	}
	log.Info("goes nowhere, and does not fail")
}
