package wording

import (
	"strings"
	"unicode"

	"empanel/pipeline/mask"
)

// Shown makes a text that somebody typed, a file name most of all, fit to be
// seen: readable, and without a health number.
func Shown(s string) string { return mask.FileName(Readable(s)) }

// Readable makes any text safe to store and to show: valid UTF-8 without control
// characters, other line breaks, and marks that turn the direction of writing, so
// that a name reads as what it is. File names are whatever somebody typed.
func Readable(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) || c == '\u2028' || c == '\u2029' {
			return '?'
		}
		return c
	}, strings.ToValidUTF8(s, "?"))
}
