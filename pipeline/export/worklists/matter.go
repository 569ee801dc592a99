package worklists

import (
	"database/sql"
	"strings"

	"empanel/parsers/field"
	"empanel/pipeline/ask"
	"empanel/pipeline/decisions"
	"empanel/pipeline/workspace"
)

// Section is a part of a worklist.
type Section string

// The sections, in the order in which they stand: what can be acted on first.
const (
	Quarantined  Section = "quarantined"
	OnlyInUpload Section = "only_in_upload"
	Pending      Section = "pending"
	NotTheMRP    Section = "not_the_mrp"
	Removed      Section = "removed"
	Deceased     Section = "deceased"
	Confirmed    Section = "confirmed"
)

// Sections lists the sections in their order.
func Sections() []Section {
	return []Section{Quarantined, OnlyInUpload, Pending, NotTheMRP, Removed, Deceased, Confirmed}
}

// Title is what a section is called, in the words of PAS where PAS has it.
func (s Section) Title() string {
	switch s {
	case Quarantined:
		return "Quarantined"
	case OnlyInUpload:
		return "Only in your upload"
	case Pending:
		return "Pending"
	case NotTheMRP:
		return "Not the MRP"
	case Removed:
		return "Removed"
	case Deceased:
		return "Deceased"
	default:
		return "Confirmed"
	}
}

// Means says who or what is in a section.
func (s Section) Means() string {
	switch s {
	case Quarantined:
		return "Lines of your files that do not count, because something in them is wrong or does not agree with what is on record."
	case OnlyInUpload:
		return "People you sent a claim for who are not on your panel there: the claim was refused or taken back, or does not count."
	case Pending:
		return "People whose claim waits."
	case NotTheMRP:
		return "People who were on your panel and went to another provider, or to another of your clinics."
	case Removed:
		return "People who were removed from your panel in the Panel Registry."
	case Deceased:
		return "People who died while they were on your panel."
	default:
		return "People on your panel."
	}
}

// Do says what a practice does about a section.
func (s Section) Do() string {
	switch s {
	case Quarantined:
		return "Correct what stands under \u201cwhat to do\u201d and send a new claim. A line that heals by itself needs nothing."
	case OnlyInUpload:
		return "If they are your patients, correct what was wrong and send a new claim with fee item 98990."
	case Pending:
		return "Wait. Sending the claim again changes nothing."
	case NotTheMRP:
		return "Mark in your EMR that you are no longer their MRP. If that is a mistake, speak with the patient, then send a new claim with fee item 98990."
	case Removed:
		return "Mark them as no longer yours in your EMR. If somebody was removed by mistake, restore them in the Panel Registry."
	case Deceased:
		return "Mark them as deceased in your EMR."
	default:
		return "Compare with your EMR (empanel compare does it). Remove whoever is no longer your patient in the Panel Registry."
	}
}

// Matter is a row of a worklist: a person of a panel, a person claimed who stands
// nowhere, or a line in quarantine.
type Matter struct {
	Practitioner string
	Section      Section
	Facility     string // empty where none can be read
	PHN          sql.NullInt64
	Person       sql.NullInt64 // the survivor, where numbers were merged
	Since, Until sql.NullTime  // Until is the first day on which it no longer holds
	Reason       string
	WaitsToo     bool     // of somebody confirmed: another claim waits at the same facility
	Claims       int64    // how many lines say it
	NowWith      string   // nobody, here, you, another_at_clinic, another; empty where it goes without saying
	NowAt        string   // the facility, where they are with the same provider
	Codes        string   // of a refusal by MSP
	Reasons      []string // of a line in quarantine
	Hint         string   // what is wrong with it, as its reader or the checks say
	Remedy       string   // what to do about its reasons
	Channel      string
	Record       string
	Submission   string
	File         string
	Line         int64
}

func (m *Matter) scan(rows *sql.Rows) error {
	var reasons string
	err := rows.Scan(&m.Practitioner, &m.Section, &m.Facility, &m.PHN, &m.Person, &m.Since, &m.Until, &m.Reason, &m.Claims, &m.NowWith, &m.NowAt,
		&m.Codes, &reasons, &m.Hint, &m.Remedy, &m.Channel, &m.Record, &m.Submission, &m.File, &m.Line)
	m.Reasons = ask.Words(reasons)
	return err
}

func (m *Matter) scanConfirmed(rows *sql.Rows) error {
	m.Section = Confirmed
	err := rows.Scan(&m.Practitioner, &m.Facility, &m.PHN, &m.Since, &m.Until, &m.Reason, &m.WaitsToo)
	m.Person = m.PHN
	return err
}

// fields names what the reasons of a line in quarantine are about, each once.
func (m *Matter) fields() string {
	var names []string
	seen := map[string]bool{}
	for _, reason := range m.Reasons {
		name, _ := decisions.FieldOf(workspace.Channel(m.Channel), m.Record, field.Reason(reason))
		if name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// provider is whose worklist it is.
type provider struct {
	number       string
	matters      int64
	inFeed       bool
	kind         string
	given, after string
}

func (p *provider) scan(rows *sql.Rows) error {
	return rows.Scan(&p.number, &p.matters, &p.inFeed, &p.kind, &p.given, &p.after)
}
