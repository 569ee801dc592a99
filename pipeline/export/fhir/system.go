package fhir

// Where identifiers, codes and extensions come from. What British Columbia or
// HL7 publishes is used as published; a system that neither publishes is a URN
// of this program, which never changes.
const (
	// PHNSystem is of the Personal Health Number: the Canadian URI Registry, and
	// the Client Registry's own guide.
	PHNSystem = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-bc-patient-healthcare-id"
	// FacilitySystem is of the MSP facility number, as the Provider Location
	// Registry names it.
	FacilitySystem = "https://health.gov.bc.ca/fhir/NamingSystem/ca-bc-msp-facility-id"

	// PersonKeySystem is of the pseudonym of a person in one workspace.
	PersonKeySystem = "urn:empanel:fhir:person-key"
	// PractitionerSystem is of the MSP practitioner number, for which no naming
	// system is published.
	PractitionerSystem = "urn:empanel:fhir:msp-practitioner-number"
	// PanelSystem is of a panel: practitioner and facility number with a dash
	// between.
	PanelSystem = "urn:empanel:fhir:panel"
	// EndReasonExtension says why a member is no longer on the panel.
	EndReasonExtension = "urn:empanel:fhir:end-reason"

	// ChangeTypeExtension, and those after it, are of Da Vinci's Member
	// Attribution List, 2.1.0.
	ChangeTypeExtension         = davinci + "StructureDefinition/ext-changeType"
	CoverageReferenceExtension  = davinci + "StructureDefinition/ext-coverageReference"
	AttributedProviderExtension = davinci + "StructureDefinition/ext-attributedProvider"
	ListStatusExtension         = davinci + "StructureDefinition/ext-attributionListStatus"
	characteristicSystem        = davinci + "CodeSystem/davinci-group-characteristic-codes"

	dataAbsentExtension    = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
	identifierTypeSystem   = "http://terminology.hl7.org/CodeSystem/v2-0203"
	roleSystem             = "http://terminology.hl7.org/CodeSystem/practitioner-role"
	organizationTypeSystem = "http://terminology.hl7.org/CodeSystem/organization-type"
	relationshipSystem     = "http://terminology.hl7.org/CodeSystem/subscriber-relationship"

	davinci = "http://hl7.org/fhir/us/davinci-atr/"
)

// The change types of a member, of Da Vinci's code system atr-changetype.
const (
	New       = "new"       // was not in the export before
	Changed   = "changed"   // was, and since another day, until another day, or at another facility of the provider
	NoChange  = "nochange"  // was, and nothing is different
	Dropped   = "dropped"   // was, and the attachment has ended
	Cancelled = "cancelled" // was, and the attachment is as if it had never been
)

// payor is the id of the organization that insures everybody.
const payor = "MSP"
