package notify

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"empanel/pipeline/config"
)

// hook is a real server that fails some times before it takes anything.
type hook struct {
	mu      sync.Mutex
	fail    int // how often still
	status  int // with which it fails
	tries   int
	events  []Event
	headers []http.Header
	*httptest.Server
}

func newHook(t *testing.T, fail, status int) *hook {
	t.Helper()
	h := &hook{fail: fail, status: status}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.tries++
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("a %s of %s came, %v", r.Method, r.Header.Get("Content-Type"), err)
		}
		if h.fail > 0 {
			h.fail--
			w.Header().Set("Location", h.URL+"/elsewhere")
			w.WriteHeader(h.status)
			_, _ = io.WriteString(w, "not now\nlater")
			return
		}
		var e Event
		if err := json.Unmarshal(body, &e); err != nil {
			t.Errorf("no event came: %v", err)
		}
		h.events, h.headers = append(h.events, e), append(h.headers, r.Header)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hook) settings() config.Notify {
	s := config.Default().Notify
	s.Webhooks, s.Retries, s.TimeoutSeconds = []string{h.URL + "/a-secret-path"}, 3, 5
	return s
}

func sender(t *testing.T, s config.Notify) *Sender {
	t.Helper()
	dir := t.TempDir()
	send := NewSender(s, dir, filepath.Join(dir, ".notify"))
	send.wait = time.Millisecond
	return send
}

func failed() Event {
	return Event{
		Kind: Failed, Title: "the night failed", Text: "a\nb", RunID: "R000007", At: time.Date(2026, 9, 30, 9, 0, 0, 5, time.UTC),
		Workspace: "/srv/ws", Host: "node", Details: map[string]int64{"files": 3},
	}
}

func send(t *testing.T, s *Sender, events ...Event) []Delivery {
	t.Helper()
	deliveries, err := s.Send(context.Background(), events...)
	if err != nil {
		t.Fatal(err)
	}
	return deliveries
}

