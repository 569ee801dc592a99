// Package ask is what every question to a workspace begins with: who looks, and
// with what purpose; a registry or snapshot opened for reading only; the numbers
// and runs that are known; lists. It changes nothing but the audit log.
package ask

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"empanel/pipeline/audit"
	"empanel/pipeline/mask"
	"empanel/pipeline/workspace"
)

// ErrPurpose is the error of a look at health numbers without a reason given
// for it.
var ErrPurpose = errors.New("--reveal shows health numbers, so it needs --purpose TEXT: a few words on why, which are kept in the audit log")

// Look is who looks at patients, when and why. Every look at an identified
// person is a row of the audit log.
type Look struct {
	Command string
	User    string // the account
	Login   string // who logged in, where that is another account
	At      time.Time
	Reveal  bool   // show health numbers
	Purpose string // asked for with Reveal
}

// Check gives [ErrPurpose] for a look that reveals and gives no reason.
func (l Look) Check() error {
	if l.Reveal && strings.TrimSpace(l.Purpose) == "" {
		return ErrPurpose
	}
	return nil
}

// Record writes the look into the audit log. What cannot be recorded is not to
// be shown.
func (l Look) Record(ws *workspace.Workspace, people int, query string) error {
	return audit.Append(ws.AuditLog(), audit.Entry{
		At: l.At, User: l.User, Login: l.Login, Command: l.Command, Purpose: l.Purpose, People: people, Query: query,
	})
}

// PHN renders a health number as this look may see it.
func (l Look) PHN(phn int64) string {
	if l.Reveal {
		return fmt.Sprintf("%010d", phn)
	}
	return mask.PHN(phn)
}

// Text renders what somebody wrote into a file as this look may see it.
func (l Look) Text(written string) string {
	if l.Reveal {
		return written
	}
	return mask.Text(written)
}
