package audit

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"empanel/pipeline/durable"
)

// mendCommand is the command of the rows that tell of what was mended.
const mendCommand = "audit mend"

// ErrLost is the error of a log from which rows are missing, where nobody has said
// that this is known.
var ErrLost = errors.New("put the log back from a backup; or, once it is known how that came to be, have it noted: empanel audit mend --lost")

// Mended is what [Mend] did.
type Mended struct {
	Rows  int    // whole rows, which stay
	Bytes int    // cut off after them; 0 when nothing was damaged
	Kept  string // the file that has them now
	Lost  []Mark // that fit no row, and are noted now
}

// Mend cuts off a row at the end that was being written when the power went: of
// which nobody was shown anything, because a row is on disk before what it tells
// of is shown. What is cut off stands in a file beside the log afterwards. With
// lost, it also takes note of marks that fit no row, so that they are no alarm any
// more. The entry, with what was done as its query, follows the last whole row.
//
// A log of which a row before the end is not as it was written is left alone
// ([TamperedError]): that is no accident. So is one from which rows are missing,
// without lost ([ErrLost]).
func Mend(path string, entry Entry, marks []Mark, lost bool) (done Mended, err error) {
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
	if wrong != nil && holdsRow(text[good:]) {
		return done, wrong
	}
	if err := Missing(rows, marks); err != nil && !lost {
		return done, fmt.Errorf("%w\n%w", err, ErrLost)
	}
	var told []string
	if damaged := text[good:]; len(damaged) > 0 {
		done.Bytes, done.Kept = len(damaged), fmt.Sprintf("%s.damaged-%d", path, len(rows)+1)
		if err := durable.WriteFile(done.Kept, damaged); err != nil {
			return done, fmt.Errorf("keeping the damaged row: %w", err)
		}
		if err := cut(path, int64(good)); err != nil {
			return done, fmt.Errorf("mending the audit log: %w", err)
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(damaged))
		told = append(told, fmt.Sprintf("cut off %d bytes after row %d, kept in %s, sha256 %.8s", len(damaged), len(rows), filepath.Base(done.Kept), sum))
	}
	for _, m := range lostOf(rows, marks) {
		done.Lost = append(done.Lost, m)
		told = append(told, "rows are lost "+m.note())
	}
	if len(told) == 0 {
		return done, nil
	}
	entry.Command, entry.Query = mendCommand, strings.Join(told, "; ")
	return done, add(path, entry)
}

// holdsRow says whether a whole row stands in what follows the good ones.
func holdsRow(text []byte) bool {
	for line := range bytes.SplitSeq(text, []byte{'\n'}) {
		if _, err := parse(line, 0); err == nil {
			return true
		}
	}
	return false
}

func cut(path string, size int64) error {
	log, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(log.Truncate(size), log.Sync(), log.Close())
}
