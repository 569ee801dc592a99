package reconcile

import (
	"fmt"
	"slices"
	"strings"
)

// CLFP is the conditions under which a panel counts for the payment to
// longitudinal family physicians. The floor, the portal claim and the grace of
// a provider new to practice are published; the rest is assumed.
type CLFP struct {
	// Floor is how many people counted a provider must have.
	Floor int `toml:"floor" json:"floor"`
	// GraceMonths is for how many calendar months from its first day of
	// practice a provider need not reach the floor.
	GraceMonths int `toml:"grace_months" json:"grace_months"`
	// ProviderTypes are the types of provider that the payment is for: FP, NP.
	ProviderTypes []string `toml:"provider_types" json:"provider_types"`
	// PASSteps are the steps that are taking part in PAS, of [PASSteps].
	PASSteps []string `toml:"pas_steps" json:"pas_steps"`
	// AgeBands are the ages, in whole years, at which a band begins, each above
	// the one before; the first band is everybody below the first of them.
	AgeBands []int `toml:"age_bands" json:"age_bands"`
}

func defaultCLFP() CLFP {
	return CLFP{
		Floor: 250, GraceMonths: 4, ProviderTypes: []string{"FP"}, PASSteps: PASSteps(),
		AgeBands: []int{2, 10, 20, 30, 40, 50, 60, 70, 80, 90},
	}
}

// PASSteps are the steps by which a provider takes part in PAS, in their order:
// those of readiness.
func PASSteps() []string {
	return []string{"bc_provider_id", "authenticator", "affiliation", "facility_number", "panel", "availability"}
}

// AsksFor says of each of [PASSteps] whether it has to be done.
func (c CLFP) AsksFor() []any {
	asked := make([]any, 0, len(PASSteps()))
	for _, step := range PASSteps() {
		asked = append(asked, slices.Contains(c.PASSteps, step))
	}
	return asked
}

// AgeBand is a span of ages in whole years under its name.
type AgeBand struct {
	From int // the first age in it
	To   int // the last; -1: no end
	Name string
}

// UnknownBand is the name of the band of people whose birth date is not known.
const UnknownBand = "not known"

// Bands gives the bands of age, the youngest first. Their names are words, as a
// spreadsheet takes 2-9 for a day.
func (c CLFP) Bands() []AgeBand {
	bands := make([]AgeBand, 0, len(c.AgeBands)+1)
	from := 0
	for _, next := range c.AgeBands {
		band := AgeBand{from, next - 1, fmt.Sprintf("%d to %d", from, next-1)}
		if from == next-1 {
			band.Name = fmt.Sprint(from)
		}
		if from == 0 {
			band.Name = fmt.Sprintf("under %d", next)
		}
		bands, from = append(bands, band), next
	}
	return append(bands, AgeBand{from, -1, fmt.Sprintf("%d and over", from)})
}

func (c CLFP) equal(other CLFP) bool {
	return c.Floor == other.Floor && c.GraceMonths == other.GraceMonths &&
		slices.Equal(c.ProviderTypes, other.ProviderTypes) && slices.Equal(c.PASSteps, other.PASSteps) &&
		slices.Equal(c.AgeBands, other.AgeBands)
}

// validate reports every key that cannot be used.
func (c CLFP) validate(wrong func(key, message string, args ...any)) {
	if c.Floor < 0 || c.Floor > 1_000_000 {
		wrong("clfp.floor", "must be a number of people from 0 to 1000000")
	}
	if c.GraceMonths < 0 || c.GraceMonths > 120 {
		wrong("clfp.grace_months", "must be a number of months from 0 to 120")
	}
	if len(c.ProviderTypes) == 0 {
		wrong("clfp.provider_types", `must name a type of provider: "FP", "NP" or both`)
	}
	for i, kind := range c.ProviderTypes {
		if kind != "FP" && kind != "NP" || slices.Contains(c.ProviderTypes[:i], kind) {
			wrong("clfp.provider_types", `may hold "FP" and "NP", each once`)
			break
		}
	}
	for i, step := range c.PASSteps {
		if !slices.Contains(PASSteps(), step) || slices.Contains(c.PASSteps[:i], step) {
			wrong("clfp.pas_steps", "may hold each once: %s", strings.Join(PASSteps(), ", "))
			break
		}
	}
	last := 0
	for _, age := range c.AgeBands {
		if age <= last || age > 150 {
			wrong("clfp.age_bands", "must be ages in years from 1 to 150, each above the one before")
			break
		}
		last = age
	}
	if len(c.AgeBands) == 0 {
		wrong("clfp.age_bands", "must name an age at which a band begins")
	}
}
