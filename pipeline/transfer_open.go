package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/mask"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// transfersFeed is the feed in which transfers are announced.
const transfersFeed = "transfers"

// NewTransfer is a transfer as somebody announces it, or another date for one
// that is known.
type NewTransfer struct {
	ID        string // empty: made of the rest
	From, To  string
	Facility  string // empty: the whole panel
	Announced field.Date
	Effective field.Date
	At        time.Time
}

// TransferFile is the file that a transfer was written into, in the inbox.
type TransferFile struct {
	Name     string
	Transfer TransferCase // as it will be, its state and counts left out
	Before   *TransferCase
	Warnings []string // what is probably not meant, in words
}

// Errors of a transfer that cannot be taken down as it was given.
var (
	ErrTransferSides    = errors.New("a provider cannot hand over to themselves: --from and --to must differ")
	ErrTransferDates    = errors.New("a transfer cannot take effect before it is announced: --effective is the same day as --announced or later")
	ErrTransferID       = errors.New("an id has at most 60 letters, digits, dots, dashes and underscores, the first a letter or digit")
	ErrTransferPHN      = errors.New("the id could hold a health number, and ids are shown to others: give another one")
	ErrTransferUnderWay = errors.New("a transfer between these two is under way")
	ErrTransferTaken    = errors.New("another transfer has this id: give another --id")
)

// TransferError is a change of a transfer that would have no effect.
type TransferError struct{ Why string }

// Error says what stands already, and what can be done.
func (e *TransferError) Error() string { return e.Why }

// OpenTransfer announces a transfer by a file in the inbox, which the next run
// takes in like any other evidence; of one that is known it changes the dates.
func OpenTransfer(ctx context.Context, dir string, t NewTransfer) (*TransferFile, error) {
	if t.Effective < t.Announced {
		return nil, ErrTransferDates
	}
	return putTransfer(ctx, dir, t.At, func(v *view) (*TransferFile, error) { return v.opening(ctx, t) })
}

// CancelTransfer calls a transfer off by a file in the inbox. It gives
// [ErrNoSuchTransfer], or a *[TransferError] when it is cancelled already.
func CancelTransfer(ctx context.Context, dir, id string, at time.Time) (*TransferFile, error) {
	return putTransfer(ctx, dir, at, func(v *view) (*TransferFile, error) {
		c, err := v.transfer(ctx, id)
		if err != nil {
			return nil, err
		}
		if c.State == "cancelled" {
			return nil, &TransferError{"it is cancelled already: empanel transfer open with its --id opens it again"}
		}
		cancelled := *c
		cancelled.State = "cancelled"
		return &TransferFile{Transfer: cancelled, Before: c}, nil
	})
}

// putTransfer writes what prepare makes of the registry into the inbox.
func putTransfer(ctx context.Context, dir string, at time.Time, prepare func(*view) (*TransferFile, error)) (file *TransferFile, err error) {
	ws, err := workspace.Open(dir)
	if err != nil {
		return nil, err
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	if file, err = prepared(ctx, dir, prepare); err != nil {
		return nil, err
	}
	t := file.Transfer
	file.Name, err = putFeed(ws, transfersFeed, at, [][]string{
		{t.TransferID, t.From, t.To, t.Facility, t.AnnouncedOn, t.EffectiveOn, t.State},
	})
	return file, err
}

func prepared(ctx context.Context, dir string, prepare func(*view) (*TransferFile, error)) (file *TransferFile, err error) {
	v, err := openRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.db.Close()) }()
	return prepare(v)
}

// opening checks a transfer against what is known, and says what is probably
// not meant.
func (v *view) opening(ctx context.Context, t NewTransfer) (*TransferFile, error) {
	if err := v.knowSides(ctx, &t); err != nil {
		return nil, err
	}
	named := t.ID != ""
	if !named {
		t.ID = transferID(t)
	}
	file := &TransferFile{Transfer: TransferCase{
		TransferID: t.ID, From: t.From, To: t.To, Facility: t.Facility, State: "open",
		AnnouncedOn: t.Announced.String(), EffectiveOn: t.Effective.String(),
		WindowEndsOn: (t.Effective + field.Date(v.cfg.Policy.TransferWindowDays)).String(),
	}}
	before, err := v.transfer(ctx, t.ID)
	switch {
	case err == nil:
		file.Before = before
		err = file.Transfer.mayFollow(*before)
	case errors.Is(err, ErrNoSuchTransfer):
		err = mayBeID(t.ID)
	}
	if err != nil {
		return nil, err
	}
	others, err := v.sameSides(ctx, file.Transfer)
	if err != nil {
		return nil, err
	}
	if !named && file.Before == nil && len(others) > 0 && others[0].underWay {
		return nil, fmt.Errorf("%w: %s. To change its dates give --id %s; another one besides needs an --id of its own",
			ErrTransferUnderWay, others[0].id, quoted(others[0].id))
	}
	return file, v.warn(ctx, file, others)
}

