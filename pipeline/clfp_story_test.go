package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/export/clfp"
)

// clfpNights is a story in which people come to count and stop counting for
// every reason there is.
const clfpNights = `
feeds
file persons persons_2.csv 2026-01-05 18:00
row phn=P6 coverage_from=2020-01-01
row phn=P7 coverage_from=2020-01-01
row phn=P8 coverage_from=2020-01-01 birth_date=2025-03-01 sex=F chsa=4321
row phn=P10 coverage_from=2020-01-01
file providers providers_1.csv 2026-01-06 18:00
row practitioner_number=D1 new_to_practice_on=2025-10-16 bc_provider_id=B1 authenticator_on=2026-01-02
row practitioner_number=D2 provider_type=NP
file preferences preferences_1.csv 2026-01-06 18:00
row practitioner_number=D1 facility_number=F1 accepting=Y updated_on=2025-12-02
file access access_1.csv 2026-01-06 18:00
row person_id=D1 facility_number=F1 role=provider system=PAS step=account done_on=2026-01-02
row person_id=D1 facility_number=F1 role=provider system=PAS step=training done_on=2026-02-20
row person_id=D3 facility_number=F1 role=provider system=PAS step=account done_on=2026-01-02
file teleplan a.txt 2026-02-02 18:00
claim 1 P1 D1 F1 2026-02-01
claim 2 P2 D1 F1 2026-02-01
claim 3 P3 D1 F1 2026-02-01
claim 4 P4 D2 F1 2026-02-01
claim 5 portal D1 F1 2026-01-15 fee=14070
claim 6 P6 D3 F1 2026-02-01
night
file teleplan b.txt 2026-03-06 18:00
claim 11 P5 D1 F2 2026-02-10
claim 12 P1 D2 F1 2026-02-13
claim 13 P8 D3 F1 2026-03-01
file actions actions_1.csv 2026-03-06 18:00
x1 remove P2 D1 2026-02-12 by=sam
file persons persons_3.csv 2026-03-06 18:00
row phn=P3 coverage_from=2020-01-01 deceased_on=2026-02-14
row phn=P4 coverage_from=2020-01-01 coverage_to=2026-02-10
night
file teleplan c.txt 2026-03-07 18:00
claim 21 P8 D3 F1 2026-02-10
claim 22 portal D1 F1 2026-01-15 of=5 fee=14070
file teleplan-return r1.txt 2026-03-07 18:00
S03 11 D1 P5 2026-02-10
file coverage coverage_1.csv 2026-03-07 18:00
row phn=P4 coverage_from=2026-02-11
file endorsements endorsements_1.csv 2026-03-07 18:00
row delegate_id=sam practitioner_number=D1 endorsed_from=2020-01-01 confirmed_on=2026-03-01
file persons persons_4.csv 2026-03-07 18:00
row phn=P6 survivor_phn=P7 coverage_from=2020-01-01
night
night
file teleplan-return r2.txt 2026-03-09 18:00
S01 2 D1
S01 21 D3
night
night
file teleplan d.txt 2026-03-10 18:00
claim 31 P8 D4 F1 2026-02-05
night
file teleplan-return r3.txt 2026-03-11 18:00
S03 21 D3 P8 2026-02-10
S03 31 D4 P8 2026-02-05
`

// clfpPolicies are the policies of the nights, from the first.
var clfpPolicies = []string{
	"", "", "", `attach_when = "accepted"`, `attach_when = "accepted"`, "conflict = \"hold\"\nhold_days = 3660", "conflict = \"hold\"\nhold_days = 3660", "conflict = \"hold\"\nhold_days = 3660",
}

