package pipeline_test

import "fmt"

// builder makes the files of a province from its seeds.
type builder struct {
	seed  provinceSeed
	files []*sentFile // parallel to seed.Files

	decisions []func() // fill in which lines are decided about, once every file is whole
}

// village is what has been made for one village so far, for later lines to
// refer to.
type village struct {
	number  int
	guarded bool
	claims  []*claimLine
	rows    []csvRow // Dr.Bill
	actions []csvRow
	places  []linePlace // of every line but decisions
}

// buildProvince gives every file of a case: the feeds it begins with, the
// drawn files, and whole copies of some of them.
func buildProvince(seed provinceSeed) []*sentFile {
	b := &builder{seed: seed}
	for i, drawn := range seed.Files {
		b.files = append(b.files, newDrawnFile(i, drawn))
	}
	accepts := &sentFile{channel: returns, name: "accepts.txt", receivedAt: seedInstants[0], dataCentre: dataCentreOf(1)}
	base := newBaseFeeds()
	for number, drawn := range seed.Villages {
		base.addVillage(number, drawn.Base)
		v := &village{number: number, guarded: seed.Guard.On}
		// Returns and debit requests refer to claims, so the claims are made
		// first, whatever file they are in.
		var later []func()
		for _, line := range drawn.Lines {
			if line.Present == 0 {
				continue
			}
			b.addLine(v, line, &later)
		}
		for _, add := range later {
			add()
		}
		accepts.lines = append(accepts.lines, v.acceptances()...)
	}
	if seed.rules().acceptedOnly {
		b.files = append(b.files, accepts)
	}
	files := append(base.files(b.missingFeed()), b.files...)
	for _, decide := range b.decisions {
		decide()
	}
	for i, drawn := range seed.Copies {
		again := *files[drawn.File%len(files)]
		again.name = fmt.Sprintf("%s_copy%d%s", baseName(again.name), i, extension(again.name))
		again.receivedAt = seedInstants[drawn.Received]
		files = append(files, &again)
	}
	return b.withoutMissing(files)
}

// missingFeed names a feed that this province never gets, or nothing.
func (b *builder) missingFeed() string {
	names := []string{"persons", "coverage", "providers", "clinics", "affiliations", "endorsements"}
	if b.seed.Missing < 16-len(names) {
		return ""
	}
	return names[b.seed.Missing-(16-len(names))]
}

func (b *builder) withoutMissing(files []*sentFile) []*sentFile {
	var left []*sentFile
	for _, file := range files {
		if file.feed == "" || file.feed != b.missingFeed() {
			left = append(left, file)
		}
	}
	return left
}

// drawnFeeds are the kinds of registry file by fileSeed.What, after the others.
var drawnFeeds = []string{
	"actions", "actions", "actions", "decisions", "persons", "persons", "persons", "coverage", "providers",
	"clinics", "affiliations", "affiliations", "endorsements", "transfers",
}

func newDrawnFile(i int, drawn fileSeed) *sentFile {
	file := &sentFile{receivedAt: seedInstants[drawn.Received], dataCentre: dataCentreOf(1 + drawn.Centre)}
	switch {
	case drawn.What < 10:
		file.channel, file.name = submissions, fmt.Sprintf("claims%d.txt", i)
	case drawn.What < 15:
		file.channel, file.name = returns, fmt.Sprintf("returns%d.txt", i)
		if drawn.Received%2 == 1 { // most returns come after their claims
			file.receivedAt = seedInstants[4+drawn.Received/2]
		}
	case drawn.What < 18:
		file.channel, file.name = drbillFiles, fmt.Sprintf("drbill%d.csv", i)
	default:
		file.channel, file.feed = feedFiles, drawnFeeds[drawn.What-18]
		file.name = fmt.Sprintf("%s_%d.csv", file.feed, i)
	}
	return file
}

// addLine puts a line into its file, at once or later when it has to refer to
// claims that may not have been made yet.
func (b *builder) addLine(v *village, s lineSeed, later *[]func()) {
	file := b.files[s.File%len(b.files)]
	place := len(file.lines)
	if file.feed != "decisions" {
		v.places = append(v.places, linePlace{file, place})
	}
	switch file.channel {
	case submissions:
		file.lines = append(file.lines, sentLine{claim: v.claim(file, s), village: v.number})
	case returns:
		file.lines = append(file.lines, sentLine{village: v.number})
		*later = append(*later, func() { file.lines[place].answer = v.answer(file, s) })
	case drbillFiles:
		file.lines = append(file.lines, sentLine{row: v.drbillRow(s), village: v.number})
	case feedFiles:
		row := v.action
		switch file.feed {
		case "actions":
		case "decisions":
			file.lines = append(file.lines, sentLine{row: b.decision(v, s), village: v.number})
			return
		default:
			row = v.feedRow(file.feed)
		}
		file.lines = append(file.lines, sentLine{row: row(s), village: v.number})
	}
}

// Of the numbers drawn, most stand for what every feed knows of, and few for
// what only a later feed row may tell.
func (v *village) person(drawn int) string {
	return phnOf(v.number*8 + 1 + []int{0, 1, 2, 3, 0, 1, 0, 1, 2, 4, 0, 1, 0, 0, 1, 5}[drawn%16])
}

func (v *village) provider(drawn int) string {
	return practitionerOf(v.number*4 + 1 + []int{0, 1, 0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 2, 0, 1, 3}[drawn%16])
}

func (v *village) facility(drawn int) string {
	return facilityOf(v.number*4 + 1 + []int{0, 1, 0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 2, 0, 1, 3}[drawn%16])
}

func (v *village) sequence(drawn int) string {
	return fmt.Sprintf("%07d", v.number*30+1+drawn)
}

// delegate names one of three people who may or may not act for providers.
func (v *village) delegate(drawn int) string {
	return fmt.Sprintf("delegate%d-%d", v.number, drawn%3)
}

func baseName(name string) string { return name[:len(name)-4] }

func extension(name string) string { return name[len(name)-4:] }
