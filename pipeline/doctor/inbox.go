package doctor

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"empanel/pipeline/intake"
	"empanel/pipeline/mask"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

// mostNamed is how many files are told one by one.
const mostNamed = 5

// inbox looks for what no run takes, and for what waits although runs should
// have taken it.
func inbox(_ context.Context, s *Subject) []Finding {
	const check = "inbox"
	standing, left, err := intake.Look(s.WS)
	if err != nil {
		return Cannot(check, err)
	}
	var found []Finding
	for i, l := range left {
		if i == mostNamed {
			found = append(found, One(check, Warn, "empanel status lists them", "%d more cannot be taken", len(left)-mostNamed)...)
			break
		}
		place := l.Name
		if l.Channel != "" {
			place = l.Channel + "/" + l.Name
		}
		found = append(found, One(check, Warn, "move it or mend it; no run takes it as it is", "%s: %s", mask.FileName(wording.Readable(place)), l.Why)...)
	}
	longest := time.Duration(s.Cfg.Metrics.ReadyHours * float64(time.Hour))
	waiting, unfinished := 0, 0
	err = eachWaiting(s.WS, func(_ workspace.Channel, info fs.FileInfo) {
		switch old := s.Now.Sub(info.ModTime()) > longest; {
		case !old || !info.Mode().IsRegular():
		case isUnfinished(info.Name()):
			unfinished++
		default:
			waiting++
		}
	})
	if err != nil {
		return Cannot(check, err)
	}
	if waiting > 0 {
		found = append(found, One(check, Warn, "see whether the nightly job runs, then: empanel run", "%s longer than %.0f hours", wording.Plural(waiting, "file waits", "files wait"), longest.Hours())...)
	}
	if unfinished > 0 {
		found = append(found, One(check, Warn, "see whether whoever writes them has stopped; no run takes .part, .tmp and hidden files", "%s being written since more than %.0f hours", wording.Plural(unfinished, "file is", "files are"), longest.Hours())...)
	}
	if found != nil {
		return found
	}
	var counts []string
	for _, c := range standing {
		if c.Complete > 0 {
			counts = append(counts, fmt.Sprintf("%d in %s", c.Complete, c.Channel))
		}
	}
	if len(counts) == 0 {
		return One(check, OK, "", "empty")
	}
	return One(check, OK, "", "waiting for the next run: %s", strings.Join(counts, ", "))
}

// isUnfinished says whether a name is that of a file still being written.
func isUnfinished(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".part") || strings.HasSuffix(name, ".tmp")
}
