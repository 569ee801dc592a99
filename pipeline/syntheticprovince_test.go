package pipeline_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/intake"
	"empanel/pipeline/synth"
	"empanel/pipeline/workspace"
)

// The made-up province as files: what the tests of delivery, accounting,
// recovery and publishing put into real inboxes.

// syntheticAsOf is the date of every run on the made-up province, after its
// last night.
var syntheticAsOf = field.NewDate(2026, 10, 5)

// parcel is one file of the made-up province, ready to be put into an inbox.
type parcel struct {
	night      int
	channel    workspace.Channel
	name       string
	place      string // as the province's manifest calls it
	content    []byte
	receivedAt time.Time
}

func (p parcel) submissionID() string {
	sum := sha256.Sum256(p.content)
	return hex.EncodeToString(sum[:])
}

// again is the same file sent once more, a moment later and under another name.
func (p parcel) again() parcel {
	ending := filepath.Ext(p.name)
	p.name = strings.TrimSuffix(p.name, ending) + "_again" + ending
	p.receivedAt = p.receivedAt.Add(time.Second)
	return p
}

// syntheticProvince makes up 1,300 people and three nights, with a defect on
// one line in twenty-five.
func syntheticProvince(t *testing.T) (synth.Manifest, []parcel) {
	t.Helper()
	folder := t.TempDir()
	made, err := synth.Write(t.Context(), synth.Options{
		Inbox: filepath.Join(folder, "first"), NightsDir: filepath.Join(folder, "nights"),
		People: 1300, Nights: 3, Seed: 21, Defects: 0.04, Files: 8,
	})
	if err != nil {
		t.Fatal(err)
	}
	var parcels []parcel
	for n, night := range made.Nights {
		for _, f := range night.Files {
			content, err := os.ReadFile(filepath.Join(night.Dir, filepath.FromSlash(f.Path)))
			if err != nil {
				t.Fatal(err)
			}
			parcels = append(parcels, parcel{
				night: n, channel: workspace.Channel(f.Channel), name: filepath.Base(f.Path), place: f.Path,
				content: content, receivedAt: f.ReceivedAt,
			})
		}
	}
	return made, parcels
}

func ofNight(parcels []parcel, night int) []parcel {
	var some []parcel
	for _, p := range parcels {
		if p.night == night {
			some = append(some, p)
		}
	}
	return some
}

// post is a workspace to which parcels are delivered.
type post struct {
	*workspace.Workspace
	t *testing.T
}

