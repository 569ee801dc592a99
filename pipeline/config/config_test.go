package config

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTemplateIsTheDefaults(t *testing.T) {
	got, err := decode("empanel.toml", Template())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), got); diff != "" {
		t.Errorf("the template differs from the defaults (-default +template):\n%s", diff)
	}
}

func TestTemplateHoldsEveryKeyWithAReason(t *testing.T) {
	lines := strings.Split(string(Template()), "\n")
	for key := range known() {
		line, _ := whereIs(key, Template())
		if section := "schedule.expect."; line == 0 && strings.HasPrefix(key, section) {
			// Nothing is expected by default, so this table is a comment itself.
			line = 1 + slices.IndexFunc(lines, func(text string) bool { return strings.HasPrefix(text, "# "+strings.TrimPrefix(key, section)+" = ") })
		}
		if line == 0 {
			t.Errorf("%s is not in the template", key)
		} else if !strings.HasPrefix(lines[line-2], "# ") {
			t.Errorf("%s has no comment above it in the template", key)
		}
	}
}

func TestMissingFileAndMissingKeysMeanDefaults(t *testing.T) {
	got, err := Load(filepath.Join(t.TempDir(), "none.toml"))
	if err != nil || !cmp.Equal(got, Default()) {
		t.Errorf("a missing file gave %v", err)
	}
	path := filepath.Join(t.TempDir(), "empanel.toml")
	if err := os.WriteFile(path, []byte("\xef\xbb\xbf[engine]\r\nthreads = 3\r\n[alert]\r\nquarantine_percent = 2.5\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Engine.Threads = 3
	want.Alert.QuarantinePercent = 2.5
	got, err = Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUnreadableFileIsNotTakenForMissing(t *testing.T) {
	if _, err := Load(t.TempDir()); err == nil {
		t.Error("a folder in place of the file gave no error")
	}
}

func TestErrorsNameLineKeyAndWhatToWrite(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"[engine]\nthread = 2\n", "empanel.toml:2:1: engine.thread: is not a known key; did you mean engine.threads?"},
		{"[publish]\nmemory_limit = \"1GB\"\n", "empanel.toml:2:1: publish.memory_limit: is not a known key; did you mean engine.memory_limit?"},
		{"[policy]\nconflicts = \"latest\"\n", "empanel.toml:2:1: policy.conflicts: is not a known key; did you mean policy.conflict?"},
		{"keep_snapshots = 3\n", "empanel.toml:1:1: keep_snapshots: is not a known key; did you mean publish.keep_snapshots?"},
		{"[engine]\nthreads = \"two\"\n", "empanel.toml:2:11: engine.threads: takes a whole number"},
		{"[policy]\nfee_item_first_day = 2024-02-01\n", "empanel.toml:2:22: policy.fee_item_first_day: takes a date in quotes, like \"2024-02-01\""},
		{"[policy]\nfee_item_first_day = \"1.2.2024\"\n", "empanel.toml:2:22: policy.fee_item_first_day: is not a date"},
		{"[policy]\npseudo_patients = \"9753035697\"\n", "policy.pseudo_patients: takes a list of texts"},
		{"[policy]\n\nconflict = \"newest\"\n", "empanel.toml:3:1: policy.conflict: must be \"latest\" or \"hold\""},
		{"[policy]\nattach_when = \"later\"\n", "empanel.toml:2:1: policy.attach_when: must be \"submitted\" or \"accepted\""},
		{"[policy]\nhold_days = 4000\n", "empanel.toml:2:1: policy.hold_days: must be a number of days"},
		{"[policy]\nhold_day = 7\n", "empanel.toml:2:1: policy.hold_day: is not a known key; did you mean policy.hold_days?"},
		{"[policy.guard]\ntakes_people = 0\n", "empanel.toml:2:1: policy.guard.takes_people: must be a number of people from 1"},
		{"policy.guard.takes_share_percent = 101\n", "empanel.toml:1:1: policy.guard.takes_share_percent: must be a share from 0 to 100"},
		{"[policy.guard]\ntake_people = 10\n", "empanel.toml:2:1: policy.guard.take_people: is not a known key; did you mean policy.guard.takes_people?"},
		{"[engine]\nmemory_limit = \"lots\"\n", "empanel.toml:2:1: engine.memory_limit: must be a number and a unit"},
		{"[engine]\nmemory_limit = \"0MB\"\n", "engine.memory_limit: must be a number and a unit"},
		{"[engine]\nthreads = -1\n", "engine.threads: must be from 0"},
		{"[publish]\nkeep_snapshots = 0\n", "publish.keep_snapshots: must be at least 1"},
		{"[alert]\nquarantine_percent = 101\n", "alert.quarantine_percent: must be a share"},
		{"[alert]\nquarantine_percent = nan\n", "alert.quarantine_percent: must be a share"},
		{"[intake]\ndrbill.date_format = \"MM/DD\"\n", "intake.drbill.date_format: must be \"auto\""},
		{"[log]\nformat = \"yaml\"\n", "empanel.toml:2:1: log.format: must be \"off\", \"text\" or \"json\""},
		{"[log]\nlevel = \"loud\"\n", "log.level: must be \"debug\""},
		{"[metrics]\nlisten = \"0.0.0.0:9532\"\n", "metrics.listen: must be an address that only this machine can reach"},
		{"[metrics]\nlisten = \":9532\"\n", "metrics.listen: must be an address that only this machine can reach"},
		{"[metrics]\nlisten = \"127.0.0.1\"\n", "metrics.listen: must be an address and a port"},
		{"[metrics]\nlisten = \"127.0.0.1:70000\"\n", "metrics.listen: must have a port"},
		{"[metrics]\ntextfile = \"/tmp/figures.txt\"\n", "metrics.textfile: must end in .prom"},
		{"[metrics]\nready_hours = 0\n", "metrics.ready_hours: must be a number of hours"},
		{"[notify]\nwebhooks = [\"http://example.org/x\"]\n", "empanel.toml:2:1: notify.webhooks: must begin with https:// (http:// only to this machine)"},
		{"[notify]\nwebhooks = [\"https://a:b@example.org/x\"]\n", "notify.webhooks: must have no password"},
		{"[notify]\ncommand = [\"page\"]\n", "notify.command: must begin with the whole path of a program"},
		{"[notify]\nevents = [\"fail\"]\n", "notify.events: must be of failed, attention, "},
		{"[notify]\nretries = 11\n", "notify.retries: must be from 0 to 10"},
		{"[notify]\ntimeout_seconds = 0\n", "notify.timeout_seconds: must be from 1"},
		{"[notify]\nsecret_header = \"Authorization\"\n", "notify.secret_file: must name the file"},
		{"[notify]\nsecret_file = \"x\"\n", "notify.secret_header: must name the header"},
		{"[notify]\nsecret_file = \"x\"\nsecret_header = \"a: b\"\n", "notify.secret_header: must be the name of a header"},
		{"[engine\n", "empanel.toml:1:8: "},
		{"[engine]\nthreads = 1\nthreads = 2\n", "empanel.toml:3:1: "},
	} {
		_, err := decode("empanel.toml", []byte(c.text))
		var wrong *Error
		if !errors.As(err, &wrong) {
			t.Errorf("%q gave %v, want an *Error", c.text, err)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q gave\n %v\nwant\n %s", c.text, err, c.want)
		}
	}
}

func TestEverythingWrongIsReportedAtOnce(t *testing.T) {
	_, err := decode("empanel.toml", []byte("[engine]\nthreads = -1\n[policy]\nconflict = \"newest\"\nattach_when = \"x\"\n"))
	for _, key := range []string{"engine.threads", "policy.conflict", "policy.attach_when"} {
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s is not named in: %v", key, err)
		}
	}
}

