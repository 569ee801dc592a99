package fhir

// The fields used of each resource, and no others: the whole of R4 as Go types
// is ten thousand lines of which an export would use forty.

type meta struct {
	VersionID   string `json:"versionId"`
	LastUpdated string `json:"lastUpdated"`
}

type coding struct {
	System string `json:"system"`
	Code   string `json:"code"`
}

type concept struct {
	Coding []coding `json:"coding,omitempty"`
	Text   string   `json:"text,omitempty"`
}

type identifier struct {
	Use    string   `json:"use,omitempty"`
	Type   *concept `json:"type,omitempty"`
	System string   `json:"system"`
	Value  string   `json:"value"`
}

type reference struct {
	Reference  string      `json:"reference,omitempty"`
	Type       string      `json:"type,omitempty"` // where there is only an identifier
	Identifier *identifier `json:"identifier,omitempty"`
}

// period has days, both of which are in it.
type period struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

type extension struct {
	URL            string     `json:"url"`
	ValueCode      string     `json:"valueCode,omitempty"`
	ValueReference *reference `json:"valueReference,omitempty"`
}

type humanName struct {
	Extension []extension `json:"extension,omitempty"`
	Family    string      `json:"family,omitempty"`
	Given     []string    `json:"given,omitempty"`
}

type address struct {
	Use        string   `json:"use,omitempty"`
	Line       []string `json:"line,omitempty"`
	City       string   `json:"city,omitempty"`
	State      string   `json:"state,omitempty"`
	PostalCode string   `json:"postalCode,omitempty"`
	Country    string   `json:"country,omitempty"`
}

type characteristic struct {
	Code           concept   `json:"code"`
	ValueReference reference `json:"valueReference"`
	Exclude        bool      `json:"exclude"`
}

// group is a Group without its members, which follow one by one.
type group struct {
	ResourceType   string           `json:"resourceType"`
	ID             string           `json:"id"`
	Meta           meta             `json:"meta"`
	Extension      []extension      `json:"extension"`
	Identifier     []identifier     `json:"identifier"`
	Active         bool             `json:"active"`
	Type           string           `json:"type"`
	Actual         bool             `json:"actual"`
	Code           concept          `json:"code"`
	Name           string           `json:"name"`
	Quantity       int64            `json:"quantity"`
	ManagingEntity reference        `json:"managingEntity"`
	Characteristic []characteristic `json:"characteristic"`
}

type member struct {
	Extension []extension `json:"extension"`
	Entity    reference   `json:"entity"`
	Period    period      `json:"period"`
	Inactive  bool        `json:"inactive"`
}

type patientLink struct {
	Other reference `json:"other"`
	Type  string    `json:"type"`
}

type patient struct {
	ResourceType     string        `json:"resourceType"`
	ID               string        `json:"id"`
	Identifier       []identifier  `json:"identifier"`
	Active           *bool         `json:"active,omitempty"`
	Name             []humanName   `json:"name"`
	Gender           string        `json:"gender"`
	BirthDate        string        `json:"birthDate,omitempty"`
	DeceasedBoolean  bool          `json:"deceasedBoolean,omitempty"`
	DeceasedDateTime string        `json:"deceasedDateTime,omitempty"`
	Link             []patientLink `json:"link,omitempty"`
}

type coverage struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id"`
	Identifier   []identifier `json:"identifier"`
	Status       string       `json:"status"`
	Beneficiary  reference    `json:"beneficiary"`
	Relationship concept      `json:"relationship"`
	Payor        []reference  `json:"payor"`
}

type practitioner struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id"`
	Identifier   []identifier `json:"identifier"`
	Active       *bool        `json:"active,omitempty"`
	Name         []humanName  `json:"name"`
}

type practitionerRole struct {
	ResourceType string    `json:"resourceType"`
	ID           string    `json:"id"`
	Active       *bool     `json:"active,omitempty"`
	Period       *period   `json:"period,omitempty"`
	Practitioner reference `json:"practitioner"`
	Organization reference `json:"organization"`
	Code         []concept `json:"code,omitempty"`
}

type organization struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id"`
	Identifier   []identifier `json:"identifier,omitempty"`
	Active       bool         `json:"active"`
	Type         []concept    `json:"type"`
	Name         string       `json:"name"`
	Address      []address    `json:"address,omitempty"`
}
