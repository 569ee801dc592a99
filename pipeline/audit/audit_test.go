package audit_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"empanel/pipeline/audit"
)

var noon = time.Date(2026, 10, 5, 12, 0, 0, 0, time.FixedZone("", -7*3600))

func appendRows(t *testing.T, path string, n int) {
	t.Helper()
	for i := range n {
		entry := audit.Entry{At: noon.Add(time.Duration(i) * time.Minute), User: "ana", Command: "why", Purpose: "asked by the clinic", People: i}
		if err := audit.Append(path, entry); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAppendMakesAChainThatHolds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	if rows, err := audit.Verify(path); rows != 0 || err != nil {
		t.Errorf("no log: %d rows, %v", rows, err)
	}
	appendRows(t, path, 5)
	if rows, err := audit.Verify(path); rows != 5 || err != nil {
		t.Errorf("%d rows, %v", rows, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), `{"seq":1,"at":"2026-10-05T19:00:00Z","user":"ana","command":"why","purpose":"asked by the clinic","people":0,"query":"","prev":"0000`) {
		t.Error("the first row is not rendered as agreed")
	}
}

func TestHealthNumbersAreMasked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	err := audit.Append(path, audit.Entry{
		At: noon, Command: "sql", Purpose: "for 9012 372 173",
		Query: "select * from attachments where phn in (9012372173, 9317279351)",
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []string{"9012372173", "9317279351", "9012 372 173"} {
		if bytes.Contains(text, []byte(number)) {
			t.Error("a health number stands in the log")
		}
	}
	if !bytes.Contains(text, []byte("90******73, 93******51")) {
		t.Error("the masked numbers are missing")
	}
}

func TestVerifyNamesTheFirstBadRow(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(lines []string) string
		row    int
	}{
		{"changed", func(l []string) string {
			l[2] = strings.Replace(l[2], `"people":2`, `"people":0`, 1)
			return strings.Join(l, "")
		}, 3},
		{"changed in the hash", func(l []string) string { l[1] = l[1][:len(l[1])-4] + "0\"}\n"; return strings.Join(l, "") }, 2},
		{"spaces put in", func(l []string) string { l[0] = strings.Replace(l[0], ",", ", ", 1); return strings.Join(l, "") }, 1},
		{"key put in", func(l []string) string {
			l[0] = strings.Replace(l[0], "{", `{"note":"x",`, 1)
			return strings.Join(l, "")
		}, 1},
		{"removed", func(l []string) string { return l[0] + l[1] + l[3] + l[4] }, 3},
		{"first removed", func(l []string) string { return strings.Join(l[1:], "") }, 1},
		{"swapped", func(l []string) string { return l[0] + l[2] + l[1] + l[3] + l[4] }, 2},
		{"twice", func(l []string) string { return l[0] + l[1] + l[1] + l[2] }, 3},
		{"cut off in the middle", func(l []string) string { return l[0] + l[1][:20] + "\n" + l[2] + l[3] }, 2},
		{"cut off at the end", func(l []string) string { return strings.Join(l[:4], "") + l[4][:len(l[4])-1] }, 5},
		{"blank line", func(l []string) string { return l[0] + "\n" + l[1] }, 2},
		{"binary", func([]string) string { return "\x00\xff\n" }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			appendRows(t, path, 5)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(c.damage(strings.SplitAfter(string(text), "\n")[:5])), 0o600); err != nil {
				t.Fatal(err)
			}
			rows, err := audit.Verify(path)
			var tampered *audit.TamperedError
			if !errors.As(err, &tampered) || tampered.Row != c.row || rows != c.row-1 {
				t.Errorf("%d good rows, %v; want row %d named", rows, err, c.row)
			}
		})
	}
}

func TestARowMadeAnewBreaksTheChainAfterIt(t *testing.T) {
	dir := t.TempDir()
	path, forged := filepath.Join(dir, "audit.jsonl"), filepath.Join(dir, "forged.jsonl")
	appendRows(t, path, 3)
	if err := audit.Append(forged, audit.Entry{At: noon, User: "somebody else", Command: "why"}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(forged)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(text, []byte{'\n'})
	if err := os.WriteFile(path, append(first, rest...), 0o600); err != nil {
		t.Fatal(err)
	}
	var tampered *audit.TamperedError
	if _, err := audit.Verify(path); !errors.As(err, &tampered) || tampered.Row != 2 {
		t.Errorf("got %v, want row 2 named", err)
	}
}

func TestAppendRefusesToGoOnFromADamagedEnd(t *testing.T) {
	for _, end := range []string{"{\"seq\":3", "{}\n", "\n"} {
		path := filepath.Join(t.TempDir(), "audit.jsonl")
		appendRows(t, path, 2)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		damaged := append(text, end...)
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		err = audit.Append(path, audit.Entry{At: noon, Command: "why"})
		var tampered *audit.TamperedError
		if !errors.As(err, &tampered) || tampered.Row != 3 {
			t.Errorf("after %q: %v, want row 3 named", end, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, damaged) {
			t.Errorf("the damaged log was changed: %v", err)
		}
	}
}

func TestRowsLongerThanABlock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	for range 3 {
		if err := audit.Append(path, audit.Entry{At: noon, Command: "sql", Query: strings.Repeat("select 1; ", 3000)}); err != nil {
			t.Fatal(err)
		}
	}
	if rows, err := audit.Verify(path); rows != 3 || err != nil {
		t.Errorf("%d rows, %v", rows, err)
	}
}

func TestTextThatIsNoUTF8StillVerifies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	for range 2 {
		if err := audit.Append(path, audit.Entry{At: noon, Command: "sql", User: "zo\xeb", Query: "select '\xff<&>\u2028'"}); err != nil {
			t.Fatal(err)
		}
	}
	if rows, err := audit.Verify(path); rows != 2 || err != nil {
		t.Errorf("%d rows, %v", rows, err)
	}
}

