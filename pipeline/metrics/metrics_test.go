package metrics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

var begun = time.Date(2026, 9, 30, 9, 0, 0, 0, time.UTC)

func facts() Facts {
	return Facts{
		Build: Build{"0.1.0", "go1.26", "1.5.5", "abc"},
		Run: &Run{
			Command: "run", Started: begun, Ended: begun.Add(90 * time.Second), ExitCode: 3,
			Stages: []Stage{{"take in", 1.5}, {"load", 2}, {"load", 0.5}},
			Lines:  map[string]int64{"attached": 95, "quarantined": 5},
			Files:  []Files{{"teleplan", "accepted", 7}, {"drbill", "refused", 1}},
			Checks: 40, Failed: 1, Needs: 2,
		},
		LastSuccess: begun.Add(90 * time.Second),
		Standing:    &Standing{Attached: 1000, Pending: 3, Quarantine: 5, Waiting: 60, Panels: 20, Conflicts: 2, Held: 1, Transfers: map[string]int64{"open": 2, "overdue": 1}},
		Inbox:       map[string]int{"teleplan": 4},
		Bytes:       map[string]int64{"ledger": 9_012_372_173},
		Free:        map[string]int64{"workspace": 1 << 40},
		Unsent:      1,
		Nights:      map[string]int64{"ran": 30, "missed": 1},
	}
}

func board(t *testing.T, f Facts) *Board {
	t.Helper()
	b, err := NewBoard(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Names, units and help are as Prometheus wants them, and every metric of the
// table has a sample.
func TestMetricsAreConventional(t *testing.T) {
	b := board(t, facts())
	problems, err := testutil.GatherAndLint(b.Gatherer())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	for _, m := range table() {
		n, err := testutil.GatherAndCount(b.Gatherer(), m.name)
		if err != nil || n == 0 {
			t.Errorf("%s has %d samples, %v", m.name, n, err)
		}
	}
}

func TestFigures(t *testing.T) {
	want := `
# HELP empanel_attached_people People who are attached to a provider.
# TYPE empanel_attached_people gauge
empanel_attached_people 1000
# HELP empanel_last_success_timestamp_seconds When the newest run that is done ended.
# TYPE empanel_last_success_timestamp_seconds gauge
empanel_last_success_timestamp_seconds 1.79075889e+09
# HELP empanel_run_checks Blocking checks that the newest run made, by result.
# TYPE empanel_run_checks gauge
empanel_run_checks{result="failed"} 1
empanel_run_checks{result="passed"} 39
# HELP empanel_run_files Files of the newest run by channel and state: accepted, refused, duplicate, left in the inbox.
# TYPE empanel_run_files gauge
empanel_run_files{channel="drbill",state="refused"} 1
empanel_run_files{channel="teleplan",state="accepted"} 7
# HELP empanel_run_outcome 1 for what the newest run came to, 0 for everything else.
# TYPE empanel_run_outcome gauge
empanel_run_outcome{outcome="attention"} 1
empanel_run_outcome{outcome="check_failed"} 0
empanel_run_outcome{outcome="configuration"} 0
empanel_run_outcome{outcome="done"} 0
empanel_run_outcome{outcome="failed"} 0
empanel_run_outcome{outcome="interrupted"} 0
# HELP empanel_run_quarantine_ratio Share of the newest run's lines that are in quarantine, from 0 to 1; absent where it had no lines.
# TYPE empanel_run_quarantine_ratio gauge
empanel_run_quarantine_ratio 0.05
# HELP empanel_run_stage_duration_seconds How long each stage of the newest run took; a stage that comes more than once counts together.
# TYPE empanel_run_stage_duration_seconds gauge
empanel_run_stage_duration_seconds{stage="load"} 2.5
empanel_run_stage_duration_seconds{stage="take in"} 1.5
`
	err := testutil.GatherAndCompare(board(t, facts()).Gatherer(), strings.NewReader(want), "empanel_attached_people", "empanel_last_success_timestamp_seconds",
		"empanel_run_checks", "empanel_run_files", "empanel_run_outcome", "empanel_run_quarantine_ratio", "empanel_run_stage_duration_seconds")
	if err != nil {
		t.Error(err)
	}
}

// What is not known has no figure.
func TestWhatIsNotKnownIsAbsent(t *testing.T) {
	b := board(t, Facts{})
	got, err := b.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, family := range got {
		names = append(names, family.GetName())
	}
	if fmt.Sprint(names) != "[empanel_build_info empanel_notifications_unsent]" {
		t.Errorf("a workspace of which nothing is known has %v", names)
	}
}

// The page says of every metric what the program says, and names no other.
func TestPageNamesEveryMetric(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, m := range table() {
		labels := ""
		for _, l := range m.labels {
			labels += ", `" + l + "`"
		}
		want = append(want, fmt.Sprintf("| `%s` | %s | %s |", m.name, strings.TrimPrefix(labels, ", "), m.help))
	}
	var got []string
	for line := range strings.SplitSeq(string(page), "\n") {
		if strings.HasPrefix(line, "| `empanel_") {
			got = append(got, line)
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the table of metrics must be:\n%s", strings.Join(want, "\n"))
	}
}

func TestTextfile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empanel.prom")
	for _, exit := range []int{0, 1} { // the second takes the place of the first
		f := facts()
		f.Run.ExitCode = exit
		if err := WriteTextfile(path, f); err != nil {
			t.Fatal(err)
		}
		written, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(written), fmt.Sprintf("\nempanel_run_exit_code %d\n", exit)) {
			t.Errorf("the file says %s, %v", written, err)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the file there are %v, %v", entries, err)
	}
	if err := WriteTextfile(filepath.Join(path, "x.prom"), facts()); err == nil || !strings.Contains(err.Error(), "metrics.textfile") {
		t.Errorf("a folder that is not there gives %v", err)
	}
}

func TestWhatIsKeptOfARun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "last")
	if r, err := KeptRun(path); r != nil || err != nil {
		t.Errorf("nothing was kept, and there is %v, %v", r, err)
	}
	want := facts().Run
	if err := KeepRun(path, want); err != nil {
		t.Fatal(err)
	}
	if got, err := KeptRun(path); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("kept is %+v, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := KeptRun(path); err == nil {
		t.Error("half a file is read")
	}
}

