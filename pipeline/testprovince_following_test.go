package pipeline_test

import (
	"fmt"

	"pgregory.net/rapid"
)

// What there is to follow: provinces with people who wait, providers with room,
// offers, and panels that are handed over. It is put on top of a random
// province, whose villages lie in a few areas, so that they compete.

// followedSeed is what a province has besides.
type followedSeed struct {
	Province provinceSeed
	Window   int
	Match    int
	Villages []followedVillageSeed
}

// followedVillageSeed is what a village has besides.
type followedVillageSeed struct {
	Clinics, Providers, Persons int // bits: what is peculiar
	Waiting                     []waitingSeed
	Places                      []placeSeed
	Offers                      []offerSeed
	Cases                       []caseSeed
	Steps                       []stepSeed
}

type waitingSeed struct{ File, ID, Who, Household, Day, Status, Area, Wishes, Twist int }

type placeSeed struct{ File, Provider, Facility, Rate, Size, Twist int }

type offerSeed struct{ File, ID, Household, Provider, Facility, Outcome int }

type caseSeed struct{ File, ID, From, To, Announced, Effective, Twist int }

// stepSeed is a claim or an action about somebody who may be handed over.
type stepSeed struct{ File, Who, Provider, Facility, Day, What int }

// GoString keeps the log of a failing case short.
func (s followedSeed) GoString() string { return s.Province.GoString() + ", followed" }

func several[T any](t *rapid.T, least, most int, name string, draw func(*rapid.T) T) []T {
	return rapid.SliceOfN(rapid.Custom(draw), least, most).Draw(t, name)
}

func drawFollowed(t *rapid.T, villages int) followedSeed {
	return rapid.Custom(func(t *rapid.T) followedSeed {
		seed := followedSeed{Province: composeProvince(t, villages), Window: bits(t, 2, "window"), Match: bits(t, 2, "match")}
		seed.Province.Copies = nil // of equal files dealt to several nights the first to come is recorded, and is evidence
		for range seed.Province.Villages {
			seed.Villages = append(seed.Villages, drawFollowedVillage(t))
		}
		return seed
	}).Draw(t, "followed province")
}

func drawFollowedVillage(t *rapid.T) followedVillageSeed {
	return followedVillageSeed{
		Clinics: bits(t, 8, "clinics"), Providers: bits(t, 12, "providers"), Persons: bits(t, 8, "persons"),
		Waiting: several(t, 4, 14, "waiting", func(t *rapid.T) waitingSeed {
			return waitingSeed{
				File: bits(t, 2, "file"), ID: bits(t, 4, "id"), Who: bits(t, 4, "who"), Household: bits(t, 3, "household"), Day: bits(t, 3, "day"),
				Status: bits(t, 3, "status"), Area: bits(t, 3, "area"), Wishes: bits(t, 8, "wishes"), Twist: bits(t, 5, "twist"),
			}
		}),
		Places: several(t, 2, 7, "places", func(t *rapid.T) placeSeed {
			return placeSeed{
				File: bits(t, 2, "file"), Provider: bits(t, 4, "provider"), Facility: bits(t, 4, "facility"),
				Rate: bits(t, 3, "rate"), Size: bits(t, 3, "size"), Twist: bits(t, 4, "twist"),
			}
		}),
		Offers: several(t, 0, 5, "offers", func(t *rapid.T) offerSeed {
			return offerSeed{
				File: bits(t, 2, "file"), ID: bits(t, 2, "id"), Household: bits(t, 3, "household"), Provider: bits(t, 4, "provider"),
				Facility: bits(t, 4, "facility"), Outcome: bits(t, 3, "outcome"),
			}
		}),
		Cases: several(t, 0, 3, "cases", func(t *rapid.T) caseSeed {
			return caseSeed{
				File: bits(t, 2, "file"), ID: bits(t, 1, "id"), From: bits(t, 4, "from"), To: bits(t, 4, "to"),
				Announced: bits(t, 4, "announced"), Effective: bits(t, 3, "effective"), Twist: bits(t, 4, "twist"),
			}
		}),
		Steps: several(t, 0, 10, "steps", func(t *rapid.T) stepSeed {
			return stepSeed{
				File: bits(t, 2, "file"), Who: bits(t, 3, "who"), Provider: bits(t, 4, "provider"), Facility: bits(t, 4, "facility"),
				Day: bits(t, 4, "day"), What: bits(t, 4, "what"),
			}
		}),
	}
}

// rules is the policy of the case: now and then with a window so short that it
// passes within the few days of the case, and with other points.
func (s followedSeed) rules() rules {
	under := s.Province.rules()
	under.window = []int{0, 0, 2, 4}[s.Window]
	if s.Match == 3 {
		under.match = matchRules{weeks: 0, need: 2, age: 3, under: 19, over: 40, newborn: 5, fit: 4, times: 1}
	}
	return under
}

