package clfp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"empanel/pipeline/export"
	"empanel/pipeline/mask"
	"empanel/pipeline/seal"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Wrong is a file of a bundle that is not as it was written.
type Wrong struct {
	File string `json:"file"`
	What string `json:"what"` // in plain words
}

// Verified is what verifying a bundle gave.
type Verified struct {
	Dir      string    `json:"dir"`
	Sealed   bool      `json:"encrypted"` // only the encrypted bytes were looked at
	Manifest *Manifest `json:"-"`         // nil: it cannot be read or was changed
	AsOf     string    `json:"as_of"`     // as the manifest says, as are the next two
	Known    string    `json:"known"`
	Program  string    `json:"program_version"`
	Looked   []File    `json:"files"`
	Content  string    `json:"content_digest"` // as found; empty: a file is not as it was written
	Wrong    []Wrong   `json:"wrong"`
}

// Passed says whether the bundle is, provably, as it was written.
func (v *Verified) Passed() bool { return len(v.Wrong) == 0 }

// ErrNoBundle is the error of a folder that cannot be read as one.
var ErrNoBundle = errors.New("is no folder with a bundle")

// Verify holds a bundle to its manifest: that to its own digest, every file to
// its hash and size, and the rows of both forms of every table to the digest of
// the content. It needs no workspace, reads nothing outside the folder, and
// changes nothing.
func Verify(ctx context.Context, dir string) (*Verified, error) {
	m, wrong, err := checkFiles(dir)
	if err != nil {
		return nil, err
	}
	v := &Verified{Dir: dir, Manifest: m, Wrong: wrong, Looked: []File{}}
	if v.Wrong == nil {
		v.Wrong = []Wrong{}
	}
	if m == nil {
		return v, nil
	}
	v.AsOf, v.Known, v.Program = m.AsOf, m.Known.RunID, m.ProgramVersion
	for _, f := range m.Files {
		f.Name = mask.FileName(f.Name)
		v.Looked = append(v.Looked, f)
	}
	if len(wrong) > 0 {
		return v, nil
	}
	if err := v.content(ctx); err != nil {
		return nil, err
	}
	return v, nil
}

// VerifyWith is [Verify] of a bundle that may be encrypted: without identities
// only the encrypted bytes of its files are held to what was written. Its errors
// wrap seal.ErrNotFor, too.
func VerifyWith(ctx context.Context, dir string, opens *seal.Identities) (*Verified, error) {
	if !export.IsSealed(dir) {
		return Verify(ctx, dir)
	}
	sealed, faults := export.CheckSealed(dir)
	v := &Verified{Dir: dir, Sealed: true, Looked: []File{}, Wrong: []Wrong{}}
	for _, f := range faults {
		v.Wrong = append(v.Wrong, Wrong{f.File, f.What})
	}
	if len(v.Wrong) == 0 && opens != nil {
		return verifyOpened(ctx, dir, opens)
	}
	if sealed == nil {
		return v, nil
	}
	for _, f := range sealed.Files {
		v.Looked = append(v.Looked, File{Name: mask.FileName(f.Name), Bytes: f.Bytes, SHA256: f.SHA256})
	}
	text, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if err == nil {
		v.Manifest, err = readManifest(text)
	}
	if err != nil {
		v.Wrong = append(v.Wrong, Wrong{ManifestName, "cannot be read as the manifest of a bundle"})
		return v, nil //nolint:nilerr // it is among what is wrong
	}
	v.AsOf, v.Known, v.Program = v.Manifest.AsOf, v.Manifest.Known.RunID, v.Manifest.ProgramVersion
	return v, nil
}

func verifyOpened(ctx context.Context, dir string, opens *seal.Identities) (v *Verified, err error) {
	plain, done, err := export.Open(dir, opens)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if v, err = Verify(ctx, plain); err != nil {
		return nil, err
	}
	v.Dir = dir
	return v, nil
}

