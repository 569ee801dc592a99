package pipeline_test

import "strconv"

// linePlace is where a line of a village stands.
type linePlace struct {
	file *sentFile
	at   int
}

// decision makes a row of a decision file about a line of the village. Which
// one is known when every file is whole: its bytes name it.
func (b *builder) decision(v *village, s lineSeed) csvRow {
	row := csvRow{
		"about_submission_id": "0f3a", "about_line_no": "2", "verdict": "release", "counts_from": seedDays[s.Day],
		"decided_at": "2026-03-05T18:00:00Z", "decided_by": "ana", "reason": "both clinics agreed",
	}
	switch {
	case s.Twist < 34: // releases a claim
	case s.Twist < 54:
		row["verdict"] = "discard"
	case s.Twist == 61:
		row["verdict"] = "keep"
	case s.Twist == 62:
		row["reason"] = ""
	case s.Twist == 63:
		row["about_line_no"] = "9999"
	}
	aboutHold := v.guarded && s.Present > 1 && s.Twist < 58
	if aboutHold {
		row["verdict"] = []string{"release_file", "discard_file"}[s.Sequence%2]
	}
	b.decisions = append(b.decisions, func() {
		places := v.places
		switch {
		case aboutHold:
			places = v.guardedPlaces()
		case s.Twist < 34:
			places = v.attachPlaces()
		}
		if len(places) == 0 || s.Twist == 60 {
			return
		}
		about := places[(s.Who*16+s.Ref)%len(places)]
		row["about_submission_id"] = about.file.submissionID()
		if s.Twist != 63 {
			row["about_line_no"] = writtenNumber(about.file.firstLine() + about.at)
		}
	})
	return row
}

// attachPlaces are the village's lines by which somebody claims a person.
func (v *village) attachPlaces() []linePlace {
	var places []linePlace
	for _, p := range v.places {
		if attaches(evidenceLine{file: p.file, sentLine: p.file.lines[p.at]}) {
			places = append(places, p)
		}
	}
	return places
}

// guardedPlaces are the village's lines that the guard may hold.
func (v *village) guardedPlaces() []linePlace {
	places := v.attachPlaces()
	for _, p := range v.places {
		if p.file.feed == "actions" && delegateRemovesEverybody(evidenceLine{sentLine: p.file.lines[p.at]}) {
			places = append(places, p)
		}
	}
	return places
}

func writtenNumber(n int) string { return strconv.Itoa(n) }
