package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

	"empanel/pipeline/audit"
	"empanel/pipeline/mask"
)

// TestLongAccess tries, on one workspace, to see what is nobody's to see.
func TestLongAccess(t *testing.T) {
	w := newWatched(t)
	t.Run("sql", w.sql)
	t.Run("reveal", w.reveal)
	t.Run("files", w.files)
}

// watched is a workspace with a night in it, and the numbers of some that are in
// it.
type watched struct {
	ws, elsewhere                 string
	phn, provider, transfer, line string
	list                          string // a practice's own
	policy                        string // another than the one in force
}

func newWatched(t *testing.T) *watched {
	t.Helper()
	// The caller's own mask must not matter.
	before := syscall.Umask(0)
	t.Cleanup(func() { syscall.Umask(before) })
	w := &watched{ws: filepath.Join(t.TempDir(), "ws"), elsewhere: t.TempDir()}
	w.ok(t, "init", w.ws)
	w.ok(t, "synth", "-w", w.ws, "--people", "400", "--seed", "4", "--nights", "0")
	syscall.Umask(0)
	w.handOver(t)
	w.says(t, []int{0, 3}, "run", "-w", w.ws, "--as-of", "2026-09-28")
	w.phn = w.one(t, "select printf('%010d', phn) from identities join registrants using (person_key) where status = 'active' order by 1 limit 1")
	w.provider = w.one(t, "select practitioner_number from panels order by confirmed desc, 1 limit 1")
	w.transfer = w.one(t, "select transfer_id from transfers order by 1 limit 1")
	w.line = w.one(t, "select concat(submission_id, ':', line_no) from quarantine order by 1 limit 1")
	w.list = filepath.Join(w.elsewhere, "list.csv")
	if err := os.WriteFile(w.list, []byte("PHN\n"+w.phn+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}

// handOver announces that one provider's panel goes to another.
func (w *watched) handOver(t *testing.T) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(w.ws, "inbox", "registry", "providers*.csv"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no providers are made up (%v)", err)
	}
	text, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 3 || rows[0][0] != "practitioner_number" {
		t.Fatalf("%d providers (%v)", len(rows)-1, err)
	}
	transfer := fmt.Sprintf("transfer_id,from_practitioner,to_practitioner,announced_on,effective_on\nT1,%s,%s,2026-09-01,2026-09-20\n", rows[1][0], rows[2][0])
	if err := os.WriteFile(filepath.Join(w.ws, "inbox", "registry", "transfers.csv"), []byte(transfer), 0o600); err != nil {
		t.Fatal(err)
	}
}

// says runs a command within this process, which must end with one of some exit
// codes, and gives what it printed, and what it complained of.
func (w *watched) says(t *testing.T, codes []int, args ...string) (out, problems string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	got := run(args, strings.NewReader(w.phn), &stdout, &stderr)
	for _, code := range codes {
		if got == code {
			return stdout.String(), stderr.String()
		}
	}
	t.Fatalf("empanel %s: exit code %d, want one of %v\n%s", strings.Join(args[:1], " "), got, codes, stderr.String())
	return "", ""
}

func (w *watched) ok(t *testing.T, args ...string) string {
	t.Helper()
	out, _ := w.says(t, []int{0}, args...)
	return out
}

// one gives the one value that a query finds.
func (w *watched) one(t *testing.T, query string) string {
	t.Helper()
	out := w.ok(t, "sql", "-w", w.ws, "--format", "csv", "--reveal", "--purpose", "of a test", query)
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] == "" {
		t.Fatalf("%s: %d rows (%v)", query, len(rows), err)
	}
	return rows[1][0]
}

