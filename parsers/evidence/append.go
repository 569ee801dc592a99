package evidence

import (
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"empanel/parsers/field"
)

// cursor fills the columns of one row from left to right.
type cursor struct {
	rb  *array.RecordBuilder
	at  int
	err error
}

func (c *cursor) column() array.Builder {
	c.at++
	return c.rb.Field(c.at - 1)
}

// text appends a text, null when empty. DuckDB takes valid UTF-8 only; what is
// not valid is ISO 8859-1.
func (c *cursor) text(b []byte) {
	if len(b) > 0 && !utf8.Valid(b) {
		b = []byte(fromLatin1(b))
	}
	switch col := c.column().(type) {
	case *array.StringBuilder:
		if len(b) == 0 {
			col.AppendNull()
			return
		}
		col.BinaryBuilder.Append(b)
	case *array.BinaryDictionaryBuilder:
		if len(b) == 0 {
			col.AppendNull()
			return
		}
		c.keep(col.Append(b))
	}
}

// unless appends a text that is left out where it may not be kept.
func (c *cursor) unless(left bool, b []byte) {
	if left {
		b = nil
	}
	c.text(b)
}

func (c *cursor) word(s string) {
	switch col := c.column().(type) {
	case *array.StringBuilder:
		if s == "" {
			col.AppendNull()
			return
		}
		col.Append(s)
	case *array.BinaryDictionaryBuilder:
		if s == "" {
			col.AppendNull()
			return
		}
		c.keep(col.AppendString(s))
	}
}

// keep remembers the first error of a row: a dictionary can be full.
func (c *cursor) keep(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *cursor) number(n int32, null bool) {
	col := c.column().(*array.Int32Builder)
	if null {
		col.AppendNull()
		return
	}
	col.Append(n)
}

func (c *cursor) long(n int64, null bool) {
	col := c.column().(*array.Int64Builder)
	if null {
		col.AppendNull()
		return
	}
	col.Append(n)
}

func (c *cursor) date(d field.Date) {
	col := c.column().(*array.Date32Builder)
	if d == field.NoDate {
		col.AppendNull()
		return
	}
	col.Append(arrow.Date32(d))
}

func (c *cursor) truth(v, null bool) {
	col := c.column().(*array.BooleanBuilder)
	if null {
		col.AppendNull()
		return
	}
	col.Append(v)
}

func (b *Batcher) front(rb *array.RecordBuilder, l *Line) cursor {
	c := cursor{rb: rb}
	c.number(b.fileNo, false)
	c.number(l.Number, false)
	c.word(l.Record)
	return c
}

// back appends what the reader found; the line as sent only when it found a
// defect.
func (c *cursor) back(l *Line) error {
	if len(l.Defects) == 0 {
		c.word("")
		c.word("")
	} else {
		c.word(codes(l.Defects))
		c.word(words(l.Defects))
	}
	if len(l.Warnings) == 0 {
		c.word("")
	} else {
		c.word(codes(l.Warnings))
	}
	if len(l.Defects) == 0 {
		c.word("")
	} else {
		c.text(l.Raw)
	}
	return c.err
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

func words(ds []field.Defect) string {
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

func fromLatin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// Claim implements [Sink].
func (b *Batcher) Claim(r *Claim) error {
	if b.claims == nil {
		b.claims = b.builder(ClaimKind, func() *arrow.Schema { return claimSchema })
	}
	if err := b.next(b.claims); err != nil {
		return err
	}
	c := b.front(b.claims.rb, &r.Line)
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
	return c.back(&r.Line)
}

// Answer implements [Sink].
func (b *Batcher) Answer(r *Answer) error {
	k := b.builder(AnswerKind, func() *arrow.Schema { return answerSchema })
	if err := b.next(k); err != nil {
		return err
	}
	c := b.front(k.rb, &r.Line)
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
	return c.back(&r.Line)
}

// Action implements [Sink].
func (b *Batcher) Action(r *Action) error {
	k := b.builder(ActionKind, func() *arrow.Schema { return actionSchema })
	if err := b.next(k); err != nil {
		return err
	}
	c := b.front(k.rb, &r.Line)
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
	return c.back(&r.Line)
}

// FeedRow implements [Sink].
func (b *Batcher) FeedRow(r *FeedRow) error {
	k := b.builder(r.Feed.Name, func() *arrow.Schema { return feedSchema(r.Feed) })
	if err := b.next(k); err != nil {
		return err
	}
	c := b.front(k.rb, &r.Line)
	for i := range r.Feed.Columns {
		c.value(r.Feed.Columns[i].Kind, &r.Values[i])
	}
	return c.back(&r.Line)
}

func (c *cursor) value(kind Kind, v *Value) {
	switch kind {
	case PHN:
		c.long(v.Int, v.Null)
	case Int:
		c.number(int32(v.Int), v.Null)
	case DateKind:
		if v.Null {
			c.date(field.NoDate)
			return
		}
		c.date(v.Date)
	case YesNo:
		c.truth(v.Int == 1, v.Null)
	case Text, Practitioner, Facility, CHSA, Enum:
		if v.Null {
			c.word("")
			return
		}
		c.text(v.Text)
	}
}
