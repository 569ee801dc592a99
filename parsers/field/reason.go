package field

// Reason is the stable code under which a defective line is quarantined or a
// passing line is given a warning. Codes are a contract: people filter,
// count and script by them.
type Reason string

// Reasons a reader can give by looking at one line alone. Reasons that need
// the reference feeds or the policy are given by the reconcile rules.
const (
	RecordTooShort      Reason = "record_too_short"
	RecordUnknown       Reason = "record_unknown"
	SequenceInvalid     Reason = "sequence_invalid"
	PHNMissing          Reason = "phn_missing"
	PHNOutOfProvince    Reason = "phn_out_of_province"
	PHNInvalid          Reason = "phn_invalid"
	PractitionerInvalid Reason = "practitioner_invalid"
	FacilityMissing     Reason = "facility_missing"
	FacilityInvalid     Reason = "facility_invalid"
	ServiceDateInvalid  Reason = "service_date_invalid"
	FeeItemNearMiss     Reason = "fee_item_near_miss"
	AmountNotZero       Reason = "amount_not_zero"
	ActionInvalid       Reason = "action_invalid"
	ActorInvalid        Reason = "actor_not_endorsed"
	FeedValueInvalid    Reason = "feed_value_invalid"
)

// Warnings a reader can give: listed with the line, never a reason to stop it.
const (
	WarnDiagnosisUnexpected Reason = "diagnosis_unexpected"
	WarnPractitionerPadded  Reason = "practitioner_padded"
	WarnSequenceGap         Reason = "sequence_gap"
)
