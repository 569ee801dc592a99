package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Retention says for how long what is not the ledger is kept; empanel gc removes
// the rest. The ledger never shrinks.
type Retention struct {
	RawFiles  Keep `toml:"raw_files"`  // archived files, from when they were last received
	Reports   Keep `toml:"reports"`    // pages of nights
	Exports   Keep `toml:"exports"`    // folders in exports/
	WhoIsWho  Keep `toml:"who_is_who"` // the list that sql --reveal makes
	Leftovers Keep `toml:"leftovers"`  // what killed commands left
}

// Keep is for how long something is kept: "forever" or a number of days.
type Keep string

// Forever keeps.
const Forever Keep = "forever"

var days = regexp.MustCompile(`^([1-9][0-9]{0,5}) days?$`)

// For gives how long, and false for ever.
func (k Keep) For() (time.Duration, bool) {
	found := days.FindStringSubmatch(string(k))
	if found == nil {
		return 0, false
	}
	n, err := strconv.Atoi(found[1])
	return time.Duration(n) * 24 * time.Hour, err == nil
}

// String says it as it is written.
func (k Keep) String() string { return string(k) }

func (r Retention) problems() []*Error {
	var found []*Error
	for _, k := range []struct {
		key   string
		value Keep
	}{
		{"raw_files", r.RawFiles},
		{"reports", r.Reports},
		{"exports", r.Exports},
		{"who_is_who", r.WhoIsWho},
		{"leftovers", r.Leftovers},
	} {
		if _, limited := k.value.For(); !limited && k.value != Forever {
			found = append(found, &Error{Key: "retention." + k.key, Message: fmt.Sprintf(`must be %q or a number of days from 1, like "400 days"`, Forever)})
		}
	}
	if strings.TrimSpace(string(r.Leftovers)) == string(Forever) {
		found = append(found, &Error{Key: "retention.leftovers", Message: `takes a number of days, like "1 day": what killed commands left is of no use to anybody`})
	}
	return found
}