func TestReady(t *testing.T) {
	for name, c := range map[string]struct {
		exit  int
		ended time.Time
		want  string
	}{
		"done":          {0, begun, ""},
		"needs":         {3, begun, ""},
		"interrupted":   {130, begun, ""},
		"failed":        {1, begun, "exit code 1"},
		"check":         {6, begun, "exit code 6"},
		"configuration": {2, begun, "exit code 2"},
		"old":           {0, begun.Add(-27 * time.Hour), "27.0 hours ago"},
		"just in time":  {0, begun.Add(-26 * time.Hour), ""},
		"clock":         {0, begun.Add(2 * time.Hour), "gone back"},
		"none":          {0, time.Time{}, "no run is done"},
	} {
		err := Ready(Facts{Run: &Run{ExitCode: c.exit}, LastSuccess: c.ended}, begun, 26*time.Hour)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestOnlyThisMachineCanAsk(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "10.0.0.1:0", "example.org:0", "127.0.0.1.example.org:0", "192.168.1.1:9532", "127.0.0.1"} {
		listener, err := Listen(context.Background(), address)
		if !errors.Is(err, ErrNotLoopback) {
			t.Errorf("%s gives %v", address, err)
		}
		if listener != nil {
			t.Errorf("%s is listened on: %v", address, listener.Close())
		}
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it is only read
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestServing(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	listener, err := Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := board(t, Facts{})
	ended := make(chan error, 1)
	go func() {
		ended <- b.Serve(ctx, listener, Serving{Now: func() time.Time { return begun.Add(time.Hour) }, MaxAge: 26 * time.Hour})
	}()
	url := "http://" + listener.Addr().String()
	if code, body := get(t, url+"/healthz"); code != 200 || body != "ok\n" {
		t.Errorf("/healthz says %d %q", code, body)
	}
	if code, body := get(t, url+"/readyz"); code != 503 || body != "no run is done yet\n" {
		t.Errorf("/readyz says %d %q", code, body)
	}
	b.Set(facts())
	if code, body := get(t, url+"/readyz"); code != 200 {
		t.Errorf("/readyz says %d %q", code, body)
	}
	if code, body := get(t, url+"/metrics"); code != 200 || !strings.Contains(body, "\nempanel_attached_people 1000\n") {
		t.Errorf("/metrics says %d %q", code, body)
	}
	if code, _ := get(t, url+"/"); code != 404 {
		t.Errorf("/ says %d", code)
	}
	if answer, err := http.Post(url+"/metrics", "text/plain", strings.NewReader("x")); err != nil || answer.StatusCode != 405 {
		t.Errorf("a POST gives %v, %v", answer, err)
	} else {
		_ = answer.Body.Close()
	}
	// Who connects and says nothing does not hinder the end.
	silent, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close() //nolint:errcheck // nothing was said
	http.DefaultClient.CloseIdleConnections()
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * endPatience):
		t.Error("it does not end")
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("it listens still")
	}
}

// Scrapes and newer facts at one time: the race detector watches.
func TestScrapesWhileFactsChange(t *testing.T) {
	b := board(t, facts())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 50 {
			b.Set(facts())
		}
	}()
	for range 50 {
		if _, err := b.Gatherer().Gather(); err != nil {
			t.Fatal(err)
		}
	}
	<-done
}
