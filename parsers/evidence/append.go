package evidence

import (
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"empanel/parsers/field"
)

// front begins a row.
func (b *Batcher) front(t *table, l *Line) cursor {
	c := t.begin()
	c.number(b.fileNo, false)
	c.number(l.Number, false)
	c.word(l.Record)
	return c
}

// back ends a row with what the reader found; the line as sent only when it
// found a defect.
func (c *cursor) back(l *Line) {
	c.word(codes(l.Defects))
	c.word(inWords(l.Defects))
	c.word(codes(l.Warnings))
	c.unless(len(l.Defects) == 0, l.Raw)
}

// codes lists each reason once, in order of first appearance.
func codes(ds []field.Defect) string {
	var s strings.Builder
	for i := range ds {
		if i > 0 && saidBefore(ds, i) {
			continue
		}
		if s.Len() > 0 {
			s.WriteByte(',')
		}
		s.WriteString(string(ds[i].Reason))
	}
	return s.String()
}

func saidBefore(ds []field.Defect, i int) bool {
	for j := range i {
		if ds[j].Reason == ds[i].Reason {
			return true
		}
	}
	return false
}

func inWords(ds []field.Defect) string {
	var s strings.Builder
	for i := range ds {
		if i > 0 {
			s.WriteString("; ")
		}
		s.WriteString(ds[i].Field)
		s.WriteString(": ")
		s.WriteString(ds[i].Message)
	}
	return s.String()
}

// Claim implements [Sink].
func (b *Batcher) Claim(r *Claim) error {
	if b.claims == nil {
		b.claims = b.table(ClaimKind, func() *arrow.Schema { return claimSchema })
	}
	if err := b.ready(b.claims); err != nil {
		return err
	}
	c := b.front(b.claims, &r.Line)
	c.word(string(r.Event))
	c.text(r.DataCentre)
	c.number(r.Sequence, r.Sequence == NoSequence)
	c.text(r.PractitionerNumber)
	// Of a portal claim provider, fee item and date are kept: on whose number
	// and where it was billed is nobody's business here.
	portal := r.Event == Portal
	c.unless(portal, r.PayeeNumber)
	c.long(r.PHN, r.PHN == 0 || portal)
	c.unless(portal, r.PHNWritten)
	c.text(r.FeeItem)
	c.text(r.SubmissionCode)
	c.text(r.ServiceLocation)
	c.date(r.ServiceDate)
	c.text(r.ServiceDateWritten)
	c.unless(portal, r.FacilityNumber)
	c.text(r.TargetDataCentre)
	c.number(r.TargetSequence, r.TargetSequence == NoSequence)
	c.back(&r.Line)
	return nil
}

// Answer implements [Sink].
func (b *Batcher) Answer(r *Answer) error {
	t := b.table(AnswerKind, func() *arrow.Schema { return answerSchema })
	if err := b.ready(t); err != nil {
		return err
	}
	c := b.front(t, &r.Line)
	c.word(string(r.Verdict))
	c.text(r.DataCentre)
	c.number(r.Sequence, r.Sequence == NoSequence)
	c.text(r.PractitionerNumber)
	c.long(r.PHN, r.PHN == 0)
	c.text(r.PHNWritten)
	c.date(r.ServiceDate)
	c.text(r.ServiceDateWritten)
	c.text(r.BilledFeeItem)
	c.text(r.Codes)
	c.back(&r.Line)
	return nil
}

// Action implements [Sink].
func (b *Batcher) Action(r *Action) error {
	t := b.table(ActionKind, func() *arrow.Schema { return actionSchema })
	if err := b.ready(t); err != nil {
		return err
	}
	c := b.front(t, &r.Line)
	c.text(r.ActionID)
	c.text(r.Action)
	c.long(r.PHN, r.PHN == 0)
	c.text(r.PHNWritten)
	c.truth(r.Everyone, false)
	c.text(r.PractitionerNumber)
	c.text(r.FacilityNumber)
	c.text(r.NewFacilityNumber)
	c.text(r.Reason)
	c.text(r.ActorID)
	c.text(r.ActorRole)
	c.date(r.ActedOn)
	c.text(r.Content)
	c.back(&r.Line)
	return nil
}

// FeedRow implements [Sink].
func (b *Batcher) FeedRow(r *FeedRow) error {
	t := b.table(r.Feed.Name, func() *arrow.Schema { return feedSchema(r.Feed) })
	if err := b.ready(t); err != nil {
		return err
	}
	c := b.front(t, &r.Line)
	for i := range r.Feed.Columns {
		c.value(r.Feed.Columns[i].Kind, &r.Values[i])
	}
	c.back(&r.Line)
	return nil
}

func (c *cursor) value(kind Kind, v *Value) {
	switch kind {
	case PHN:
		c.long(v.Int, v.Null)
	case Int:
		c.number(int32(v.Int), v.Null)
	case DateKind:
		c.number(int32(v.Date), v.Null || v.Date == field.NoDate)
	case YesNo:
		c.truth(v.Int == 1, v.Null)
	case Text, Practitioner, Facility, CHSA, Enum, Moment:
		c.unless(v.Null, v.Text)
	}
}
