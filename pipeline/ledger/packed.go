package ledger

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// packed is a pack, and the parts in it that some manifests name.
type packed struct {
	Pack
	parts []placed
}

// packsOf gives the packs that manifests name, in the order in which they name
// them first, the parts in each by their place.
func packsOf(manifests []Manifest) ([]*packed, []Damage) {
	var all []*packed
	var damages []Damage
	byName := map[string]*packed{}
	for _, m := range manifests {
		known := map[string]bool{}
		for _, p := range m.Packs {
			known[p.Name] = true
			switch there := byName[p.Name]; {
			case there == nil:
				byName[p.Name] = &packed{Pack: p}
				all = append(all, byName[p.Name])
			case there.Pack != p:
				damages = append(damages, Damage{File: m.RunID + manifestEnding, What: "says something else of " + p.Name + " than other manifests do"})
			}
		}
		for _, p := range m.Parts {
			in := p.Packed.In
			if in == "" {
				continue
			}
			if !known[in] {
				damages = append(damages, Damage{File: m.RunID + manifestEnding, What: "says that " + p.Name + " is in " + in + ", and not what that is", Parts: []string{p.Name}})
				continue
			}
			byName[in].parts = append(byName[in].parts, placed{m.RunID, p, p.Packed})
		}
	}
	for _, p := range all {
		sort.SliceStable(p.parts, func(a, b int) bool { return p.parts[a].To.At < p.parts[b].To.At })
	}
	return all, damages
}

// check holds a pack and the parts in it to their hashes. It gives how many bytes
// the parts have.
func (p *packed) check(folder string) (d Damage, bytes int64) {
	for _, part := range p.parts {
		bytes += part.Part.Bytes
	}
	if filepath.Base(p.Name) != p.Name {
		return p.damage(errNoName.Error(), p.parts), bytes
	}
	f, err := os.Open(filepath.Join(folder, p.Name))
	if err != nil {
		return p.damage(why(err), p.parts), bytes
	}
	defer f.Close() //nolint:errcheck // read only
	var damaged []placed
	for _, part := range p.parts {
		if sameBytes(io.NewSectionReader(f, part.To.At, part.Part.Bytes), part.Part.Bytes, part.Part.SHA256) != "" {
			damaged = append(damaged, part)
		}
	}
	what := sameBytes(f, p.Bytes, p.SHA256)
	if what == "" && len(damaged) > 0 {
		what = "does not have what its manifests say"
	}
	if what == "" {
		return Damage{}, bytes
	}
	return p.damage(what, damaged), bytes
}

// mostRuns is how many runs are named of those that a damage concerns.
const mostRuns = 5

func (p *packed) damage(what string, parts []placed) Damage {
	d := Damage{File: p.Name}
	var runs []string
	for _, part := range parts {
		d.Parts = append(d.Parts, part.Part.Name)
		if n := len(runs); n == 0 || runs[n-1] != part.RunID {
			runs = append(runs, part.RunID)
		}
	}
	switch n := len(runs); {
	case n == 0:
		d.What = what + "; the parts in it are as they were written"
	case n > mostRuns:
		d.What = fmt.Sprintf("%s: it has %s of %d runs, %s to %s", what, p.Kind, n, runs[0], runs[n-1])
	default:
		d.What = fmt.Sprintf("%s: of %s it has %s", what, strings.Join(runs, ", "), strings.Join(d.Parts, ", "))
	}
	return d
}

// Gaps finds packs that have parts of which no manifest tells: a manifest is
// missing. While a compaction is under way or was interrupted, some manifests
// name other files yet, and nothing can be said.
func Gaps(folder string, manifests []Manifest) []Damage {
	packs, damages := packsOf(manifests)
	if Compacting(folder) {
		return damages
	}
	for _, p := range packs {
		var row int64
		after := "at its beginning"
		for _, part := range p.parts {
			if part.To.FirstRow != row {
				break
			}
			row += part.Part.Rows
			after = "after those of " + part.RunID
		}
		if row != p.Rows {
			damages = append(damages, Damage{File: p.Name, What: "has rows of which no manifest tells, " + after + ": a manifest is missing, or does not belong here: restore ledger/ from a backup"})
		}
	}
	return damages
}
