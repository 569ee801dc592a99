package fhir

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// instant is a time as FHIR writes it.
const instant = "2006-01-02T15:04:05.000Z07:00"

// resourceID is what FHIR takes as the id of a resource.
var resourceID = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// idOf joins the numbers that name a resource to its id.
func idOf(resource string, numbers ...string) (string, error) {
	id := strings.Join(numbers, "-")
	if !resourceID.MatchString(id) {
		return "", fmt.Errorf("a %s cannot be named: FHIR allows ids of letters, digits, dots and dashes; "+
			"look for a practitioner or facility number with other signs in it", resource)
	}
	return id, nil
}

func to(resource, id string) reference { return reference{Reference: resource + "/" + id} }

func pointer(resource, id string) *reference {
	r := to(resource, id)
	return &r
}

func coded(system, code string) concept {
	return concept{Coding: []coding{{System: system, Code: code}}}
}

// absent is a name that is not given, and why.
func absent(why string) []humanName {
	return []humanName{{Extension: []extension{{URL: dataAbsentExtension, ValueCode: why}}}}
}

// groupRow is a provider at a facility, and how many people the group lists.
type groupRow struct {
	Practitioner, Facility string
	Changes
}

func (g *groupRow) resource(version string, at time.Time) (group, error) {
	id, err := idOf("Group", g.Practitioner, g.Facility)
	return group{
		ResourceType: "Group",
		ID:           id,
		Meta:         meta{VersionID: version, LastUpdated: at.UTC().Format(instant)},
		Extension:    []extension{{URL: ListStatusExtension, ValueCode: "open"}},
		Identifier: []identifier{
			{Use: "official", System: PanelSystem, Value: id},
			{Use: "secondary", System: PractitionerSystem, Value: g.Practitioner},
			{Use: "secondary", System: FacilitySystem, Value: g.Facility},
		},
		Active:         g.Current() > 0,
		Type:           "person",
		Actual:         true,
		Code:           concept{Text: "Panel"},
		Name:           fmt.Sprintf("Panel of provider %s at facility %s", g.Practitioner, g.Facility),
		Quantity:       g.Current(),
		ManagingEntity: to("Practitioner", g.Practitioner),
		Characteristic: []characteristic{
			{Code: coded(characteristicSystem, "attributed-to"), ValueReference: to("Practitioner", g.Practitioner)},
			{Code: coded(characteristicSystem, "organization"), ValueReference: to("Organization", g.Facility)},
		},
	}, err
}

// memberRow is a person in a group.
type memberRow struct {
	practitioner, facility string
	person                 string // person_key
	change                 string
	start, end             string // days; end is empty while there is none
	reason                 string // why they are no longer on the panel, where that is known
	covered                bool
}

func (m *memberRow) resource(groupID string) member {
	one := member{
		Extension: []extension{{URL: ChangeTypeExtension, ValueCode: m.change}},
		Entity:    to("Patient", m.person),
		Period:    period{Start: m.start, End: m.end},
		Inactive:  m.change == Dropped || m.change == Cancelled,
	}
	if m.covered {
		one.Extension = append(one.Extension, extension{URL: CoverageReferenceExtension, ValueReference: pointer("Coverage", m.person)})
	}
	one.Extension = append(one.Extension, extension{URL: AttributedProviderExtension, ValueReference: pointer("PractitionerRole", groupID)})
	if m.reason != "" {
		one.Extension = append(one.Extension, extension{URL: EndReasonExtension, ValueCode: m.reason})
	}
	return one
}

// personRow is a person in the export.
type personRow struct {
	key            string // person_key
	phn            int64
	born, died     string // days, or empty
	sex            string // F, M, X, or empty
	replacedBy     string // the survivor's person_key, of a number that was merged
	survivorListed bool   // the survivor is in the export
	covered        bool
}

// identifiers name a person: by the pseudonym, and by the health number where it
// may be shown.
func (p *personRow) identifiers(reveal bool) []identifier {
	if !reveal {
		return []identifier{p.pseudonym("usual", patientInternal)}
	}
	return []identifier{p.number(healthNumber), p.pseudonym("secondary", patientInternal)}
}

func (p *personRow) pseudonym(use, code string) identifier {
	kind := coded(identifierTypeSystem, code)
	return identifier{Use: use, Type: &kind, System: PersonKeySystem, Value: p.key}
}

func (p *personRow) number(code string) identifier {
	kind := coded(identifierTypeSystem, code)
	return identifier{Use: "official", Type: &kind, System: PHNSystem, Value: fmt.Sprintf("%010d", p.phn)}
}

// Types of identifiers, of HL7's table 0203.
const (
	patientInternal = "PI"
	healthNumber    = "JHN" // jurisdictional health number
	memberNumber    = "MB"
)

