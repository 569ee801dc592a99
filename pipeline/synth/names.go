package synth

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

var (
	givenWomen = []string{"Anna", "Élise", "Mei", "Harpreet", "Olivia", "Zoë", "Sophie", "Maria", "Priya", "Ingrid", "Chloé", "Fatima", "Ruth", "Yuki", "Nadia", "Grace"}
	givenMen   = []string{"Liam", "André", "Wei", "Gurpreet", "Noah", "José", "Peter", "Arjun", "Björn", "Omar", "René", "David", "Kenji", "Ivan", "Samuel", "Minh"}
	surnames   = []string{
		"Singh", "Nguyen", "Côté", "Smith", "Müller", "Wong", "García", "Brown", "Lévesque", "Kim", "Gill", "Tremblay",
		"Østergaard", "Chen", "Martin", "Dhaliwal", "O'Brien", "Bélanger", "Patel", "Lee", "Wilson", "Åberg", "Roy", "Campbell",
	}
	streets   = []string{"Cedar Way", "Harbour Road", "Old Mill Lane", "Main Street", "Salal Crescent", "Ridge Avenue", "Arbutus Drive"}
	places    = []string{"Cedar Cove", "Stillwater", "Upper Fir", "Saltspray", "Larch Landing", "Three Creeks", "Heron Bay", "Windermoor", "Granite Pass"}
	languages = []string{"en", "en;pa", "en;zh", "en;fr", "en;fa", "en;es", "en;vi", "en;ko"}
)

func givenName(dice *rand.Rand, gender byte) string {
	if gender == 'M' {
		return givenMen[dice.IntN(len(givenMen))]
	}
	return givenWomen[dice.IntN(len(givenWomen))]
}

func familyName(dice *rand.Rand) string { return surnames[dice.IntN(len(surnames))] }

// clinicName is sometimes one that CSV has to quote.
func clinicName(dice *rand.Rand) string {
	switch dice.IntN(4) {
	case 0:
		return familyName(dice) + ", " + familyName(dice) + " and Partners"
	case 1:
		return places[dice.IntN(len(places))] + ` "Walk Right In" Family Practice`
	}
	return places[dice.IntN(len(places))] + " Medical Clinic"
}

// nameOf gives a person's names; a household shares its surname.
func (p *province) nameOf(index int32) (given, family string) {
	men, g, f := p.nameDraw(index)
	if men == 1 {
		return givenMen[g], surnames[f]
	}
	return givenWomen[g], surnames[f]
}

// nameDraw says which list of given names, and which places in it and in the
// surnames.
func (p *province) nameDraw(index int32) (men, given, family int) {
	one := &p.people[index]
	given = int(p.chance.at(streamNames, uint64(index)) % uint64(len(givenMen)))
	family = int(p.chance.at(streamNames, uint64(one.household)+1<<40) % uint64(len(surnames)))
	if one.sex == 'M' {
		men = 1
	}
	return men, given, family
}

// plain takes the accents off, for programs that write ASCII only.
var plain = strings.NewReplacer("É", "E", "é", "e", "ë", "e", "ô", "o", "ü", "u", "í", "i", "Ø", "O", "Å", "A", "ö", "o", "á", "a", "'", "")

// verifyTable holds, for every name there is, what a claim says of the
// patient's name: first initial, second initial or a blank, and the first two
// letters of the surname.
type verifyTable [2][16][24][]byte

func newVerifyTable(accents bool) *verifyTable {
	table := new(verifyTable)
	for men, names := range [][]string{givenWomen, givenMen} {
		for g, given := range names {
			for f, family := range surnames {
				if !accents {
					given, family = plain.Replace(given), plain.Replace(family)
				}
				first, last := []rune(given), []rune(family)
				table[men][g][f] = []byte(strings.ToUpper(string(first[:1]) + " " + string(last[:2])))
			}
		}
	}
	return table
}

// pad writes a number with leading zeros to a width.
func pad(n int64, width int) string {
	s := strconv.FormatInt(n, 10)
	if len(s) >= width {
		return s
	}
	return strings.Repeat("0", width-len(s)) + s
}
