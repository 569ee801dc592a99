package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"empanel/parsers/field"
)

func example() listing {
	return listing{
		columns: []column{{name: "file_name"}, {name: "lines", number: true}, {name: "valid_from"}, {name: "at"}, {name: "open"}},
		rows: [][]any{
			{"a.txt", int64(5), field.NewDate(2026, 10, 5), time.Date(2026, 10, 5, 1, 2, 3, 0, time.FixedZone("", -7*3600)), true},
			{"longer name.csv", -12, field.NoDate, nil, false},
			{"=1+1", 1234.5, nil, nil, nil},
		},
		empty: "no files",
	}
}

func rendered(t *testing.T, l listing, f format) string {
	t.Helper()
	var out bytes.Buffer
	if err := l.render(&out, f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestRenderTable(t *testing.T) {
	want := `file_name         lines  valid_from  at                    open
a.txt                 5  2026-10-05  2026-10-05T08:02:03Z  true
longer name.csv     -12                                    false
=1+1             1234.5
`
	if diff := cmp.Diff(want, rendered(t, example(), formatTable)); diff != "" {
		t.Error(diff)
	}
	none := example()
	none.rows = nil
	if got := rendered(t, none, formatTable); got != "no files\n" {
		t.Errorf("without rows: %q", got)
	}
}

func TestRenderCSV(t *testing.T) {
	want := `file_name,lines,valid_from,at,open
a.txt,5,2026-10-05,2026-10-05T08:02:03Z,true
longer name.csv,-12,,,false
'=1+1,1234.5,,,
`
	if diff := cmp.Diff(want, rendered(t, example(), formatCSV)); diff != "" {
		t.Error(diff)
	}
	none := example()
	none.rows = nil
	if got := rendered(t, none, formatCSV); got != "file_name,lines,valid_from,at,open\n" {
		t.Errorf("without rows: %q", got)
	}
}

func TestRenderJSON(t *testing.T) {
	want := `[
  {"file_name": "a.txt", "lines": 5, "valid_from": "2026-10-05", "at": "2026-10-05T08:02:03Z", "open": true},
  {"file_name": "longer name.csv", "lines": -12, "valid_from": null, "at": null, "open": false},
  {"file_name": "=1+1", "lines": 1234.5, "valid_from": null, "at": null, "open": null}
]
`
	if diff := cmp.Diff(want, rendered(t, example(), formatJSON)); diff != "" {
		t.Error(diff)
	}
	if got := rendered(t, listing{}, formatJSON); got != "[]\n" {
		t.Errorf("without rows: %q", got)
	}
}

func TestRenderGivesATerminalNothingToActOn(t *testing.T) {
	evil := "a\x1b[31m\x07\u009b2J\u202e\xff\r\x00\x7fz"
	l := listing{columns: []column{{name: evil}}, rows: [][]any{{evil}}}
	for _, f := range []format{formatTable, formatCSV, formatJSON} {
		got := rendered(t, l, f)
		for _, r := range strings.NewReplacer("\n", "").Replace(got) {
			if unsafeToShow(r) {
				t.Errorf("%s holds %U", f, r)
			}
		}
	}
	var back []map[string]string
	if err := json.Unmarshal([]byte(rendered(t, l, formatJSON)), &back); err != nil || len(back) != 1 {
		t.Errorf("JSON does not read back: %v", err)
	}
}

func TestCSVStartsNoFormula(t *testing.T) {
	l := listing{columns: []column{{name: "name"}, {name: "n", number: true}}}
	for _, text := range []string{"=cmd()", "+1", "-1", "@x", "\t=x", "\r=x"} {
		l.rows = append(l.rows, []any{text, -1})
	}
	records, err := csv.NewReader(strings.NewReader(rendered(t, l, formatCSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		if strings.ContainsAny(record[0][:1], "=+-@\t\r") {
			t.Errorf("%q starts a formula", record[0])
		}
		if record[1] != "-1" {
			t.Errorf("a number became %q", record[1])
		}
	}
}

func TestRenderRefusesWhatJSONCannotHold(t *testing.T) {
	l := listing{columns: []column{{name: "x", number: true}}, rows: [][]any{{math.NaN()}}}
	if err := l.render(&bytes.Buffer{}, formatJSON); err == nil {
		t.Error("NaN gave no error")
	}
}

func TestRenderLists(t *testing.T) {
	l := listing{
		columns: []column{{name: "reasons"}},
		rows:    [][]any{{[]any{"phn_unknown", field.NewDate(2026, 10, 5)}}, {[]any{}}},
	}
	for f, want := range map[format]string{
		formatTable: "reasons\nphn_unknown, 2026-10-05\n\n",
		formatCSV:   "reasons\n\"phn_unknown, 2026-10-05\"\n\n",
		formatJSON:  "[\n  {\"reasons\": [\"phn_unknown\",\"2026-10-05\"]},\n  {\"reasons\": []}\n]\n",
	} {
		if diff := cmp.Diff(want, rendered(t, l, f)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestRenderStreams(t *testing.T) {
	rows := example().rows
	streamed := listing{columns: example().columns, stream: func(yield func([]any, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}}
	broken := listing{columns: example().columns, stream: func(yield func([]any, error) bool) {
		_ = yield(rows[0], nil) && yield(nil, errors.New("the disk is gone"))
	}}
	for _, f := range []format{formatTable, formatCSV, formatJSON} {
		if diff := cmp.Diff(rendered(t, example(), f), rendered(t, streamed, f)); diff != "" {
			t.Error(diff)
		}
		if err := broken.render(&bytes.Buffer{}, f); err == nil {
			t.Errorf("%s swallowed an error in the middle", f)
		}
	}
}

func TestFormatFlag(t *testing.T) {
	var f format
	for _, word := range formats {
		if err := f.Set(word); err != nil || f.String() != word {
			t.Errorf("%s: %v", word, err)
		}
	}
	if err := f.Set("xml"); err == nil {
		t.Error("xml was taken")
	}
}
