package pipeline

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/audit"
	"empanel/pipeline/publish"
	"empanel/pipeline/workspace"
)

// A query reads the snapshot and nothing else, and changes nothing.
func TestQueryIsLockedIn(t *testing.T) {
	ctx := context.Background()
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(ctx, Options{Workspace: ws.Dir()}); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(ws.Dir(), "person.key")
	outside := filepath.Join(t.TempDir(), "out.csv")
	nothing := func(_ []ask.QueryColumn, rows iter.Seq2[[]any, error]) error {
		for _, err := range rows {
			if err != nil {
				return err
			}
		}
		return nil
	}
	for _, query := range []string{
		"from read_text('" + secret + "')",
		"from read_csv('" + secret + "')",
		"from read_blob('" + secret + "')",
		"from read_parquet('" + ws.Ledger() + "/*.parquet')",
		"from glob('" + ws.Dir() + "/*')",
		"from '" + secret + "'",
		"copy runs to '" + outside + "'",
		"export database '" + filepath.Dir(outside) + "'",
		"attach '" + ws.Registry() + "' as other",
		"attach '" + outside + "' as other",
		"select 1; attach '" + ws.Registry() + "' as other",
		"install httpfs",
		"load httpfs",
		"from 'https://example.org/a.parquet'",
		"set enable_external_access = true",
		"set allowed_directories = ['/']",
		"reset lock_configuration",
		"create table runs2 as from runs",
		"delete from runs",
		"drop table runs",
	} {
		for _, reveal := range []bool{false, true} {
			opts := ask.QueryOptions{Workspace: ws.Dir(), Text: query, Look: ask.Look{
				Command: "sql", At: time.Unix(0, 0), Reveal: reveal, Purpose: "test",
			}}
			var said *ask.QueryError
			if err := ask.Query(ctx, opts, nothing); !errors.As(err, &said) {
				t.Errorf("%s (reveal %v): %v", query, reveal, err)
			}
		}
	}
	if _, err := os.Stat(outside); !os.IsNotExist(err) {
		t.Error("a query wrote a file")
	}
	// A query that writes Parquet may write nowhere but into the file.
	to := filepath.Join(t.TempDir(), "runs.parquet")
	for _, query := range []string{"copy runs to '" + outside + "'", "from read_text('" + secret + "')", "select 1; select 2"} {
		if err := ask.QueryToParquet(ctx, ask.QueryOptions{Workspace: ws.Dir(), Text: query}, to); err == nil {
			t.Errorf("%s: written as Parquet", query)
		}
	}
	if left, _ := os.ReadDir(filepath.Dir(to)); len(left) != 0 {
		t.Errorf("%d files left behind", len(left))
	}
	if err := ask.QueryToParquet(ctx, ask.QueryOptions{Workspace: ws.Dir(), Text: "from runs;"}, to); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the Parquet file: %v %v", info, err)
	}
}

// A revealing query needs a purpose, sees who is who, and is in the log with
// its rows counted.
func TestQueryReveals(t *testing.T) {
	ctx := context.Background()
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	upload := "phn,practitioner_number,facility_number,attach_date\n9012372173,10001,A0001,2026-09-01\n9317279351,10001,A0001,2026-09-01\n"
	if err := os.WriteFile(filepath.Join(ws.Inbox(workspace.DrBill), "upload.csv"), []byte(upload), 0o600); err != nil {
		t.Fatal(err)
	}
	received := time.Date(2026, 9, 30, 18, 0, 0, 0, time.UTC)
	if _, err := Run(ctx, Options{Workspace: ws.Dir(), ReceivedAt: received}); err != nil {
		t.Fatal(err)
	}
	count := 0
	show := func(_ []ask.QueryColumn, rows iter.Seq2[[]any, error]) error {
		for _, err := range rows {
			if err != nil {
				return err
			}
			count++
		}
		return nil
	}
	opts := ask.QueryOptions{Workspace: ws.Dir(), Text: "select phn from identities join attachments using (person_key) limit 5 -- 9012372173"}
	var said *ask.QueryError
	if err := ask.Query(ctx, opts, show); !errors.As(err, &said) {
		t.Errorf("identities are there without --reveal: %v", err)
	}
	opts.Look = ask.Look{Command: "sql", Reveal: true, At: time.Unix(0, 0)}
	if err := ask.Query(ctx, opts, show); !errors.Is(err, ask.ErrPurpose) {
		t.Errorf("no purpose gives %v", err)
	}
	opts.Look.Purpose = "test"
	if err = ask.Query(ctx, opts, show); err != nil || count != 2 {
		t.Errorf("%d rows, %v", count, err)
	}
	rows, err := audit.Verify(ws.AuditLog())
	if err != nil || rows != 1 {
		t.Errorf("%d rows in the log, %v", rows, err)
	}
	log, err := os.ReadFile(ws.AuditLog())
	if err != nil || !strings.Contains(string(log), `"people":2`) || strings.Contains(string(log), "9012372173") {
		t.Error("the log does not hold the count, or holds a number")
	}
	info, err := os.Stat(filepath.Join(ws.Snapshots(), publish.IdentitiesFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the list of who is who: %v %v", info, err)
	}
}
