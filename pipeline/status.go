package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"empanel/pipeline/ask"
	"empanel/pipeline/history"
	"empanel/pipeline/intake"
	"empanel/pipeline/mask"
	"empanel/pipeline/waiting"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// InboxCount is what stands in one channel's inbox.
type InboxCount struct {
	Channel    string `json:"channel"`
	Files      int    `json:"files"` // complete: the next run takes them
	Bytes      int64  `json:"bytes"`
	Incomplete int    `json:"incomplete"` // still being written, left alone
}

// Status says where a workspace stands. It holds no health number.
type Status struct {
	Source          string          `json:"source"`            // "registry", or the snapshot that was read instead
	Running         bool            `json:"running"`           // a run has the registry open
	Run             *history.RunRow `json:"run"`               // the newest; nil before the first
	Interrupted     []string        `json:"interrupted"`       // runs since the one before the newest that ended before they were done; of those after it nothing is recorded yet
	Divided         *DividedStatus  `json:"divided,omitempty"` // the run whose people are divided and that waits to be merged
	Attached        int64           `json:"attached"`
	Pending         int64           `json:"pending"` // claims that wait, as panels count them
	Panels          int64           `json:"panels"`
	Conflicts       int64           `json:"conflicts"`
	Held            int64           `json:"held"`      // files, and removals of everyone, that the guard holds
	Waiting         int64           `json:"waiting"`   // lines in quarantine
	Discarded       int64           `json:"discarded"` // lines there that somebody has dealt with
	Reasons         []ReasonCount   `json:"reasons"`   // of those that wait; a line with several counts for each
	Transfers       TransferCounts  `json:"transfers"`
	Matching        *waiting.Counts `json:"matching,omitempty"`
	Snapshot        string          `json:"snapshot"`
	SnapshotCurrent bool            `json:"snapshot_current"` // it is that of the newest finished run
	Inbox           []InboxCount    `json:"inbox"`
	Left            []FileProblem   `json:"left_in_inbox"`
	Next            []string        `json:"next"` // what to do, in words

	mends bool // an interrupted run is not mended yet
}

// DividedStatus is how far a run has come whose people are divided.
type DividedStatus struct {
	RunID      string `json:"run_id"`
	Partitions int    `json:"partitions"`
	Missing    []int  `json:"missing"` // that nobody has folded yet
}

// ReadStatus says where a workspace stands: its newest run, its registry, its inbox
// and its snapshot. While a run has the registry open it reads the newest
// snapshot instead.
func ReadStatus(ctx context.Context, dir string) (*Status, error) {
	ws, cfg, err := ask.Settings(dir)
	if err != nil {
		return nil, err
	}
	s := &Status{Source: "nothing", Reasons: []ReasonCount{}, Left: []FileProblem{}, Interrupted: []string{}}
	standing, left, err := intake.Look(ws)
	if err != nil {
		return nil, err
	}
	for _, c := range standing {
		s.Inbox = append(s.Inbox, InboxCount{string(c.Channel), c.Complete, c.Bytes, c.Incomplete})
	}
	for _, l := range left {
		s.Left = append(s.Left, FileProblem{l.Channel, mask.FileName(wording.Readable(l.Name)), l.Why})
	}
	if err := s.readRegistry(ctx, dir); err != nil {
		return nil, err
	}
	if path, err := ask.NewestSnapshot(ws, cfg); err == nil {
		s.Snapshot = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	} else if !errors.Is(err, ask.ErrNoSnapshot) {
		return nil, err
	}
	s.advise()
	return s, nil
}

// readRegistry fills in what the registry says, if there is one.
func (s *Status) readRegistry(ctx context.Context, dir string) (err error) {
	v, source, err := history.RegistryOrSnapshot(ctx, dir)
	switch {
	case errors.Is(err, ask.ErrNoRun):
		return nil
	case errors.Is(err, warehouse.ErrBusy): // the first run of all is under way
		s.Running = true
		return nil
	case err != nil:
		return err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	s.Source, s.Running = source, source != history.FromRegistry
	runs, err := history.ReadRuns(ctx, v, source)
	if err != nil {
		return err
	}
	if len(runs) > 0 {
		s.Run = &runs[0]
	}
	if err := s.findInterrupted(v.WS, runs); err != nil {
		return err
	}
	newest := ""
	for _, r := range runs {
		if r.State == "done" {
			newest = r.RunID
			break
		}
	}
	if path, err := ask.NewestSnapshot(v.WS, v.Cfg); err == nil {
		s.SnapshotCurrent = newest != "" && filepath.Base(path) == newest+".duckdb"
	}
	if err := v.DB.Row(ctx, reconcile.Must(reconcile.Status, "counts"), &s.Attached, &s.Pending, &s.Panels, &s.Conflicts, &s.Held); err != nil {
		return err
	}
	if err := v.DB.Row(ctx, reconcile.Must(reconcile.Status, "waiting_lines"), &s.Waiting, &s.Discarded); err != nil {
		return err
	}
	if s.Matching, err = waiting.CountsOf(ctx, v.DB); err != nil {
		return err
	}
	name := "waiting"
	if s.Running {
		name = "waiting_published"
	}
	t := &s.Transfers
	if err := v.DB.Row(ctx, reconcile.Must(reconcile.Status, "transfers"), &t.Open, &t.Overdue, &t.Complete, &t.Cancelled, &t.Suspected); err != nil {
		return err
	}
	s.Reasons, err = warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Status, name), func(rows *sql.Rows, r *ReasonCount) error {
		return rows.Scan(&r.Reason, &r.Lines, &r.Hint)
	})
	return err
}

