package pipeline_test

import "time"

// This file says what a made-up piece of evidence is: files as a practice, the
// Ministry or a registry would send them, each a list of lines whose fields
// hold the text exactly as it is written. The same values are rendered to
// bytes for the pipeline and read directly by the reference.

// channel is the inbox folder a file arrives in.
type channel string

const (
	submissions channel = "teleplan"
	returns     channel = "teleplan-return"
	drbillFiles channel = "drbill"
	feedFiles   channel = "registry"
)

// sentFile is one file as it lies in the inbox.
type sentFile struct {
	channel    channel
	name       string
	receivedAt time.Time
	dataCentre string // of a submission file
	feed       string // of a registry file: persons, actions, ...
	lines      []sentLine
}

// sentLine is one line of a file; exactly one of the three is set. A random
// province is made of villages that know nothing of one another, so that one
// run tries many small stories at once; which village a line is about is said
// for the report of a failure only.
type sentLine struct {
	claim   *claimLine
	answer  *answerLine
	row     csvRow
	village int
}

// claimLine is a C02 record (or, with another record code, a line nobody
// knows). Dates are written YYYY-MM-DD here and CCYYMMDD in the file; a text
// that is no date stays as it is.
type claimLine struct {
	record         string
	dataCentre     string // that of its file
	sequence       string
	practitioner   string
	phn            string
	feeItem        string
	amount         string
	date           string
	code           string
	diagnosis      string
	location       string
	facility       string
	insurer        string // other insurer; blank for a resident
	targetCentre   string
	targetSequence string
	width          int // characters of the line; 0 means all 424
}

// answerLine is a C12 or S00 to S04 record.
type answerLine struct {
	record       string
	dataCentre   string
	sequence     string
	practitioner string
	phn          string
	date         string
	feeItem      string
}

// csvRow is a row of a registry feed or of a Dr.Bill file, by column name.
type csvRow map[string]string

// with gives a copy of the row with one value changed.
func (r csvRow) with(column, value string) csvRow {
	changed := csvRow{}
	for name, old := range r {
		changed[name] = old
	}
	changed[column] = value
	return changed
}

// feedColumns are the columns each CSV file is written with.
var feedColumns = map[string][]string{
	"coverage": {"phn", "coverage_from", "coverage_to"},
	"persons":  {"phn", "survivor_phn", "birth_date", "sex", "chsa", "coverage_from", "coverage_to", "deceased_on"},
	"providers": {
		"practitioner_number", "provider_type", "family_name", "gender", "languages", "bc_provider_id", "authenticator_on",
		"new_to_practice_on", "left_practice_on", "monthly_target", "target_until",
	},
	"clinics":      {"facility_number", "clinic_name", "chsa", "opened_on", "closed_on"},
	"affiliations": {"practitioner_number", "facility_number", "role", "effective_from", "effective_to"},
	"endorsements": {"delegate_id", "practitioner_number", "endorsed_from", "endorsed_to", "confirmed_on"},
	"transfers":    {"transfer_id", "from_practitioner", "to_practitioner", "facility_number", "announced_on", "effective_on", "status"},
	"preferences": {
		"practitioner_number", "facility_number", "accepting", "monthly_capacity_rate", "desired_panel_size", "requested_complexity", "updated_on",
	},
	"registrants": {
		"registrant_id", "household_id", "phn", "birth_date", "registered_on", "status", "chsa", "any_distance", "language",
		"language_required", "provider_gender", "provider_gender_required", "complexity", "pregnant_or_newborn", "attached_but_leaving",
	},
	"offers": {"offer_id", "household_id", "practitioner_number", "facility_number", "offered_on", "outcome"},
	"access": {"person_id", "facility_number", "role", "system", "step", "for_practitioner", "done_on"},
	"actions": {
		"action_id", "action", "phn", "practitioner_number", "facility_number", "new_facility_number",
		"reason", "actor_id", "actor_role", "acted_on",
	},
	"decisions": {
		"about_submission_id", "about_line_no", "verdict", "counts_from", "decided_at", "decided_by", "reason",
	},
	"drbill": {"phn", "practitioner_number", "facility_number", "attach_date"},
}

// feedKeys are the columns that make two rows of a feed rows about the same
// thing, of which the newest is in force.
var feedKeys = map[string][]string{
	"coverage":     {"phn", "coverage_from"},
	"persons":      {"phn"},
	"providers":    {"practitioner_number"},
	"clinics":      {"facility_number"},
	"affiliations": {"practitioner_number", "facility_number", "role", "effective_from"},
	"endorsements": {"delegate_id", "practitioner_number", "endorsed_from"},
	"transfers":    {"transfer_id"},
	"preferences":  {"practitioner_number", "facility_number"},
	"registrants":  {"registrant_id"},
	"offers":       {"offer_id"},
	"access":       {"person_id", "facility_number", "system", "step", "for_practitioner"},
}

// firstLine is the physical number of lines[0]: a submission file begins with
// its vendor record and a CSV file with its header; a return file begins at
// once.
func (f *sentFile) firstLine() int {
	if f.channel == returns {
		return 1
	}
	return 2
}
