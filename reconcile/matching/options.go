package matching

import "slices"

// Options are the rooms as one household sees them at the start of a run.
type Options struct {
	Near       []int32 // near enough
	Suitable   []int32 // of these, those that meet every condition, the one it prefers first
	Acceptable []int32 // of these, those where neither has declined the other
}

// OptionsOf gives the options of a household, as [Turns] goes through them.
func OptionsOf(p Pool, household int32) Options {
	m := newMatcher(p)
	profile := m.Households[household].Profile
	return Options{Near: m.within(&m.Profiles[profile]), Suitable: m.preferred(profile), Acceptable: m.acceptable(household)}
}

// Likeness is why a profile prefers one room to another, what matters most first.
type Likeness struct {
	CHSA     int  // how many first digits the two have in common
	Need     bool // the provider asks for this need, or for any
	Language bool // they share one
	Gender   bool // the wished one
}

// LikenessOf compares what households ask with a room.
func LikenessOf(p *Profile, r *Room) Likeness {
	return Likeness{
		CHSA:     common(p.CHSA, r.CHSA),
		Need:     r.Wants == Any || r.Wants == p.Need,
		Language: slices.ContainsFunc(p.Languages, func(l string) bool { return slices.Contains(r.Languages, l) }),
		Gender:   slices.Contains(p.Genders, r.Gender),
	}
}

// Accepts says whether a room is near enough for a profile and meets its every
// condition, whoever has declined whom.
func Accepts(p *Profile, r *Room) bool {
	near := p.AnyDistance || area(p.CHSA) != "" && area(p.CHSA) == area(r.CHSA)
	return near && suits(p, r)
}

// Unmet gives the conditions of a profile that a room does not meet.
func Unmet(p *Profile, r *Room) (languages, genders []string) {
	for _, language := range p.LanguagesRequired {
		if !slices.Contains(r.Languages, language) {
			languages = append(languages, language)
		}
	}
	for _, gender := range p.GendersRequired {
		if r.Gender != gender {
			genders = append(genders, gender)
		}
	}
	return languages, genders
}
