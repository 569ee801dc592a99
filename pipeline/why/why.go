// Package why tells from the evidence why a person is on a panel or on none, and
// how things stand with a provider, step by step and rule by rule.
package why

import (
	"context"
	"errors"
	"fmt"
	"time"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/decisions"
	"empanel/pipeline/mask"
)

// ErrNoPHN is the error of a number that is no personal health number. It
// never holds the number.
var ErrNoPHN = errors.New("no personal health number: it has ten digits, the first is 9, and the last checks the others (blanks and dashes between them do no harm)")

// ParsePHN reads a personal health number as people write it: single blanks
// and dashes may stand between its digits.
func ParsePHN(text string) (int64, error) {
	digits := make([]byte, 0, 10)
	for i := range len(text) {
		if c := text[i]; c != ' ' && c != '-' && c != '\n' && c != '\r' && c != '\t' {
			digits = append(digits, c)
		}
	}
	phn, ok := field.TenDigits(digits)
	if !ok || !field.ValidPHN(phn) {
		return 0, ErrNoPHN
	}
	return phn, nil
}

// Place is where a line of evidence stands.
type Place struct {
	File       string    `json:"file"`
	Line       int64     `json:"line"`
	Channel    string    `json:"channel,omitempty"`
	Submission string    `json:"submission_id,omitempty"`
	ReceivedAt time.Time `json:"received_at,omitzero"`
	RunID      string    `json:"run_id,omitempty"`
}

// String renders "FILE line N".
func (p Place) String() string { return fmt.Sprintf("%s line %d", p.File, p.Line) }

// Explanation is everything known of one person, from the evidence line to the row.
type Explanation struct {
	PHN         string       `json:"phn"`                 // the survivor's, as the look may see it
	AskedFor    string       `json:"asked_for,omitempty"` // the PHN that was asked about, where it was merged into the person's
	Known       bool         `json:"known"`
	Answer      string       `json:"answer"`           // where the person is now, or what keeps them off, in sentences
	CanBeDone   []string     `json:"what_can_be_done"` // each a sentence
	Merged      []Merged     `json:"merged,omitempty"`
	Person      *Person      `json:"person"` // nil when the persons feed has no row
	Coverage    []Coverage   `json:"coverage"`
	Events      []Event      `json:"events"` // in the order in which they were folded
	Attachments []Attachment `json:"attachments"`
	Conflicts   []Conflict   `json:"conflicts"`
	Transfers   []Transfer   `json:"transfers,omitempty"`     // on whose way they were left with nobody
	Registered  []Registered `json:"registrations,omitempty"` // on the Health Connect Registry
	Problems    []string     `json:"problems,omitempty"`      // where what is stored is not what the evidence says
}

// Merged is a health number that was merged into the person's.
type Merged struct {
	PHN   string `json:"phn"`
	Place Place  `json:"place"`
}

// Person is the person's row of the persons feed.
type Person struct {
	DeceasedOn string `json:"deceased_on,omitempty"`
	Place      Place  `json:"place"`
}

// Coverage is one period of MSP coverage. An empty end is open.
type Coverage struct {
	From  string `json:"from"`
	To    string `json:"to,omitempty"`
	Place Place  `json:"place"`
}

// Event is one thing that happened: a claim, a Dr.Bill row, a registry
// action, or the person's death.
type Event struct {
	On           string             `json:"on"`                // effective date; empty where it cannot be read
	What         string             `json:"what"`              // in words
	SentAs       string             `json:"sent_as,omitempty"` // the PHN it names, where that was merged into the person's
	Place        *Place             `json:"place"`
	Practitioner string             `json:"practitioner_number,omitempty"`
	Facility     string             `json:"facility_number,omitempty"`
	Actor        string             `json:"actor,omitempty"`
	Outcome      string             `json:"outcome"`
	Reasons      []decisions.Reason `json:"reasons,omitempty"`
	Against      []string           `json:"passed_against,omitempty"` // the feed rows in force that a line which passes was compared with
	Waited       *Wait              `json:"waited,omitempty"`         // it was in quarantine once
	Guard        *Guard             `json:"guard,omitempty"`          // the guard has held it
	Warnings     []string           `json:"warnings,omitempty"`
	Answers      []Answer           `json:"answers,omitempty"`
	Rule         string             `json:"rule"` // what was decided, in one sentence
	Closed       string             `json:"closed,omitempty"`
	Opened       string             `json:"opened,omitempty"`

	line     eventLine
	inPerson bool // the provider asked for it, and nobody for them
}