func unsent(t *testing.T, s *Sender) int {
	t.Helper()
	n, err := s.Unsent()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWebhookThatFailsTwiceGetsTheEventOnce(t *testing.T) {
	h := newHook(t, 2, http.StatusBadGateway)
	s := sender(t, h.settings())
	for _, d := range send(t, s, failed()) {
		if d.Err != nil {
			t.Errorf("%s: %v", d.Target, d.Err)
		}
	}
	if h.tries != 3 || len(h.events) != 1 || unsent(t, s) != 0 {
		t.Fatalf("%d tries, %d events, %d kept", h.tries, len(h.events), unsent(t, s))
	}
	e := h.events[0]
	if e.Kind != Failed || e.Title != "the night failed" || e.Text != "a\nb" || e.RunID != "R000007" || e.Workspace != "/srv/ws" ||
		e.Host != "node" || e.Details["files"] != 3 || !e.At.Equal(time.Date(2026, 9, 30, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("the event that came is %+v", e)
	}
}

// What cannot be sent is kept and comes first next time, in order; a target that
// works is not held up by one that does not.
func TestWhatFailsIsSentWithTheNext(t *testing.T) {
	bad, good := newHook(t, 100, http.StatusInternalServerError), newHook(t, 0, 0)
	settings := bad.settings()
	settings.Webhooks = append(settings.Webhooks, good.URL)
	settings.Retries = 1
	s := sender(t, settings)
	second := failed()
	second.Kind = Attention
	got := send(t, s, failed(), second)
	if bad.tries != 2 || len(good.events) != 2 || unsent(t, s) != 2 || len(got) != 4 {
		t.Fatalf("%d tries, %d sent, %d kept, %d deliveries", bad.tries, len(good.events), unsent(t, s), len(got))
	}
	for _, d := range got[:2] {
		if d.Err == nil || !d.Kept || !strings.Contains(d.Err.Error(), "500 Internal Server Error: not now") {
			t.Errorf("%s, kept %v: %v", d.Target, d.Kept, d.Err)
		}
		if strings.Contains(d.Target+d.Err.Error(), "secret-path") {
			t.Error("the address of a webhook is told")
		}
	}
	info, err := os.Stat(s.spool.file())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("what is kept: %v, %v", info, err)
	}
	kept, err := os.ReadFile(s.spool.file())
	if err != nil || strings.Contains(string(kept), "secret-path") {
		t.Errorf("the address of a webhook is kept: %v", err)
	}
	bad.fail = 0
	third := failed()
	third.Kind = Recovered
	send(t, s, third)
	var kinds []Kind
	for _, e := range bad.events {
		kinds = append(kinds, e.Kind)
	}
	if !slices.Equal(kinds, []Kind{Failed, Attention, Recovered}) || len(good.events) != 3 || unsent(t, s) != 0 {
		t.Errorf("then came %v and %d, and %d are kept", kinds, len(good.events), unsent(t, s))
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	h := newHook(t, 1000, http.StatusNotFound) // which is not tried again
	s := sender(t, h.settings())
	for i := range mostKept + 5 {
		e := failed()
		e.RunID = strconv.Itoa(i)
		send(t, s, e)
	}
	kept, err := s.spool.read()
	if err != nil || len(kept) != mostKept || kept[0].Event.RunID != "5" || h.tries != mostKept+5 {
		t.Errorf("%d are kept after %d tries, %v", len(kept), h.tries, err)
	}
}

func TestOnlyWhatIsConfiguredIsSent(t *testing.T) {
	h := newHook(t, 0, 0)
	settings := h.settings()
	settings.Events = []string{"failed"}
	s := sender(t, settings)
	for _, kind := range append(Kinds(), Test) {
		e := failed()
		e.Kind = kind
		send(t, s, e)
	}
	if len(h.events) != 2 || h.events[0].Kind != Failed || h.events[1].Kind != Test {
		t.Errorf("came: %v", h.events)
	}
	var names []string
	for _, kind := range Kinds() {
		names = append(names, string(kind))
	}
	if !slices.Equal(names, config.NotifyEvents()) {
		t.Errorf("the configuration takes %v, and there are %v", config.NotifyEvents(), names)
	}
}

func TestTestIsNotKept(t *testing.T) {
	h := newHook(t, 9, http.StatusNotFound)
	s := sender(t, h.settings())
	e := failed()
	e.Kind = Test
	if got := send(t, s, e); len(got) != 1 || got[0].Err == nil || got[0].Kept || unsent(t, s) != 0 {
		t.Errorf("%v, %d kept", got, unsent(t, s))
	}
}

// No health number leaves, whatever field it stands in, to whichever target.
func TestNoHealthNumberIsSent(t *testing.T) {
	h := newHook(t, 0, 0)
	settings := h.settings()
	out := filepath.Join(t.TempDir(), "out")
	settings.Command = []string{script(t, `cat >> "`+out+`"; env | grep ^EMPANEL >> "`+out+`"`)}
	s := sender(t, settings)
	const phn = "9012372173"
	send(t, s, Event{
		Kind: Failed, Title: phn + "\nx\x1b[31m", Text: "of 9012 372 173 and " + phn, RunID: phn, Workspace: "/srv/" + phn, Host: phn,
		Details: map[string]int64{phn: 1, "a": 9012372173, "b": 12},
	})
	sent, err := json.Marshal(h.events)
	if err != nil {
		t.Fatal(err)
	}
	given, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(sent), string(given)} {
		if strings.Contains(strings.ReplaceAll(text, " ", ""), phn) || strings.Contains(text, "\x1b") {
			t.Error("a number or an escape sequence was sent")
		}
		if !strings.Contains(text, `"b":12`) {
			t.Errorf("the counts are gone: %q", text)
		}
	}
}

func TestSecretHeader(t *testing.T) {
	h := newHook(t, 0, 0)
	settings := h.settings()
	settings.SecretHeader, settings.SecretFile = "Authorization", "secret"
	s := sender(t, settings)
	path := filepath.Join(s.dir, "secret")
	for _, c := range []struct {
		content string
		mode    os.FileMode
		wrong   string
	}{
		{"Bearer abc", 0o644, "chmod 600"},
		{"Bearer abc", 0o640, "chmod 600"},
		{"", 0o600, "one line"},
		{"Bearer abc\nX: y", 0o600, "one line"},
		{strings.Repeat("a", longestSecret+1), 0o600, "larger"},
		{"Bearer abc\n", 0o600, ""},
	} {
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		got := send(t, s, failed())
		err := got[len(got)-1].Err
		if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("mode %v: %v, want %q", c.mode, err, c.wrong)
		}
		if err != nil && strings.Contains(err.Error(), "Bearer") || (s.Problems() == nil) != (c.wrong == "") {
			t.Errorf("mode %v: %v, %v", c.mode, err, s.Problems())
		}
	}
	if len(h.headers) != 6 || h.headers[5].Get("Authorization") != "Bearer abc" {
		t.Errorf("%d came", len(h.headers)) // those that were kept too
	}
}

