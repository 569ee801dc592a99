package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
)

// Pack is a file of the ledger that holds many parts, as they were written, one
// after the other, and then a Parquet footer over the rows of all of them. So
// it is a Parquet file, and so is each part in it for whoever reads only its
// bytes.
type Pack struct {
	Name   string `json:"name"` // file name in the ledger folder
	Kind   string `json:"kind"` // of all parts in it
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Place is where a part stands that is in a pack: nowhere, of one that is a file
// of its own.
type Place struct {
	In       string `json:"in"`        // name of the pack
	At       int64  `json:"at"`        // where its first byte is in the pack, from 0
	FirstRow int64  `json:"first_row"` // where its first row is in the pack, from 0
}

// IsZero says whether the part is a file of its own.
func (p Place) IsZero() bool { return p == Place{} }

// packNames are the names of packs: the newest run in it, kind, oldest run, and
// the beginning of the hash. A name begins with that of a finished run, as a
// part's does, so that no program takes it for the remains of another.
var packNames = regexp.MustCompile(`^R[0-9]{6,}-[a-z_]+-since-R[0-9]{6,}-[0-9a-f]{16}\.parquet$`)

// IsPack says whether a name is that of a pack.
func IsPack(name string) bool { return packNames.MatchString(name) }

const hashInName = 16

func packName(newest, kind, oldest, sum string) string {
	return fmt.Sprintf("%s-%s-since-%s-%s%s", newest, kind, oldest, sum[:hashInName], partEnding)
}

// File is the name of the file in the ledger's folder that has the part.
func (p Part) File() string {
	if p.Packed.IsZero() {
		return p.Name
	}
	return p.Packed.In
}

// open gives the bytes of a part, wherever they stand. Who asks closes the file.
func (p Part) open(folder string) (*os.File, *io.SectionReader, error) {
	for _, name := range []string{p.Name, p.File()} {
		if name == "" || filepath.Base(name) != name {
			return nil, nil, errNoName
		}
	}
	f, err := os.Open(filepath.Join(folder, p.File()))
	if err != nil {
		return nil, nil, err
	}
	size := p.Bytes
	if p.Packed.IsZero() {
		info, err := f.Stat()
		if err != nil {
			return nil, nil, errors.Join(err, f.Close())
		}
		size = info.Size()
	}
	return f, io.NewSectionReader(f, p.Packed.At, size), nil
}

var errNoName = errors.New("is no name of a file in the ledger")

// Unpack puts the parts that are in packs into a folder, each a file of its own
// again, under its name and held to its hash. Other parts it leaves where they
// are. Of a part that is not as it was written it gives a [*DamagedError].
func Unpack(folder, into string, parts []Part) error {
	for _, p := range parts {
		if p.Packed.IsZero() {
			continue
		}
		if err := p.unpack(folder, into); err != nil {
			return err
		}
	}
	return nil
}

func (p Part) unpack(folder, into string) (err error) {
	f, bytes, err := p.open(folder)
	if err != nil {
		return p.damaged(why(err))
	}
	defer f.Close() //nolint:errcheck // read only
	out, err := os.OpenFile(filepath.Join(into, p.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	sum := sha256.New()
	if n, err := io.Copy(io.MultiWriter(out, sum), bytes); err != nil {
		return fmt.Errorf("ledger: unpacking %s: %w", p.Name, err)
	} else if n != p.Bytes {
		return p.damaged(fmt.Sprintf("is cut off after %d bytes", n))
	}
	if hex.EncodeToString(sum.Sum(nil)) != p.SHA256 {
		return p.damaged(changed)
	}
	return nil
}

func (p Part) damaged(what string) error {
	return &DamagedError{Damages: []Damage{{File: p.File(), What: p.within() + what, Parts: []string{p.Name}}}}
}

// within names the part in front of what is wrong with it, where its file has
// others too.
func (p Part) within() string {
	if p.Packed.IsZero() {
		return ""
	}
	return "is damaged: " + p.Name + " in it "
}

// Readable gives paths under which the parts of a kind can be read, each row
// once: a part's own file; a pack, where all of it is asked for; else what
// [Unpack] has put into a folder, into which it does so.
func Readable(folder, into string, manifests []Manifest, kind string) ([]string, error) {
	asked, rows := map[string]int64{}, map[string]int64{}
	for _, m := range manifests {
		for _, pack := range m.Packs {
			rows[pack.Name] = pack.Rows
		}
		for _, p := range m.Parts {
			if p.Kind == kind && !p.Packed.IsZero() {
				asked[p.Packed.In] += p.Rows
			}
		}
	}
	var paths []string
	taken := map[string]bool{}
	for _, m := range manifests {
		for _, p := range m.Parts {
			switch in := p.Packed.In; {
			case p.Kind != kind:
			case p.Packed.IsZero():
				paths = append(paths, filepath.Join(folder, p.Name))
			case asked[in] != rows[in]:
				if err := p.unpack(folder, into); err != nil {
					return nil, err
				}
				paths = append(paths, filepath.Join(into, p.Name))
			case !taken[in]:
				taken[in] = true
				paths = append(paths, filepath.Join(folder, in))
			}
		}
	}
	return paths, nil
}
