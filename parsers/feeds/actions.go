package feeds

import (
	"io"

	"empanel/parsers/delimited"
	"empanel/parsers/evidence"
	"empanel/parsers/field"
)

// The columns of the actions feed, in the order of the contract.
const (
	colActionID = iota
	colAction
	colPHN
	colPractitioner
	colFacility
	colNewFacility
	colReason
	colActorID
	colActorRole
	colActedOn
)

var actionColumns = []delimited.Column{
	colActionID:     {Name: "action_id", Required: true},
	colAction:       {Name: "action", Required: true},
	colPHN:          {Name: "phn", Required: true},
	colPractitioner: {Name: "practitioner_number", Required: true},
	colFacility:     {Name: "facility_number"},
	colNewFacility:  {Name: "new_facility_number"},
	colReason:       {Name: "reason"},
	colActorID:      {Name: "actor_id", Required: true},
	colActorRole:    {Name: "actor_role", Required: true},
	colActedOn:      {Name: "acted_on", Required: true},
}

// The words of the action and actor_role columns.
const (
	remove       = "remove"
	restore      = "restore"
	changeClinic = "change_clinic"
	provider     = "provider"
	delegate     = "delegate"
)

// between separates the values in an action's content.
const between = 0x1F

// ReadActions gives every row of a file of registry actions to the sink, sound
// or not. Errors are those of [Read].
func ReadActions(name string, src io.Reader, sink evidence.Sink) (evidence.Summary, error) {
	in, err := delimited.NewReader(src, delimited.Options{File: name, Columns: actionColumns})
	if err != nil {
		return evidence.Summary{}, err
	}
	r := actionReader{file: name, in: in}
	return each(in, func() error {
		r.read()
		return sink.Action(&r.row)
	})
}

// actionReader checks one row at a time.
type actionReader struct {
	file    string
	in      *delimited.Reader
	row     evidence.Action
	content []byte
}

func (r *actionReader) read() {
	r.row = evidence.Action{
		Line: evidence.Line{
			Number: int32(r.in.Line()), Record: ActionsName, Raw: r.in.Raw(), Defects: r.row.Defects[:0],
		},
		ActedOn: field.NoDate,
	}
	if defect, wrong := countDefect(r.file, ActionsName, r.in); wrong {
		r.row.Defects = append(r.row.Defects, defect)
		r.row.Content = r.row.Raw
		return
	}
	for _, column := range []int{colPractitioner, colFacility, colNewFacility} {
		field.UpperInPlace(r.in.Value(column))
	}
	for _, column := range []int{colAction, colActorRole} {
		lower(r.in.Value(column))
	}
	if string(r.in.Value(colActorRole)) == "provider" {
		field.UpperInPlace(r.in.Value(colActorID)) // a practitioner number, which has no case
	}
	r.join()
	r.what()
	r.person()
	r.places()
	r.who()
}

// what checks the action's id and its word.
func (r *actionReader) what() {
	r.row.ActionID, r.row.Reason = r.in.Value(colActionID), r.in.Value(colReason)
	if len(r.row.ActionID) == 0 {
		r.defect(colActionID, field.ActionInvalid, "blank: every action needs an id of its own")
	}
	switch word := r.in.Value(colAction); string(word) {
	case remove, restore, changeClinic:
		r.row.Action = word
	default:
		r.defect(colAction, field.ActionInvalid, "no known action: it is remove, restore or change_clinic")
	}
}

// person checks the health number, or the star that stands for everyone.
func (r *actionReader) person() {
	b := r.in.Value(colPHN)
	if string(b) == "*" {
		r.row.Everyone = true
		if word := string(r.row.Action); word == restore || word == changeClinic {
			r.defect(colPHN, field.PHNInvalid, "a star stands for everyone, and only remove can mean everyone")
		}
		return
	}
	if field.Empty(b) {
		r.defect(colPHN, field.PHNMissing, "blank or zeros: write the health number, or a star to remove everyone")
		return
	}
	phn, ok := field.TenDigits(b)
	if !ok {
		r.row.PHNWritten = b
	}
	r.row.PHN = phn
	if !field.ValidPHN(phn) {
		message := field.SpreadsheetDamage(b)
		if message == "" {
			message = "no personal health number: it has ten digits, the first is 9, and the last checks the others"
		}
		r.defect(colPHN, field.PHNInvalid, message)
	}
}

// places checks the provider and the facilities.
func (r *actionReader) places() {
	r.row.PractitionerNumber = r.identifier(colPractitioner)
	r.row.FacilityNumber = r.identifier(colFacility)
	r.row.NewFacilityNumber = r.identifier(colNewFacility)
	if !field.ValidPractitioner(r.row.PractitionerNumber) {
		r.defect(colPractitioner, field.PractitionerInvalid, "no practitioner number: it is a letter or digit and four digits")
	}
	switch word := string(r.row.Action); {
	case word == restore && r.row.FacilityNumber == nil:
		r.defect(colFacility, field.FacilityMissing, "blank or zeros: a restore must say at which facility")
		return
	case word == changeClinic && r.row.NewFacilityNumber == nil:
		r.defect(colNewFacility, field.FacilityMissing, "blank or zeros: a change of clinic must say to which facility")
		return
	}
	for _, column := range []int{colFacility, colNewFacility} {
		if value := r.identifier(column); value != nil && !field.ValidFacility(value) {
			r.defect(column, field.FacilityInvalid, "no facility number: it is five letters or digits")
		}
	}
}

// who checks the day and the actor. Whether a delegate was endorsed is seen
// later, against the endorsements.
func (r *actionReader) who() {
	r.row.ActedOn = field.ISODate(r.in.Value(colActedOn))
	if r.row.ActedOn == field.NoDate {
		r.defect(colActedOn, field.ServiceDateInvalid, "no calendar date written as YYYY-MM-DD")
	}
	r.row.ActorID = r.in.Value(colActorID)
	if len(r.row.ActorID) == 0 {
		r.defect(colActorID, field.ActorInvalid, "blank: an action without an actor is not carried out")
	}
	switch role := r.in.Value(colActorRole); string(role) {
	case provider, delegate:
		r.row.ActorRole = role
	default:
		r.defect(colActorRole, field.ActorInvalid, "no known role: it is provider or delegate")
	}
}

// identifier gives a number, or nil when it is blank or zeros.
func (r *actionReader) identifier(column int) []byte {
	b := r.in.Value(column)
	if field.Empty(b) {
		return nil
	}
	return b
}

// join puts the whole content together, by which two rows with one action id
// are told to be the same action or not.
func (r *actionReader) join() {
	r.content = r.content[:0]
	for column := range actionColumns {
		if column > 0 {
			r.content = append(r.content, between)
		}
		for _, c := range r.in.Value(column) {
			if c == between { // so that no value can pretend to be two
				c = between - 1
			}
			r.content = append(r.content, c)
		}
	}
	r.row.Content = r.content
}

func (r *actionReader) defect(column int, reason field.Reason, message string) {
	line, char := r.in.Position(column)
	r.row.Defects = append(r.row.Defects, field.Defect{
		File: r.file, Line: line, Column: char, Record: ActionsName, Field: actionColumns[column].Name,
		Reason: reason, Message: message,
	})
}

// lower makes ASCII letters small, in place.
func lower(b []byte) {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c - 'A' + 'a'
		}
	}
}
