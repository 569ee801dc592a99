package feeds

import ev "empanel/parsers/evidence"

// table makes the reference feeds, each with its columns in the order of the
// contract.
func table() []*ev.Feed {
	return []*ev.Feed{
		{Name: "coverage", Columns: []ev.Column{
			key("phn", ev.PHN),
			key("coverage_from", ev.DateKind),
			optional("coverage_to", ev.DateKind),
		}},
		{Name: "persons", Columns: []ev.Column{
			key("phn", ev.PHN),
			optional("survivor_phn", ev.PHN),
			required("birth_date", ev.DateKind),
			optional("sex", ev.Enum, "F", "M", "X"),
			optional("chsa", ev.CHSA),
			optional("coverage_from", ev.DateKind),
			optional("coverage_to", ev.DateKind),
			optional("deceased_on", ev.DateKind),
		}},
		{Name: "providers", Columns: []ev.Column{
			key("practitioner_number", ev.Practitioner),
			required("provider_type", ev.Enum, "FP", "NP"),
			optional("given_name", ev.Text),
			optional("family_name", ev.Text),
			optional("gender", ev.Text),
			optional("languages", ev.Text),
			optional("bc_provider_id", ev.Text),
			optional("authenticator_on", ev.DateKind),
			optional("new_to_practice_on", ev.DateKind),
			optional("left_practice_on", ev.DateKind),
			optional("monthly_target", ev.Int),
			optional("target_until", ev.DateKind),
		}},
		{Name: "clinics", Columns: []ev.Column{
			key("facility_number", ev.Facility),
			required("clinic_name", ev.Text),
			optional("address", ev.Text),
			optional("city", ev.Text),
			optional("postal_code", ev.Text),
			required("chsa", ev.CHSA),
			optional("medical_director", ev.Text),
			optional("hours", ev.Text),
			optional("opened_on", ev.DateKind),
			optional("closed_on", ev.DateKind),
		}},
		{Name: "affiliations", Columns: []ev.Column{
			key("practitioner_number", ev.Practitioner),
			key("facility_number", ev.Facility),
			key("role", ev.Enum, "provider", "medical_director", "staff"),
			key("effective_from", ev.DateKind),
			optional("effective_to", ev.DateKind),
		}},
		{Name: "endorsements", Columns: []ev.Column{
			key("delegate_id", ev.Text),
			key("practitioner_number", ev.Practitioner),
			key("endorsed_from", ev.DateKind),
			optional("endorsed_to", ev.DateKind),
			optional("confirmed_on", ev.DateKind),
		}},
		{Name: "preferences", Columns: []ev.Column{
			key("practitioner_number", ev.Practitioner),
			key("facility_number", ev.Facility),
			required("accepting", ev.YesNo),
			optional("monthly_capacity_rate", ev.Int),
			optional("desired_panel_size", ev.Int),
			optional("requested_complexity", ev.Enum, "low", "medium", "high", "any"),
			optional("updated_on", ev.DateKind),
		}},
		registrants(),
		{Name: "transfers", Columns: []ev.Column{
			key("transfer_id", ev.Text),
			required("from_practitioner", ev.Practitioner),
			required("to_practitioner", ev.Practitioner),
			optional("facility_number", ev.Facility),
			required("announced_on", ev.DateKind),
			required("effective_on", ev.DateKind),
			optional("status", ev.Enum, "open", "cancelled"),
		}},
		{Name: "offers", Columns: []ev.Column{
			key("offer_id", ev.Text),
			required("household_id", ev.Text),
			required("practitioner_number", ev.Practitioner),
			required("facility_number", ev.Facility),
			required("offered_on", ev.DateKind),
			required("outcome", ev.Enum, "pending", "accepted", "declined_provider", "declined_patient", "lapsed"),
			optional("decided_on", ev.DateKind),
		}},
		{Name: "clinic_staff", Columns: []ev.Column{
			key("person_id", ev.Text),
			key("facility_number", ev.Facility),
			key("profession", ev.Text),
			optional("effective_from", ev.DateKind),
			optional("effective_to", ev.DateKind),
			optional("hours", ev.Text),
		}},
		{Name: "access", Columns: []ev.Column{
			key("person_id", ev.Text),
			key("facility_number", ev.Facility),
			required("role", ev.Text),
			key("system", ev.Enum, "PAS", "CareConnect"),
			key("step", ev.Text),
			// Some steps are done once per supervising physician, the others
			// once at all: these leave it blank, so a blank is part of the key.
			{Name: "for_practitioner", Kind: ev.Practitioner, Key: true},
			optional("done_on", ev.DateKind),
		}},
		decisions(),
	}
}

// decisions are what administrators decided about lines of evidence. They come
// in as a feed does, but every row counts: none is put in force by a newer one.
func decisions() *ev.Feed {
	return &ev.Feed{Name: DecisionsName, Columns: []ev.Column{
		key("about_submission_id", ev.Text),
		key("about_line_no", ev.Int),
		key("verdict", ev.Enum, "discard", "release", "discard_file", "release_file"),
		key("counts_from", ev.DateKind),
		key("decided_at", ev.Moment),
		key("decided_by", ev.Text),
		key("reason", ev.Text),
	}}
}

func registrants() *ev.Feed {
	return &ev.Feed{Name: "registrants", Columns: []ev.Column{
		key("registrant_id", ev.Text),
		required("household_id", ev.Text),
		required("phn", ev.PHN),
		optional("birth_date", ev.DateKind),
		required("registered_on", ev.DateKind),
		optional("last_contact_on", ev.DateKind),
		required("status", ev.Enum, "active", "offered", "withdrawn", "matched"),
		required("chsa", ev.CHSA),
		optional("any_distance", ev.YesNo),
		optional("language", ev.Text),
		optional("language_required", ev.YesNo),
		optional("provider_gender", ev.Text),
		optional("provider_gender_required", ev.YesNo),
		optional("complexity", ev.Enum, "low", "medium", "high"),
		optional("pregnant_or_newborn", ev.YesNo),
		optional("attached_but_leaving", ev.YesNo),
	}}
}

// key is a column that identifies a row; it may not be blank.
func key(name string, kind ev.Kind, values ...string) ev.Column {
	return ev.Column{Name: name, Kind: kind, Required: true, Key: true, Values: values}
}

// required is a column that the file must have and no row may leave blank.
func required(name string, kind ev.Kind, values ...string) ev.Column {
	return ev.Column{Name: name, Kind: kind, Required: true, Values: values}
}

// optional is a column that may be missing or blank.
func optional(name string, kind ev.Kind, values ...string) ev.Column {
	return ev.Column{Name: name, Kind: kind, Values: values}
}
