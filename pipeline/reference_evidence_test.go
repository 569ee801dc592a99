package pipeline_test

import (
	"sort"
	"time"
)

// The reference: what the registry should be, worked out from the evidence in
// the slowest and plainest way there is. It shares no code with the pipeline.

// position is where a line stands in the one order that breaks every tie:
// when its file was received, then the file's hash, then the line's number.
type position struct {
	receivedAt time.Time
	submission string
	line       int
}

func (p position) before(q position) bool {
	if !p.receivedAt.Equal(q.receivedAt) {
		return p.receivedAt.Before(q.receivedAt)
	}
	if p.submission != q.submission {
		return p.submission < q.submission
	}
	return p.line < q.line
}

// lineKey names a line in every relation.
type lineKey struct {
	submission string
	line       int
}

func (p position) key() lineKey { return lineKey{p.submission, p.line} }

// evidenceLine is one line of an accepted file.
type evidenceLine struct {
	position
	file *sentFile
	sentLine
}

// acceptedLines gives every line of every file that is not a copy of another.
// Of files with equal bytes the earliest by (received_at, name) is taken.
func acceptedLines(files []*sentFile) []evidenceLine {
	ordered := append([]*sentFile(nil), files...)
	sort.SliceStable(ordered, func(i, j int) bool {
		if !ordered[i].receivedAt.Equal(ordered[j].receivedAt) {
			return ordered[i].receivedAt.Before(ordered[j].receivedAt)
		}
		return ordered[i].name < ordered[j].name
	})
	taken := map[string]bool{}
	var lines []evidenceLine
	for _, file := range ordered {
		id := file.submissionID()
		if taken[id] {
			continue
		}
		taken[id] = true
		for i, sent := range file.lines {
			at := position{receivedAt: file.receivedAt, submission: id, line: file.firstLine() + i}
			lines = append(lines, evidenceLine{position: at, file: file, sentLine: sent})
		}
	}
	return lines
}

// lineResult is what the registry says of a line.
type lineResult struct {
	outcome  string
	reasons  []string
	warnings []string

	discarded bool // in quarantine, and an administrator has dealt with it
}

// attachmentRow is one row of the history of attachments; open rows have an
// empty validTo and closeReason.
type attachmentRow struct {
	phn, practitioner, facility     string
	status                          string
	validFrom, validTo, closeReason string
	key                             lineKey
}

// conflictRow names the two sides where one provider's claim met another's
// attachment and no transfer explains it.
type conflictRow struct {
	phn                                      string
	incumbentPractitioner, incumbentFacility string
	challengerPractitioner                   string
	challengerFacility                       string
	effectiveOn                              string
	resolution, resolvedOn                   string
	key                                      lineKey // the challenger's
}

// portalRow is one portal claim and whether it stands.
type portalRow struct {
	key                         lineKey
	practitioner, feeItem, date string
	state                       string // claimed, refused, reversed
}

// removal is that an action ended somebody's attachment.
type removal struct {
	by     lineKey
	person string
}

// expected is all that the reference works out.
type expected struct {
	lines       map[lineKey]lineResult
	attachments []attachmentRow
	conflicts   []conflictRow
	portal      []portalRow
	removals    []removal
}

// reconcileSlowly is the reference, top to bottom.
func reconcileSlowly(files []*sentFile, under rules) expected {
	lines := acceptedLines(files)
	result := expected{lines: map[lineKey]lineResult{}}

	in := feedsInForce(lines, result.lines)
	checkClaims(lines, in, result.lines)
	checkActions(lines, in, result.lines)

	voids := hearAnswers(lines, result.lines)
	listPortalClaims(lines, voids, &result)

	under = hearDecisions(lines, under, result.lines)
	discardHeld(lines, under, result.lines)

	claims := sortAttachLines(lines, voids, under, result.lines)
	holdActions(lines, under, result.lines)
	foldEverybody(lines, claims, in, under, &result)
	markDiscarded(lines, result.lines)
	return result
}
