package pipeline_test

import "strings"

func onlyDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// isEmpty says whether a field has no value: programs write blanks or zeros.
func isEmpty(text string) bool { return strings.Trim(text, " 0") == "" }

// phnIsValid is the published check: ten digits, the first 9, the last one
// made from the eight between by weights modulo 11; remainders 0 and 1 are
// never issued.
func phnIsValid(text string) bool {
	if len(text) != 10 || !onlyDigits(text) || text[0] != '9' {
		return false
	}
	weights := []int{0, 2, 4, 8, 5, 10, 9, 7, 3}
	sum := 0
	for i, weight := range weights {
		sum += weight * int(text[i]-'0')
	}
	remainder := sum % 11
	return remainder > 1 && 11-remainder == int(text[9]-'0')
}

func practitionerIsValid(text string) bool {
	return len(text) == 5 && isLetterOrDigit(text[0]) && onlyDigits(text[1:])
}

func facilityIsValid(text string) bool {
	if len(text) != 5 {
		return false
	}
	for i := range len(text) {
		if !isLetterOrDigit(text[i]) {
			return false
		}
	}
	return true
}

func isLetterOrDigit(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' }
