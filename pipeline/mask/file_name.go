package mask

import (
	"empanel/parsers/field"
)

// FileName renders the name of a file with any health number in it hidden:
// practices name files after patients. Dates and counters, which make names as
// long as numbers, stay, so that the file can still be found. A number is
// hidden when it could have been issued, single blanks, dashes and underscores
// between its digits not counting, or when ten digits in a row begin with 9.
func FileName(name string) string {
	out := []byte(name)
	for i := 0; i < len(out); i++ {
		places := tenDigits(out, i)
		if len(places) < 10 {
			continue
		}
		if !field.ValidPHN(numberAt(out, places)) && !aloneAt(out, places) {
			continue
		}
		for _, place := range places[2:8] {
			out[place] = '*'
		}
		i = places[9]
	}
	return string(out)
}

// tenDigits finds the places of ten digits from i on that begin with 9, with at
// most one separator between two of them.
func tenDigits(text []byte, i int) []int {
	if text[i] != '9' {
		return nil
	}
	var places []int
	for last := i; i < len(text) && len(places) < 10 && i-last < 3; i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			places, last = append(places, i), i
		case c != ' ' && c != '-' && c != '_' || i-last > 1:
			return places
		}
	}
	return places
}

func numberAt(text []byte, places []int) int64 {
	var n int64
	for _, place := range places {
		n = n*10 + int64(text[place]-'0')
	}
	return n
}

// aloneAt says whether the digits stand in a row with no other digit beside
// them.
func aloneAt(text []byte, places []int) bool {
	first, last := places[0], places[9]
	return last-first == 9 && (first == 0 || !isDigit(text[first-1])) && (last == len(text)-1 || !isDigit(text[last+1]))
}
