package pipeline_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"empanel/pipeline/warehouse"
)

// The views of readiness by themselves, on feeds written straight into the
// tables they read, against a slow telling of the same rules (docs/readiness.md).

// readyDay is a day counted from the as-of date, or never.
type readyDay int

const never readyDay = 1 << 20

var readyAsOf = time.Date(2026, 9, 28, 0, 0, 0, 0, time.UTC)

func (d readyDay) date() any {
	if d == never {
		return nil
	}
	return readyAsOf.AddDate(0, 0, int(d)).Format(time.DateOnly)
}

// by says whether the day has come.
func (d readyDay) by() bool { return d != never && d <= 0 }

func earlier(a, b readyDay) readyDay { return min(a, b) }

// readySpan is a first and a last day, either of which may be missing.
type readySpan struct{ from, to readyDay }

func (s readySpan) holds() bool {
	return (s.from == never || s.from <= 0) && (s.to == never || s.to >= 0)
}

// readyWorld is what the feeds and the registry say.
type readyWorld struct {
	providers    []readyProvider
	clinics      map[string]readySpan // opened, closed
	affiliations []readyAffiliation
	endorsements []readyEndorsement
	preferences  []readyPreference
	team         []readyMember
	access       []readyAccess
	attached     []readyAttachment
	onPanel      []string // practitioners with somebody on a panel
}

type readyProvider struct {
	number, id          string
	authenticator, left readyDay
}

type readyAffiliation struct {
	practitioner, facility, role string
	readySpan
}

type readyEndorsement struct {
	delegate, practitioner string
	readySpan
	confirmed readyDay
}

type readyPreference struct {
	practitioner, facility string
	updated                readyDay
}

type readyMember struct {
	person, facility string
	readySpan
}

type readyAccess struct {
	person, facility, system, step, forPractitioner string
	done                                            readyDay
}

type readyAttachment struct {
	practitioner string
	from         readyDay
	known        bool
}

// readyStep is a row of readiness_steps.
type readyStep struct {
	kind, subject, facility, forPractitioner, system, step string
	no                                                     int
	done, next                                             bool
}

// readyPlaces are the values that worlds are drawn from: few, so that they meet.
var (
	readyNumbers    = []string{"11111", "22222", "33333"}
	readyFacilities = []string{"F0001", "F0002"}
	readyPeople     = []string{"S1", "S2", "D1", "11111", "22222", "BC1", "BC2"}
	readyDays       = []readyDay{-400, -91, -90, -89, -1, 0, 1, 30, never}
	readySpellings  = map[string]map[string]string{
		"PAS": {
			"Authenticator": "", "Training": "", "account": "",
		},
		"CareConnect": {
			"Identity": "identity", "ACCOUNT": "account", "clinic-access": "clinic_access", "privacy_training": "privacy_training", " Training ": "privacy_training",
			"undertaking": "pharmanet_undertaking", "PharmaNet Undertaking": "pharmanet_undertaking", "Badge": "",
		},
	}
)