func TestAppendsTakeTurns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if err := audit.Append(path, audit.Entry{At: noon, Command: "why"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if rows, err := audit.Verify(path); rows != 40 || err != nil {
		t.Errorf("%d rows, %v", rows, err)
	}
}

func TestWhoIsBehindAnAccountIsInTheLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	for _, login := range []string{"ana", ""} {
		if err := audit.Append(path, audit.Entry{At: noon, User: "root", Login: login, Command: "why"}); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := audit.Read(path)
	if err != nil || len(rows) != 2 || rows[0].Login != "ana" || rows[1].Login != "" || rows[1].Row != 2 || !rows[0].At.Equal(noon) {
		t.Errorf("%+v, %v", rows, err)
	}
	// Where nobody is behind it, a row is as those of earlier versions are.
	text, err := os.ReadFile(path)
	if err != nil || bytes.Count(text, []byte("login")) != 1 {
		t.Errorf("the rows are %s (%v)", text, err)
	}
}

func TestRowsCutOffAtTheEndAreMissed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	marks := []audit.Mark{{By: "R000001"}}
	for n := range 3 {
		appendRows(t, path, 2)
		end, err := audit.End(path)
		if err != nil || end.Rows != 2*n+2 {
			t.Fatalf("%+v, %v", end, err)
		}
		end.By = []string{"R000002", "R000003", "R000004"}[n]
		marks = append(marks, end)
	}
	if rows, err := audit.Verify(path, marks...); rows != 6 || err != nil {
		t.Errorf("%d rows, %v", rows, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	for _, c := range []struct {
		left []byte
		row  int
		by   string
	}{
		{bytes.Join(lines[:5], nil), 6, "R000004"},
		{bytes.Join(lines[:3], nil), 4, "R000003"},
		{nil, 1, "R000002"},
	} {
		if err := os.WriteFile(path, c.left, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := audit.Verify(path, marks...)
		var tampered *audit.TamperedError
		if !errors.As(err, &tampered) || tampered.Row != c.row || !strings.Contains(err.Error(), c.by) {
			t.Errorf("got %v, want row %d named by %s", err, c.row, c.by)
		}
	}
	// Written anew, as long as before.
	appendRows(t, path, 6)
	var tampered *audit.TamperedError
	if _, err := audit.Verify(path, marks...); !errors.As(err, &tampered) || tampered.Row != 4 {
		t.Errorf("got %v, want row 4 named: the first two are as they were", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	appendRows(t, path, 1)
	for range 5 {
		if err := audit.Append(path, audit.Entry{At: noon, Command: "other"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := audit.Verify(path, marks...); !errors.As(err, &tampered) || tampered.Row != 2 {
		t.Errorf("got %v, want row 2 named", err)
	}
}

func TestMend(t *testing.T) {
	mark := audit.Mark{By: "R000001", Rows: 2}
	entry := audit.Entry{At: noon, User: "ana", Purpose: "power cut"}
	for _, c := range []struct {
		name  string
		end   string // put behind two whole rows
		bytes int    // cut off
	}{
		{"nothing", "", 0},
		{"half a row", `{"seq":3,"at":"2026`, 19},
		{"zeros, as a file system leaves them", strings.Repeat("\x00", 4096), 4096},
		{"a line that is no row", "{}\n", 3},
		{"several", "{}\n\n\x00", 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			appendRows(t, path, 2)
			end, err := audit.End(path)
			if err != nil {
				t.Fatal(err)
			}
			mark.Hash = end.Hash
			put(t, path, c.end)
			if _, err := audit.End(path); (err != nil) != (c.bytes > 0) {
				t.Errorf("its end: %v", err)
			}
			done, err := audit.Mend(path, entry, []audit.Mark{mark}, false)
			if err != nil || done.Rows != 2 || done.Bytes != c.bytes {
				t.Fatalf("%+v, %v", done, err)
			}
			want := 2
			if c.bytes > 0 {
				want = 3
				if kept, err := os.ReadFile(done.Kept); err != nil || string(kept) != c.end {
					t.Errorf("kept %q (%v)", kept, err)
				}
			}
			if rows, err := audit.Verify(path, mark); rows != want || err != nil {
				t.Errorf("%d rows, %v", rows, err)
			}
		})
	}
}

// put adds to a file behind the program's back.
func put(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestMendLeavesAloneWhatIsNoAccident(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	appendRows(t, path, 3)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, lost := range []bool{false, true} {
		changed := bytes.Replace(text, []byte(`"people":0`), []byte(`"people":9`), 1)
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := audit.Mend(path, audit.Entry{At: noon}, nil, lost)
		var tampered *audit.TamperedError
		if !errors.As(err, &tampered) || tampered.Row != 1 {
			t.Errorf("got %v, want row 1 named", err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, changed) {
			t.Errorf("the log was changed: %v", err)
		}
	}
	// Rows that are missing are noted only when asked, and then no alarm.
	mark := audit.Mark{By: "R000009", Rows: 7, Hash: strings.Repeat("ab", 32)}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Mend(path, audit.Entry{At: noon}, []audit.Mark{mark}, false); !errors.Is(err, audit.ErrLost) {
		t.Errorf("got %v", err)
	}
	done, err := audit.Mend(path, audit.Entry{At: noon}, []audit.Mark{mark}, true)
	if err != nil || len(done.Lost) != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	if rows, err := audit.Verify(path, mark); rows != 4 || err != nil {
		t.Errorf("%d rows, %v", rows, err)
	}
	other := mark
	other.Rows = 8
	if _, err := audit.Verify(path, other); err == nil {
		t.Error("what is noted of one run is taken for another's")
	}
}