// A redirect is not followed: the secret would go elsewhere.
func TestRedirectIsNotFollowed(t *testing.T) {
	h := newHook(t, 1, http.StatusTemporaryRedirect)
	got := send(t, sender(t, h.settings()), failed())
	if h.tries != 1 || got[0].Err == nil || !strings.Contains(got[0].Err.Error(), "none is followed") {
		t.Errorf("%d tries, %v", h.tries, got)
	}
}

func TestWebhookThatHangsIsGivenUp(t *testing.T) {
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	defer server.Close()
	defer close(done)
	settings := config.Default().Notify
	settings.Webhooks, settings.Retries, settings.TimeoutSeconds = []string{server.URL}, 0, 1
	got := send(t, sender(t, settings), failed())
	if got[0].Err == nil || !strings.Contains(got[0].Err.Error(), "in time") || strings.Contains(got[0].Err.Error(), server.URL) {
		t.Errorf("gave %v", got[0].Err)
	}
}

// script writes a program of a shell's lines.
func script(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "told")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+lines+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCommandGetsTheEvent(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	settings := config.Default().Notify
	// It fails once before it takes anything.
	settings.Command = []string{script(t, `[ -e "$1" ] || { touch "$1"; echo not now >&2; exit 7; }
cat > "$1.json"; printf '%s|%s|%s' "$EMPANEL_EVENT" "$EMPANEL_TITLE" "$EMPANEL_RUN_ID" > "$1"`), out}
	s := sender(t, settings)
	if got := send(t, s, failed()); len(got) != 1 || got[0].Err != nil {
		t.Fatalf("gave %v", got)
	}
	said, err := os.ReadFile(out)
	if err != nil || string(said) != "failed|the night failed|R000007" {
		t.Errorf("its environment says %q, %v", said, err)
	}
	var e Event
	content, err := os.ReadFile(out + ".json")
	if err != nil || json.Unmarshal(content, &e) != nil || e.Kind != Failed || e.Text != "a\nb" {
		t.Errorf("it got %q, %v", content, err)
	}
}

func TestCommandThatFailsSaysWhy(t *testing.T) {
	settings := config.Default().Notify
	settings.Retries = 1
	settings.Command = []string{script(t, `echo "no pager for 9012372173"; exit 7`)}
	got := send(t, sender(t, settings), failed())
	if got[0].Err == nil || !got[0].Kept || !strings.Contains(got[0].Err.Error(), "exit status 7): no pager for 90******73") {
		t.Errorf("gave %v", got[0].Err)
	}
	settings.Command = []string{filepath.Join(t.TempDir(), "none")}
	s := sender(t, settings)
	if got := send(t, s, failed()); got[0].Err == nil || s.Problems() == nil {
		t.Errorf("gave %v, %v", got[0].Err, s.Problems())
	}
}

// A program that hangs is killed with all that it started.
func TestCommandThatHangsIsKilled(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	settings := config.Default().Notify
	settings.Retries, settings.TimeoutSeconds = 0, 1
	settings.Command = []string{script(t, `(sleep 3; echo late > "`+out+`") & sleep 60`)}
	begun := time.Now()
	got := send(t, sender(t, settings), failed())
	if got[0].Err == nil || !strings.Contains(got[0].Err.Error(), "did not end within 1s") {
		t.Errorf("gave %v", got[0].Err)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
	time.Sleep(3 * time.Second)
	if _, err := os.Stat(out); err == nil {
		t.Error("what it started goes on")
	}
}

func TestNewlyOverdueIsToldOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "x")
	for i, c := range []struct {
		now   []string
		fresh int
	}{{[]string{"B", "A"}, 2}, {[]string{"A", "B"}, 0}, {[]string{"C", "A"}, 1}, {nil, 0}, {[]string{"A"}, 1}} {
		m := Remember(folder)
		if got := m.NewlyOverdue(c.now); got != c.fresh {
			t.Errorf("night %d: %d are new, want %d", i, got, c.fresh)
		}
		if err := m.Keep(folder); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, memoryFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if m := Remember(folder); m.Failed || m.Overdue != nil {
		t.Errorf("remembers %v", m)
	}
}

// Two processes that send at one time send nothing twice.
func TestTwoSendersTakeTurns(t *testing.T) {
	h := newHook(t, 0, 0)
	settings := h.settings()
	first := sender(t, settings)
	h.fail, h.status = 1, http.StatusNotFound
	send(t, first, failed())
	second := NewSender(settings, first.dir, first.spool.folder)
	var all sync.WaitGroup
	for _, s := range []*Sender{first, second, first, second} {
		all.Go(func() {
			if _, err := s.Send(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(h.events) != 1 || unsent(t, first) != 0 {
		t.Errorf("%d came, %d are kept", len(h.events), unsent(t, first))
	}
}
