// Package mask hides health numbers wherever a person or a log may see them.
// It imports nothing of this project.
package mask

import (
	"fmt"
	"strings"
)

// digits of a health number.
const digits = 10

// PHN renders a health number with its first and last two digits: 90******73.
// Anything that is not ten digits is hidden whole.
func PHN(phn int64) string {
	if phn < 1_000_000_000 || phn > 9_999_999_999 {
		return strings.Repeat("*", digits)
	}
	return fmt.Sprintf("%02d******%02d", phn/100_000_000, phn%100)
}

// Text hides every run of ten digits or more in free text, also where single
// spaces, dashes or underscores stand between groups of digits, as people and
// SQL write long numbers. The first and last two digits of a run of exactly ten
// stay, as in [PHN]; a longer run, which may hold a health number, is hidden
// whole. A date with an hour after it is ten digits too: hiding too much does
// no harm.
func Text(text string) string {
	out := []byte(text)
	for start := 0; start < len(out); {
		if !isDigit(out[start]) {
			start++
			continue
		}
		end, count := runOfDigits(out, start)
		if count >= digits {
			hide(out[start:end], count)
		}
		start = end
	}
	return string(out)
}

// runOfDigits finds where a run of digits with single separators ends, and how
// many digits it has.
func runOfDigits(text []byte, start int) (end, count int) {
	end = start
	for i := start; i < len(text); i++ {
		switch {
		case isDigit(text[i]):
			count++
			end = i + 1
		case !isSeparator(text[i]) || i > end:
			return end, count
		}
	}
	return end, count
}

// hide replaces the digits of a run by stars and leaves its separators.
func hide(run []byte, count int) {
	place := 0
	for i, c := range run {
		if !isDigit(c) {
			continue
		}
		if place++; count != digits || place > 2 && place <= digits-2 {
			run[i] = '*'
		}
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isSeparator(c byte) bool {
	return c == ' ' || c == '-' || c == '_' // the last is how SQL groups digits
}
