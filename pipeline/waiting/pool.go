package waiting

import (
	"database/sql"
	"fmt"
	"strings"

	"empanel/reconcile/matching"
)

// ScanProfile reads what households ask, and what else a row has after it.
func ScanProfile(rows *sql.Rows, p *matching.Profile, more ...any) error {
	var languages, languagesRequired, genders, gendersRequired string
	into := []any{&p.CHSA, &p.AnyDistance, &p.Need, &languages, &languagesRequired, &genders, &gendersRequired}
	err := rows.Scan(append(into, more...)...)
	p.Languages, p.LanguagesRequired = parts(languages), parts(languagesRequired)
	p.Genders, p.GendersRequired = parts(genders), parts(gendersRequired)
	return err
}

// ScanRoom reads a provider at a facility, and what else a row has after it.
func ScanRoom(rows *sql.Rows, m *matching.Room, more ...any) error {
	var wants, languages string
	into := []any{&m.Practitioner, &m.Facility, &m.Capacity, &wants, &m.CHSA, &m.Gender, &languages}
	if err := rows.Scan(append(into, more...)...); err != nil {
		return err
	}
	m.Languages = parts(languages)
	var err error
	m.Wants, err = needOf(wants)
	return err
}

// parts gives the parts of a text between semicolons, without what is empty.
func parts(text string) []string {
	var all []string
	for part := range strings.SplitSeq(text, ";") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func needOf(complexity string) (matching.Need, error) {
	switch complexity {
	case "low":
		return matching.Low, nil
	case "medium":
		return matching.Medium, nil
	case "high":
		return matching.High, nil
	case "any":
		return matching.Any, nil
	}
	return matching.Any, fmt.Errorf("a provider asks for the complexity %q, which there is not", complexity)
}