func drawReadyWorld(r *rand.Rand) readyWorld {
	day := func() readyDay { return readyDays[r.IntN(len(readyDays))] }
	end := func() readyDay { // mostly none, so that much holds the day
		if r.IntN(3) > 0 {
			return never
		}
		return day()
	}
	one := func(all []string) string { return all[r.IntN(len(all))] }
	w := readyWorld{clinics: map[string]readySpan{}}
	for i, number := range readyNumbers {
		if r.IntN(4) > 0 {
			id := ""
			if r.IntN(2) == 0 {
				id = fmt.Sprintf("BC%d", i+1)
			}
			left := never
			if r.IntN(3) == 0 {
				left = day()
			}
			w.providers = append(w.providers, readyProvider{number, id, day(), left})
		}
		if r.IntN(5) == 0 {
			w.onPanel = append(w.onPanel, number)
		}
		for range r.IntN(3) {
			w.attached = append(w.attached, readyAttachment{number, readyDays[r.IntN(len(readyDays)-1)], r.IntN(3) > 0})
		}
	}
	for _, f := range readyFacilities {
		if r.IntN(4) > 0 {
			w.clinics[f] = readySpan{day(), end()}
		}
	}
	for _, key := range drawKeys(r, 5, func() [2]string { return [2]string{one(readyNumbers), one(readyFacilities)} }) {
		role := one([]string{"provider", "provider", "medical_director", "staff"})
		w.affiliations = append(w.affiliations, readyAffiliation{key[0], key[1], role, readySpan{readyDays[r.IntN(len(readyDays)-1)], end()}})
	}
	for _, key := range drawKeys(r, 3, func() [2]string { return [2]string{one([]string{"D1", "D2"}), one(readyNumbers)} }) {
		for range 1 + r.IntN(2) {
			w.endorsements = append(w.endorsements, readyEndorsement{key[0], key[1], readySpan{readyDays[r.IntN(len(readyDays)-1)], end()}, day()})
		}
	}
	for _, key := range drawKeys(r, 4, func() [2]string { return [2]string{one(readyNumbers), one(readyFacilities)} }) {
		w.preferences = append(w.preferences, readyPreference{key[0], key[1], day()})
	}
	for _, key := range drawKeys(r, 4, func() [2]string {
		return [2]string{one([]string{"S1", "S2", "S3", "D1", "11111", "BC2"}), one(readyFacilities)}
	}) {
		for range 1 + r.IntN(2) { // one a profession
			w.team = append(w.team, readyMember{key[0], key[1], readySpan{day(), end()}})
		}
	}
	steps := func(system string) []string {
		var all []string
		for s := range readySpellings[system] {
			all = append(all, s)
		}
		sort.Strings(all)
		return all
	}
	for _, key := range drawKeys(r, 12, func() [5]string {
		system := one([]string{"PAS", "CareConnect", "CareConnect"})
		under := ""
		if r.IntN(3) > 0 {
			under = one(readyNumbers)
		}
		return [5]string{one(readyPeople), one(readyFacilities), system, one(steps(system)), under}
	}) {
		w.access = append(w.access, readyAccess{key[0], key[1], key[2], key[3], key[4], day()})
	}
	return w
}

