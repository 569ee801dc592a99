package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"empanel/pipeline/clock"
	"empanel/pipeline/ledger"
	"empanel/pipeline/workspace"
)

// tolerance is how far the clock may be behind what it wrote before, as clocks
// that are set right go back a little.
const tolerance = 5 * time.Minute

// clocks holds the clock to what is known of the time: the newest run, the files
// that have come, and the kernel's own word.
func clocks(_ context.Context, s *Subject) []Finding {
	const check = "clock"
	const mend = "set the clock, and have it kept right by NTP: timedatectl set-ntp true"
	newest, err := NewestManifest(s.WS)
	if err != nil {
		return Cannot(check, err)
	}
	if newest != nil {
		ended := newest.EndedAt
		if ended.IsZero() {
			ended = newest.StartedAt
		}
		if ended.After(s.Now.Add(tolerance)) {
			return One(check, Fail, mend, "it has gone back: it says %s, and %s ended at %s", Instant(s.Now), newest.RunID, Instant(ended))
		}
	}
	ahead, err := fromTheFuture(s)
	if err != nil {
		return Cannot(check, err)
	}
	if len(ahead) > 0 {
		return One(check, Warn, "if the clock is right, set the files' times right with touch: they say when a file was received", "%d files in the inbox were last modified after now, %s", len(ahead), Instant(s.Now))
	}
	synchronised, known := synchronised()
	if known && !synchronised {
		return One(check, Warn, mend, "it says %s, and the kernel says that nothing keeps it right", Instant(s.Now))
	}
	text := "it says " + Instant(s.Now)
	if known {
		text += ", and is kept right"
	}
	return One(check, OK, "", "%s", text)
}

// Instant writes when something was.
func Instant(at time.Time) string {
	// The hour first: after a date it would look like a health number.
	return at.In(clock.Vancouver()).Format("15:04 on 2006-01-02") + " in British Columbia"
}

// NewestManifest gives that of the newest finished run; nil before the first.
func NewestManifest(ws *workspace.Workspace) (*ledger.Manifest, error) {
	finished, err := ledger.Finished(ws.Ledger())
	if err != nil || len(finished) == 0 {
		return nil, err
	}
	m, err := ledger.Read(ws.Ledger(), finished[len(finished)-1])
	return &m, err
}

// fromTheFuture names the files in the inbox that were modified after now.
func fromTheFuture(s *Subject) ([]string, error) {
	var names []string
	err := eachWaiting(s.WS, func(_ workspace.Channel, info fs.FileInfo) {
		if info.ModTime().After(s.Now.Add(tolerance)) {
			names = append(names, info.Name())
		}
	})
	return names, err
}

// eachWaiting gives every entry of the inbox's channels.
func eachWaiting(ws *workspace.Workspace, take func(workspace.Channel, fs.FileInfo)) error {
	for _, channel := range workspace.Channels() {
		entries, err := os.ReadDir(ws.Inbox(channel))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		for _, e := range entries {
			info, err := os.Lstat(filepath.Join(ws.Inbox(channel), e.Name()))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return err
			}
			take(channel, info)
		}
	}
	return nil
}

// zones looks at what is known of the province's time: by the program, and by
// the machine, whose cron and systemd know no other.
func zones(context.Context, *Subject) []Finding {
	machine, err := time.LoadLocation("America/Vancouver")
	return zonesOf(clock.Vancouver(), machine, err)
}

func zonesOf(own, machine *time.Location, missing error) []Finding {
	const check = "time zone"
	if !atSummerTime(own) {
		return One(check, Fail, "install a release of empanel of 2026 or later", "the program does not know that British Columbia stays at UTC-7 from November 2026")
	}
	const do = "update the package tzdata (2026b or newer), or let empanel schedule keep the times; cron and systemd are an hour off from November 2026"
	if missing != nil {
		return One(check, Warn, do, "the machine does not know America/Vancouver; the program does")
	}
	if !atSummerTime(machine) {
		return One(check, Warn, do, "the machine's time zone data is older than 2026b: it still turns the clocks of British Columbia back in November 2026; the program does not")
	}
	return One(check, OK, "", "program and machine know that British Columbia stays at UTC-7 from November 2026")
}

// atSummerTime says whether a zone is at UTC-7 in December 2026.
func atSummerTime(zone *time.Location) bool {
	_, offset := time.Date(2026, time.December, 15, 12, 0, 0, 0, zone).Zone()
	return offset == -7*60*60
}
