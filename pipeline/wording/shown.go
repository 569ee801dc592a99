package wording

import (
	"strings"

	"empanel/pipeline/mask"
)

// Shown makes a text that somebody typed, a file name most of all, fit to be
// seen: readable, and without a health number.
func Shown(s string) string { return mask.FileName(Readable(s)) }

// Readable makes any text safe to store and to show: valid UTF-8 without
// control characters. File names are whatever somebody typed.
func Readable(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 {
			return '?'
		}
		return c
	}, strings.ToValidUTF8(s, "?"))
}