// buildFollowed gives every file of a case.
func buildFollowed(seed followedSeed) []*sentFile {
	f := &followedFiles{drawn: map[string]*sentFile{}}
	for _, file := range buildProvince(seed.Province) {
		f.files = append(f.files, file)
		if !file.receivedAt.Equal(baseReceived) {
			continue
		}
		for _, line := range file.lines {
			seed.Villages[line.village].colour(file.feed, line)
		}
	}
	for number, village := range seed.Villages {
		f.addVillage(number, village)
	}
	return f.files
}

// followedFiles are the files of a case under construction.
type followedFiles struct {
	files []*sentFile
	drawn map[string]*sentFile
}

// put puts a row into one of the four files of a kind, the first of which the
// province begins with.
func (f *followedFiles) put(kind string, drawn, village int, row csvRow) {
	name := fmt.Sprintf("%s_%d.csv", kind, 200+drawn)
	file := f.drawn[name]
	if file == nil {
		file = &sentFile{channel: feedFiles, feed: kind, name: name, receivedAt: seedInstants[[]int{1, 2, 4, 6}[drawn]]}
		if kind == "drbill" {
			file.channel, file.feed = drbillFiles, ""
		}
		if drawn == 0 && kind != "drbill" && kind != "actions" {
			file.receivedAt = baseReceived
		}
		f.drawn[name], f.files = file, append(f.files, file)
	}
	file.lines = append(file.lines, sentLine{row: row, village: village})
}

// areas are the CHSAs of places and people: three in one Local Health Area.
var areas = []string{"1111", "1111", "1112", "1112", "1113", "1121", "1121", "2111"}

// colour changes a row of the feeds that a province begins with. Rows of one
// thing in later files are as others make them.
func (s followedVillageSeed) colour(feed string, line sentLine) {
	row := line.row
	var n int
	switch feed {
	case "clinics":
		_, _ = fmt.Sscanf(row["facility_number"], "F%d", &n)
		row["chsa"] = areas[(s.Clinics+n)%8]
		if s.Clinics > 240 && row["closed_on"] == "" {
			row["closed_on"] = followedDays[n%8]
		}
	case "providers":
		_, _ = fmt.Sscan(row["practitioner_number"], &n)
		s.colourProvider(row, s.Providers+n*5)
	case "persons":
		row["birth_date"] = births[(s.Persons+len(line.row["sex"]))%8]
	}
}

func (s followedVillageSeed) colourProvider(row csvRow, drawn int) {
	row["gender"] = []string{"F", "M", "F", ""}[drawn%4]
	row["languages"] = []string{"en", "en;fr", "fr", "en; pa ;zh"}[drawn/4%4]
	if drawn/16%4 == 0 {
		row["monthly_target"] = fmt.Sprint(drawn / 64 % 6)
		row["target_until"] = []string{"", "2026-03-07", "2026-03-09", "2026-11-30", "2026-12-31", "2026-04-12", "2026-03-06", "2026-03-08"}[drawn/32%8]
	}
	if drawn%16 == 7 {
		row["left_practice_on"] = followedDays[drawn/16%8]
	}
}

// followedDays lie beside the days as of which a case is worked out.
var followedDays = []string{
	"2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09", "2026-04-12", "2026-11-30", "2026-12-01",
}

// births are of people around the ages that count, on some of the days.
var births = []string{
	"1980-05-06", "2025-03-07", "2025-03-08", "2025-03-09", "1950-03-08", "1950-03-09", "2004-02-29", "1949-12-01",
}

// waiter is a person of a village who may wait: one whom claims are about, or
// one of three whom none is about.
func (v *village) waiter(drawn int) string {
	if drawn < 4 {
		return v.person(drawn)
	}
	return v.stranger(drawn)
}

// firstStranger is the label of the first of those whom no claim of a village is
// about.
const firstStranger = 2000

func (v *village) stranger(drawn int) string { return phnOf(firstStranger + v.number*8 + drawn%8) }

func (f *followedFiles) addVillage(number int, s followedVillageSeed) {
	v := &village{number: number}
	for n := range 7 { // the eighth is in no feed
		row := usualRow("persons").with("phn", v.stranger(n)).with("coverage_from", "2020-01-01").with("birth_date", births[(s.Persons+n)%8])
		switch {
		case n == 1 && s.Persons%4 == 1:
			row["survivor_phn"] = v.stranger(2)
		case n == 3 && s.Persons%8 == 5:
			row["survivor_phn"] = v.person(0)
		case n == 4 && s.Persons/8%4 == 1:
			row["deceased_on"] = "2026-03-06"
		}
		f.put("persons", 0, number, row)
	}
	for _, w := range s.Waiting {
		f.put("registrants", w.File, number, v.registrantRow(w))
	}
	for _, p := range s.Places {
		f.put("preferences", p.File, number, v.preferenceRow(p))
	}
	for _, o := range s.Offers {
		f.put("offers", o.File, number, v.offerRow(o))
	}
	for _, c := range s.Cases {
		f.put("transfers", c.File, number, v.caseRow(c))
	}
	for n, step := range s.Steps {
		kind, row := v.stepRow(step, n)
		f.put(kind, step.File, number, row)
	}
}

func (v *village) household(drawn int) string { return fmt.Sprintf("house%d-%d", v.number, drawn%6) }

