package main

import (
	"bytes"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"empanel/pipeline/history"
)

func TestJobsAreHeldToTheCommands(t *testing.T) {
	for _, good := range [][]string{{"run"}, {"run", "--as-of", "2026-10-05"}, {"verify"}, {"export", "clfp"}, {"sql", "select 1"}} {
		if err := isCommand(good); err != nil {
			t.Errorf("empanel %s: %v", strings.Join(good, " "), err)
		}
	}
	for _, c := range []struct {
		given []string
		want  string
	}{
		{[]string{"rnu"}, "unknown command"},
		{[]string{"run", "now"}, "takes no arguments"},
		{[]string{"run", "--quickly"}, "unknown flag"},
		{[]string{"export"}, "takes one of"},
		{[]string{"export", "fax"}, "unknown command"},
		{[]string{"sql"}, "sql takes"},
	} {
		if err := isCommand(c.given); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("empanel %s: %v, want %q", strings.Join(c.given, " "), err, c.want)
		}
	}
}

// systemd hears what it is told, whatever it is that is told.
func TestServiceManagerHears(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "notify")
	heard, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = heard.Close() }()
	next := func() []string {
		t.Helper()
		text := make([]byte, 1024)
		if err := heard.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		n, err := heard.Read(text)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(string(text[:n]), "\n")
	}
	t.Setenv("NOTIFY_SOCKET", socket)
	t.Setenv("WATCHDOG_USEC", "30000000")
	var complaints bytes.Buffer
	m, err := newServiceManager(&complaints)
	if err != nil {
		t.Fatal(err)
	}
	if m.tick() != 10*time.Second {
		t.Errorf("it looks every %s", m.tick())
	}
	m.alive("next: run 2026-10-05 01:30")
	if got := next(); !slices.Equal(got, []string{"STATUS=next: run 2026-10-05 01:30", "WATCHDOG=1"}) {
		t.Errorf("it heard %q", got)
	}
	m.watched = 0
	m.alive("waits")
	if got := next(); !slices.Equal(got, []string{"STATUS=waits"}) {
		t.Errorf("unwatched, it heard %q", got)
	}
	t.Setenv("NOTIFY_SOCKET", socket+"-gone")
	m.tell("READY=1")
	m.tell("READY=1")
	if n := strings.Count(complaints.String(), "cannot be told"); n != 1 {
		t.Errorf("it complained %d times: %s", n, complaints.String())
	}
	t.Setenv("NOTIFY_SOCKET", "")
	t.Setenv("WATCHDOG_USEC", "")
	if m, err = newServiceManager(&complaints); err != nil || m.tick() != 30*time.Second {
		t.Errorf("without systemd: %v, %v", m, err)
	}
	m.alive("nobody hears it")
}

// Which channels had a file lately, as nights are held to.
func TestTakenInLately(t *testing.T) {
	ws := filepath.Join(t.TempDir(), "ws")
	do := func(want int, args ...string) {
		t.Helper()
		var said bytes.Buffer
		if got := run(args, strings.NewReader(""), &said, &said); got != want {
			t.Fatalf("empanel %s: exit code %d, want %d: %s", strings.Join(args, " "), got, want, said.String())
		}
	}
	now := time.Now()
	before, after := now.Add(-24*time.Hour), now.Add(24*time.Hour)
	lately := func(received, begun time.Time) string {
		t.Helper()
		channels, err := history.TakenIn(t.Context(), ws, received, begun)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(channels, " ")
	}
	do(exitDone, "init", ws)
	if got := lately(before, before); got != "" {
		t.Errorf("before the first run: %s", got)
	}
	arrive := func(name, text string, at time.Time) {
		t.Helper()
		path := filepath.Join(ws, "inbox", name)
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	arrive("registry/clinics.csv", "facility_number,clinic_name,chsa\nA1234,Made-up Clinic,1110\n", now.Add(-48*time.Hour))
	arrive("teleplan/letter.txt", "Dear colleagues\n", now)
	do(exitAttention, "run", "-w", ws)
	for _, c := range []struct {
		name            string
		received, begun time.Time
		want            string
	}{
		{"an old file that came lately", before, before, "registry"},
		{"received long ago, and taken in then", before, after, ""},
		{"received lately enough", now.Add(-49 * time.Hour), after, "registry"},
		{"nothing", after, after, ""},
	} {
		if got := lately(c.received, c.begun); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