// Wait is a stay in quarantine that is over.
type Wait struct {
	Reasons  []decisions.Reason `json:"reasons"` // the last ones known
	Since    string             `json:"since_run"`
	SinceDay string             `json:"since"`
	Until    string             `json:"until_run,omitempty"` // the run in which it opened an attachment; empty where it opened none
	UntilDay string             `json:"until,omitempty"`
}

// Guard is that the guard held a line, with its file or as a removal of
// everyone, and what an administrator decided.
type Guard struct {
	People   int64              `json:"people"` // whom it would have changed with this line
	Removal  bool               `json:"removal"`
	Since    string             `json:"since_run"`
	SinceDay string             `json:"since"`
	Decided  *decisions.Decided `json:"decided,omitempty"` // nil while it waits
}

// Answer is a return record or debit request that names a claim.
type Answer struct {
	Record  string   `json:"record"`
	Verdict string   `json:"verdict"` // accepted, refused, pending, debit
	Codes   []string `json:"codes,omitempty"`
	Failed  []string `json:"failed,omitempty"` // reasons that keep it in quarantine, so that it says nothing
	Text    string   `json:"text"`
	Place   Place    `json:"place"`

	file, lineNo int64 // the claim it names
}

// Attachment is one row of the registry.
type Attachment struct {
	Practitioner string `json:"practitioner_number"`
	Facility     string `json:"facility_number"`
	Status       string `json:"status"`
	From         string `json:"valid_from"`
	To           string `json:"valid_to,omitempty"`
	CloseReason  string `json:"close_reason,omitempty"`
	Transfer     string `json:"transfer_id,omitempty"`
	KnownFrom    string `json:"known_from"`  // run
	KnownSince   string `json:"known_since"` // its day
	Clinic       string `json:"clinic_name,omitempty"`

	opened, closed lineRef
}

// Conflict is a claim that took the person from another provider.
type Conflict struct {
	On         string `json:"on"`
	Incumbent  string `json:"incumbent"`  // who had the person, and where
	Challenger string `json:"challenger"` // who claimed them, and where
	Resolution string `json:"resolution"`
	ResolvedOn string `json:"resolved_on,omitempty"` // empty while it is open
	Place      Place  `json:"place"`                 // the challenger's line
	// Released tells of the release that ended the wait; nil where none did.
	Released *decisions.Decided `json:"released,omitempty"`

	incumbent with
	line      lineRef
}

// lineRef names a line by the number of its file and its own.
type lineRef struct{ file, line int64 }

// Options says whom to explain, and to whom.
type Options struct {
	Workspace string
	PHN       int64
	Look      ask.Look
}

// Explain tells from the evidence why a person is on a panel, or on none. The
// look is recorded in the audit log before anything is given.
func Explain(ctx context.Context, opts Options) (why *Explanation, err error) {
	if err := opts.Look.Check(); err != nil {
		return nil, err
	}
	v, err := ask.OpenRegistry(ctx, opts.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	why, err = Read(ctx, v, opts)
	if err != nil {
		return nil, err
	}
	people := 0
	if why.Known {
		people = 1
	}
	if err := opts.Look.Record(v.WS, people, fmt.Sprintf("why %d", opts.PHN)); err != nil {
		return nil, err
	}
	return why, nil
}

// Read is [Explain] in a registry that is open, without an entry in the audit log.
func Read(ctx context.Context, v *ask.View, opts Options) (*Explanation, error) {
	e := &explainer{View: v, look: opts.Look, why: &Explanation{}}
	if err := e.readPerson(ctx, opts.PHN); err != nil {
		return nil, err
	}
	if err := e.readRegistry(ctx); err != nil {
		return nil, err
	}
	if err := e.readEvidence(ctx); err != nil {
		return nil, err
	}
	if err := e.readHandedOver(ctx); err != nil {
		return nil, err
	}
	if err := e.readRegistered(ctx); err != nil {
		return nil, err
	}
	if err := e.readFeeds(ctx); err != nil {
		return nil, err
	}
	e.tell()
	e.compareWithFeeds()
	e.why.Known = e.why.Person != nil || len(e.why.Events) > 0 || len(e.why.Merged) > 0 || len(e.why.Registered) > 0
	e.why.Answer, e.why.CanBeDone = e.answer(), e.canBeDone()
	e.hide()
	return e.why, nil
}

// hide takes out what a shifted column may have brought where the number of a
// provider or clinic belongs. It comes last: the history is told by the numbers
// as they were sent.
func (e *explainer) hide() {
	if e.look.Reveal {
		return
	}
	for i := range e.why.Events {
		ev := &e.why.Events[i]
		ev.Practitioner, ev.Facility = mask.Identifier(ev.Practitioner), mask.Identifier(ev.Facility)
	}
}
