// Package retention removes what need not be kept any longer, as [retention] in
// empanel.toml says, and what commands that were killed left behind. It removes
// only what it knows: files that a command of this program makes, under the names
// that it gives them. Never the ledger, the configuration, the key, the audit log.
package retention

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/config"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

// Kind is what something is.
type Kind string

// The kinds of things that go, in the order in which they do.
const (
	Leftover Kind = "leftover" // of a command that was killed
	WhoIsWho Kind = "who_is_who"
	Snapshot Kind = "snapshot"
	Report   Kind = "report"
	Export   Kind = "export"
	RawFile  Kind = "raw_file"
)

// Item is one thing that goes, or is due and stays.
type Item struct {
	Kind  Kind   `json:"kind"`
	What  string `json:"what"` // its path, seen from the workspace; of a raw file its submission id and name
	Bytes int64  `json:"bytes"`
	Why   string `json:"why"`

	path string // where it is
	id   string // of a raw file: its submission id; of a report: its run
	text int64  // of a raw file: settled lines whose text is in it
}

// Result is what went, or would go.
type Result struct {
	DryRun bool   `json:"dry_run"`
	Items  []Item `json:"items"`
	Kept   []Item `json:"kept"` // due, and with a reason to stay
	Bytes  int64  `json:"bytes"`
	// Lines that were in quarantine and are settled, whose text is in raw files
	// that go: a rebuild does not find it again.
	TextGone int64 `json:"settled_lines_without_text"`
}

// Options says how it is done.
type Options struct {
	Workspace string
	DryRun    bool             // say only what would go
	Now       func() time.Time // the clock
	Look      ask.Look         // who does it, for the audit log
}

// Collect removes what is due, or with DryRun says what is. It holds the
// workspace meanwhile. Killed anywhere, it can be done again: a raw file is on
// record as removed before it goes, and everything else is whole or gone.
//
// Its errors wrap workspace.ErrNone, workspace.ErrHeld, warehouse.ErrBusy,
// registry.ErrMissing or a configuration error. The result says what went before
// an error.
func Collect(ctx context.Context, o Options) (_ *Result, err error) {
	ws, cfg, err := ask.Settings(o.Workspace)
	if err != nil {
		return nil, err
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	c := &collecting{ws: ws, cfg: cfg, now: o.Now(), look: o.Look, result: Result{DryRun: o.DryRun, Items: []Item{}, Kept: []Item{}}}
	v, err := ask.OpenRegistry(ctx, o.Workspace)
	switch {
	case errors.Is(err, ask.ErrNoRun):
	case err != nil:
		return nil, err
	default:
		c.view = v
		defer func() { err = errors.Join(err, v.DB.Close()) }()
	}
	due, err := c.find(ctx)
	if err != nil {
		return nil, err
	}
	if o.DryRun {
		c.took(due...)
		return &c.result, nil
	}
	return &c.result, c.remove(ctx, due)
}

// collecting is a removal under way.
type collecting struct {
	ws     *workspace.Workspace
	cfg    config.Config
	now    time.Time
	look   ask.Look
	view   *ask.View // nil: nothing was taken in yet
	result Result
}

// find finds what is due.
func (c *collecting) find(ctx context.Context) (due []Item, err error) {
	for _, look := range []func(context.Context) ([]Item, error){
		c.leftovers, c.whoIsWho, c.snapshots, c.reports, c.exports, c.rawFiles,
	} {
		some, err := look(ctx)
		if err != nil {
			return nil, err
		}
		due = append(due, some...)
	}
	return due, nil
}

// took notes what went or would.
func (c *collecting) took(items ...Item) {
	for _, i := range items {
		c.result.Items = append(c.result.Items, i)
		c.result.Bytes += i.Bytes
		c.result.TextGone += i.text
	}
}

func (c *collecting) keeps(i Item, why string) {
	i.Why = why
	c.result.Kept = append(c.result.Kept, i)
}

// item describes something by its path.
func (c *collecting) item(kind Kind, path string, bytes int64, why string, args ...any) Item {
	what := path
	if within, err := filepath.Rel(c.ws.Dir(), path); err == nil && filepath.IsLocal(within) {
		what = within
	}
	return Item{Kind: kind, What: wording.Shown(what), Bytes: bytes, Why: fmt.Sprintf(why, args...), path: path}
}

// due says whether something that is kept for so long, and was last of use then,
// may go.
func (c *collecting) due(keep config.Keep, since time.Time) bool {
	limit, limited := keep.For()
	return limited && c.now.Sub(since) > limit
}

// remove removes what is due, one kind after the other.
func (c *collecting) remove(ctx context.Context, due []Item) error {
	byKind := map[Kind][]Item{}
	counts := []string{}
	for _, i := range due {
		byKind[i.Kind] = append(byKind[i.Kind], i)
	}
	for _, k := range []struct {
		kind      Kind
		one, many string
	}{{RawFile, "archived file", "archived files"}, {Export, "export", "exports"}} {
		if n := len(byKind[k.kind]); n > 0 {
			counts = append(counts, wording.Plural(n, k.one, k.many))
		}
	}
	// What held people's data and goes is in the audit log before it does.
	if len(counts) > 0 {
		if err := c.look.Record(c.ws, 0, "removed by retention: "+strings.Join(counts, ", ")); err != nil {
			return err
		}
	}
	for _, k := range []struct {
		kind   Kind
		remove func(context.Context, []Item) error
	}{
		{Leftover, c.removeEach},
		{WhoIsWho, c.removeEach},
		{Snapshot, c.removeEach},
		{Report, c.removeReports},
		{Export, c.removeExports},
		{RawFile, c.removeRawFiles},
	} {
		if len(byKind[k.kind]) == 0 {
			continue
		}
		if err := k.remove(ctx, byKind[k.kind]); err != nil {
			return err
		}
	}
	return nil
}
