package page

import "html/template"

// pictures are the charts of a page, each empty where there is too little to
// compare.
type pictures struct {
	Outcomes, Reasons, Programs, Nights, Panels, Areas, Transfers, Stages template.HTML
}

// How much a chart shows; the table beside it has the rest.
const (
	mostBars   = 10
	mostNights = 14
)

func (v *view) draw() error {
	for _, d := range []struct {
		to   *template.HTML
		make func() (template.HTML, error)
	}{
		{&v.Pictures.Outcomes, v.outcomes},
		{&v.Pictures.Reasons, v.reasons},
		{&v.Pictures.Programs, v.programs},
		{&v.Pictures.Nights, func() (template.HTML, error) { return nights(v.Nights) }},
		{&v.Pictures.Panels, v.panels},
		{&v.Pictures.Areas, v.areas},
		{&v.Pictures.Transfers, v.transfers},
		{&v.Pictures.Stages, v.stages},
	} {
		picture, err := d.make()
		if err != nil {
			return err
		}
		*d.to = picture
	}
	return nil
}

func (v *view) outcomes() (template.HTML, error) {
	if len(v.Outcomes) < 2 {
		return "", nil
	}
	c := chart{id: "outcomes", title: "Lines by outcome", desc: "How many of tonight's lines had each outcome.", series: []series{{name: "lines"}}}
	for _, o := range v.Outcomes[:min(mostBars, len(v.Outcomes))] {
		c.categories = append(c.categories, outcomeWords(o.Name))
		c.series[0].values = append(c.series[0].values, float64(o.N))
	}
	return c.bars(false)
}

// reasons stacks what waits for each reason by who sent it.
func (v *view) reasons() (template.HTML, error) {
	c := chart{id: "reasons", title: "Lines that wait in quarantine, by reason and program", desc: "How many lines wait for each reason, and which program sent them.", named: true}
	waiting := v.waitingReasons()
	if len(waiting) < 2 {
		return "", nil
	}
	waiting = waiting[:min(mostBars, len(waiting))]
	for _, r := range waiting {
		c.categories = append(c.categories, word(nil, r.Code))
	}
	others := series{name: "others", colour: seriesColours}
	for i, sent := range v.Senders {
		one := series{name: senderWords(sent.Channel, sent.Software), colour: v.colourOf(i)}
		var sum float64
		for _, r := range waiting {
			one.values = append(one.values, float64(r.BySender[i]))
			sum += float64(r.BySender[i])
		}
		switch {
		case sum == 0:
		case one.colour > 0:
			c.series = append(c.series, one)
		default:
			others.add(one)
		}
	}
	if others.values != nil {
		c.series = append(c.series, others)
	}
	return c.bars(true)
}

// colourOf gives the colour of a sender, the same in every picture; 0 where there
// are more senders than colours and others have more lines that wait.
func (v *view) colourOf(sender int) int {
	most := seriesColours
	if len(v.Senders) > seriesColours {
		most-- // the last is that of all others
	}
	before := 0
	for i, s := range v.Senders {
		if s.Waiting > v.Senders[sender].Waiting || s.Waiting == v.Senders[sender].Waiting && i < sender {
			before++
		}
	}
	if before >= most {
		return 0
	}
	return before + 1
}

func (s *series) add(other series) {
	if s.values == nil {
		s.values = make([]float64, len(other.values))
	}
	for i, value := range other.values {
		s.values[i] += value
	}
}

// programs follows the share of lines in quarantine over the nights.
func (v *view) programs() (template.HTML, error) {
	if len(v.Nights) < 2 {
		return "", nil
	}
	c := chart{
		id: "programs", title: "Share of each night's lines in quarantine, by program",
		desc: "For each of the last nights and each program: how many of a hundred lines are in quarantine.", decimals: 1, percent: true, named: true,
	}
	for _, n := range v.Nights {
		c.categories = append(c.categories, n.day())
	}
	for i, s := range v.Senders {
		one, told := series{name: senderWords(s.Channel, s.Software), colour: v.colourOf(i)}, 0
		for _, t := range s.Trend {
			value := missing
			if t.Lines >= fewLines {
				value = 100 * float64(t.Quarantined) / float64(t.Lines)
				told++
			}
			one.values = append(one.values, value)
		}
		if told > 1 && one.colour > 0 {
			c.series = append(c.series, one)
		}
	}
	if len(c.series) == 0 {
		return "", nil
	}
	return c.line()
}

