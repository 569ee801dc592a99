package export

import (
	"strings"
)

// Harmless keeps a spreadsheet from taking a text for a formula and running it.
func Harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t", rune(text[0])) {
		return "'" + text
	}
	return text
}
