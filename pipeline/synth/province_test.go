package synth

import (
	"sort"
	"testing"

	"pgregory.net/rapid"

	"empanel/parsers/field"
)

func settled(t testing.TB, people int, seed uint64) *province {
	t.Helper()
	p := newProvince(Options{Inbox: "unused", People: people, Seed: seed, FirstDay: DefaultFirstDay, Workers: 2})
	if err := p.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestShuffleIsABijection(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.Uint64Range(1, 60).Draw(t, "rows"), rapid.Uint64Range(1, 60).Draw(t, "columns")
		s := newShuffle(chance{rapid.Uint64().Draw(t, "seed")}, streamHealthNumber, rows, columns)
		seen := make([]bool, rows*columns)
		for n := range rows * columns {
			at := s.at(n)
			if at >= rows*columns || seen[at] {
				t.Fatalf("number %d of %d is out of range or given twice", n, rows*columns)
			}
			seen[at] = true
		}
	})
}

func TestHealthNumbersAreValidAndDistinct(t *testing.T) {
	t.Parallel()
	p := settled(t, 200_000, 9)
	seen := make(map[int64]bool, len(p.people))
	near := 0
	take := func(phn int64) {
		if !field.ValidPHN(phn) || phn == pseudoPatient || seen[phn] {
			t.Fatal("a health number is invalid, the pseudo-patient's, or given twice")
		}
		seen[phn] = true
	}
	for i := range p.people {
		take(p.people[i].phn)
		if i > 0 && max(p.people[i].phn-p.people[i-1].phn, p.people[i-1].phn-p.people[i].phn) < 1000 {
			near++
		}
	}
	for _, m := range p.merges {
		take(m.phn)
	}
	for k := range 1000 {
		take(p.stranger(int64(k)))
	}
	if near > 20 {
		t.Errorf("%d of 200,000 neighbours have neighbouring numbers", near)
	}
}

func TestThePseudoPatientIsNobody(t *testing.T) {
	t.Parallel()
	// The index that draws the pseudo-patient's number gets another one.
	nine := (pseudoPatient / 10) % 100_000_000
	prefix, last, skip := uint64(nine/10), nine%10, uint64(0)
	for digit := range last {
		if _, ok := field.PHNCheckDigit(900_000_000 + nine/10*10 + digit); ok {
			skip++
		}
	}
	if numbered(prefix*8+skip) != pseudoPatient {
		t.Fatal("the test does not find the pseudo-patient's place")
	}
	// With one row a shuffle only turns the columns, so the index is known.
	turned := shuffle{rows: 1, columns: healthNumbers}
	index := (prefix*8 + skip + healthNumbers - turned.at(0)) % healthNumbers
	if turned.at(index) != prefix*8+skip {
		t.Fatal("the test does not find the pseudo-patient's index")
	}
	if got := (issuer{health: turned}).phn(index); got == pseudoPatient || !field.ValidPHN(got) {
		t.Error("the pseudo-patient's number was given out")
	}
}

func TestIdentifiersHaveTheirForm(t *testing.T) {
	t.Parallel()
	s := newIssuer(chance{4})
	facilities, practitioners, centres := map[string]bool{}, map[string]bool{}, map[string]bool{}
	zero, letterO := false, false
	for i := range 20_000 {
		f, p, c := s.facilityNumber(i), s.practitionerNumber(i), s.dataCentreNumber(i)
		if !field.ValidFacility([]byte(f)) || !field.ValidPractitioner([]byte(p)) || !field.ValidDataCentre([]byte(c)) || field.Empty([]byte(p)) {
			t.Fatalf("index %d: %s %s %s", i, f, p, c)
		}
		facilities[f], practitioners[p], centres[c] = true, true, true
		zero = zero || p[0] == '0'
		letterO = letterO || f[0] == 'O'
	}
	if len(facilities) != 20_000 || len(practitioners) != 20_000 || len(centres) != 20_000 {
		t.Error("a number is given twice")
	}
	if !zero || !letterO {
		t.Error("no practitioner number starts with 0, or no facility number with the letter O")
	}
}

func TestAreasNest(t *testing.T) {
	t.Parallel()
	for _, people := range []int{100, 5_000, 50_000, 300_000, 5_000_000} {
		areas, regions := layOut(chance{3}, people)
		seen, sum := map[string]bool{}, int32(0)
		regionOf := map[string]int32{}
		for i, a := range areas {
			if len(a.chsa) != 4 || seen[a.chsa] || a.chsa < "1111" || a.chsa > "5999" {
				t.Errorf("%d people: area %d is %q", people, i, a.chsa)
			}
			seen[a.chsa] = true
			if r, known := regionOf[a.chsa[:3]]; known && r != a.region {
				t.Errorf("%d people: the Local Health Area %s is two regions", people, a.chsa[:3])
			}
			regionOf[a.chsa[:3]] = a.region
			if a.first != sum {
				t.Errorf("%d people: area %d starts at %d, not %d", people, i, a.first, sum)
			}
			sum += a.people
		}
		if int(sum) != people || len(regionOf) != len(regions) {
			t.Errorf("%d people: areas hold %d, in %d regions of %d", people, sum, len(regionOf), len(regions))
		}
	}
}

func TestPanelsAreLikeReality(t *testing.T) {
	t.Parallel()
	p := settled(t, 1_000_000, 2)
	sizes := make([]int, len(p.providers))
	attached := 0
	for i := range p.people {
		if q := p.people[i].provider; q != nobody {
			sizes[q]++
			attached++
		}
	}
	sort.Ints(sizes)
	mean := attached / len(sizes)
	if share := float64(attached) / float64(len(p.people)); share < 0.72 || share > 0.78 {
		t.Errorf("%.2f of the people are attached", share)
	}
	if mean < 700 || mean > 900 || sizes[0] < 20 || sizes[len(sizes)-1] < 1800 || sizes[len(sizes)-1] > 3200 {
		t.Errorf("panels: mean %d, smallest %d, largest %d", mean, sizes[0], sizes[len(sizes)-1])
	}
	if median := sizes[len(sizes)/2]; median > mean {
		t.Errorf("the median panel, %d, is above the mean, %d", median, mean)
	}
}

func TestHouseholdsLiveTogether(t *testing.T) {
	t.Parallel()
	p := settled(t, 30_000, 8)
	for i := range p.people {
		one := &p.people[i]
		head := &p.people[one.household]
		if head.household != one.household || head.area != one.area || int32(i)-one.household > 5 {
			t.Fatalf("person %d and the first of the household do not belong together", i)
		}
		if one.provider != nobody && (one.attachedOn >= p.first || one.attachedOn <= one.birth) {
			t.Fatalf("person %d is attached out of time", i)
		}
	}
}

func TestDefectsAreEvenlySpread(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Float64Range(0, 1).Draw(t, "rate")
		count := int64(0)
		const lines = 5000
		for n := range int64(lines) {
			turn, yes := defectAt(rate, n)
			if yes && turn != count {
				t.Fatalf("line %d: turn %d, not %d", n, turn, count)
			}
			if yes {
				count++
			}
		}
		if want := int64(rate * lines); count < want-1 || count > want+1 {
			t.Fatalf("%d defects, not %d", count, want)
		}
	})
}

func TestCivilAgreesWithTheCalendar(t *testing.T) {
	t.Parallel()
	for d := field.NewDate(1890, 1, 1); d < field.NewDate(2110, 1, 1); d++ {
		if string(appendDate(nil, d)) != d.String() {
			t.Fatalf("day %d is %s, not %s", d, appendDate(nil, d), d)
		}
	}
}
