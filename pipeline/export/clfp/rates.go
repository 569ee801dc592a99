package clfp

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"empanel/parsers/delimited"
	"empanel/parsers/field"
	"empanel/reconcile"
)

// The components of a payment.
const (
	componentPerson     = "person"     // for each person counted, by band of age
	componentComplexity = "complexity" // for each person counted, by band of complexity
	componentProvider   = "provider"   // once for each provider
	anyKey              = "*"          // whatever no line of its own is given for
)

// MissingRatesError is a file of rates without a rate that is used.
type MissingRatesError struct{ Missing []string }

// Error names each of them.
func (e *MissingRatesError) Error() string {
	return "the file of rates lacks rates that are used, so nothing was exported: " + strings.Join(e.Missing, "; ") +
		". Give each a line (amount 0.00 where nothing is paid), or one for the key *"
}

// rate is a line of a file of rates.
type rate struct {
	component, key string
	amount         string // a decimal of two places
}

// The columns of a file of rates.
const (
	rateComponent = iota
	rateKey
	rateAmount
)

var amountForm = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,2})?$`)

// readRates reads a file of rates. Its error is an [*InputError] that lists
// every line that cannot be used, a *field.Refusal, or an error of the source.
func readRates(name string, src io.Reader, conditions reconcile.CLFP, withACG bool) ([]rate, error) {
	in, err := delimited.NewReader(src, delimited.Options{File: name, Columns: []delimited.Column{
		{Name: "component", Required: true}, {Name: "key", Required: true}, {Name: "amount", Required: true},
	}})
	if err != nil {
		return nil, unusable("the file of rates", err)
	}
	ages := []string{reconcile.UnknownBand}
	for _, b := range conditions.Bands() {
		ages = append(ages, b.Name)
	}
	bad := &InputError{What: "the file of rates"}
	var rates []rate
	first := map[[2]string]int{}
	for err = in.Next(); err == nil; err = in.Next() {
		r := rate{string(in.Value(rateComponent)), string(in.Value(rateKey)), string(in.Value(rateAmount))}
		column, fieldName, message := r.fault(ages, withACG)
		if text, miscounted := in.Miscounted(); miscounted {
			column, fieldName, message = -1, "row", text
		}
		earlier, twice := first[[2]string{r.component, r.key}]
		if message == "" && twice {
			column, fieldName, message = -1, "row", fmt.Sprintf("there is a rate for this already: line %d", earlier)
		}
		if message != "" {
			line, char := in.Position(column)
			bad.add(field.Defect{File: name, Line: line, Column: char, Record: "rates", Field: fieldName, Reason: field.FeedValueInvalid, Message: message})
			continue
		}
		first[[2]string{r.component, r.key}] = in.Line()
		rates = append(rates, r)
	}
	if !errors.Is(err, io.EOF) {
		return nil, unusable("the file of rates", err)
	}
	return rates, bad.orNil()
}

// fault says what is wrong with a rate; an empty message means nothing.
func (r rate) fault(ages []string, withACG bool) (column int, fieldName, message string) {
	switch r.component {
	case componentPerson:
		if r.key != anyKey && !slices.Contains(ages, r.key) {
			return rateKey, "key", "no band of age: one of " + strings.Join(ages, ", ") + ", or *"
		}
	case componentComplexity:
		if !withACG {
			return rateComponent, "component", "a rate by complexity needs the file of complexity: --acg FILE"
		}
		if r.key != anyKey && !bandForm.MatchString(r.key) {
			return rateKey, "key", "no band of complexity as the file of complexity can have it, or *"
		}
	case componentProvider:
		if r.key != anyKey {
			return rateKey, "key", "what is paid once for each provider has the key *"
		}
	default:
		return rateComponent, "component", "a component is person, complexity or provider"
	}
	if !amountForm.MatchString(r.amount) {
		return rateAmount, "amount", "an amount is dollars and cents like 12.50, without sign and separators"
	}
	return -1, "", ""
}
