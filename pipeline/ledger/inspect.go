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
	"path/filepath"
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

// CheckParts holds every part that the manifests name to its size and hash.
// Done, where it is not nil, hears from several goroutines how many bytes were
// read.
func CheckParts(ctx context.Context, folder string, manifests []Manifest, workers int, done func(bytes int64)) ([]Damage, error) {
	var parts []Part
	for _, m := range manifests {
		parts = append(parts, m.Parts...)
	}
	found := make([]Damage, len(parts))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	named := map[string]bool{}
	for i, p := range parts {
		if named[p.Name] {
			found[i] = Damage{File: p.Name, What: "is named by the manifests more than once"}
			continue
		}
		named[p.Name] = true
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			what := checkPart(folder, p)
			found[i] = Damage{File: p.Name, What: what, Unverifiable: what == noHash}
			if done != nil {
				done(p.Bytes)
			}
			return nil
		})
	}
	err := group.Wait()
	var damages []Damage
	for _, d := range found {
		if d.What != "" {
			damages = append(damages, d)
		}
	}
	return damages, err
}

const noHash = "has no hash in its manifest, so nobody can tell whether it is as it was written"

// checkPart says what is wrong with a part; nothing means that it is as it was
// written.
func checkPart(folder string, p Part) string {
	if p.Name == "" || filepath.Base(p.Name) != p.Name {
		return "is no name of a file in the ledger"
	}
	file, err := os.Open(filepath.Join(folder, p.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return "is missing"
	}
	if err != nil {
		return "cannot be opened"
	}
	defer file.Close() //nolint:errcheck // read only
	if p.SHA256 == "" {
		return noHash
	}
	h := sha256.New()
	size, err := io.Copy(h, file)
	switch {
	case err != nil:
		return "cannot be read to its end"
	case size != p.Bytes:
		return fmt.Sprintf("has %d bytes, and was written with %d", size, p.Bytes)
	case hex.EncodeToString(h.Sum(nil)) != p.SHA256:
		return "has been changed since it was written"
	}
	return ""
}

// Strays lists the parts and temporary manifests in the folder that the
// manifests do not name, by the run that their names begin with.
func Strays(folder string, manifests []Manifest) (map[string][]string, error) {
	named := map[string]bool{}
	for _, m := range manifests {
		for _, p := range m.Parts {
			named[p.Name] = true
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
