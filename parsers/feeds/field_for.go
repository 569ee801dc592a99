package feeds

import "empanel/parsers/field"

// FieldFor names the column of the actions feed that a reason found later,
// against the feeds or the policy, belongs to; nothing for a reason that no
// action is given. A reason of a facility is said of facility_number, though
// of a change of clinic it may be new_facility_number.
func FieldFor(reason field.Reason) string {
	switch string(reason) {
	case "phn_missing", "phn_invalid", "phn_pseudo", "phn_unknown":
		return "phn"
	case "practitioner_invalid", "practitioner_unknown":
		return "practitioner_number"
	case "facility_missing", "facility_invalid", "facility_unknown":
		return "facility_number"
	case "service_date_invalid", "service_date_future":
		return "acted_on"
	case "actor_not_endorsed":
		return "actor_id"
	case "action_id_reused":
		return "action_id"
	case "action_invalid":
		return "action"
	default:
		return ""
	}
}
