package reconcile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"empanel/parsers/field"
)

// PortalPseudoPatient is the published number that the yearly portal and
// registration claims are billed on. It passes the check digit and is nobody,
// so it is on every policy's list of pseudo-patients.
const PortalPseudoPatient = "9753035697"

// ConflictRule says which claim wins when a provider claims a person who is
// attached to another.
type ConflictRule string

// The rules of conflict. The province publishes none.
const (
	// ConflictLatest lets the later claim win: a person who changes provider
	// is on the new panel the same night. It is the default.
	ConflictLatest ConflictRule = "latest"
	// ConflictHold keeps the person where they are until the other side has
	// ended, an administrator has released the claim, or the days of
	// [Policy.HoldDays] have passed.
	ConflictHold ConflictRule = "hold"
)

// AttachRule says from when a claim counts.
type AttachRule string

// The rules of counting a claim.
const (
	// AttachSubmitted counts a claim from its submission until a return
	// refuses it. It is the default: panels show before returns arrive.
	AttachSubmitted AttachRule = "submitted"
	// AttachAccepted counts a claim only once a return accepts it. A Dr.Bill
	// row gets no return and counts at once.
	AttachAccepted AttachRule = "accepted"
)

// Severity says what a doubtful but readable line leads to.
type Severity string

// The severities of a doubtful line.
const (
	SeverityWarn       Severity = "warn"       // listed with the line, which counts
	SeverityQuarantine Severity = "quarantine" // the line is kept out until it is corrected
)

// Day is a calendar date as a configuration file writes it: "2024-02-01".
type Day struct{ field.Date }

// UnmarshalText reads YYYY-MM-DD.
func (d *Day) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return errors.New("is not a date like \"2024-02-01\"")
	}
	d.Date = field.NewDate(t.Year(), int(t.Month()), t.Day())
	if d.Date == field.NoDate {
		return errors.New("is not a date between 1800 and 2199")
	}
	return nil
}

// MarshalText writes YYYY-MM-DD.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Guard holds back what would change many people's provider at once, until an
// administrator has looked: a file whose claims take them from other providers,
// and a delegate's removal of everyone. See docs/rules.md for what is counted.
type Guard struct {
	// Enabled has every run judge what comes to count. What was held
	// before stays held whatever it says.
	Enabled bool `toml:"enabled" json:"enabled"`
	// TakesPeople is how many people a file may not take from other providers
	// where no transfer covers it: so many, and it is held.
	TakesPeople int `toml:"takes_people" json:"takes_people"`
	// TakesSharePeople and TakesSharePercent hold a smaller file: so many
	// people, who are more than so many percent of its attach claims.
	TakesSharePeople  int `toml:"takes_share_people" json:"takes_share_people"`
	TakesSharePercent int `toml:"takes_share_percent" json:"takes_share_percent"`
	// RemovesPeople is how many attachments a delegate's removal of everyone
	// may not end where no transfer explains it.
	RemovesPeople int `toml:"removes_people" json:"removes_people"`
}

// Suspect says when a panel seems to have been handed over without a transfer
// that says so. What is suspected is shown to an administrator and changes
// nothing.
type Suspect struct {
	// People and Percent are how many people, or which share of the panel, a
	// provider must have removed.
	People  int `toml:"people" json:"people"`
	Percent int `toml:"percent" json:"percent"`
	// LeastPeople is how many it must be in any case: half of a panel of two
	// is no handover.
	LeastPeople int `toml:"least_people" json:"least_people"`
	// Days is within how many days after their removal another provider must
	// have attached half of them, and how far apart removals that belong
	// together may lie.
	Days int `toml:"days" json:"days"`
}

// Match says in which order households of the Health Connect Registry are
// proposed to providers. Points are whole numbers; the province publishes none.
type Match struct {
	// Weeks is the points for each whole week since the first registration.
	Weeks int `toml:"weeks" json:"weeks"`
	// Need is the points for each step of complexity, the household's highest:
	// low 0, medium 1, high 2.
	Need int `toml:"need" json:"need"`
	// Age is the points where anybody is younger than AgeUnder or older than
	// AgeOver, in whole years on the as-of date.
	Age      int `toml:"age" json:"age"`
	AgeUnder int `toml:"age_under" json:"age_under"`
	AgeOver  int `toml:"age_over" json:"age_over"`
	// Newborn is the points for a pregnancy or a newborn.
	Newborn int `toml:"newborn" json:"newborn"`
	// Fit is the points that a candidate has besides where the provider asks
	// for the household's complexity.
	Fit int `toml:"fit" json:"fit"`
	// CandidatesTimes is how many candidates a provider is shown for each
	// person there is room for.
	CandidatesTimes int `toml:"candidates_times" json:"candidates_times"`
	// ContactDays is after how many days without contact somebody who waits is
	// due to hear how things stand.
	ContactDays int `toml:"contact_days" json:"contact_days"`
}

