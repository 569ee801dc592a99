package audit

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// Mended is what [Mend] did.
type Mended struct {
	Rows  int    // whole rows, which stay
	Bytes int    // cut off after them; 0 when nothing was damaged
	Kept  string // the file that has them now
}

// Mend cuts off a row at the end that was being written when the power went: of
// which nobody was shown anything, because a row is on disk before what it tells
// of is shown. What is cut off stands in a file beside the log afterwards, and the
// entry, with what was done as its query, follows the last whole row.
//
// A log of which a row before the end is not as it was written is left alone
// ([TamperedError]): that is no accident.
func Mend(path string, entry Entry) (done Mended, err error) {
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		return Mended{}, nil
	}
	lock, err := lockLog(path)
	if err != nil {
		return Mended{}, err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	text, err := os.ReadFile(path)
	if err != nil {
		return Mended{}, fmt.Errorf("reading the audit log: %w", err)
	}
	rows, good, wrong := chain(text)
	done.Rows = len(rows)
	if wrong == nil {
		return done, nil
	}
	damaged := text[good:]
	for line := range bytes.SplitSeq(damaged, []byte{'\n'}) {
		if _, err := parse(line, 0); err == nil {
			return done, wrong // a whole row stands there
		}
	}
	done.Bytes, done.Kept = len(damaged), fmt.Sprintf("%s.damaged-%d", path, len(rows)+1)
	if err := renameio.WriteFile(done.Kept, damaged, 0o600); err != nil {
		return done, fmt.Errorf("keeping the damaged row: %w", err)
	}
	if err := cut(path, int64(good)); err != nil {
		return done, fmt.Errorf("mending the audit log: %w", err)
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(damaged))
	entry.Query = fmt.Sprintf("cut off %d bytes after row %d, kept in %s, sha256 %.8s",
		len(damaged), len(rows), filepath.Base(done.Kept), sum)
	return done, add(path, entry)
}

func cut(path string, size int64) error {
	log, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(log.Truncate(size), log.Sync(), log.Close())
}
