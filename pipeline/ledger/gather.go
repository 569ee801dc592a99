package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Packing says which parts a compaction packs.
type Packing struct {
	// KeepRuns is how many of the newest finished runs keep their parts as they
	// are, at least one.
	KeepRuns int
	// MaxBytes is how large a pack grows. A part of half of that is large enough
	// to stay what it is.
	MaxBytes int64
}

// mostParts is how many parts a pack has at most: whoever opens it reads what
// its footer says of all of them.
const mostParts = 1000

// LeftAlone is a run whose parts a compaction leaves as they are, though it is
// old enough.
type LeftAlone struct {
	RunID string `json:"run_id"`
	Why   string `json:"why"`
}

// placed is a part, where it stands now and where it will.
type placed struct {
	RunID string
	Part  Part
	To    Place
}

// packing is a pack to be made: parts of one kind and with the same columns, of
// runs that follow one another, in their order.
type packing struct {
	kind      string
	parts     []placed
	pack      Pack
	temporary string // path, while it has no name
	footers   int64  // about how many bytes its own footer will have
}

func (g *packing) oldest() string { return g.parts[0].RunID }
func (g *packing) newest() string { return g.parts[len(g.parts)-1].RunID }

func (g *packing) rows() (rows int64) {
	for _, p := range g.parts {
		rows += p.Part.Rows
	}
	return rows
}

// unit is what goes into a pack as a whole: the parts of a kind of a run, or all
// of a pack that there is.
type unit struct {
	parts   []placed
	files   int
	bytes   int64
	footers int64 // bytes of the footers of parts that are files of their own
	columns string
	stays   bool // as it is; and no pack spans it
}

// gather finds what to pack. It changes nothing.
func gather(folder string, manifests []Manifest, how Packing) ([]*packing, []LeftAlone, error) {
	old := manifests[:max(0, len(manifests)-max(1, how.KeepRuns))]
	alone, err := notOurs(folder, old)
	if err != nil {
		return nil, nil, err
	}
	may := map[string]bool{}
	for _, m := range old {
		may[m.RunID] = !slices.ContainsFunc(alone, func(l LeftAlone) bool { return l.RunID == m.RunID })
	}
	var all []*packing
	for _, kind := range kindsOf(old) {
		units, err := unitsOf(folder, manifests, kind, may)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, combine(kind, units, how.MaxBytes)...)
	}
	return all, alone, nil
}

// notOurs finds manifests that would say something else if this program wrote
// them again: those of a newer one, or that somebody has changed.
func notOurs(folder string, manifests []Manifest) ([]LeftAlone, error) {
	var alone []LeftAlone
	for _, m := range manifests {
		stands, err := os.ReadFile(filepath.Join(folder, m.RunID+manifestEnding))
		if err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
		text, err := m.text()
		if err != nil {
			return nil, err
		}
		if string(text) != string(stands) {
			alone = append(alone, LeftAlone{m.RunID, "its manifest was not written by this program as it stands there"})
		}
	}
	return alone, nil
}

func kindsOf(manifests []Manifest) []string {
	seen := map[string]bool{}
	var kinds []string
	for _, m := range manifests {
		for _, p := range m.Parts {
			if !seen[p.Kind] {
				seen[p.Kind] = true
				kinds = append(kinds, p.Kind)
			}
		}
	}
	slices.Sort(kinds)
	return kinds
}

// unitsOf gives what there is of a kind, in the order of the runs: each run's
// parts, and packs where their oldest run is.
func unitsOf(folder string, manifests []Manifest, kind string, may map[string]bool) ([]*unit, error) {
	var units []*unit
	packs := map[string]*unit{}
	for _, m := range manifests {
		var loose *unit
		for _, p := range m.Parts {
			if p.Kind != kind {
				continue
			}
			u := loose
			if !p.Packed.IsZero() {
				u = packs[p.Packed.In]
			}
			if u == nil {
				u = &unit{}
				units = append(units, u)
			}
			if p.Packed.IsZero() {
				loose = u
				u.files++
			} else {
				packs[p.Packed.In] = u
				u.files = 1
			}
			u.parts = append(u.parts, placed{RunID: m.RunID, Part: p})
			u.bytes += p.Bytes
			u.stays = u.stays || !may[m.RunID] || p.SHA256 == ""
		}
	}
	for _, u := range units {
		if u.stays {
			continue
		}
		if err := u.findColumns(folder); err != nil {
			return nil, err
		}
	}
	return units, nil
}

// findColumns finds the columns of all parts of a unit; a pack's are one.
func (u *unit) findColumns(folder string) error {
	for i, p := range u.parts {
		if i > 0 && !p.Part.Packed.IsZero() {
			continue
		}
		columns, size, err := schemaOf(p.Part, folder)
		if err != nil {
			return err
		}
		if p.Part.Packed.IsZero() {
			u.footers += int64(size)
		}
		if i > 0 && columns != u.columns {
			u.stays = true
		}
		u.columns = columns
	}
	return nil
}

// combine puts units that follow one another into packs, as many as fit. One
// that is half of what a pack may be is not moved again.
func combine(kind string, units []*unit, most int64) []*packing {
	var all []*packing
	var now []*unit
	var bytes int64
	var parts int
	flush := func() {
		files := 0
		g := &packing{kind: kind}
		for _, u := range now {
			files += u.files
			g.parts = append(g.parts, u.parts...)
			g.footers += u.footers
		}
		if files > 1 {
			all = append(all, g)
		}
		now, bytes, parts = nil, 0, 0
	}
	for _, u := range units {
		full := u.files == 1 && (u.bytes >= most/2 || len(u.parts) >= mostParts/2)
		if u.stays || full {
			flush()
			continue
		}
		if len(now) > 0 && (now[0].columns != u.columns || bytes+u.bytes > most || parts+len(u.parts) > mostParts) {
			flush()
		}
		now, bytes, parts = append(now, u), bytes+u.bytes, parts+len(u.parts)
	}
	flush()
	return all
}
