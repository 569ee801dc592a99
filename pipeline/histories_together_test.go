package pipeline_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Many histories are taken in by one run: each has people, providers, places
// and names of its own, and is held to its own result. A run costs as much for
// one as for forty.

// ownLabels is how many people, providers, facilities and data centres a
// history may name.
const ownLabels = 20

// groupHistories puts those histories together that one run can take in: they
// have the same policy, and all usual feeds, as what looks into a feed without
// rows is not checked.
func groupHistories(histories []givenHistory) map[string][]givenHistory {
	groups := map[string][]givenHistory{}
	for _, h := range histories {
		has := map[string]bool{}
		for _, file := range h.files {
			has[file.feed] = true
		}
		group := fmt.Sprintf("%+v", h.under)
		for _, usual := range []string{"persons", "providers", "clinics", "affiliations", "endorsements"} {
			if !has[usual] {
				group = h.name // by itself
			}
		}
		groups[group] = append(groups[group], h)
	}
	return groups
}

// apart is a history moved to labels of its own: P1 of the second is P21.
type apart struct {
	givenHistory
	names map[string]string // of its files, by submission, as the history writes them
}

// setApart moves a history by so many labels.
func setApart(t *testing.T, h givenHistory, by int) apart {
	t.Helper()
	moved := apart{givenHistory: givenHistory{name: h.name, under: h.under}}
	written, ids := map[string]string{}, map[string]string{}
	for _, decisions := range []bool{false, true} { // a decision names what it is about by its content
		for _, file := range h.files {
			if (file.feed == "decisions") != decisions {
				continue
			}
			other := movedFile(t, file, by, h.name)
			for _, line := range other.lines {
				if id, ok := ids[line.row["about_submission_id"]]; ok && decisions {
					line.row["about_submission_id"] = id
				}
			}
			written[other.name] = file.name
			ids[file.submissionID()] = other.submissionID()
			moved.files = append(moved.files, other)
		}
	}
	moved.names = fileNames(moved.files)
	for id, name := range moved.names {
		moved.names[id] = written[name]
	}
	moved.want = description{
		lines: movedRows(t, h.want.lines, by), attachments: movedRows(t, h.want.attachments, by),
		conflicts: movedRows(t, h.want.conflicts, by), portal: movedRows(t, h.want.portal, by),
	}
	return moved
}

func movedFile(t *testing.T, file *sentFile, by int, history string) *sentFile {
	t.Helper()
	move := func(values ...*string) {
		for _, value := range values {
			*value = written(movedLabel(t, label(*value), *value, by))
		}
	}
	other := *file
	other.name = fmt.Sprintf("%s_%s%s", baseName(file.name), history, extension(file.name))
	other.lines = nil
	move(&other.dataCentre)
	for _, line := range file.lines {
		if line.claim != nil {
			claim := *line.claim
			move(&claim.phn, &claim.practitioner, &claim.facility, &claim.dataCentre, &claim.targetCentre)
			line.claim = &claim
		}
		if line.answer != nil {
			answer := *line.answer
			move(&answer.phn, &answer.practitioner, &answer.dataCentre)
			line.answer = &answer
		}
		if line.row != nil {
			row := csvRow{}
			for column, value := range line.row {
				move(&value)
				if (column == "action_id" || column == "transfer_id") && value != "" {
					value += fmt.Sprintf("-%d", by)
				}
				row[column] = value
			}
			line.row = row
		}
		other.lines = append(other.lines, line)
	}
	return &other
}

var labelled = regexp.MustCompile(`^([PDFC])(\d+)$`)

// movedLabel moves what has a label; any other text, and "-" for none, stays as
// it is written.
func movedLabel(t *testing.T, name, text string, by int) string {
	t.Helper()
	parts := labelled.FindStringSubmatch(name)
	if parts == nil {
		return text
	}
	number, err := strconv.Atoi(parts[2])
	if err != nil || number >= ownLabels {
		t.Fatalf("%s: a history has labels up to %d", name, ownLabels-1)
	}
	return fmt.Sprintf("%s%d", parts[1], number+by)
}

// movedRows moves the labels in the rows of an expected table.
func movedRows(t *testing.T, rows []string, by int) []string {
	t.Helper()
	var moved []string
	for _, row := range rows {
		words := strings.Fields(row)
		for i, word := range words {
			words[i] = movedLabel(t, word, word, by)
		}
		moved = append(moved, strings.Join(words, " "))
	}
	return moved
}

// of leaves what a registry says of some files.
func (r registryAsRead) of(files []*sentFile) registryAsRead {
	own := map[string]bool{}
	for _, file := range files {
		own[file.submissionID()] = true
	}
	foreign := func(key lineKey) bool { return !own[key.submission] }
	only := r
	only.lines = map[lineKey]lineResult{}
	for key, result := range r.lines {
		if !foreign(key) {
			only.lines[key] = result
		}
	}
	only.attachments = slices.DeleteFunc(slices.Clone(r.attachments), func(row attachmentRow) bool { return foreign(row.key) })
	only.conflicts = slices.DeleteFunc(slices.Clone(r.conflicts), func(row conflictRow) bool { return foreign(row.key) })
	only.portal = slices.DeleteFunc(slices.Clone(r.portal), func(row portalRow) bool { return foreign(row.key) })
	return only
}

// size counts all that a registry says.
func (r registryAsRead) size() int {
	return len(r.lines) + len(r.attachments) + len(r.conflicts) + len(r.portal)
}

// TestPipelineOnHistories holds the pipeline to results worked out by hand.
func TestPipelineOnHistories(t *testing.T) {
	for _, group := range groupHistories(loadHistories(t)) {
		t.Run(fmt.Sprintf("%d_with_%s", len(group), group[0].name), func(t *testing.T) {
			t.Parallel()
			var all []*sentFile
			var moved []apart
			for i, h := range group {
				other := setApart(t, h, i*ownLabels)
				moved, all = append(moved, other), append(all, other.files...)
			}
			got, said := afterNights(t, group[0].under, all), 0
			for _, h := range moved {
				t.Run(h.name, func(t *testing.T) {
					own := got.of(h.files)
					said += own.size()
					if diff := describe(own.onlyModelled(h.files), h.names).difference(h.want, "pipeline", "by hand"); diff != "" {
						t.Errorf("the pipeline and the hand-written result differ\n%s\n%s", diff, story(h.files))
					}
				})
			}
			if said != got.size() {
				t.Errorf("the registry says %d things, and of the histories %d", got.size(), said)
			}
		})
	}
}