// checkFiles holds the manifest and the bytes of every file to what they must
// be. The error is one of a folder that cannot be read at all.
func checkFiles(dir string) (*Manifest, []Wrong, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %w", dir, ErrNoBundle)
	}
	defer root.Close() //nolint:errcheck // read only
	here, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %w", dir, ErrNoBundle)
	}
	var wrong []Wrong
	regular := map[string]bool{}
	for _, e := range here {
		if regular[e.Name()] = e.Type().IsRegular(); !regular[e.Name()] {
			wrong = append(wrong, Wrong{mask.FileName(e.Name()), "is no file: a bundle holds files only, and no links"})
		}
	}
	switch isFile, there := regular[ManifestName]; {
	case !there:
		return nil, append(wrong, Wrong{ManifestName, "is missing, so this is no bundle, or nothing of it can be verified"}), nil
	case !isFile:
		return nil, wrong, nil
	}
	text, err := readAll(root, ManifestName)
	if err != nil {
		return nil, append(wrong, Wrong{ManifestName, "cannot be read"}), nil
	}
	m, err := readManifest(text)
	if err != nil {
		return nil, append(wrong, Wrong{ManifestName, err.Error()}), nil
	}
	listed := map[string]bool{ManifestName: true}
	for _, f := range m.Files {
		listed[f.Name] = true
		if what := fileFault(root, f, regular); what != "" {
			wrong = append(wrong, Wrong{mask.FileName(f.Name), what}) // any name, of a manifest that somebody made
		}
	}
	for _, e := range here {
		if regular[e.Name()] && !listed[e.Name()] {
			wrong = append(wrong, Wrong{mask.FileName(e.Name()), "is not of the bundle: its manifest does not name it"})
		}
	}
	return m, wrong, nil
}

// mostManifest is how large a manifest may be.
const mostManifest = 256 << 20

func readAll(root *os.Root, name string) ([]byte, error) {
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // read only
	return io.ReadAll(io.LimitReader(file, mostManifest))
}

// fileFault says what is wrong with a file; nothing means that its bytes are
// those that were written.
func fileFault(root *os.Root, f File, regular map[string]bool) string {
	if _, ok := tableOf(f.Name); !ok {
		return "is named in the manifest and is no file of a bundle of this format"
	}
	is, there := regular[f.Name]
	switch {
	case !there:
		return "is missing"
	case !is:
		return "" // said already
	}
	file, err := root.Open(f.Name)
	if err != nil {
		return "cannot be opened"
	}
	defer file.Close() //nolint:errcheck // read only
	sum, size, err := export.HashOf(file)
	switch {
	case err != nil:
		return "cannot be read to its end"
	case size != f.Bytes:
		return fmt.Sprintf("has %d bytes, and was written with %d", size, f.Bytes)
	case sum != f.SHA256:
		return "has been changed since it was written"
	}
	return ""
}

// content works out the digest of the rows again, from both forms.
func (v *Verified) content(ctx context.Context) (err error) {
	dir, err := filepath.Abs(v.Dir)
	if err != nil {
		return fmt.Errorf("reading the bundle: %w", err)
	}
	db, err := warehouse.Open(ctx, "", warehouse.Options{Allowed: []string{dir}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.Run(ctx, reconcile.Must(reconcile.CLFPOnce, "format1_cell")); err != nil {
		return err
	}
	forms := map[string]map[string]*tableDigest{parquetEnding: {}, csvEnding: {}}
	for _, f := range v.Manifest.Files {
		table, _ := tableOf(f.Name)
		ending := f.Name[len(table):]
		d, err := v.digestOf(ctx, db, table, filepath.Join(dir, f.Name), ending)
		switch {
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			v.Wrong = append(v.Wrong, Wrong{f.Name, "cannot be read as what it should be"})
			continue
		case d.rows != f.Rows:
			v.Wrong = append(v.Wrong, Wrong{f.Name, fmt.Sprintf("has %d rows, and was written with %d", d.rows, f.Rows)})
		}
		forms[ending][table] = d
	}
	v.compare(forms[parquetEnding], forms[csvEnding])
	return nil
}

func (v *Verified) digestOf(ctx context.Context, db *warehouse.Warehouse, table, path, ending string) (*tableDigest, error) {
	if ending == parquetEnding {
		return parquetContent(ctx, db, table, path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // read only
	return csvContent(table, v.Manifest.Identified, file)
}

// compare holds the two forms of each table to one another, and all of them to
// the digest of the content.
func (v *Verified) compare(parquet, csv map[string]*tableDigest) {
	for _, table := range tables {
		p, c := parquet[table], csv[table]
		switch {
		case p == nil && c == nil && table == "payments" && v.Manifest.Rates == nil:
		case p == nil || c == nil:
			if !slices.ContainsFunc(v.Wrong, func(w Wrong) bool { t, _ := tableOf(w.File); return t == table }) {
				v.Wrong = append(v.Wrong, Wrong{table + parquetEnding, "or " + table + csvEnding + " is not of the bundle, and must be"})
			}
		case p.String() != c.String():
			v.Wrong = append(v.Wrong, Wrong{table + csvEnding, "does not say the same as " + table + parquetEnding})
		}
	}
	if len(v.Wrong) > 0 {
		return
	}
	if v.Content = contentDigest(parquet); v.Content != v.Manifest.ContentDigest {
		v.Wrong = append(v.Wrong, Wrong{ManifestName, "states a content digest that is not that of the rows"})
	}
}