func newPost(t *testing.T) post {
	t.Helper()
	ws, err := workspace.Init(filepath.Join(t.TempDir(), "ws"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, ws.Config(), oneThread)
	return post{ws, t}
}

// oneThread has the engine of a test use one core: other tests use the others.
// The scripts run as people do, with all of them.
const oneThread = "[engine]\nthreads = 1\n"

// deliver puts parcels into the inbox, each with its own modification time.
func (p post) deliver(parcels ...parcel) {
	p.t.Helper()
	for _, one := range parcels {
		p.put(p.Inbox(one.channel), one)
	}
}

func (p post) put(folder string, one parcel) {
	p.t.Helper()
	path := filepath.Join(folder, one.name)
	if _, err := os.Lstat(path); err == nil {
		p.t.Fatalf("%s is there already", one.place)
	}
	if err := os.WriteFile(path, one.content, 0o600); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Chtimes(path, one.receivedAt, one.receivedAt); err != nil {
		p.t.Fatal(err)
	}
}

// run does a run that must succeed.
func (p post) run() *pipeline.Report {
	p.t.Helper()
	report, err := p.try(p.t.Context(), nil)
	if err != nil {
		p.t.Fatalf("run: %v", err)
	}
	return report
}

func (p post) try(ctx context.Context, progress pipeline.Progress) (*pipeline.Report, error) {
	return pipeline.Run(ctx, pipeline.Options{Workspace: p.Dir(), AsOf: syntheticAsOf, Progress: progress})
}

// open opens a database file of the workspace for looking.
func (p post) open(path string) *sql.DB {
	p.t.Helper()
	db, err := sql.Open("duckdb", path+"?access_mode=READ_ONLY")
	if err != nil {
		p.t.Fatal(err)
	}
	return db
}

// lookAt opens a database file of the workspace for a short look.
func (p post) lookAt(path string) *look {
	p.t.Helper()
	db, err := lookAt(path)
	if err != nil {
		p.t.Fatal(err)
	}
	return db
}

// rows gives the rows of a query on the registry, sorted, the columns joined
// by |. Every column must be text and not NULL.
func (p post) rows(columns int, query string) []string {
	p.t.Helper()
	db := p.lookAt(p.Registry())
	defer closeDB(p.t, db)
	return rowsIn(p.t, db, columns, query)
}

func rowsIn(t *testing.T, db database, columns int, query string) []string {
	t.Helper()
	all := []string{}
	if err := eachRow(db, columns, query, func(v []string) { all = append(all, strings.Join(v, "|")) }); err != nil {
		t.Fatal(err)
	}
	sort.Strings(all)
	return all
}

// change alters the registry behind the program's back.
func (p post) change(statement string) {
	p.t.Helper()
	db, err := sql.Open("duckdb", p.Registry())
	if err != nil {
		p.t.Fatal(err)
	}
	defer closeDB(p.t, db)
	if _, err := db.Exec(statement); err != nil {
		p.t.Fatal(err)
	}
}

func closeDB(t *testing.T, db io.Closer) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// digest is that of the newest run that was done.
func (p post) digest() string {
	p.t.Helper()
	newest := p.rows(1, `select registry_digest from runs where state = 'done' order by run_id desc limit 1`)
	if len(newest) != 1 {
		p.t.Fatal("no run is done")
	}
	return newest[0]
}

// mustHold fails unless everything is where it belongs after a run: nothing
// waits or is claimed, every file is in the archive unchanged, no part or
// manifest is left over, and each delivery is one submission.
func (p post) mustHold(parcels []parcel) {
	p.t.Helper()
	p.mustHaveInbox(nil)
	p.mustHaveTidyLedger()
	if claims, err := intake.Claims(p.Workspace); err != nil || len(claims) > 0 {
		p.t.Fatalf("claimed files are left over: %v %v", claims, err)
	}
	want := []string{}
	for _, one := range parcels {
		want = append(want, one.submissionID()+"|"+string(one.channel)+"|"+one.name)
		archived, err := os.ReadFile(intake.ArchivePath(p.Workspace, one.submissionID()))
		if err != nil || string(archived) != string(one.content) {
			p.t.Fatalf("%s is not in the archive as it was sent (%v)", one.place, err)
		}
	}
	sort.Strings(want)
	got := p.rows(3, `select submission_id, channel, file_name from submissions`)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		p.t.Fatalf("submissions are not what was sent, each once:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// mustHaveInbox fails unless these parcels, unchanged, are all there is in the
// inbox.
func (p post) mustHaveInbox(parcels []parcel) {
	p.t.Helper()
	got, want := map[string]bool{}, map[string]bool{}
	for _, channel := range workspace.Channels() {
		entries, err := os.ReadDir(p.Inbox(channel))
		if err != nil {
			p.t.Fatal(err)
		}
		for _, e := range entries {
			got[string(channel)+"/"+e.Name()] = true
		}
	}
	for _, one := range parcels {
		name := string(one.channel) + "/" + one.name
		want[name] = true
		path := filepath.Join(p.Inbox(one.channel), one.name)
		content, err := os.ReadFile(path)
		if err != nil || string(content) != string(one.content) {
			p.t.Fatalf("%s is not in the inbox as it was sent (%v)", name, err)
		}
		if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(one.receivedAt) {
			p.t.Fatalf("%s has another modification time (%v)", name, err)
		}
	}
	for name := range got {
		if !want[name] {
			p.t.Fatalf("%s is in the inbox", name)
		}
	}
}