// clfpStory delivers the story, and gives a workspace after its last night.
func clfpStory(t *testing.T) *testWorkspace {
	t.Helper()
	nights, err := readNights(clfpNights)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newTestWorkspace(rules{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.discard() })
	for n, files := range nights {
		configuration := oneThread + "[policy]\n" + clfpPolicies[n] + "\n[policy.clfp]\nfloor = 2\nprovider_types = [\"FP\", \"NP\"]\nage_bands = [2, 40]\n"
		if err := os.WriteFile(w.Config(), []byte(configuration), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := w.night(files, daysLater("2026-03-20", n)); err != nil {
			t.Fatalf("night %d: %v", n+1, err)
		}
	}
	return w
}

func (w *testWorkspace) clfpOptions(day, run string) clfp.Options {
	return clfp.Options{
		Workspace: w.Dir(), AsOf: field.ISODate([]byte(day)), Known: run, Dir: filepath.Join(w.Exports(), day+"_"+run),
		Look: ask.Look{Command: "export clfp", User: "test"},
	}
}

// told lists what changed between two bundles: "D1 out removed 1".
func toldChanges(d *clfp.Diff) []string {
	label := func(practitioner string) string { return fmt.Sprintf("D%d", atoi(practitioner)-20000) }
	all := []string{}
	for _, c := range d.Changes {
		all = append(all, fmt.Sprintf("%s %s %s %d", label(c.Practitioner), c.Direction, c.Reason, c.People))
	}
	for _, f := range d.Flags {
		all = append(all, fmt.Sprintf("%s %s %v %v", label(f.Practitioner), f.Flag, *f.Before, *f.After))
	}
	return all
}

// Bundles of a story worked out by hand: what changed between two, complexity and
// money, and what is done to them behind the program's back.
func TestLongBundlesOfAStory(t *testing.T) {
	t.Parallel()
	w := clfpStory(t)
	w.mustTellOfTakingPart(t)
	w.mustDifferForAReason(t)
	w.mustPay(t)
}

// mustTellOfTakingPart holds the steps of taking part in PAS, each in a column of
// its own, on days before and after the last of them is done.
func (w *testWorkspace) mustTellOfTakingPart(t *testing.T) {
	t.Helper()
	columns := []string{
		"has_bc_provider_id", "has_authenticator", "in_clinic_record", "has_facility", "panel_submitted", "availability_stated",
		"other_steps", "other_steps_done", "participates",
	}
	for day, want := range map[string]string{
		"2026-02-15": "true true true true true true 2 1 false",
		"2026-03-02": "true true true true true true 2 2 true",
		"2026-03-03": "true true true true true false 2 2 false",  // stated 91 days ago
		"2025-11-20": "true false true true false true 2 0 false", // stated since
	} {
		done, err := clfp.Export(t.Context(), w.clfpOptions(day, "R000001"))
		if err != nil {
			t.Fatalf("%s: %v", day, err)
		}
		for _, row := range readTable(t, done.Dir, "providers") {
			if row["practitioner_number"] != "20001" {
				continue
			}
			var got []string
			for _, c := range columns {
				got = append(got, row[c])
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s: %s\nis     %v\nwanted %s", day, strings.Join(columns, " "), got, want)
			}
		}
	}
}

// mustDifferForAReason holds that what changed between two bundles is told by its
// reason, and that the story reaches each.
func (w *testWorkspace) mustDifferForAReason(t *testing.T) {
	t.Helper()
	dirs := map[string]string{}
	bundle := func(of string) string {
		if dirs[of] == "" {
			run, day, _ := strings.Cut(of, " ")
			done, err := clfp.Export(t.Context(), w.clfpOptions(day, run))
			if err != nil {
				t.Fatalf("%s: %v", of, err)
			}
			dirs[of] = done.Dir
		}
		return dirs[of]
	}
	seen := map[string]bool{}
	const day = " 2026-02-15"
	for _, c := range []struct {
		before, after string
		want          string
	}{
		{
			"R000001" + day, "R000002" + day,
			`D1 in late_claim 1; D1 out deceased 1; D1 out moved 1; D1 out removed 1; D2 in late_claim 1; D2 out coverage 1;
			D1 meets_floor true false`,
		},
		{
			"R000002" + day, "R000003" + day,
			`D1 in ending_undone 1; D1 out claim_no_longer_counts 1; D2 in coverage 1; D3 in dated_earlier 1; D3 in merged 1; D3 out merged 1;
			D1 portal_claimed true false; D2 meets_floor false true; D3 meets_floor false true`,
		},
		{
			"R000003" + day, "R000004" + day,
			`D1 out policy 1; D2 out policy 2; D3 out policy 2; D2 meets_floor true false; D3 meets_floor true false`,
		},
		{"R000004" + day, "R000005" + day, `D1 in accepted_or_released 1; D3 in accepted_or_released 1`},
		{
			"R000006" + day, "R000007" + day,
			`D3 out waits_again 1; D4 in late_claim 1; D3 meets_floor true false`,
		},
		{"R000005" + day, "R000008" + day, `D1 in policy 1; D2 in policy 1; D3 in policy 1; D3 out policy 1; D1 meets_floor false true`},
		{"R000006" + day, "R000008" + day, `D3 out dated_later 1; D3 meets_floor true false`},
		{
			"R000002" + day, "R000002 2026-03-02",
			`D3 in attached_since 1; D1 in_grace true false; D1 participates false true; D3 meets_floor false true`,
		},
		{"R000002 2026-03-02", "R000002" + day, `D3 out day_moved_back 1; D1 in_grace false true; D1 participates true false; D3 meets_floor true false`},
		{"R000002" + day, "R000002" + day, ``},
	} {
		d, err := clfp.Compare(t.Context(), bundle(c.before), bundle(c.after))
		if err != nil {
			t.Fatalf("%s, %s: %v", c.before, c.after, err)
		}
		got := toldChanges(d)
		var want []string
		for _, one := range strings.Split(c.want, ";") {
			if one = strings.TrimSpace(one); one != "" {
				want = append(want, one)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("from %s to %s:\ngot  %s\nwant %s", c.before, c.after, strings.Join(got, "; "), strings.Join(want, "; "))
		}
		for _, change := range d.Changes {
			seen[change.Reason] = true
		}
	}
	for _, reason := range clfp.Reasons() {
		// No feed takes back that somebody is known; the last is for what nobody has thought of.
		if !seen[reason] && reason != "person_unknown" && reason != "otherwise" {
			t.Errorf("nothing changed for the reason %s", reason)
		}
	}
}

// mustPay holds that what stands in the files by complexity and money is of what
// was given, and that what cannot be used is named with its line.
func (w *testWorkspace) mustPay(t *testing.T) {
	t.Helper()
	input := func(name, text string) string {
		path := filepath.Join(w.Dir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	opts := w.clfpOptions("2026-03-02", "R000001")
	opts.ACG = input("acg.csv", "phn,band,weight\n"+phnOf(2)+",B2,1.25\n"+phnOf(1)+",B1,0.5\n"+phnOf(9)+",B1,2\n")
	opts.Rates = input("rates.csv", "component,key,amount\nperson,*,10.10\nperson,under 2,33.33\ncomplexity,B2,7\ncomplexity,*,0.05\nprovider,*,1000\ncomplexity,B7,1\n")
	done, err := clfp.Export(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if a := *done.ACG; a.Lines != 3 || a.With != 2 || a.Without != 3 || a.AboutOthers != 1 {
		t.Errorf("the lines of complexity are told as %+v", a)
	}
	if unused := strings.Join(done.Rates.Unused, "; "); unused != "complexity, key B7; person, key under 2" {
		t.Errorf("unused are %s", unused)
	}
	mustTell(t, done.Dir, "complexity", "practitioner_number,complexity,counted,weight", `
20001,B1,1,0.5000
20001,B2,1,1.2500
20001,none,1,
20002,none,1,
20003,none,1,`)
	mustTell(t, done.Dir, "payments", "practitioner_number,component,key,units,rate,amount", `
20001,complexity,B1,1,0.05,0.05
20001,complexity,B2,1,7.00,7.00
20001,complexity,none,1,0.05,0.05
20001,person,40 and over,3,10.10,30.30
20001,provider,*,1,1000.00,1000.00`)
	if total := done.Totals; *total.Paid != 1 || total.Payments != "1037.40" || total.Eligible != 1 {
		t.Errorf("paid are %d of %d, %s in all", *total.Paid, total.Eligible, total.Payments)
	}
	for name, c := range map[string]struct {
		acg, rates string
		want       []string
	}{
		"rates missing": {rates: "component,key,amount\nperson,under 2,1\n", want: []string{"person, key 40 and over", "provider, key *"}},
		"rates bad": {
			rates: "component,key,amount\nperson,2-9,1\nprovder,*,1\ncomplexity,*,1\nperson,*,-1\nperson,*,1.234\nprovider,B1,1\nprovider,*,1\nprovider,*,2\n",
			want: []string{
				"bad.csv:2:8: rates.key", "bad.csv:3:1: rates.component", "bad.csv:4:1: rates.component", "bad.csv:5:10: rates.amount",
				"bad.csv:6:10: rates.amount", "bad.csv:7:10: rates.key", "bad.csv:9:1: rates.row",
			},
		},
		"acg bad": {
			acg: "person_key,phn,band,weight\n,9012345678,B1,1\n,,B1,1\nabc,,B1,1\nabc," + phnOf(1) + ",B1,1\n," + phnOf(1) + ",=B1,x\n," + phnOf(2) + ",none,1\n," +
				phnOf(3) + ",B1,1\n," + phnOf(3) + ",B1,1\n,B1\n",
			want: []string{
				"bad.csv:2:2: acg.phn", "bad.csv:3:1: acg.row", "bad.csv:4:1: acg.person_key", "bad.csv:5:1: acg.person_key",
				"bad.csv:6:13: acg.band", "bad.csv:6:17: acg.weight", "bad.csv:7:13: acg.band", "bad.csv:9:1: acg.row", "bad.csv:10:1: acg.row",
			},
		},
		"acg without band": {acg: "phn,weight\n", want: []string{"required columns are missing: band"}},
	} {
		opts := w.clfpOptions("2026-03-02", "R000001")
		opts.Dir += "_bad"
		if c.acg != "" {
			opts.ACG = input("bad.csv", c.acg)
		}
		if c.rates != "" {
			opts.Rates = input("bad.csv", c.rates)
		}
		_, err := clfp.Export(t.Context(), opts)
		if err == nil {
			t.Fatalf("%s: was exported", name)
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is not told in\n%v", name, want, err)
			}
		}
		if strings.Contains(err.Error(), phnOf(3)) || strings.Contains(err.Error(), "9012345678") {
			t.Errorf("%s: a health number is told", name)
		}
		if _, err := os.Stat(opts.Dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: something was written", name)
		}
	}
	// Two numbers that are one person's since say different things of them.
	opts = w.clfpOptions("2026-03-02", "R000003")
	opts.ACG = input("merged.csv", "phn,band\n"+phnOf(6)+",B1\n"+phnOf(7)+",B2\n")
	if _, err := clfp.Export(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "merged.csv:3:1: acg.row: says something else of the person of line 2") {
		t.Errorf("two lines about one person gave %v", err)
	}
	mustBeTamperProof(t, done.Dir)
	mustKeepFolders(t, w, opts)
}

func mustTell(t *testing.T, dir, table, header, rows string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, table+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	if want := header + rows + "\n"; string(text) != want {
		t.Errorf("%s holds\n%snot\n%s", table, text, want)
	}
}

// mustBeTamperProof changes one byte of each file of a bundle in turn, at several
// places, takes files away, and puts others in: each is named.
func mustBeTamperProof(t *testing.T, dir string) {
	t.Helper()
	mustName := func(name, how string) {
		t.Helper()
		v, err := clfp.Verify(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Wrong) != 1 || v.Wrong[0].File != name {
			t.Errorf("%s: %s gave %v", name, how, v.Wrong)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 15 {
		t.Fatalf("the bundle has %d files", len(files))
	}
	for _, file := range files {
		path := filepath.Join(dir, file.Name())
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write := func(text []byte) {
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, at := range []int{0, len(whole) / 3, len(whole) / 2, len(whole) - 2, len(whole) - 1} {
			changed := slices.Clone(whole)
			changed[at] ^= 1
			write(changed)
			mustName(file.Name(), fmt.Sprintf("another byte at %d", at))
		}
		write(append(slices.Clone(whole), '\n'))
		mustName(file.Name(), "a byte more")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		mustName(file.Name(), "taken away")
		if err := os.Symlink("/etc/hostname", path); err != nil {
			t.Fatal(err)
		}
		mustName(file.Name(), "a link")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		write(whole)
	}
	stranger := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(stranger, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	mustName("notes.txt", "put in")
	if err := os.Remove(stranger); err != nil {
		t.Fatal(err)
	}
	if v, err := clfp.Verify(context.Background(), dir); err != nil || !v.Passed() {
		t.Errorf("put back, the bundle does not verify: %v, %v", v, err)
	}
}

// mustKeepFolders holds that a bundle that was changed, or anything else, is not
// written over, that one that is as it was written is, and that each is noted.
func mustKeepFolders(t *testing.T, w *testWorkspace, opts clfp.Options) {
	t.Helper()
	opts.ACG, opts.Dir = "", ""
	for range 2 {
		if _, err := clfp.Export(t.Context(), opts); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(w.Exports(), "clfp_2026-03-02_R000003")
	if err := os.WriteFile(filepath.Join(dir, "people.csv"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := clfp.Export(t.Context(), opts); !errors.Is(err, export.ErrFolderInUse) {
		t.Errorf("a bundle that was changed is written over: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(w.Exports(), ".export-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	log, err := os.ReadFile(w.AuditLog())
	if err != nil || strings.Count(string(log), `"command":"export clfp"`) != 16 {
		t.Errorf("the audit log has not the sixteen exports: %v\n%s", err, log)
	}
	opts.Look.Reveal = true
	if _, err := clfp.Export(t.Context(), opts); !errors.Is(err, ask.ErrPurpose) {
		t.Errorf("health numbers are exported for no purpose: %v", err)
	}
	opts.Look.Reveal, opts.Known = false, "R000099"
	if _, err := clfp.Export(t.Context(), opts); !errors.Is(err, ask.ErrNotKnown) {
		t.Errorf("a run that there is not gave %v", err)
	}
}
