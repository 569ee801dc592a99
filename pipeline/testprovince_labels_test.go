package pipeline_test

import (
	"fmt"
	"strings"

	"empanel/parsers/field"
)

// Everybody and every place in a test has a label: P1 is a person, D1 a
// provider, F1 a facility, C1 a data centre. Stories and differences are
// printed in labels only: even a made-up health number does not belong in a
// log.

const labelLimit = 4000

var (
	phnOfLabel = map[string]string{}
	labelOfPHN = map[string]string{}
)

func init() { //nolint:gochecknoinits // a table computed once, before any test
	nine := int64(940000000)
	for n := 1; n <= labelLimit; n++ {
		for {
			nine++
			if digit, ok := field.PHNCheckDigit(nine); ok {
				phn := fmt.Sprintf("%d%d", nine, digit)
				label := fmt.Sprintf("P%d", n)
				phnOfLabel[label] = phn
				labelOfPHN[phn] = label
				break
			}
		}
	}
	phnOfLabel["portal"] = pseudoPatient
	labelOfPHN[pseudoPatient] = "portal"
}

// pseudoPatient is the published number under which portal claims are billed.
const pseudoPatient = "9753035697"

func phnOf(n int) string          { return phnOfLabel[fmt.Sprintf("P%d", n)] }
func practitionerOf(n int) string { return fmt.Sprintf("%05d", 20000+n) }
func facilityOf(n int) string     { return fmt.Sprintf("F%04d", n) }
func dataCentreOf(n int) string   { return fmt.Sprintf("T%04d", n) }

// written turns a label into what is written in a file; a text that is no
// label stands for itself, and "-" for an empty field.
func written(text string) string {
	if text == "-" {
		return ""
	}
	if phn, ok := phnOfLabel[text]; ok {
		return phn
	}
	var n int
	if len(text) < 2 {
		return text
	}
	if _, err := fmt.Sscanf(text[1:], "%d", &n); err != nil || fmt.Sprint(n) != text[1:] || n > 9999 {
		return text
	}
	switch text[0] {
	case 'D':
		return practitionerOf(n)
	case 'F':
		return facilityOf(n)
	case 'C':
		return dataCentreOf(n)
	}
	return text
}

// label turns what is written back into a label, for messages.
func label(text string) string {
	if text == "" {
		return "-"
	}
	if name, ok := labelOfPHN[text]; ok {
		return name
	}
	var n int
	if len(text) == 5 {
		if _, err := fmt.Sscanf(text[1:], "%04d", &n); err == nil {
			switch text[0] {
			case '2', '3':
				if _, err := fmt.Sscanf(text, "%d", &n); err == nil {
					return fmt.Sprintf("D%d", n-20000)
				}
			case 'F':
				return fmt.Sprintf("F%d", n)
			case 'T':
				return fmt.Sprintf("C%d", n)
			}
		}
	}
	if len(text) == 10 && strings.Trim(text, "0123456789") == "" {
		return "(bad number)"
	}
	return text
}
