package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes text from outside (names of files, values of columns) safe
// to show: bytes that are no UTF-8, control characters (a file's name can hold
// a terminal's escape sequences) and marks that turn the direction of writing
// become the replacement character.
func Printable(text string) string { return PrintableBut(text, "") }

// PrintableBut is [Printable] with control characters that may stay.
func PrintableBut(text, keep string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(keep, r) || !UnsafeToShow(r) {
			return r
		}
		return utf8.RuneError
	}, text) // an invalid byte reaches Map as RuneError and leaves as it
}

// UnsafeToShow says whether a character could do something to a screen.
func UnsafeToShow(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
