package pipeline_test

import "fmt"

// action makes a row of the registry actions feed.
func (v *village) action(s lineSeed) csvRow {
	row := csvRow{
		"action_id": fmt.Sprintf("action%d-%d", v.number, len(v.actions)), "action": "remove",
		"phn": v.person(s.Who), "practitioner_number": v.provider(s.Provider), "acted_on": seedDays[s.Day],
	}
	v.chooseActor(row, s.Ref)
	switch {
	case s.Twist < 22:
	case s.Twist < 30:
		row["facility_number"] = v.facility(s.Facility)
	case s.Twist < 36:
		row["phn"] = "*"
	case s.Twist < 38:
		row["phn"], row["facility_number"] = "*", v.facility(s.Facility)
	case s.Twist < 47:
		row["action"], row["facility_number"] = "restore", v.facility(s.Facility)
	case s.Twist < 56:
		row["action"], row["new_facility_number"] = "change_clinic", v.facility(s.Facility)
		if s.Sequence < 4 {
			row["facility_number"] = v.facility(s.Sequence)
		}
	default:
		row = v.oddAction(row, s)
	}
	if v.guarded && s.Present == 3 {
		v.sweep(row, s)
	}
	v.actions = append(v.actions, row)
	return row
}

// sweep makes the action one by which a delegate, mostly one who may, removes
// everybody from a provider.
func (v *village) sweep(row csvRow, s lineSeed) {
	if row["action_id"] != fmt.Sprintf("action%d-%d", v.number, len(v.actions)) {
		return // it is an earlier one once more
	}
	row["action"], row["phn"], row["practitioner_number"] = "remove", "*", v.provider(s.Provider)
	row["facility_number"], row["new_facility_number"] = "", ""
	row["acted_on"] = seedDays[8+s.Day%5] // when there is somebody to remove
	if s.Twist%4 == 0 {
		row["facility_number"] = v.facility(s.Facility)
	}
	row["actor_role"], row["actor_id"] = "delegate", v.delegate(0)
	if s.Ref == 0 {
		row["actor_id"] = v.delegate(1)
	}
}

// oddAction is an action with something missing, or one whose id was used
// before.
func (v *village) oddAction(row csvRow, s lineSeed) csvRow {
	switch s.Twist {
	case 56:
		row["action"] = "restore"
	case 57:
		row["action"] = "change_clinic"
	case 58:
		row["phn"] = "9876543210"
	case 59:
		row["practitioner_number"] = "1A345"
	case 60, 61:
		if len(v.actions) > 0 {
			return v.actions[s.Ref%len(v.actions)]
		}
	case 62, 63:
		if len(v.actions) > 0 {
			row["action_id"] = v.actions[s.Ref%len(v.actions)]["action_id"]
			row["reason"] = "sent in error"
		}
	}
	return row
}

// chooseActor makes mostly the provider act, sometimes another provider or a
// delegate.
func (v *village) chooseActor(row csvRow, drawn int) {
	row["actor_id"], row["actor_role"] = row["practitioner_number"], "provider"
	switch {
	case drawn == 10:
		row["actor_id"] = v.provider(drawn)
	case drawn > 10:
		row["actor_id"], row["actor_role"] = v.delegate(drawn), "delegate"
	}
}
