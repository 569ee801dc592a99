// Package notify tells somebody who is not there that a night needs them: by
// webhook or by a command, with retries. What cannot be sent is kept in the
// workspace and sent with the next event.
//
// No payload holds a health number or a name of a patient: every text is masked
// here, whatever the caller did. A notification that fails is told to the caller
// and is no reason for anything else to fail. It imports pipeline/config,
// pipeline/mask and pipeline/wording.
package notify

import (
	"slices"
	"time"

	"empanel/pipeline/config"
	"empanel/pipeline/mask"
	"empanel/pipeline/wording"
)

// Kind is what an event is about.
type Kind string

// The kinds of events.
const (
	Failed          Kind = "failed"           // a night came to nothing
	Attention       Kind = "attention"        // it is done, and something needs a person
	TransferOverdue Kind = "transfer_overdue" // a transfer has become overdue
	FileMissing     Kind = "file_missing"     // an expected file has not come
	MissedNight     Kind = "missed_night"     // a planned night did not happen
	Recovered       Kind = "recovered"        // the first good night after a failed one
	Test            Kind = "test"             // somebody tries the settings; sent whatever is configured
)

// Kinds lists the kinds that can be configured.
func Kinds() []Kind {
	return []Kind{Failed, Attention, TransferOverdue, FileMissing, MissedNight, Recovered}
}

// Event is what somebody is told.
type Event struct {
	Kind      Kind             `json:"event"`
	Title     string           `json:"title"` // one line
	Text      string           `json:"text"`  // what happened and what to do, lines
	RunID     string           `json:"run_id,omitempty"`
	At        time.Time        `json:"at"`
	Workspace string           `json:"workspace"`
	Host      string           `json:"host"`
	Details   map[string]int64 `json:"details,omitempty"` // counts
}

// longestText is how many bytes of a text are sent: a report has the rest.
const longestText = 4000

// clean gives the event as it may leave the workspace.
func (e Event) clean() Event {
	e.Kind = Kind(text(string(e.Kind), ""))
	e.Title, e.Text = text(e.Title, ""), text(e.Text, "\n")
	e.RunID, e.Workspace, e.Host = text(e.RunID, ""), text(e.Workspace, ""), text(e.Host, "")
	e.At = e.At.UTC().Truncate(time.Second)
	counts := map[string]int64{}
	for name, n := range e.Details {
		if n >= 0 && n < 1_000_000_000 { // no count is as long as a health number
			counts[text(name, "")] = n
		}
	}
	e.Details = counts
	return e
}

func text(s, keep string) string {
	s = mask.Text(wording.PrintableBut(s, keep))
	if len(s) <= longestText {
		return s
	}
	end := longestText
	for end > 0 && s[end]&0xC0 == 0x80 { // not in the middle of a character
		end--
	}
	return s[:end] + " ..."
}

// wants says whether the settings ask for an event.
func wants(settings config.Notify, kind Kind) bool {
	return kind == Test || slices.Contains(settings.Events, string(kind))
}
