package delimited

import (
	"strings"
	"unicode"
)

// Trim takes the blanks from both ends of a value, those included that cannot
// be seen: non-breaking spaces, zero-width spaces and byte-order marks, which
// come along when a table is copied from a web page.
func Trim(s string) string {
	if len(s) == 0 || plain(s[0]) && plain(s[len(s)-1]) {
		return s
	}
	return strings.TrimFunc(s, invisible)
}

// plain says whether a byte is a visible ASCII character.
func plain(c byte) bool { return c > ' ' && c < 0x7F }

func invisible(c rune) bool {
	return unicode.IsSpace(c) || c == '\uFEFF' || c == '\u200B'
}
