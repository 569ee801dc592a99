package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/intake"
	"empanel/pipeline/mask"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// feed is the feed in which transfers are announced.
const feed = "transfers"

// New is a transfer as somebody announces it, or another date for one
// that is known.
type New struct {
	ID        string // empty: made of the rest
	From, To  string
	Facility  string // empty: the whole panel
	Announced field.Date
	Effective field.Date
	At        time.Time
}

// File is the file that a transfer was written into, in the inbox.
type File struct {
	Name     string
	Transfer Case // as it will be, its state and counts left out
	Before   *Case
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

// Error is a change of a transfer that would have no effect.
type Error struct{ Why string }

// Error says what stands already, and what can be done.
func (e *Error) Error() string { return e.Why }

// Open announces a transfer by a file in the inbox, which the next run
// takes in like any other evidence; of one that is known it changes the dates.
func Open(ctx context.Context, dir string, t New) (*File, error) {
	if t.Effective < t.Announced {
		return nil, ErrTransferDates
	}
	return put(ctx, dir, t.At, func(v *ask.View) (*File, error) { return opening(ctx, v, t) })
}

// Cancel calls a transfer off by a file in the inbox. It gives
// [ErrNoSuchTransfer], or a *[TransferError] when it is cancelled already.
func Cancel(ctx context.Context, dir, id string, at time.Time) (*File, error) {
	return put(ctx, dir, at, func(v *ask.View) (*File, error) {
		c, err := caseWith(ctx, v, id)
		if err != nil {
			return nil, err
		}
		if c.State == "cancelled" {
			return nil, &Error{"it is cancelled already: empanel transfer open with its --id opens it again"}
		}
		cancelled := *c
		cancelled.State = "cancelled"
		return &File{Transfer: cancelled, Before: c}, nil
	})
}

// put writes what prepare makes of the registry into the inbox.
func put(ctx context.Context, dir string, at time.Time, prepare func(*ask.View) (*File, error)) (file *File, err error) {
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
	file.Name, err = intake.PutFeed(ws, feed, at, [][]string{
		{t.TransferID, t.From, t.To, t.Facility, t.AnnouncedOn, t.EffectiveOn, t.State},
	})
	return file, err
}

func prepared(ctx context.Context, dir string, prepare func(*ask.View) (*File, error)) (file *File, err error) {
	v, err := ask.OpenRegistry(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	return prepare(v)
}

// opening checks a transfer against what is known, and says what is probably
// not meant.
func opening(ctx context.Context, v *ask.View, t New) (*File, error) {
	if err := knowSides(ctx, v, &t); err != nil {
		return nil, err
	}
	named := t.ID != ""
	if !named {
		t.ID = IDFor(t)
	}
	file := &File{Transfer: Case{
		TransferID: t.ID, From: t.From, To: t.To, Facility: t.Facility, State: "open",
		AnnouncedOn: t.Announced.String(), EffectiveOn: t.Effective.String(),
		WindowEndsOn: (t.Effective + field.Date(v.Cfg.Policy.TransferWindowDays)).String(),
	}}
	before, err := caseWith(ctx, v, t.ID)
	switch {
	case err == nil:
		file.Before = before
		err = file.Transfer.mayFollow(*before)
	case errors.Is(err, ErrNone):
		err = MayBeID(t.ID)
	}
	if err != nil {
		return nil, err
	}
	others, err := othersBetween(ctx, v, file.Transfer)
	if err != nil {
		return nil, err
	}
	if !named && file.Before == nil && len(others) > 0 && others[0].underWay {
		return nil, fmt.Errorf("%w: %s. To change its dates give --id %s; another one besides needs an --id of its own",
			ErrTransferUnderWay, others[0].id, wording.Quoted(others[0].id))
	}
	return file, warn(ctx, v, file, others)
}

// knowSides gives the numbers of both providers and the facility as the
// registry writes them.
func knowSides(ctx context.Context, v *ask.View, t *New) (err error) {
	if t.From, err = v.KnownProvider(ctx, t.From); err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	if t.To, err = v.KnownProvider(ctx, t.To); err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if t.From == t.To {
		return ErrTransferSides
	}
	if t.Facility, err = v.KnownFacility(ctx, t.Facility); err != nil {
		return fmt.Errorf("--facility: %w", err)
	}
	return nil
}

// IDFor makes an id of what a transfer is. It holds words between the
// numbers, as a row of digits alone could be taken for a health number, and the
// day of announcement, so that another effective date is the same transfer.
func IDFor(t New) string {
	at := ""
	if t.Facility != "" {
		at = "-at-" + t.Facility
	}
	return fmt.Sprintf("T-%s-to-%s%s-on-%s", t.From, t.To, at, strings.ReplaceAll(t.Announced.String(), "-", ""))
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$`)

// MayBeID refuses ids that could not be shown or typed.
func MayBeID(id string) error {
	switch {
	case mask.Suspect(id) || mask.Text(id) != id:
		return ErrTransferPHN
	case !idForm.MatchString(id):
		return ErrTransferID
	}
	return nil
}

// mayFollow says whether this is the same transfer with other dates.
func (c Case) mayFollow(before Case) error {
	switch {
	case c.From != before.From || c.To != before.To || c.Facility != before.Facility:
		return fmt.Errorf("%w (%s to %s, announced on %s)", ErrTransferTaken, before.From, before.To, before.AnnouncedOn)
	case before.State != "cancelled" && c.AnnouncedOn == before.AnnouncedOn && c.EffectiveOn == before.EffectiveOn:
		return &Error{"this transfer is open already, with these dates: " + before.Show()}
	}
	return nil
}

// warn says what of a transfer is probably not meant.
func warn(ctx context.Context, v *ask.View, file *File, others []sameSides) error {
	t := file.Transfer
	b, err := before(ctx, v, t.From, t.Facility, t.AnnouncedOn)
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
			t.From, wording.Plural(int(b.Removed), "person", "people"), t.AnnouncedOn, b.Earlier)
	}
	if len(others) > 0 {
		add("%s hands over to %s by %s already: to change its dates give --id %s, and take this file out of the inbox",
			t.From, t.To, others[0].id, wording.Quoted(others[0].id))
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

// othersBetween gives them, those under way first.
func othersBetween(ctx context.Context, v *ask.View, t Case) ([]sameSides, error) {
	return warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Transfer, "same_sides"), func(rows *sql.Rows, s *sameSides) error {
		err := rows.Scan(&s.id, &s.underWay)
		s.id = wording.Shown(s.id)
		return err
	}, sql.Named("from", t.From), sql.Named("to", t.To), sql.Named("id", t.TransferID),
		sql.Named("facility", sql.NullString{String: t.Facility, Valid: t.Facility != ""}))
}