func (p *personRow) patient(reveal bool) patient {
	one := patient{
		ResourceType: "Patient",
		ID:           p.key,
		Identifier:   p.identifiers(reveal),
		Name:         absent("unsupported"), // the registry keeps no names of patients
		Gender:       gender(p.sex),
		BirthDate:    p.born,
	}
	if reveal {
		one.DeceasedDateTime = p.died
	} else {
		one.DeceasedBoolean = p.died != ""
		one.BirthDate = p.born[:min(len("2006"), len(p.born))]
	}
	if p.replacedBy != "" {
		no := false
		one.Active = &no
		other := reference{Type: "Patient", Identifier: &identifier{System: PersonKeySystem, Value: p.replacedBy}}
		if p.survivorListed {
			other = to("Patient", p.replacedBy)
		}
		one.Link = []patientLink{{Other: other, Type: "replaced-by"}}
	}
	return one
}

// gender is FHIR's word for what the persons feed writes.
func gender(sex string) string {
	switch sex {
	case "F":
		return "female"
	case "M":
		return "male"
	case "X":
		return "other"
	}
	return "unknown"
}

func (p *personRow) coverage(reveal bool) coverage {
	number := p.pseudonym("usual", memberNumber)
	if reveal {
		number = p.number(memberNumber)
	}
	return coverage{
		ResourceType: "Coverage",
		ID:           p.key,
		Identifier:   []identifier{number},
		Status:       "active",
		Beneficiary:  to("Patient", p.key),
		Relationship: coded(relationshipSystem, "self"),
		Payor:        []reference{to("Organization", payor)},
	}
}

// practitionerRow is a provider in the export.
type practitionerRow struct {
	number, given, family string
	known, active         bool // in the providers feed; practising on the day
}

func (p *practitionerRow) resource(reveal bool) (practitioner, error) {
	id, err := idOf("Practitioner", p.number)
	one := practitioner{
		ResourceType: "Practitioner",
		ID:           id,
		Identifier:   []identifier{{Use: "official", System: PractitionerSystem, Value: p.number}},
		Name:         absent("masked"),
	}
	switch {
	case p.given == "" && p.family == "":
		one.Name = absent("unknown")
	case reveal:
		one.Name = []humanName{{Family: p.family}}
		if p.given != "" {
			one.Name[0].Given = []string{p.given}
		}
	}
	if p.known {
		one.Active = &p.active
	}
	return one, err
}

// roleRow is a provider at a facility, with the affiliation there.
type roleRow struct {
	practitioner, facility, kind string
	from, to                     string // days, or empty
	known, active                bool   // affiliated at some time; on the day
}

func (r *roleRow) resource() (practitionerRole, error) {
	id, err := idOf("PractitionerRole", r.practitioner, r.facility)
	one := practitionerRole{
		ResourceType: "PractitionerRole",
		ID:           id,
		Practitioner: to("Practitioner", r.practitioner),
		Organization: to("Organization", r.facility),
	}
	if r.known {
		one.Active, one.Period = &r.active, &period{Start: r.from, End: r.to}
	}
	switch r.kind {
	case "FP":
		one.Code = []concept{{Coding: []coding{{System: roleSystem, Code: "doctor"}}, Text: "Family physician"}}
	case "NP":
		one.Code = []concept{{Coding: []coding{{System: roleSystem, Code: "nurse"}}, Text: "Nurse practitioner"}}
	}
	return one, err
}

// organizationRow is a facility in the export.
type organizationRow struct {
	number, name, line, city, postalCode string
	active                               bool
}

func (o *organizationRow) resource() (organization, error) {
	id, err := idOf("Organization", o.number)
	one := organization{
		ResourceType: "Organization",
		ID:           id,
		Identifier:   []identifier{{Use: "official", System: FacilitySystem, Value: o.number}},
		Active:       o.active,
		Type:         []concept{coded(organizationTypeSystem, "prov")},
		Name:         o.name,
	}
	if o.name == "" {
		one.Name = "Facility " + o.number
	}
	if o.line != "" || o.city != "" || o.postalCode != "" {
		place := address{Use: "work", City: o.city, State: "BC", PostalCode: o.postalCode, Country: "CA"}
		if o.line != "" {
			place.Line = []string{o.line}
		}
		one.Address = []address{place}
	}
	return one, err
}

// insurer is the Medical Services Plan, which covers everybody who is covered.
func insurer() organization {
	return organization{
		ResourceType: "Organization",
		ID:           payor,
		Active:       true,
		Type:         []concept{coded(organizationTypeSystem, "pay")},
		Name:         "Medical Services Plan of British Columbia",
	}
}