// files holds everything that the commands tried until now have written, and some
// more, to being its owner's alone, whoever calls them, and a workspace that others can get at to being refused.
func (w *watched) files(t *testing.T) {
	syscall.Umask(0)
	out := func(name string) string { return filepath.Join(w.elsewhere, name) }
	w.says(t, []int{0}, "plan", "-w", w.ws, "--out", out("plan.json"))
	w.ok(t, "sql", "-w", w.ws, "--format", "parquet", "--out", out("panels.parquet"), "from panels")
	w.ok(t, "export", "worklists", "-w", w.ws, "--out", out("worklists"))
	w.ok(t, "export", "candidates", "-w", w.ws)
	w.ok(t, "rebuild", "-w", w.ws)
	for _, folder := range []string{w.ws, w.elsewhere} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.Type() == fs.ModeSymlink || path == w.elsewhere {
				return err
			}
			info, err := entry.Info()
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has mode %v", path, info.Mode())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	commands := [][]string{{"status"}, {"run"}, {"why", w.phn}, {"sql", "select 1"}}
	for i, part := range []string{".", "inbox", "inbox/teleplan", "inbox/.claimed", "archive", "ledger", "snapshots", "exports", "reports", "registry.duckdb", "empanel.toml", "audit.jsonl", "person.key"} {
		path := filepath.Join(w.ws, part)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		open := []fs.FileMode{0o040, 0o002, 0o001}[i%3]
		if err := os.Chmod(path, info.Mode().Perm()|open); err != nil {
			t.Fatal(err)
		}
		_, problems := w.says(t, []int{2}, append(commands[i%4], "-w", w.ws)...)
		if !strings.Contains(problems, mask.Text("chmod -R go-rwx "+w.ws)) {
			t.Errorf("%s with %v: it does not say how to mend it: %s", part, open, problems)
		}
		if err := os.Chmod(path, info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
	w.ok(t, "status", "-w", w.ws)
}

// sql tries to get at more than the snapshot by a query.
func (w *watched) sql(t *testing.T) {
	key, err := os.ReadFile(filepath.Join(w.ws, "person.key"))
	if err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(w.elsewhere, "stolen")
	for _, query := range []string{
		"from read_text('WS/person.key')", "from 'WS/person.key'", "from read_csv('WS/person.key')", "from read_blob('WS/*')",
		"from read_csv('/etc/passwd')", "from read_json('WS/audit.jsonl')", "from read_parquet('WS/ledger/*.parquet')", "from 'WS/ledger/*.parquet'",
		"from parquet_metadata('WS/ledger/*.parquet')", "from parquet_schema('WS/ledger/*.parquet')", "from glob('WS/*')", "from glob('/*')", "from sniff_csv('/etc/passwd')",
		"from read_text('WS/.spill/../person.key')", "from read_text('WS/snapshots/../person.key')", "from read_text('file://WS/person.key')",
		"from read_csv('https://example.org/x.csv')", "from read_text('s3://bucket/x')",
		"copy panels to 'OUT'", "copy panels to 'OUT' (format parquet)", "copy panels to 'WS/snapshots/x.csv'", "copy (from panels) to 'WS/.spill/x.csv'", "copy panels from 'WS/person.key'",
		"attach 'WS/registry.duckdb' as r (read_only)", "attach 'OUT' as r", "attach ':memory:' as m; from glob('/*')", "export database 'OUT'", "import database 'WS'",
		"install httpfs", "load httpfs", "load 'WS/person.key'", "force install httpfs from 'http://example.org'", "install 'OUT'",
		"set enable_external_access = true", "set allowed_directories = ['/']", "set allowed_paths = ['/etc/passwd']", "set lock_configuration = false", "reset enable_external_access",
		"pragma enable_external_access = true", "set temp_directory = 'OUT'", "set global temp_directory = 'OUT'", "set log_query_path = 'OUT'", "pragma enable_profiling; pragma profiling_output = 'OUT'", "set profiling_output = 'OUT'",
		"set custom_extension_repository = 'OUT'", "set secret_directory = 'OUT'", "create persistent secret s (type s3)", "create secret s (type s3, key_id 'x')",
		"from person_key(9012372173)", "select person_key(9012372173)", "select text_key('x')", "select getenv('HOME')",
		"select * from beside.identities", "from identities", "use beside", "from system.main.identities",
		"delete from panels", "update runs set state = 'x'", "drop view panels", "create table x as select 1", "insert into panels select * from panels", "alter table runs rename to r", "checkpoint", "vacuum full",
		"select 1; copy panels to 'OUT'", "/* from */ copy panels to 'OUT'", "-- \ncopy panels to 'OUT'", "with x as (from read_text('WS/person.key')) from x",
		"from query('copy panels to ''OUT''')", "from query_table('WS/person.key')", "select (select content from read_text('WS/person.key'))", "prepare p as copy panels to 'OUT'; execute p",
		"create macro m() as table from read_text('WS/person.key'); from m()", "create temp view v as from read_text('WS/person.key'); from v", "call pragma_import_database('WS')",
		"select * from duckdb_secrets(); from read_text('WS/person.key')", "explain copy panels to 'OUT'",
		"from read_duckdb('WS/registry.duckdb')", "from read_text(getvariable('allowed_folders'))", "from load_aws_credentials()", "from st_read('/etc/passwd')",
	} {
		query = strings.NewReplacer("WS", w.ws, "OUT", target).Replace(query)
		hows := [][]string{{"--format", "csv"}, {"--format", "parquet", "--out", filepath.Join(w.elsewhere, "result.parquet")}}
		if !strings.Contains(query, "copy") {
			hows = hows[:1] // the other way may write, into a folder of its own
		}
		for _, how := range hows {
			out, _ := w.says(t, []int{0, 1}, append(append([]string{"sql", "-w", w.ws}, how...), "--", query)...)
			if strings.TrimSpace(out) != "" && !harmlessAnswer[strings.TrimSpace(out)] {
				t.Errorf("%s answered %.200q", query, out)
			}
			_ = os.Remove(filepath.Join(w.elsewhere, "result.parquet"))
			if _, err := os.Lstat(target); err == nil {
				t.Errorf("%s wrote a file", query)
				_ = os.RemoveAll(target)
			}
		}
	}
	// With identities beside it, a query still gets at nothing else, and only they
	// have health numbers.
	for _, query := range []string{
		"from read_text('WS/person.key')", "attach 'WS/registry.duckdb' as r", "copy identities to 'OUT'", "select person_key(9012372173)", "delete from beside.identities",
	} {
		query = strings.NewReplacer("WS", w.ws, "OUT", target).Replace(query)
		out, _ := w.says(t, []int{1}, "sql", "-w", w.ws, "--reveal", "--purpose", "of a test", query)
		if out != "" {
			t.Errorf("%s answered %.200q", query, out)
		}
	}
	after, err := os.ReadFile(filepath.Join(w.ws, "person.key"))
	if err != nil || !bytes.Equal(key, after) {
		t.Error("a query changed the key")
	}
	entries, err := os.ReadDir(w.elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".empanel") || e.Name() == "stolen" {
			t.Errorf("a query left %s", e.Name())
		}
	}
}

// harmlessAnswer are answers that tell nothing.
var harmlessAnswer = map[string]bool{"Success": true, "Count": true, "success": true}

// reveal tries every command that can show health numbers: none without a
// purpose, none without a row in the audit log, which is there before anything is
// shown. A command that is new has to be told of here.
func (w *watched) reveal(t *testing.T) {
	w.waits(t)
	file, _, _ := strings.Cut(w.line, ":")
	ways := map[string][]string{
		"empanel archive show":     {file},
		"empanel why":              {w.phn},
		"empanel why provider":     {w.provider},
		"empanel match explain":    {"-"},
		"empanel match unplaced":   {},
		"empanel match contact":    {},
		"empanel match close":      {},
		"empanel conflicts":        {},
		"empanel quarantine show":  {w.line},
		"empanel transfer show":    {w.transfer},
		"empanel asof":             {"--valid", "2026-09-28", "--provider", w.provider},
		"empanel compare":          {w.list, "--provider", w.provider},
		"empanel sql":              {"from identities"},
		"empanel plan":             {},
		"empanel reprocess":        {"--policy", w.policy},
		"empanel export fhir":      {},
		"empanel export worklists": {},
		"empanel export clfp":      {"--as-of", "2026-09-28"},
	}
	tried := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Flags().Lookup("reveal") != nil {
			tried++
			way, ok := ways[c.CommandPath()]
			if !ok {
				t.Errorf("%s can show health numbers, and this test does not try it", c.CommandPath())
				return
			}
			t.Run(strings.ReplaceAll(c.CommandPath(), " ", "_"), func(t *testing.T) {
				w.revealOf(t, append(append(strings.Fields(c.CommandPath())[1:], way...), "-w", w.ws))
			})
		}
		for _, below := range c.Commands() {
			walk(below)
		}
	}
	walk(newRootCommand(&program{}))
	if tried != len(ways) {
		t.Errorf("%d commands can show health numbers, and this test tells of %d", tried, len(ways))
	}
}

