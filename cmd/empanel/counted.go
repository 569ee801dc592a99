package main

import (
	"fmt"
	"strings"

	"empanel/pipeline/waiting"
)

// counted is a number with its noun, in the singular where it is one.
func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// filesAndLines, attachedOn and waiting are what the run, the status and a past
// run say in the same words.
func filesAndLines(files, lines int64) string {
	return counted(files, "file", "files") + ", " + counted(lines, "line", "lines")
}

func attachedOn(people, panels int64) string {
	return counted(people, "person", "people") + " attached on " + counted(panels, "panel", "panels")
}

// pendingToo says how many claims wait for an answer or for another provider's
// attachment to end, where any do.
func pendingToo(people int64) string {
	if people == 0 {
		return ""
	}
	return fmt.Sprintf(", %d pending", people)
}

// discardedToo says how many lines in quarantine somebody has dealt with, where
// there are any.
func discardedToo(lines int64) string {
	if lines == 0 {
		return ""
	}
	return fmt.Sprintf(", %d discarded", lines)
}

func linesWaiting(lines int64) string {
	return counted(lines, "line waits", "lines wait") + " in quarantine"
}

// matchingInWords says what room there is, and what became of those on the
// Health Connect Registry, a line each.
func matchingInWords(m *waiting.Counts) string {
	room := fmt.Sprintf("Room for %s; %s proposed (%d kept, %d new).",
		counted(m.Room, "person", "people"), counted(m.Kept+m.New, "household", "households"), m.Kept, m.New)
	var parts []string
	add := func(n int64, one, many string) {
		if n > 0 {
			parts = append(parts, counted(n, one, many))
		}
	}
	add(m.Without, "person can be matched and has no proposal", "people can be matched and have no proposal")
	add(m.Household, "waits for others of the household", "wait for others of their household")
	add(m.Offered, "has an offer", "have an offer")
	add(m.InTransfer, "is in a transfer of a panel", "are in a transfer of a panel")
	add(m.ToClose, "to close", "to close")
	add(m.ContactDue, "due to be contacted", "due to be contacted")
	if len(parts) == 0 {
		return room
	}
	return room + "\nHealth Connect Registry: " + strings.Join(parts, "; ") + "."
}