// knowSides gives the numbers of both providers and the facility as the
// registry writes them.
func (v *view) knowSides(ctx context.Context, t *NewTransfer) (err error) {
	if t.From, err = v.knownProvider(ctx, t.From); err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	if t.To, err = v.knownProvider(ctx, t.To); err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if t.From == t.To {
		return ErrTransferSides
	}
	if t.Facility, err = v.knownFacility(ctx, t.Facility); err != nil {
		return fmt.Errorf("--facility: %w", err)
	}
	return nil
}

// transferID makes an id of what a transfer is. It holds words between the
// numbers, as a row of digits alone could be taken for a health number, and the
// day of announcement, so that another effective date is the same transfer.
func transferID(t NewTransfer) string {
	at := ""
	if t.Facility != "" {
		at = "-at-" + t.Facility
	}
	return fmt.Sprintf("T-%s-to-%s%s-on-%s", t.From, t.To, at, strings.ReplaceAll(t.Announced.String(), "-", ""))
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$`)

// mayBeID refuses ids that could not be shown or typed.
func mayBeID(id string) error {
	switch {
	case mask.Suspect(id) || mask.Text(id) != id:
		return ErrTransferPHN
	case !idForm.MatchString(id):
		return ErrTransferID
	}
	return nil
}

// mayFollow says whether this is the same transfer with other dates.
func (c TransferCase) mayFollow(before TransferCase) error {
	switch {
	case c.From != before.From || c.To != before.To || c.Facility != before.Facility:
		return fmt.Errorf("%w (%s to %s, announced on %s)", ErrTransferTaken, before.From, before.To, before.AnnouncedOn)
	case before.State != "cancelled" && c.AnnouncedOn == before.AnnouncedOn && c.EffectiveOn == before.EffectiveOn:
		return &TransferError{"this transfer is open already, with these dates: " + before.Show()}
	}
	return nil
}

// warn says what of a transfer is probably not meant.
func (v *view) warn(ctx context.Context, file *TransferFile, others []sameSides) error {
	t := file.Transfer
	b, err := v.beforeTransfer(ctx, t.From, t.Facility, t.AnnouncedOn)
	if err != nil {
		return err
	}
	add := func(format string, args ...any) {
		file.Warnings = append(file.Warnings, fmt.Sprintf(format, args...))
	}
	if b.Attached == 0 {
		where := ""
		if t.Facility != "" {
			where = " at " + t.Facility
		}
		add("nobody is with %s%s on %s: check the number and the date", t.From, where, t.AnnouncedOn)
	}
	if b.Removed > 0 {
		add("%s had removed %s by %s, and who is removed by the day of announcement is not followed: if they are part of this, give --announced %s",
			t.From, plural(int(b.Removed), "person", "people"), t.AnnouncedOn, b.Earlier)
	}
	if len(others) > 0 {
		add("%s hands over to %s by %s already: to change its dates give --id %s, and take this file out of the inbox",
			t.From, t.To, others[0].id, quoted(others[0].id))
	}
	if t.WindowEndsOn < b.AsOf {
		add("its window ended on %s, before the newest run's as-of date: unless everybody has moved, it is overdue at once", t.WindowEndsOn)
	}
	return nil
}

// sameSides is another transfer between the same providers that was not cancelled.
type sameSides struct {
	id       string // as it may be shown
	underWay bool   // open or overdue
}

// sameSides gives them, those under way first.
func (v *view) sameSides(ctx context.Context, t TransferCase) ([]sameSides, error) {
	return rowsOf(ctx, v.db, reconcile.Must(reconcile.Transfer, "same_sides"), func(rows *sql.Rows, s *sameSides) error {
		err := rows.Scan(&s.id, &s.underWay)
		s.id = shown(s.id)
		return err
	}, sql.Named("from", t.From), sql.Named("to", t.To), sql.Named("id", t.TransferID),
		sql.Named("facility", sql.NullString{String: t.Facility, Valid: t.Facility != ""}))
}
