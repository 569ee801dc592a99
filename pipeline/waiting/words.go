package waiting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"empanel/pipeline/wording"
	"empanel/reconcile/matching"
)

// What an explanation of a match says in words.

// examplesShown is how many providers are named where many are counted.
const examplesShown = 3

// grouped counts providers by what is against them.
type grouped []Unavailable

func (g *grouped) add(why, provider string) {
	i := slices.IndexFunc(*g, func(u Unavailable) bool { return u.Why == why })
	if i < 0 {
		i = len(*g)
		*g = append(*g, Unavailable{Why: why, Examples: []string{}})
	}
	u := &(*g)[i]
	if u.Count++; len(u.Examples) < examplesShown {
		u.Examples = append(u.Examples, provider)
	}
}

// sorted gives what is against most of them first.
func (g grouped) sorted() []Unavailable {
	all := append([]Unavailable{}, g...)
	slices.SortStableFunc(all, func(a, b Unavailable) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Why, b.Why))
	})
	return all
}

// Complexity names a level of need as the feeds write it.
func Complexity(need matching.Need) string {
	switch need {
	case matching.High:
		return "high"
	case matching.Medium:
		return "medium"
	case matching.Any:
		return "any"
	default:
		return "low"
	}
}

// asks says what a household asks of a provider.
func asks(p *matching.Profile) string {
	where := fmt.Sprintf("a provider in Local Health Area %.3s (they live in CHSA %s)", p.CHSA, p.CHSA)
	if p.AnyDistance {
		where = fmt.Sprintf("a provider at any distance, best near CHSA %s", p.CHSA)
	}
	var must, wish []string
	if len(p.LanguagesRequired) > 0 {
		must = append(must, "who speaks "+wording.And(p.LanguagesRequired))
	}
	if len(p.GendersRequired) > 0 {
		must = append(must, "of gender "+wording.And(p.GendersRequired))
	}
	if others := besides(p.Languages, p.LanguagesRequired); len(others) > 0 {
		wish = append(wish, "who speaks "+wording.Or(others))
	}
	if others := besides(p.Genders, p.GendersRequired); len(others) > 0 {
		wish = append(wish, "of gender "+wording.Or(others))
	}
	text := where
	if len(must) > 0 {
		text += ", on condition that it is one " + wording.And(must)
	}
	if len(wish) > 0 {
		text += "; best one " + wording.And(wish)
	}
	return text + "; complexity " + Complexity(p.Need)
}

// besides gives the words that are not among others.
func besides(words, others []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(others, w) })
}

// sentence says what the points are made of.
func (p *Points) sentence() string {
	parts := []string{fmt.Sprintf("%d for %s of waiting since %s", p.Weeks, wording.Plural(int(p.Waited), "week", "weeks"), p.Registered)}
	for _, part := range []struct {
		points int32
		why    string
	}{
		{p.Need, p.Complexity + " complexity"}, {p.Age, "somebody very young or very old"}, {p.Newborn, "a pregnancy or a newborn"},
	} {
		if part.points > 0 {
			parts = append(parts, fmt.Sprintf("%d for %s", part.points, part.why))
		}
	}
	if len(parts) == 1 {
		return fmt.Sprintf("%s: %s", wording.Plural(int(p.Points), "point", "points"), parts[0])
	}
	return fmt.Sprintf("%s: %s", wording.Plural(int(p.Points), "point", "points"), wording.And(parts))
}

// likenessInWords says why a profile prefers a room to others, what matters most
// first.
func likenessInWords(p *matching.Profile, r *matching.Room) string {
	l := matching.LikenessOf(p, r)
	where := []string{"elsewhere", "same Health Authority", "same Health Authority", "same Local Health Area", "same CHSA"}[l.CHSA]
	words := []string{where}
	switch {
	case l.Need && r.Wants == matching.Any:
		words = append(words, "takes any complexity")
	case l.Need:
		words = append(words, "asks for "+Complexity(r.Wants)+" complexity")
	default:
		words = append(words, "asks for "+Complexity(r.Wants)+" complexity instead")
	}
	if l.Language {
		words = append(words, "shares a language")
	}
	if l.Gender {
		words = append(words, "gender as wished")
	}
	return strings.Join(words, ", ")
}

func unmetInWords(p *matching.Profile, r *matching.Room) string {
	languages, genders := matching.Unmet(p, r)
	var words []string
	if len(languages) > 0 {
		words = append(words, "does not speak "+wording.Or(languages))
	}
	if len(genders) > 0 {
		words = append(words, "is not of gender "+wording.And(genders))
	}
	return "condition not met: " + wording.And(words)
}

// declinedByProvider is what is against a provider who has declined a household.
const declinedByProvider = "has declined them"

func declinedInWords(outcome string) string {
	if outcome == "declined_provider" {
		return declinedByProvider
	}
	return "they have declined the provider"
}

// fullInWords says why there was no room at the start of the run.
func fullInWords(limited string) string {
	switch limited {
	case "not accepting":
		return "not accepting patients"
	case "left practice":
		return "has left practice"
	case "clinic closed":
		return "the clinic has closed"
	case "not affiliated":
		return "not affiliated there"
	case "no figure stated":
		return "no room: states neither a rate nor a size"
	}
	return "no room at the start of the run: the " + limited + " is reached"
}

// answer says of a household in a sentence or two what became of it.
func (h *Household) answer() string {
	people := len(h.People)
	if h.InPool {
		people = int(h.Size)
	}
	who := fmt.Sprintf("Household %s (%s)", h.HouseholdID, wording.Plural(people, "person", "people"))
	if !h.InPool {
		return who + " could not be matched, so it had no turn: " + h.keptOut() + "."
	}
	turn := fmt.Sprintf("turn %d of %d", h.Turn, h.Turns)
	switch p := h.Proposal; {
	case p == nil:
		return fmt.Sprintf("%s is proposed to nobody. %s. It has %s.", who, wording.UpperFirst(h.Reason), h.Points.Sentence)
	case p.Kept:
		return fmt.Sprintf("%s is proposed to Dr. %s at %s, and keeps that since %s (%s). It has %s.", who, p.Practitioner, p.Facility, p.Since, turn, h.Points.Sentence)
	default:
		return fmt.Sprintf("%s is proposed to Dr. %s at %s, in %s: %s. It has %s.", who, p.Practitioner, p.Facility,
			turn, choiceInWords(p.Choice, len(h.Acceptable)), h.Points.Sentence)
	}
}

// keptOut says who of a household keeps it out of the pool, and why. Whoever is
// not on the list keeps nobody out: they are named where there is nobody else.
func (h *Household) keptOut() string {
	var waiting, others []string
	for _, p := range h.People {
		said := p.RegistrantID + " " + p.Why
		switch {
		case p.InPool || p.KeptOut == "household_waits":
		case p.Status == "active":
			waiting = append(waiting, said)
		default:
			others = append(others, said)
		}
	}
	if len(waiting) == 0 {
		waiting = others
	}
	return strings.Join(waiting, "; ")
}

// choiceInWords says which of the acceptable providers a household was given.
func choiceInWords(choice int32, of int) string {
	switch {
	case of == 1:
		return "the only acceptable provider"
	case choice == 1:
		return fmt.Sprintf("the one it prefers of %d acceptable providers", of)
	default:
		return fmt.Sprintf("its choice number %d of %d acceptable providers", choice, of)
	}
}