// waits puts a claim into the inbox that takes somebody from their provider, and
// writes a policy under which much would be otherwise: so there is something to
// see.
func (w *watched) waits(t *testing.T) {
	t.Helper()
	claim := w.one(t, `select printf('%010d', phn) || ',' || p.practitioner_number || ',' || p.facility_number || ',2026-09-27' as claim
		from identities join attachments as a using (person_key), panels as p
		where a.valid_to is null and p.practitioner_number <> a.practitioner_number order by 1 limit 1`)
	upload := "phn,practitioner_number,facility_number,attach_date\n" + claim + "\n"
	w.policy = filepath.Join(w.elsewhere, "policy.toml")
	if err := os.WriteFile(filepath.Join(w.ws, "inbox", "drbill", "takes.csv"), []byte(upload), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.policy, []byte("[policy]\nattach_when = \"accepted\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// revealOf tries one of them.
func (w *watched) revealOf(t *testing.T, args []string) {
	log := filepath.Join(w.ws, "audit.jsonl")
	before, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, without := range [][]string{{"--reveal"}, {"--reveal", "--purpose", " \t"}} {
		out, problems := w.says(t, []int{2}, append(args, without...)...)
		if out != "" || !strings.Contains(problems, "--purpose") {
			t.Errorf("without a purpose it prints %d bytes, and says %q", len(out), problems)
		}
	}
	if now, err := os.ReadFile(log); err != nil || !bytes.Equal(now, before) {
		t.Error("what was refused is in the audit log")
	}

	// A log that takes no row: then nothing is shown, and no export stands there.
	exports := w.exports(t)
	restore := func() {
		if err := os.WriteFile(log, before, 0o600); err != nil {
			t.Error(err)
		}
	}
	if err := os.WriteFile(log, append(before[:len(before):len(before)], "{\"seq\":"...), 0o600); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if t.Failed() {
			restore()
		}
	}()
	out, problems := w.says(t, []int{1, 6}, append(args, "--reveal", "--purpose", "of a test")...)
	if tenDigits.MatchString(out) || !strings.Contains(problems, "audit") {
		t.Errorf("without a log it prints %d bytes, and says %q", len(out), problems)
	}
	if now := w.exports(t); now != exports {
		t.Errorf("without a log it exports: %s", now)
	}
	restore()

	// With both it shows, and the row is there.
	rows, err := audit.Read(log)
	if err != nil {
		t.Fatal(err)
	}
	w.says(t, []int{0, 3, 4}, append(args, "--reveal", "--purpose", "of 9012372173")...)
	after, err := audit.Read(log)
	if err != nil || len(after) <= len(rows) {
		t.Fatalf("%d rows in the audit log, want more than %d (%v)", len(after), len(rows), err)
	}
	row := after[len(rows)]
	if row.User == "" || row.Purpose != "of 90******73" || row.Command == "" || row.At.IsZero() {
		t.Errorf("the row is %+v", row)
	}
}

// exports lists what stands in the folder of exports.
func (w *watched) exports(t *testing.T) string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(w.ws, "exports"))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(entries)
}