// Policy is every assumption the reconciliation makes where the province
// publishes no rule. The registry is a function of the evidence, the policy
// and the as-of date, so a changed value is a new policy [Policy.Version].
// Days are calendar days.
type Policy struct {
	// Conflict decides between two providers who claim one person.
	Conflict ConflictRule `toml:"conflict" json:"conflict"`
	// HoldDays is for how many days from its own date a claim is held under
	// [ConflictHold]; after them it takes the person over. It has no effect
	// under [ConflictLatest], and is no part of the version then.
	HoldDays int `toml:"hold_days" json:"hold_days"`
	// AttachWhen says from when a claim counts.
	AttachWhen AttachRule `toml:"attach_when" json:"attach_when"`
	// FeeItemFirstDay is the first service date that fee item 98990 is known
	// for; Teleplan claims before it are quarantined.
	FeeItemFirstDay Day `toml:"fee_item_first_day" json:"fee_item_first_day"`
	// PseudoPatients are health numbers that are nobody's: ten digits each.
	PseudoPatients []string `toml:"pseudo_patients" json:"pseudo_patients"`
	// LocationUnexpected is what a service location that is not in use leads to.
	LocationUnexpected Severity `toml:"location_unexpected" json:"location_unexpected"`
	// ServiceDateStale is what a service date older at receipt than
	// ServiceDateStaleDays leads to.
	ServiceDateStale Severity `toml:"service_date_stale" json:"service_date_stale"`
	// ServiceDateStaleDays is the age in days at receipt from which a service
	// date is stale: older than this many days.
	ServiceDateStaleDays int `toml:"service_date_stale_days" json:"service_date_stale_days"`
	// TransferWindowDays is how many days after its effective date a transfer
	// of a panel still explains that a person moved.
	TransferWindowDays int `toml:"transfer_window_days" json:"transfer_window_days"`
	// Guard holds back files that take many people from other providers.
	Guard Guard `toml:"guard" json:"guard"`
	// Suspect finds handovers that no transfer tells of.
	Suspect Suspect `toml:"suspect" json:"suspect"`
	// Match proposes providers to the people who wait for one.
	Match Match `toml:"match" json:"match"`
	// CLFP is the conditions of the payment export. They change nothing in the
	// registry; they are policy so that an export of long ago has its own.
	CLFP CLFP `toml:"clfp" json:"clfp"`
}

// DefaultPolicy is the policy where nothing is configured.
func DefaultPolicy() Policy {
	return Policy{
		Conflict:             ConflictLatest,
		HoldDays:             30,
		AttachWhen:           AttachSubmitted,
		FeeItemFirstDay:      Day{field.NewDate(2024, 2, 1)},
		PseudoPatients:       []string{PortalPseudoPatient},
		LocationUnexpected:   SeverityWarn,
		ServiceDateStale:     SeverityWarn,
		ServiceDateStaleDays: 90,
		TransferWindowDays:   90,
		Guard:                Guard{TakesPeople: 200, TakesSharePeople: 50, TakesSharePercent: 10, RemovesPeople: 50},
		Suspect:              Suspect{People: 50, Percent: 50, LeastPeople: 10, Days: 60},
		Match: Match{
			Weeks: 1, Need: 13, Age: 13, AgeUnder: 1, AgeOver: 75, Newborn: 26, Fit: 13,
			CandidatesTimes: 2, ContactDays: 90,
		},
		CLFP: defaultCLFP(),
	}
}

// PolicyError is one key of a policy with a value that cannot be used.
type PolicyError struct {
	Key     string // as in the configuration file, below [policy], e.g. "guard.enabled"
	Message string // what is wrong and what may stand there
}

// Error renders key: message.
func (e *PolicyError) Error() string { return e.Key + ": " + e.Message }

