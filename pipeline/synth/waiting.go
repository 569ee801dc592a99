package synth

import (
	"context"
	"path/filepath"
	"sort"
	"strconv"
	"time"

	"empanel/parsers/field"
)

// registrantsPerRoom is how many people wait for each provider with room.
const registrantsPerRoom = 133

// maxWaiting is the most people who wait: with more, the numbers of
// practitioners do not reach.
const maxWaiting = 20_000_000

// waitingOnly is a workload to measure matching with: people who wait, in
// households, and providers, every other one with room. Nobody is on a panel.
type waitingOnly struct {
	*province
	groups [][]chunk // the people of one file
}

// peoplePerGroup is about how many people one file has: what a worker holds in
// memory.
const peoplePerGroup = 25_000

// writeWaitingOnly writes opts.People registrants and what matching needs to
// know beside them.
func writeWaitingOnly(ctx context.Context, opts Options) (Manifest, error) {
	w := waitingOnly{province: newProvince(opts)}
	w.areas, w.regions = divide(w.chance, areasOfBC, opts.People)
	w.group()
	w.open()
	d, err := openDelivery(0, filepath.Clean(opts.Inbox), opts.FirstDay)
	if err != nil {
		return Manifest{}, err
	}
	w.progress.total = int64(opts.People)
	feeds := []func() *sheet{w.providersSheet, w.clinicsSheet, w.affiliationsSheet, w.preferencesSheet}
	parts := make([]*delivery, len(feeds)+len(w.groups))
	households := make([]int, len(w.groups))
	err = w.inParallel(ctx, len(parts), func(i int) error {
		parts[i] = d.part()
		if i < len(feeds) {
			s := feeds[i]()
			return parts[i].putSheet(s, s.feed+".csv", time.Duration(i)*time.Second)
		}
		var err error
		households[i-len(feeds)], err = w.write(parts[i], i-len(feeds))
		return err
	})
	if err != nil {
		return Manifest{}, err
	}
	for _, part := range parts {
		d.include(part)
	}
	c := &w.manifest.Counts
	c.People, c.Providers, c.Clinics, c.Areas = opts.People, len(w.providers), len(w.clinics), len(w.areas)
	for _, n := range households {
		c.Households += n
	}
	w.close(d)
	return w.manifest, nil
}

// group says which people go into which file.
func (w *waitingOnly) group() {
	people := int32(0)
	for _, ch := range chunksOf(w.areas) {
		if len(w.groups) == 0 || people >= peoplePerGroup {
			w.groups = append(w.groups, nil)
			people = 0
		}
		last := len(w.groups) - 1
		w.groups[last] = append(w.groups[last], ch)
		people += ch.count
	}
}

// open makes the clinics, where people live, and five providers at each.
func (w *waitingOnly) open() {
	providers := 2 * max(1, (w.opts.People+registrantsPerRoom/2)/registrantsPerRoom)
	for k := range (providers + 4) / 5 {
		dice := w.chance.dice(streamClinic, uint64(k))
		at := w.areaOf(int32(dice.IntN(w.opts.People)))
		w.clinics = append(w.clinics, clinic{
			number: w.issue.facilityNumber(k), name: clinicName(dice), region: w.areas[at].region, area: at,
			openedOn: field.NewDate(2000, 1, 1) + field.Date(dice.IntN(7000)), closedOn: field.NoDate,
		})
		reg := &w.regions[w.areas[at].region]
		reg.clinics = append(reg.clinics, int32(k))
	}
	for q := range int32(providers) {
		w.providers = append(w.providers, w.newProvider(q/5, 0))
		w.providers[q].accepting = q%2 == 0
		c := &w.clinics[q/5]
		c.providers = append(c.providers, q)
		reg := &w.regions[c.region]
		reg.providers = append(reg.providers, q)
	}
}

// areaOf is where person i lives.
func (w *waitingOnly) areaOf(i int32) int32 {
	return int32(sort.Search(len(w.areas), func(k int) bool { return w.areas[k].first > i })) - 1
}

// providersSheet lists the providers, with the languages they speak.
func (w *waitingOnly) providersSheet() *sheet {
	s := newSheet("providers")
	for q := range w.providers {
		row := w.providerRow(int32(q))
		row[5] = w.spoken(q)
		s.row(row...)
	}
	return s
}

// tongues are the languages that people speak besides English, the more
// frequent ones more than once.
var tongues = []string{"pa", "pa", "pa", "zh", "zh", "zh", "fa", "fa", "fr", "es", "vi", "ko"}

// spoken gives a provider one to three languages: English, of fifty all but
// one, and with some others.
func (w *waitingOnly) spoken(q int) string {
	dice := w.chance.dice(streamWaiting, uint64(q)+1<<41)
	first := tongues[dice.IntN(len(tongues))]
	second := tongues[dice.IntN(len(tongues))]
	out := "en"
	switch kind := dice.IntN(100); {
	case kind < 2:
		return first
	case kind < 30:
		out += ";" + first
	case kind < 36 && first != second:
		out += ";" + first + ";" + second
	}
	return out
}

// preferencesSheet says how many people each provider takes. Those without
// room are not accepting, or take nobody a month.
func (w *waitingOnly) preferencesSheet() *sheet {
	s := newSheet("preferences")
	for q := range w.providers {
		one := &w.providers[q]
		dice := w.chance.dice(streamWaiting, uint64(q)+1<<42)
		accepting, rate, size := one.accepting, 5+dice.IntN(36), ""
		if dice.IntN(5) > 0 {
			size = strconv.Itoa(400 + 50*dice.IntN(24))
		}
		if !one.accepting && dice.IntN(10) == 0 {
			accepting, rate = true, 0
		}
		s.row(one.number, w.clinics[one.clinic].number, yesNo(accepting), strconv.Itoa(rate), size,
			[]string{"any", "any", "any", "low", "low", "medium", "high", ""}[dice.IntN(8)], (w.first - field.Date(dice.IntN(200))).String())
		if one.second != noClinic {
			s.row(one.number, w.clinics[one.second].number, "N", "", "", "any", (w.first - 60).String())
		}
	}
	return s
}