// drawKeys draws up to n keys, each once, in an order that is the seed's alone.
func drawKeys[K comparable](r *rand.Rand, n int, draw func() K) []K {
	var keys []K
	for range n/2 + r.IntN(n/2+1) {
		if key := draw(); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// practises says whether a provider is in a clinic's record on the day, and
// whether anybody ever was in any.
func (w readyWorld) practises(practitioner, facility string) bool {
	for _, a := range w.affiliations {
		if a.practitioner == practitioner && a.facility == facility && a.role != "staff" && a.holds() {
			return true
		}
	}
	return false
}

func (w readyWorld) feedRow(number string) *readyProvider {
	for i := range w.providers {
		if w.providers[i].number == number {
			return &w.providers[i]
		}
	}
	return nil
}

// inPractice says whether readiness is told of a provider.
func (w readyWorld) inPractice(number string) bool {
	if p := w.feedRow(number); p != nil {
		return p.left == never || p.left > 0
	}
	return slices.Contains(w.onPanel, number) || slices.ContainsFunc(readyFacilities, func(f string) bool { return w.practises(number, f) })
}

// who says who a person of the access feed is.
func (w readyWorld) who(person string) (kind, subject string) {
	for _, a := range w.affiliations {
		if a.practitioner == person {
			return "provider", person
		}
	}
	if slices.Contains(w.onPanel, person) {
		return "provider", person
	}
	for _, p := range w.providers {
		if p.number == person || p.id != "" && p.id == person {
			return "provider", p.number
		}
	}
	for _, e := range w.endorsements {
		if e.delegate == person {
			return "delegate", person
		}
	}
	return "staff", person
}

// inTeam says whether somebody is in a clinic's team, or is known to be in it on
// other days than this.
func (w readyWorld) inTeam(subject, facility string) (in, otherwise bool) {
	for _, m := range w.team {
		if _, theirs := w.who(m.person); theirs == subject && m.facility == facility {
			in = in || m.holds()
			otherwise = true
		}
	}
	return in, otherwise && !in
}

// onRecord gives the earliest day of a step of somebody, anywhere or at one
// facility, and whether there is a row of it.
func (w readyWorld) onRecord(subject, system, step, facility, under string) (readyDay, bool) {
	first, found := never, false
	for _, a := range w.access {
		_, theirs := w.who(a.person)
		if theirs == subject && a.system == system && readySpellings[system][a.step] == step && (facility == "" || a.facility == facility) &&
			(under == "" || a.forPractitioner == under) {
			first, found = earlier(first, a.done), true
		}
	}
	return first, found
}

// slowly tells every step.
func (w readyWorld) slowly() []readyStep {
	var all []readyStep
	for _, number := range readyNumbers {
		if w.inPractice(number) {
			all = append(all, w.pasSteps(number)...)
		}
	}
	all = append(all, w.endorsementSteps()...)
	places := w.careConnectPlaces()
	for place := range places {
		all = append(all, w.careConnectSteps(place[0], place[1], place[2])...)
	}
	all = append(all, w.otherSteps(places)...)
	type group struct{ kind, subject, system, facility, acting string }
	first := map[group]int{}
	before := func(a, b readyStep) bool {
		if a.no != b.no {
			return a.no < b.no
		}
		if a.step != b.step {
			return a.step < b.step
		}
		return a.forPractitioner != "" && (b.forPractitioner == "" || a.forPractitioner < b.forPractitioner)
	}
	for i, s := range all {
		g := group{s.kind, s.subject, s.system, s.facility, ""}
		if s.system == "OneHealthID" {
			g.acting = s.forPractitioner
		}
		if at, found := first[g]; !s.done && (!found || before(s, all[at])) {
			first[g] = i
		}
	}
	for _, i := range first {
		all[i].next = true
	}
	return all
}

func (w readyWorld) pasSteps(number string) []readyStep {
	p := w.feedRow(number)
	if p == nil {
		p = &readyProvider{number: number, authenticator: never}
	}
	var affiliated, open, panel, stated bool
	for _, f := range readyFacilities {
		if w.practises(number, f) {
			affiliated = true
			clinic, known := w.clinics[f]
			open = open || known && clinic.holds()
			for _, q := range w.preferences {
				stated = stated || q.practitioner == number && q.facility == f && q.updated.by() && q.updated >= -90
			}
		}
	}
	for _, a := range w.attached {
		panel = panel || a.practitioner == number && a.known && a.from.by()
	}
	steps := []readyStep{
		{step: "bc_provider_id", done: p.id != ""},
		{step: "authenticator", done: p.authenticator.by()},
		{step: "affiliation", done: affiliated},
		{step: "facility_number", done: open},
		{step: "panel", done: panel},
		{step: "availability", done: stated},
	}
	for i := range steps {
		steps[i].kind, steps[i].subject, steps[i].system, steps[i].no = "provider", number, "PAS", i+1
	}
	return steps
}

func (w readyWorld) endorsementSteps() []readyStep {
	type acting struct{ delegate, practitioner string }
	found := map[acting][2]bool{}
	for _, e := range w.endorsements {
		if e.to != never && e.to < 0 || !w.inPractice(e.practitioner) {
			continue
		}
		key := acting{e.delegate, e.practitioner}
		done := found[key]
		done[0] = done[0] || e.from <= 0
		done[1] = done[1] || e.from <= 0 && e.confirmed.by()
		found[key] = done
	}
	var all []readyStep
	for key, done := range found {
		for i, step := range []string{"endorsement", "confirmation"} {
			all = append(all, readyStep{
				kind: "delegate", subject: key.delegate, forPractitioner: key.practitioner, system: "OneHealthID",
				step: step, no: i + 1, done: done[i],
			})
		}
	}
	return all
}

func (w readyWorld) careConnectPlaces() map[[3]string]bool {
	places := map[[3]string]bool{}
	for _, m := range w.team {
		kind, subject := w.who(m.person)
		if m.holds() && (kind != "provider" || w.inPractice(subject)) {
			places[[3]string{kind, subject, m.facility}] = true
		}
	}
	for _, a := range w.access {
		kind, subject := w.who(a.person)
		_, gone := w.inTeam(subject, a.facility)
		if a.system == "CareConnect" && !gone && (kind != "provider" || w.inPractice(subject)) {
			places[[3]string{kind, subject, a.facility}] = true
		}
	}
	for place := range places {
		if clinic, known := w.clinics[place[2]]; known && clinic.to != never && clinic.to < 0 {
			delete(places, place)
		}
	}
	return places
}

func (w readyWorld) careConnectSteps(kind, subject, facility string) []readyStep {
	var all []readyStep
	add := func(no int, step, under string, done bool) {
		all = append(all, readyStep{kind: kind, subject: subject, facility: facility, forPractitioner: under, system: "CareConnect", step: step, no: no, done: done})
	}
	for i, step := range []string{"identity", "account", "clinic_access", "privacy_training"} {
		at := ""
		if step == "clinic_access" {
			at = facility
		}
		on, _ := w.onRecord(subject, "CareConnect", step, at, "")
		add(i+1, step, "", on.by())
	}
	under := 0
	for _, number := range readyNumbers {
		on, found := w.onRecord(subject, "CareConnect", "pharmanet_undertaking", facility, number)
		if found && (len(w.affiliations) == 0 || w.practises(number, facility)) {
			add(5, "pharmanet_undertaking", number, on.by())
			under++
		}
	}
	if under == 0 && kind != "provider" {
		add(5, "pharmanet_undertaking", "", false)
	}
	return all
}

func (w readyWorld) otherSteps(places map[[3]string]bool) []readyStep {
	found := map[readyStep]readyDay{}
	for _, a := range w.access {
		kind, subject := w.who(a.person)
		known := readySpellings[a.system][a.step]
		_, gone := w.inTeam(subject, a.facility)
		switch {
		case known != "", gone:
			continue
		case kind == "provider" && !w.inPractice(subject):
			continue
		case a.system == "CareConnect" && !places[[3]string{kind, subject, a.facility}]:
			continue
		}
		s := readyStep{kind: kind, subject: subject, facility: a.facility, forPractitioner: a.forPractitioner, system: a.system, step: strings.ToLower(strings.TrimSpace(a.step)), no: 100}
		if kind == "provider" && a.system == "PAS" {
			s.facility = ""
		}
		on, seen := found[s]
		if !seen {
			on = never
		}
		found[s] = earlier(on, a.done)
	}
	var all []readyStep
	for s, on := range found {
		s.done = on.by()
		all = append(all, s)
	}
	return all
}

// fill puts the world into the tables.
func (w readyWorld) fill(t *testing.T, db *warehouse.Warehouse) {
	t.Helper()
	do := func(statement string, args ...any) {
		t.Helper()
		if err := db.Exec(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	for _, clear := range []string{
		"delete from providers", "delete from clinics", "delete from affiliations", "delete from endorsements", "delete from preferences",
		"delete from clinic_staff", "delete from access", "delete from attachment_apart", "delete from panel",
	} {
		do(clear)
	}
	for _, p := range w.providers {
		do("insert into providers (practitioner_number, bc_provider_id, authenticator_on, left_practice_on, file_no, line_no) values (?, ?, ?::date, ?::date, 1, 1)",
			p.number, p.id, p.authenticator.date(), p.left.date())
	}
	for f, c := range w.clinics {
		do("insert into clinics (facility_number, opened_on, closed_on, file_no, line_no) values (?, ?::date, ?::date, 1, 1)", f, c.from.date(), c.to.date())
	}
	for _, a := range w.affiliations {
		do("insert into affiliations values (?, ?, ?, ?::date, ?::date, 1, 1)", a.practitioner, a.facility, a.role, a.from.date(), a.to.date())
	}
	for _, e := range w.endorsements {
		do("insert into endorsements values (?, ?, ?::date, ?::date, ?::date, 1, 1)", e.delegate, e.practitioner, e.from.date(), e.to.date(), e.confirmed.date())
	}
	for _, p := range w.preferences {
		do("insert into preferences (practitioner_number, facility_number, updated_on, file_no, line_no) values (?, ?, ?::date, 1, 1)", p.practitioner, p.facility, p.updated.date())
	}
	for i, m := range w.team {
		do("insert into clinic_staff values (?, ?, ?, ?::date, ?::date, null, 1, 1)", m.person, m.facility, fmt.Sprint("profession ", i), m.from.date(), m.to.date())
	}
	for _, a := range w.access {
		do("insert into access values (?, ?, 'any', ?, ?, nullif(?, ''), ?::date, 1, 1)", a.person, a.facility, a.system, a.step, a.forPractitioner, a.done.date())
	}
	for i, a := range w.attached {
		known := any(1)
		if a.known {
			known = nil
		}
		do("insert into attachment_apart values (9012372173, ?, 9, 'Confirmed', ?::date, null, null, 1, ?, null, null, 1, ?)",
			slices.Index(readyNumbers, a.practitioner), a.from.date(), i, known)
	}
	for _, number := range w.onPanel {
		do("insert into panel values (?, 'F0001', 1, 0, 0, 0)", number)
	}
}

// TestReadinessIsWhatTheSlowRulesSay compares every step of made-up worlds whose
// days lie on and beside every boundary.
func TestReadinessIsWhatTheSlowRulesSay(t *testing.T) {
	t.Parallel()
	db := readinessTables(t)
	reached := map[string]bool{}
	for seed := range uint64(40 * soak) {
		w := drawReadyWorld(rand.New(rand.NewPCG(seed, 5)))
		w.fill(t, db)
		want := []string{}
		for _, s := range w.slowly() {
			want = append(want, fmt.Sprintf("%+v", s))
			reached[fmt.Sprint(s.kind, " ", s.system, " ", s.step, " ", s.done)] = true
		}
		sort.Strings(want)
		found := []string{}
		for _, s := range storedSteps(t, db) {
			found = append(found, fmt.Sprintf("%+v", s))
		}
		sort.Strings(found)
		if !slices.Equal(found, want) {
			t.Fatalf("world %d: %+v\nfound:\n%s\nwant:\n%s", seed, w, strings.Join(found, "\n"), strings.Join(want, "\n"))
		}
		if seed%8 == 0 {
			mustSummarise(t, db)
		}
	}
	for _, system := range []string{
		"provider PAS bc_provider_id", "provider PAS authenticator", "provider PAS affiliation", "provider PAS facility_number", "provider PAS panel",
		"provider PAS availability", "provider PAS training", "delegate OneHealthID endorsement", "delegate OneHealthID confirmation", "staff CareConnect identity",
		"staff CareConnect account", "staff CareConnect clinic_access", "staff CareConnect privacy_training", "staff CareConnect pharmanet_undertaking",
		"staff CareConnect badge", "provider CareConnect identity",
	} {
		for _, done := range []bool{true, false} {
			if key := fmt.Sprint(system, " ", done); !reached[key] {
				t.Errorf("no world has %s", key)
			}
		}
	}
}

// readinessTables is an empty registry in memory, on the as-of date.
func readinessTables(t *testing.T) *warehouse.Warehouse {
	t.Helper()
	db := registryInMemory(t, t.TempDir())
	err := db.Exec(t.Context(), `insert into run values (1, 'R000001', now()::timestamp, now()::timestamp, 'done', null, ?::date, '', '', 0, 0, '', 0)`, readyDay(0).date())
	if err != nil {
		t.Fatal(err)
	}
	for i, number := range readyNumbers {
		if err := db.Exec(t.Context(), "insert into number values (?, ?)", i, number); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func storedSteps(t *testing.T, db *warehouse.Warehouse) (all []readyStep) {
	t.Helper()
	rows, err := db.Conn().QueryContext(t.Context(), `select subject_kind, subject, coalesce(facility_number, ''), coalesce(for_practitioner, ''), system,
		step, step_no, done, next, what_next, done_on from readiness_steps`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what matters
	for rows.Next() {
		var s readyStep
		var next sql.NullString
		var on sql.NullTime
		if err := rows.Scan(&s.kind, &s.subject, &s.facility, &s.forPractitioner, &s.system, &s.step, &s.no, &s.done, &s.next, &next, &on); err != nil {
			t.Fatal(err)
		}
		if s.done == next.Valid {
			t.Fatalf("%+v says what to do: %t", s, next.Valid)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// mustSummarise holds the relation readiness to the steps it sums up.
func mustSummarise(t *testing.T, db *warehouse.Warehouse) {
	t.Helper()
	var wrong int
	err := db.Conn().QueryRowContext(t.Context(), `
		with want as (
			select subject_kind, subject, coalesce(facility_number, '') as f, if(system = 'OneHealthID', for_practitioner, '') as p, system,
				count(*) as steps, sum(done::int) as done, min(done::int) = 1 as ready, min(step) filter (next) as next_step
			from readiness_steps group by all
		), found as (
			select subject_kind, subject, coalesce(facility_number, '') as f, coalesce(for_practitioner, '') as p, system, steps, done, ready, next_step
			from readiness where len(coalesce(steps_done, [])) = done and len(coalesce(steps_missing, [])) = steps - done and ready = (next_step is null)
		)
		select count(*) from ((from want except from found) union all (from found except from want))`).Scan(&wrong)
	if err != nil {
		t.Fatal(err)
	}
	if wrong > 0 {
		t.Fatalf("%d rows of readiness do not sum up their steps", wrong)
	}
}

// TestReadinessDays are the boundaries, day by day, as docs/readiness.md states
// them.
func TestReadinessDays(t *testing.T) {
	t.Parallel()
	db := readinessTables(t)
	base := func() readyWorld {
		return readyWorld{
			providers:    []readyProvider{{"11111", "BC1", -10, never}},
			clinics:      map[string]readySpan{"F0001": {-400, never}},
			affiliations: []readyAffiliation{{"11111", "F0001", "provider", readySpan{-400, never}}},
			endorsements: []readyEndorsement{{"D1", "11111", readySpan{-30, never}, -20}},
			preferences:  []readyPreference{{"11111", "F0001", -90}},
			attached:     []readyAttachment{{"11111", -5, true}},
		}
	}
	for _, c := range []struct {
		name, next string // the next step of the provider, or of the delegate
		delegate   bool
		change     func(*readyWorld)
	}{
		{"all is done; availability stated 90 days ago", "", false, func(*readyWorld) {}},
		{"availability stated 91 days ago", "availability", false, func(w *readyWorld) { w.preferences[0].updated = -91 }},
		{"availability stated tomorrow", "availability", false, func(w *readyWorld) { w.preferences[0].updated = 1 }},
		{"availability stated at another clinic", "availability", false, func(w *readyWorld) { w.preferences[0].facility = "F0002" }},
		{"availability without a day", "availability", false, func(w *readyWorld) { w.preferences[0].updated = never }},
		{"authenticator today", "", false, func(w *readyWorld) { w.providers[0].authenticator = 0 }},
		{"authenticator tomorrow", "authenticator", false, func(w *readyWorld) { w.providers[0].authenticator = 1 }},
		{"BC Provider ID blank", "bc_provider_id", false, func(w *readyWorld) { w.providers[0].id = " " }},
		{"affiliation ends today", "", false, func(w *readyWorld) { w.affiliations[0].to = 0 }},
		{"affiliation ended yesterday", "affiliation", false, func(w *readyWorld) { w.affiliations[0].to = -1 }},
		{"affiliation begins tomorrow", "affiliation", false, func(w *readyWorld) { w.affiliations[0].from = 1 }},
		{"on the clinic's staff only", "affiliation", false, func(w *readyWorld) { w.affiliations[0].role = "staff" }},
		{"clinic closes today", "", false, func(w *readyWorld) { w.clinics["F0001"] = readySpan{-400, 0} }},
		{"clinic closed yesterday", "facility_number", false, func(w *readyWorld) { w.clinics["F0001"] = readySpan{-400, -1} }},
		{"first claim today", "", false, func(w *readyWorld) { w.attached[0].from = 0 }},
		{"first claim tomorrow", "panel", false, func(w *readyWorld) { w.attached[0].from = 1 }},
		{"no claim that still counts", "panel", false, func(w *readyWorld) { w.attached[0].known = false }},
		{"endorsement confirmed today", "", true, func(w *readyWorld) { w.endorsements[0].confirmed = 0 }},
		{"endorsement confirmed tomorrow", "confirmation", true, func(w *readyWorld) { w.endorsements[0].confirmed = 1 }},
		{"endorsement begins tomorrow", "endorsement", true, func(w *readyWorld) { w.endorsements[0].from = 1 }},
		{"endorsement ends today", "", true, func(w *readyWorld) { w.endorsements[0].to = 0 }},
		{"endorsement ended yesterday", "no row", true, func(w *readyWorld) { w.endorsements[0].to = -1 }},
		{"left practice today", "no row", false, func(w *readyWorld) { w.providers[0].left = 0 }},
		{"leaves practice tomorrow", "", false, func(w *readyWorld) { w.providers[0].left = 1 }},
	} {
		w := base()
		c.change(&w)
		w.fill(t, db)
		kind := map[bool]string{false: "provider", true: "delegate"}[c.delegate]
		var next sql.NullString
		err := db.Conn().QueryRowContext(t.Context(), `select coalesce(
			(select coalesce(next_step, '') from readiness where subject_kind = ?), 'no row')`, kind).Scan(&next)
		if err != nil {
			t.Fatal(err)
		}
		if next.String != c.next {
			t.Errorf("%s: the next step is %q, not %q", c.name, next.String, c.next)
		}
	}
}