func TestNearestFindsNothingFarAway(t *testing.T) {
	if got := nearest("weather"); got != "" {
		t.Errorf("weather was taken for %s", got)
	}
}

func TestLoadPolicyNeedsATableOfIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hold.toml")
	for _, c := range []struct{ text, want string }{
		{"[policy]\nconflict = \"hold\"\n", ""},
		{"\xef\xbb\xbf[engine]\nthreads = 3\n[policy]\nconflict = \"hold\"\n", ""},
		{"policy.conflict = \"hold\"\n", ""},
		{"[engine]\nthreads = 3\n", "hold.toml has no [policy] table"},
		{"", "hold.toml has no [policy] table"},
		{"[policy]\nconflicts = \"hold\"\n", "hold.toml:2:1: policy.conflicts: is not a known key"},
	} {
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		policy, err := LoadPolicy(path)
		switch {
		case c.want == "" && (err != nil || policy.Conflict != "hold" || policy.HoldDays != Default().Policy.HoldDays):
			t.Errorf("%q gives %v, %v", c.text, policy, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%q gives the error %v, want %q", c.text, err, c.want)
		}
	}
	if _, err := LoadPolicy(filepath.Join(t.TempDir(), "none.toml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file gives %v", err)
	}
}

// Who is to be told is known also where something else in the file is wrong.
func TestNotifyIsReadBesideWhatIsWrong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empanel.toml")
	for text, ok := range map[string]bool{
		"[engine]\nthread = 2\n[notify]\ncommand = [\"/bin/true\"]\n":                  true,
		"[engine]\nthreads = \"two\"\n[notify]\ncommand = [\"/bin/true\"]\n":           true,
		"[engine]\nthreads = 2\n[notify]\ncommand = [\"true\"]\n":                      false,
		"[engine\n[notify]\ncommand = [\"/bin/true\"]\n":                               false,
		"[notify]\ncommand = [\"/bin/true\"]\ntimeout_seconds = \"soon\"\nretries=1\n": false,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		n, got := LoadNotify(path)
		if got != ok || ok && (len(n.Command) != 1 || n.Retries != 3) {
			t.Errorf("%q gives %v, %v", text, n, got)
		}
	}
	if _, ok := LoadNotify(path + ".none"); ok {
		t.Error("no file tells somebody")
	}
}
