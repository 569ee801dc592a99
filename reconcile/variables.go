package reconcile

// Variables gives the values that the SQL of the rules reads with getvariable,
// by name. Dates are YYYY-MM-DD.
func (p Policy) Variables() map[string]any {
	return map[string]any{
		"conflict":                string(p.Conflict),
		"attach_when":             string(p.AttachWhen),
		"hold_days":               p.HoldDays,
		"fee_item_first_day":      p.FeeItemFirstDay.String(),
		"pseudo_patients":         p.PseudoPatientNumbers(),
		"location_unexpected":     string(p.LocationUnexpected),
		"service_date_stale":      string(p.ServiceDateStale),
		"service_date_stale_days": p.ServiceDateStaleDays,
		"transfer_window_days":    p.TransferWindowDays,
		"takes_people":            p.Guard.TakesPeople,
		"takes_share_people":      p.Guard.TakesSharePeople,
		"takes_share_percent":     p.Guard.TakesSharePercent,
		"removes_people":          p.Guard.RemovesPeople,
		"suspect_people":          p.Suspect.People,
		"suspect_percent":         p.Suspect.Percent,
		"suspect_least_people":    p.Suspect.LeastPeople,
		"suspect_days":            p.Suspect.Days,
		"match_weeks":             p.Match.Weeks,
		"match_need":              p.Match.Need,
		"match_age":               p.Match.Age,
		"match_age_under":         p.Match.AgeUnder,
		"match_age_over":          p.Match.AgeOver,
		"match_newborn":           p.Match.Newborn,
		"match_contact_days":      p.Match.ContactDays,
	}
}
