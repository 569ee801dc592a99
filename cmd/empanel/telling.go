package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"empanel/pipeline/clock"
)

// teller writes what is to be read aloud: sentences under titles, broken
// between words so that no line is longer than width characters.
type teller struct {
	out   bytes.Buffer
	width int
}

// longestLine is how long a line of a telling is where no screen is narrower: so
// long that the eye finds the next.
const longestLine = 110

// tellingWidth is how long lines may be for w.
func tellingWidth(w io.Writer) int {
	if screen := terminalWidth(w); screen > 0 {
		return min(screen, longestLine)
	}
	return longestLine
}

// title begins a part.
func (t *teller) title(text string) { fmt.Fprintf(&t.out, "\n%s\n", text) }

// say writes a text after a lead, such as an indent or a bullet; what does not
// fit goes on below, as far from the edge as the text began.
func (t *teller) say(lead, text string) {
	line, room := printable(lead), max(t.width, utf8.RuneCountInString(lead)+leastWrapped)
	below := strings.Repeat(" ", utf8.RuneCountInString(lead))
	begun := false
	for _, word := range together(printable(text)) {
		switch length := utf8.RuneCountInString(line) + utf8.RuneCountInString(word); {
		case !begun:
			line, begun = line+word, true
		case length+1 > room:
			t.out.WriteString(line + "\n")
			line = below + word
		default:
			line += " " + word
		}
	}
	t.out.WriteString(strings.TrimRight(line, " ") + "\n")
}

// together splits a text into what must stand on one line: words, a title with
// the number after it, and the number of a line with the word before it.
func together(text string) []string {
	var all []string
	kept := ""
	for word := range strings.SplitSeq(text, " ") {
		kept += word
		switch strings.TrimLeft(word, "(") {
		case "Dr.", "NP", "line":
			kept += " "
		default:
			all, kept = append(all, kept), ""
		}
	}
	if kept != "" {
		all = append(all, strings.TrimRight(kept, " "))
	}
	return all
}

// inBritishColumbia renders an instant by the calendar and clock of the
// province.
func inBritishColumbia(at time.Time) string {
	return at.In(clock.Vancouver()).Format("2006-01-02 15:04")
}

// hourFirst is [inBritishColumbia] for text that is masked: ten digits in a row, as
// of a date and an hour after it, would be taken for a health number.
func hourFirst(at time.Time) string {
	return at.In(clock.Vancouver()).Format("15:04 on 2006-01-02")
}