// findInterrupted names the runs right before the newest that were interrupted,
// and those after it that the next run will record: nobody can have begun one
// while the registry is open here.
func (s *Status) findInterrupted(ws *workspace.Workspace, runs []history.RunRow) error {
	for _, r := range runs[min(1, len(runs)):] {
		if r.State != interruptedState {
			break
		}
		s.Interrupted = append(s.Interrupted, r.RunID)
	}
	slices.Reverse(s.Interrupted)
	if s.Running {
		return nil
	}
	claims, err := intake.Claims(ws)
	if err != nil {
		return err
	}
	for _, id := range claims {
		if slices.ContainsFunc(runs, func(r history.RunRow) bool { return r.RunID == id }) {
			continue
		}
		begun, found, err := intake.ReadBegun(ws, id)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if begun.Division != "" {
			// One that cannot be gone on with is one to be undone.
			if d, err := readDivision(ws); err == nil && d.hash == begun.Division {
				s.Divided = &DividedStatus{RunID: id, Partitions: d.Partitions, Missing: d.missing()}
				continue
			}
		}
		s.Interrupted = append(s.Interrupted, id)
		s.mends = true
	}
	return nil
}

// advise says what to do next.
func (s *Status) advise() {
	next := func(format string, args ...any) { s.Next = append(s.Next, fmt.Sprintf(format, args...)) }
	files := 0
	for _, c := range s.Inbox {
		files += c.Files
	}
	switch {
	case s.Running:
		next("a run is under way: ask again when it is done")
	case s.Divided != nil && len(s.Divided.Missing) > 0:
		d := s.Divided
		next("%s is under way: %s not folded yet, of %d: empanel run --partition %d/%d", d.RunID,
			wording.Plural(len(d.Missing), "partition is", "partitions are"), d.Partitions, d.Missing[0], d.Partitions)
	case s.Divided != nil:
		next("%s is under way, and all its partitions are folded: empanel merge", s.Divided.RunID)
	case s.mends:
		next("a run was interrupted, and its files wait to be taken again: empanel run")
	case s.Run == nil && files == 0:
		next("put files into the inbox, then take them in: empanel run")
	case files > 0:
		next("take in the %s in the inbox: empanel run", wording.Plural(files, "file that waits", "files that wait"))
	}
	if s.Run != nil && s.Run.State == "failed" && !s.Running {
		next("the newest run failed and changed nothing: mend what it names, then run again: empanel run")
	}
	if n := len(s.Left); n > 0 {
		it := map[bool]string{true: "it", false: "them"}[n == 1]
		next("%s in the inbox cannot be taken: move or mend %s", wording.Plural(n, "entry", "entries"), it)
	}
	if s.Run != nil && !s.SnapshotCurrent && !s.Running {
		next("the snapshot is not that of the newest run: the next run publishes it: empanel run")
	}
	if s.Held > 0 {
		next("decide about what the guard holds, %s: empanel quarantine holds", wording.Plural(int(s.Held), "file or removal", "files or removals"))
	}
	if n := s.Transfers.Overdue; n > 0 {
		next("settle the %s of a panel that %s not done in time: empanel transfer list --state overdue", wording.Plural(int(n), "transfer", "transfers"), map[bool]string{true: "is", false: "are"}[n == 1])
	}
	if n := s.Transfers.Suspected; n > 0 {
		next("see who seems to have handed over a panel that nobody announced: empanel transfer suspected")
	}
	if s.Waiting > 0 {
		next("see which lines wait in quarantine, and why: empanel quarantine list")
	}
	if len(s.Next) == 0 {
		next("nothing waits")
	}
}