func (v *village) registrantRow(w waitingSeed) csvRow {
	yes := func(bit int) string { return []string{"", "Y", "N", ""}[w.Wishes>>bit&1] }
	row := csvRow{
		"registrant_id": fmt.Sprintf("reg%d-%d", v.number, w.ID), "household_id": v.household(w.Household), "phn": v.waiter(w.Who),
		"registered_on": waitingDays[w.Day], "status": []string{"active", "active", "active", "active", "active", "active", "offered", "withdrawn"}[w.Status],
		"chsa": areas[w.Area], "any_distance": yes(0), "language": []string{"", "en", "fr", "pa"}[w.Wishes>>1&3],
		"provider_gender": []string{"", "F"}[w.Wishes>>3&1], "complexity": []string{"", "low", "medium", "high"}[w.Wishes>>4&3],
		"language_required": yes(6), "provider_gender_required": yes(7), "birth_date": births[w.Twist%8],
	}
	switch w.Twist / 8 {
	case 1:
		row["attached_but_leaving"] = "Y"
	case 2:
		row["pregnant_or_newborn"] = "Y"
	}
	return row
}

var waitingDays = []string{
	"2025-09-01", "2026-01-05", "2026-01-05", "2026-02-20", "2026-02-21", "2026-02-22", "2026-03-01", "2026-03-07",
}

func (v *village) preferenceRow(p placeSeed) csvRow {
	row := csvRow{
		"practitioner_number": v.provider(p.Provider), "facility_number": v.facility(p.Facility), "accepting": "Y",
		"monthly_capacity_rate": []string{"", "0", "1", "2", "3", "4", "6", "9"}[p.Rate],
		"desired_panel_size":    []string{"", "", "0", "1", "2", "4", "6", "9"}[p.Size],
		"requested_complexity":  []string{"", "any", "low", "medium", "high", "", "low", "any"}[p.Twist%8],
	}
	if p.Twist == 15 {
		row["accepting"] = "N"
	}
	return row
}

func (v *village) offerRow(o offerSeed) csvRow {
	outcomes := []string{"pending", "accepted", "declined_provider", "declined_patient", "lapsed", "pending", "declined_patient", "lapsed"}
	return csvRow{
		"offer_id": fmt.Sprintf("offer%d-%d", v.number, o.ID), "household_id": v.household(o.Household),
		"practitioner_number": v.provider(o.Provider), "facility_number": v.facility(o.Facility),
		"offered_on": "2026-03-05", "outcome": outcomes[o.Outcome],
	}
}

// caseRow hands a panel over, mostly to somebody else.
func (v *village) caseRow(c caseSeed) csvRow {
	row := csvRow{
		"transfer_id": fmt.Sprintf("case%d-%d", v.number, c.ID), "from_practitioner": v.provider(c.From), "to_practitioner": v.provider(c.To),
		"announced_on": seedDays[c.Announced%10], "effective_on": daysLater(seedDays[c.Announced%10], c.Effective),
	}
	if row["to_practitioner"] == row["from_practitioner"] {
		row["to_practitioner"] = v.provider(4)
	}
	if row["to_practitioner"] == row["from_practitioner"] {
		row["to_practitioner"] = v.provider(0)
	}
	if c.Twist%4 == 1 {
		row["facility_number"] = v.facility(c.Announced)
	}
	if c.Twist > 13 {
		row["status"] = "cancelled"
	}
	return row
}

func (v *village) stepRow(s stepSeed, n int) (kind string, row csvRow) {
	claim := csvRow{
		"phn": v.waiter(s.Who), "practitioner_number": v.provider(s.Provider), "facility_number": v.facility(s.Facility), "attach_date": seedDays[s.Day%13],
	}
	action := csvRow{
		"action_id": fmt.Sprintf("step%d-%d", v.number, n), "action": "remove", "phn": v.waiter(s.Who), "practitioner_number": v.provider(s.Provider),
		"acted_on": seedDays[s.Day%13], "actor_role": "provider", "actor_id": v.provider(s.Provider),
	}
	switch {
	case s.What < 8:
		return "drbill", claim
	case s.What < 10:
		claim["facility_number"] = ""
		return "drbill", claim
	case s.What < 13:
	case s.What == 13:
		action["action"], action["facility_number"] = "restore", v.facility(s.Facility)
	case s.What == 14:
		action["action"], action["new_facility_number"] = "change_clinic", v.facility(s.Facility)
	default:
		action["phn"] = "*"
	}
	return "actions", action
}

// theirNights deals the files of a case to three nights.
func theirNights(t *rapid.T, files []*sentFile) [][]*sentFile {
	cut := nightsOf(t, files)
	return [][]*sentFile{cut[0], append(cut[1], cut[2]...), append(cut[3], cut[4]...)}
}

// asOfNights gives the day as of which each night is worked out.
func asOfNights(t *rapid.T, under rules, nights int) []string {
	var days []string
	for n := range nights {
		days = append(days, daysLater(under.asOf, n+1-nights+bits(t, 1, "day later")))
	}
	return days
}