// Validate reports every key that cannot be used, each a [PolicyError], joined.
// No message holds a health number.
func (p Policy) Validate() error {
	var errs []error
	wrong := func(key, message string, args ...any) {
		errs = append(errs, &PolicyError{Key: key, Message: fmt.Sprintf(message, args...)})
	}
	if p.Conflict != ConflictLatest && p.Conflict != ConflictHold {
		wrong("conflict", `must be "latest" or "hold"`)
	}
	if p.AttachWhen != AttachSubmitted && p.AttachWhen != AttachAccepted {
		wrong("attach_when", `must be "submitted" or "accepted"`)
	}
	if p.FeeItemFirstDay.Date == field.NoDate {
		wrong("fee_item_first_day", `must be a date like "2024-02-01"`)
	}
	for i, pseudo := range p.PseudoPatients {
		if n, ok := field.TenDigits([]byte(pseudo)); !ok || n/1e9 != 9 {
			wrong("pseudo_patients", "entry %d is not a health number: ten digits, the first 9, in quotes", i+1)
		}
	}
	if !slices.Contains(p.PseudoPatients, PortalPseudoPatient) {
		wrong("pseudo_patients", "must keep the published portal pseudo-patient that stands there by default")
	}
	for _, s := range []struct {
		key   string
		value Severity
	}{{"location_unexpected", p.LocationUnexpected}, {"service_date_stale", p.ServiceDateStale}} {
		if s.value != SeverityWarn && s.value != SeverityQuarantine {
			wrong(s.key, `must be "warn" or "quarantine"`)
		}
	}
	for _, d := range []struct {
		key  string
		days int
	}{
		{"hold_days", p.HoldDays},
		{"service_date_stale_days", p.ServiceDateStaleDays},
		{"transfer_window_days", p.TransferWindowDays},
		{"suspect.days", p.Suspect.Days},
		{"match.contact_days", p.Match.ContactDays},
	} {
		if d.days < 0 || d.days > 3660 {
			wrong(d.key, "must be a number of days from 0 to 3660")
		}
	}
	for _, n := range []struct {
		key    string
		people int
	}{
		{"guard.takes_people", p.Guard.TakesPeople},
		{"guard.takes_share_people", p.Guard.TakesSharePeople},
		{"guard.removes_people", p.Guard.RemovesPeople},
		{"suspect.people", p.Suspect.People},
		{"suspect.least_people", p.Suspect.LeastPeople},
	} {
		if n.people < 1 || n.people > 1_000_000 {
			wrong(n.key, "must be a number of people from 1 to 1000000")
		}
	}
	if p.Guard.TakesSharePercent < 0 || p.Guard.TakesSharePercent > 100 {
		wrong("guard.takes_share_percent", "must be a share from 0 to 100")
	}
	if p.Suspect.Percent < 1 || p.Suspect.Percent > 100 {
		wrong("suspect.percent", "must be a share from 1 to 100")
	}
	p.Match.validate(wrong)
	p.CLFP.validate(wrong)
	return errors.Join(errs...)
}

// validate reports every key that cannot be used. The bounds keep the sum of
// anybody's points far from what a number can hold.
func (m Match) validate(wrong func(key, message string, args ...any)) {
	for _, n := range []struct {
		key    string
		points int
	}{{"weeks", m.Weeks}, {"need", m.Need}, {"age", m.Age}, {"newborn", m.Newborn}, {"fit", m.Fit}} {
		if n.points < 0 || n.points > 10_000 {
			wrong("match."+n.key, "must be a number of points from 0 to 10000")
		}
	}
	for _, n := range []struct {
		key   string
		years int
	}{{"age_under", m.AgeUnder}, {"age_over", m.AgeOver}} {
		if n.years < 0 || n.years > 150 {
			wrong("match."+n.key, "must be an age in years from 0 to 150")
		}
	}
	if m.CandidatesTimes < 1 || m.CandidatesTimes > 100 {
		wrong("match.candidates_times", "must be a number from 1 to 100")
	}
}

// Canonical renders the effective values as JSON, the same bytes for the same
// values: the list of pseudo-patients is sorted and each is named once, and what
// has no effect beside the other values is left out.
func (p Policy) Canonical() []byte {
	p.PseudoPatients = slices.Clone(p.PseudoPatients)
	slices.Sort(p.PseudoPatients)
	p.PseudoPatients = slices.Compact(p.PseudoPatients)
	effective := struct {
		Policy
		Guard    any      `json:"guard"`               // in place of the policy's own, and in this order: it is in recorded versions
		HoldDays *int     `json:"hold_days,omitempty"` // likewise
		Suspect  *Suspect `json:"suspect,omitempty"`   // where they are not the defaults: recorded versions are older
		Match    *Match   `json:"match,omitempty"`
		CLFP     *CLFP    `json:"clfp,omitempty"`
	}{Policy: p, Guard: p.Guard}
	if p.Suspect != DefaultPolicy().Suspect {
		effective.Suspect = &p.Suspect
	}
	if p.Match != DefaultPolicy().Match {
		effective.Match = &p.Match
	}
	if !p.CLFP.equal(defaultCLFP()) {
		effective.CLFP = &p.CLFP
	}
	if !p.Guard.Enabled {
		effective.Guard = struct {
			Enabled bool `json:"enabled"`
		}{}
	}
	if p.Conflict == ConflictHold {
		effective.HoldDays = &p.HoldDays
	}
	rendered, err := json.Marshal(effective)
	if err != nil {
		// Marshalling fails only for kinds of field that Policy does not have.
		panic("reconcile: a policy cannot be rendered: " + err.Error())
	}
	return rendered
}

// Version names the effective values: twelve hexadecimal digits of the SHA-256
// of [Policy.Canonical]. Equal policies have equal versions, however they were
// written down.
func (p Policy) Version() string {
	sum := sha256.Sum256(p.Canonical())
	return hex.EncodeToString(sum[:])[:12]
}

// PseudoPatientNumbers gives the pseudo-patients as numbers, sorted, each once.
// The policy must be valid: an entry that is no number is left out.
func (p Policy) PseudoPatientNumbers() []int64 {
	numbers := make([]int64, 0, len(p.PseudoPatients))
	for _, pseudo := range p.PseudoPatients {
		if n, ok := field.TenDigits([]byte(pseudo)); ok {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}
