package clfp

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"empanel/parsers/delimited"
	"empanel/parsers/field"
	"empanel/pipeline/mask"
)

// NoComplexity is the band of somebody counted who has no line in the file of
// complexity. No line may claim it.
const NoComplexity = "none"

// mostDefects is how many bad lines an error names.
const mostDefects = 20

// InputError is a file of complexity or of rates with lines that cannot be
// used. Money depends on it, so nothing is exported.
type InputError struct {
	What    string // what the file is, in words
	Defects []field.Defect
	All     int // defects, also beyond those named
}

// unusable says of which file an error is that keeps the whole of it from being
// read.
func unusable(what string, err error) error {
	return fmt.Errorf("%s cannot be used, so nothing was exported: %w", what, err)
}

// Error names each line, the first few of many.
func (e *InputError) Error() string {
	lines := make([]string, 0, len(e.Defects)+2)
	lines = append(lines, fmt.Sprintf("%s cannot be used, so nothing was exported: correct it and try again", e.What))
	for i := range e.Defects {
		lines = append(lines, e.Defects[i].Error())
	}
	if more := e.All - len(e.Defects); more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

func (e *InputError) add(d field.Defect) {
	if e.All++; len(e.Defects) < mostDefects {
		e.Defects = append(e.Defects, d)
	}
}

func (e *InputError) orNil() error {
	if e.All == 0 {
		return nil
	}
	return e
}

// acgLine is one line of a file of complexity.
type acgLine struct {
	line   int
	phn    int64  // 0 where the person is named by the pseudonym
	key    string // empty where the person is named by the health number
	band   string
	weight string // a decimal; empty where none is given
}

// The columns of a file of complexity.
const (
	acgKey = iota
	acgPHN
	acgBand
	acgWeight
)

var (
	keyForm    = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	bandForm   = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,18}[A-Za-z0-9])?$`)
	weightForm = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,4})?$`)
)

// readACG reads a file of complexity. Its error is an [*InputError] that lists
// every line that cannot be used, a *field.Refusal, or an error of the source.
func readACG(name string, src io.Reader) ([]acgLine, error) {
	in, err := delimited.NewReader(src, delimited.Options{File: name, Columns: []delimited.Column{
		{Name: "person_key"}, {Name: "phn"}, {Name: "band", Required: true}, {Name: "weight"},
	}})
	if err != nil {
		return nil, unusable("the file of complexity", err)
	}
	bad := &InputError{What: "the file of complexity"}
	wrong := func(column int, fieldName, message string) {
		line, char := in.Position(column)
		bad.add(field.Defect{File: name, Line: line, Column: char, Record: "acg", Field: fieldName, Reason: field.FeedValueInvalid, Message: message})
	}
	var lines []acgLine
	first := map[string]int{}
	for err = in.Next(); err == nil; err = in.Next() {
		if message, miscounted := in.Miscounted(); miscounted {
			wrong(-1, "row", message)
			continue
		}
		before := bad.All
		one := acgLine{line: in.Line(), band: string(in.Value(acgBand)), weight: string(in.Value(acgWeight))}
		person := one.person(in, wrong)
		if !bandForm.MatchString(one.band) || mask.Suspect(one.band) || strings.EqualFold(one.band, NoComplexity) {
			wrong(acgBand, "band", "a band is 1 to 20 letters, digits, dots, dashes and spaces, and not \"none\", which is the band of people without a line")
		}
		if one.weight != "" && !weightForm.MatchString(one.weight) {
			wrong(acgWeight, "weight", "a weight is a number like 1.25, of at most four decimals")
		}
		if bad.All > before {
			continue
		}
		if earlier, twice := first[person]; twice {
			wrong(-1, "row", fmt.Sprintf("the person has a line already: line %d", earlier))
			continue
		}
		first[person] = one.line
		lines = append(lines, one)
	}
	if !errors.Is(err, io.EOF) {
		return nil, unusable("the file of complexity", err)
	}
	return lines, bad.orNil()
}

// person reads whom a line is about.
func (l *acgLine) person(in *delimited.Reader, wrong func(int, string, string)) string {
	key, phn := strings.ToLower(string(in.Value(acgKey))), in.Value(acgPHN)
	switch {
	case key == "" && len(phn) == 0:
		wrong(-1, "row", "neither person_key nor phn says whom the line is about")
	case key != "" && len(phn) > 0:
		wrong(acgKey, "person_key", "the line has a phn too: only one of both may say whom it is about")
	case key != "":
		if l.key = key; !keyForm.MatchString(key) {
			wrong(acgKey, "person_key", "a person_key has 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12")
		}
	default:
		number, ok := field.TenDigits(phn)
		if l.phn = number; !ok || !field.ValidPHN(number) {
			wrong(acgPHN, "phn", "not a valid health number: ten digits, the first 9, and the check digit right")
		}
		return strconv.FormatInt(number, 10)
	}
	return key
}
