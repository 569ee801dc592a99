package pipeline_test

import (
	"fmt"
	"strings"
)

// storyBehind prints only what matters to a difference between two registries
// of a random province: the lines of the villages it names. Long differences
// are cut, as one of each kind is enough to begin with.
func storyBehind(difference string, files []*sentFile) string {
	const atMost = 30
	told := strings.SplitAfterN(difference, "\n", atMost+1)
	if len(told) > atMost {
		told = append(told[:atMost], "...\n")
	}
	villages := villagesNamed(strings.Join(told, ""), files)
	var out strings.Builder
	out.WriteString(strings.Join(told, ""))
	for _, file := range files {
		fmt.Fprintf(&out, "%s %s received %s, id %.6s\n", file.channel, file.name,
			file.receivedAt.Format("2006-01-02 15:04:05"), file.submissionID())
		for i, line := range file.lines {
			if villages[line.village] {
				fmt.Fprintf(&out, "  %d %s\n", file.firstLine()+i, tellLine(file, line))
			}
		}
	}
	return out.String()
}

// villagesNamed gives the first village whose person, provider or line a text
// names: one whole story is easier to read than two.
func villagesNamed(text string, files []*sentFile) map[int]bool {
	for _, word := range strings.Fields(text) {
		var person, number, provider int
		if _, err := fmt.Sscanf(word, "D%d", &provider); err == nil && provider > 0 && !strings.Contains(text, " P") {
			return map[int]bool{(provider - 1) / 4: true}
		}
		if _, err := fmt.Sscanf(word, "P%d", &person); err == nil && person > 0 {
			if person >= firstStranger {
				return map[int]bool{(person - firstStranger) / 8: true}
			}
			return map[int]bool{(person - 1) / 8: true}
		}
		name, line, found := strings.Cut(word, ":")
		if _, err := fmt.Sscan(line, &number); !found || err != nil {
			continue
		}
		for _, file := range files {
			if at := number - file.firstLine(); file.name == name && at >= 0 && at < len(file.lines) {
				return map[int]bool{file.lines[at].village: true}
			}
		}
	}
	return map[int]bool{}
}