// fewLines are too few to tell a share of: one line would be 5% of them.
const fewLines = 20

// nights compares who came and who left, without a first load: beside it every
// other night would be nothing.
func nights(all []Night) (template.HTML, error) {
	all = afterFirstLoad(all)
	if len(all) < 2 {
		return "", nil
	}
	c := chart{
		id: "nights", title: "People who came onto panels and who left them, by night",
		desc:   "For each of the last nights: how many people came onto a panel, and how many left one.",
		series: []series{{name: "came"}, {name: "left"}},
	}
	for _, n := range all {
		c.categories = append(c.categories, n.day())
		c.series[0].values = append(c.series[0].values, float64(n.Came))
		c.series[1].values = append(c.series[1].values, float64(n.Left))
	}
	return c.bars(false)
}

// afterFirstLoad leaves out the run that began the registry.
func afterFirstLoad(all []Night) []Night {
	if len(all) > 0 && all[0].first() {
		return all[1:]
	}
	return all
}

// first says whether nobody was attached before.
func (n Night) first() bool { return n.Attached == n.Came-n.Left }

// day is the month and the day, where the year is known.
func (n Night) day() string {
	if len(n.AsOf) == len("2026-10-02") {
		return n.AsOf[len("2026-"):]
	}
	return n.AsOf
}

func (v *view) panels() (template.HTML, error) {
	all := append(append([]Panel{}, v.Growing.Shown[:min(mostBars/2, len(v.Growing.Shown))]...), v.Shrunk.Shown[:min(mostBars/2, len(v.Shrunk.Shown))]...)
	if len(all) < 2 {
		return "", nil
	}
	c := chart{
		id: "panels", title: "People who came and who left, on the panels that changed most",
		desc:   "For each of the panels that grew most and shrank most tonight: how many people came and how many left.",
		series: []series{{name: "came"}, {name: "left"}},
	}
	for _, p := range all {
		c.categories = append(c.categories, p.Practitioner+" at "+p.Facility)
		c.series[0].values = append(c.series[0].values, float64(p.Came))
		c.series[1].values = append(c.series[1].values, float64(p.Gone))
	}
	return c.bars(false)
}

func (v *view) areas() (template.HTML, error) {
	if v.Waiting == nil {
		return "", nil
	}
	areas := v.Waiting.Areas
	if len(areas) < 2 {
		return "", nil
	}
	c := chart{
		id: "areas", title: "People who wait, and people there is room for, by Local Health Area",
		desc:   "For each Local Health Area: how many people wait for a provider, and how many its providers have room for.",
		series: []series{{name: "waiting"}, {name: "room"}},
	}
	for _, a := range areas[:min(mostBars, len(areas))] {
		name := a.Code
		if name == "" {
			name = "not stated"
		}
		c.categories = append(c.categories, name)
		c.series[0].values = append(c.series[0].values, float64(a.Waiting))
		c.series[1].values = append(c.series[1].values, float64(a.Room))
	}
	return c.bars(false)
}

func (v *view) transfers() (template.HTML, error) {
	cases := v.Transfer.Cases
	if len(cases) == 0 {
		return "", nil
	}
	c := chart{
		id: "transfers-chart", title: "What became of the people of each transfer",
		desc:   "For each transfer: how many people have moved, went elsewhere or died, and of how many nothing is settled.",
		series: []series{{name: "moved"}, {name: "elsewhere"}, {name: "deceased"}, {name: "not settled"}},
	}
	for _, t := range cases[:min(mostBars, len(cases))] {
		c.categories = append(c.categories, t.ID)
		for i, n := range []int64{t.Moved, t.Elsewhere, t.Deceased, t.Unsettled()} {
			c.series[i].values = append(c.series[i].values, float64(n))
		}
	}
	if c.top(true) == 0 {
		return "", nil
	}
	return c.bars(true)
}

func (v *view) stages() (template.HTML, error) {
	if len(v.Phases) < 2 {
		return "", nil
	}
	c := chart{id: "stages", title: "How long each part of the run took", desc: "Seconds, in the order of the run.", series: []series{{name: "seconds"}}, decimals: 2}
	for _, s := range v.Phases {
		c.categories = append(c.categories, s.Name)
		c.series[0].values = append(c.series[0].values, s.Seconds)
	}
	return c.bars(false)
}
