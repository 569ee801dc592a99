package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Damage is a file of the ledger that is not as it was written.
type Damage struct {
	File string // its name in the ledger's folder
	What string // in plain words
	// Unverifiable says that nothing tells how the file should be: it may be
	// sound, and nobody can know.
	Unverifiable bool
	// Parts are those that cannot be relied on because of it, of a pack.
	Parts []string
}

// String names the file and what is wrong with it.
func (d Damage) String() string { return d.File + " " + d.What }

// mostNamed is how many damaged files an error names.
const mostNamed = 10

// DamagedError is the error of a ledger that cannot be relied on.
type DamagedError struct{ Damages []Damage }

// Error names the files, the first few of many.
func (e *DamagedError) Error() string {
	named := make([]string, 0, mostNamed)
	for _, d := range e.Damages[:min(len(e.Damages), mostNamed)] {
		named = append(named, d.String())
	}
	more := ""
	if n := len(e.Damages) - mostNamed; n > 0 {
		more = fmt.Sprintf("; and %d more files", n)
	}
	return "the ledger is not as it was written: " + strings.Join(named, "; ") + more
}

// Manifests reads the manifests of all finished runs, in the order of the
// runs. One that cannot be read, or is not that of the run it is named for, is
// among the damages instead.
func Manifests(folder string) ([]Manifest, []Damage, error) {
	ids, err := Finished(folder)
	if err != nil {
		return nil, nil, err
	}
	var all []Manifest
	var damages []Damage
	for _, id := range ids {
		m, err := Read(folder, id)
		name := id + manifestEnding
		switch {
		case err != nil:
			damages = append(damages, Damage{File: name, What: "cannot be read as a manifest"})
		case m.RunID != id || fmt.Sprintf("R%06d", m.RunNo) != id:
			damages = append(damages, Damage{File: name, What: "is the manifest of another run"})
		default:
			all = append(all, m)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].RunNo < all[j].RunNo })
	return all, damages, nil
}

// CheckParts holds every part that the manifests name to its size and hash, and
// every pack. Done, where it is not nil, hears from several goroutines how many
// bytes were read.
func CheckParts(ctx context.Context, folder string, manifests []Manifest, workers int, done func(bytes int64)) ([]Damage, error) {
	packs, damages := packsOf(manifests)
	var looks []func() (Damage, int64)
	for _, p := range packs {
		looks = append(looks, func() (Damage, int64) { return p.check(folder) })
	}
	named := map[string]bool{}
	for _, m := range manifests {
		for _, p := range m.Parts {
			switch {
			case named[p.Name]:
				looks = append(looks, func() (Damage, int64) {
					return Damage{File: p.Name, What: "is named by the manifests more than once"}, 0
				})
			case p.Packed.IsZero():
				looks = append(looks, func() (Damage, int64) {
					what := checkPart(folder, p)
					return Damage{File: p.Name, What: what, Unverifiable: what == noHash}, p.Bytes
				})
			}
			named[p.Name] = true
		}
	}
	found := make([]Damage, len(looks))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for i, look := range looks {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			var bytes int64
			found[i], bytes = look()
			if done != nil {
				done(bytes)
			}
			return nil
		})
	}
	err := group.Wait()
	for _, d := range found {
		if d.What != "" {
			damages = append(damages, d)
		}
	}
	return damages, err
}

const (
	noHash  = "has no hash in its manifest, so nobody can tell whether it is as it was written"
	changed = "has been changed since it was written"
)

// why says in plain words why a file could not be opened.
func why(err error) string {
	switch {
	case errors.Is(err, errNoName):
		return errNoName.Error()
	case errors.Is(err, fs.ErrNotExist):
		return "is missing"
	}
	return "cannot be opened"
}

// checkPart says what is wrong with a part that is a file of its own; nothing
// means that it is as it was written.
func checkPart(folder string, p Part) string {
	file, bytes, err := p.open(folder)
	if err != nil {
		return why(err)
	}
	defer file.Close() //nolint:errcheck // read only
	if p.SHA256 == "" {
		return noHash
	}
	return sameBytes(bytes, p.Bytes, p.SHA256)
}

// sameBytes says how what can be read differs from what was written.
func sameBytes(in io.Reader, bytes int64, sum string) string {
	h := sha256.New()
	size, err := io.Copy(h, in)
	switch {
	case err != nil:
		return "cannot be read to its end"
	case size != bytes:
		return fmt.Sprintf("has %d bytes, and was written with %d", size, bytes)
	case hex.EncodeToString(h.Sum(nil)) != sum:
		return changed
	}
	return ""
}

// Strays lists the parts, packs and temporary manifests in the folder that the
// manifests do not name, by the run that their names begin with. What a
// compaction that was interrupted still has to name or to remove is not among
// them.
func Strays(folder string, manifests []Manifest) (map[string][]string, error) {
	named := map[string]bool{}
	for _, m := range manifests {
		for _, p := range m.Parts {
			named[p.Name], named[p.File()] = true, true
		}
	}
	if j, err := readJournal(folder); err == nil && j != nil {
		for _, p := range j.Packs {
			named[p.Name] = true
		}
		for _, name := range j.Replaced {
			named[name] = true
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	strays := map[string][]string{}
	for _, e := range entries {
		name := e.Name()
		if !named[name] && (IsPart(name) || strings.HasSuffix(name, unfinishedEnding)) {
			strays[runOf(name)] = append(strays[runOf(name)], name)
		}
	}
	return strays, nil
}

// IsPart says whether a name is that of a part.
func IsPart(name string) bool { return strings.HasSuffix(name, partEnding) }
