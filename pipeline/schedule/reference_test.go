package schedule

import (
	"slices"
	"strings"
	"time"

	"empanel/pipeline/clock"
	"empanel/pipeline/config"
)

// The reference reads docs/schedule.md slowly: minute by minute, and at every look
// it goes through all planned times that there are.

// instants gives every planned time between two instants, by looking at what the
// clocks of the province show at each minute.
func (w weekly) instants(from, until time.Time) []time.Time {
	shows := func(at time.Time) string { return at.In(clock.Vancouver()).Format("2006-01-02 15:04") }
	wants := func(wall time.Time) bool {
		return slices.Contains(w.hours, wall.Hour()) && wall.Minute() == w.minute && (w.weekday == 7 || int(wall.Weekday()) == w.weekday)
	}
	var found []time.Time
	for at := from; !at.After(until); at = at.Add(time.Minute) {
		wall := at.In(clock.Vancouver())
		if wall.Minute() != w.minute && wall.Minute() != 0 {
			continue // no clock changes within an hour
		}
		planned := wants(wall)
		// What the clocks have just left out is planned for now.
		for left := wall.Add(-time.Minute).Hour()*60 + wall.Add(-time.Minute).Minute() + 1; wall.Hour() > 0 && left < wall.Hour()*60+wall.Minute(); left++ {
			planned = planned || wants(time.Date(wall.Year(), wall.Month(), wall.Day(), left/60, left%60, 0, 0, time.UTC))
		}
		if planned && shows(at.Add(-time.Hour)) != shows(at) { // not shown a second time
			found = append(found, at.UTC())
		}
	}
	return found
}

// slow is the scheduler of the reference.
type slow struct {
	h       history
	now     time.Time // on the wall
	virtual time.Duration
	up      bool
	dying   bool
	planned [][]time.Time // of each job, since it first was
	plans   []weekly      // for the next start
	holding []weekly      // that hold now; of a schedule that never was, none
	rows    map[key]Night
	void    map[key]bool // rows whose time lies ahead again
	waiting []slowDue
	running *slowDue
	endsAt  time.Duration // in the history's own time
	act     act
	acts    int
	ended   time.Time
	told    int
}

type slowDue struct {
	job     int
	planned time.Time
	late    bool
	tried   int
	begun   time.Time
}

// reference gives what the record has to say of a history.
func reference(h history) ([]Night, int) {
	s := &slow{
		h: h, now: h.begin, rows: map[key]Night{}, void: map[key]bool{},
		planned: make([][]time.Time, len(h.plans)), plans: slices.Clone(h.plans),
	}
	events := append(slices.Clone(h.events), event{minute: h.end(), what: "stop"})
	for len(events) > 0 {
		e := events[0]
		at := time.Duration(e.minute)*time.Minute + e.second()
		next := s.virtual.Truncate(time.Minute) + time.Minute
		if s.running != nil && s.endsAt > s.virtual {
			next = min(next, s.endsAt)
		}
		if left := s.pauseLeft(); left > 0 {
			next = min(next, s.virtual+left)
		}
		if at > next {
			s.advance(next)
			if s.up {
				s.lookAndBegin(false)
			}
			continue
		}
		s.advance(at)
		s.happens(e)
		events = events[1:]
	}
	nights := make([]Night, 0, len(s.rows))
	for _, n := range s.rows {
		nights = append(nights, n)
	}
	slices.SortFunc(nights, func(a, b Night) int {
		if by := a.Planned.Compare(b.Planned); by != 0 {
			return by
		}
		return s.index(a.Job) - s.index(b.Job)
	})
	return nights, s.told
}

func (s *slow) index(name string) int {
	return slices.IndexFunc(s.h.rules.Jobs, func(j config.Job) bool { return j.Name == name })
}

func (s *slow) advance(to time.Duration) {
	s.now, s.virtual = s.now.Add(to-s.virtual), to
}

func (s *slow) happens(e event) {
	switch e.what {
	case "start":
		s.start()
	case "stop":
		if !s.up {
			return
		}
		if s.running != nil {
			s.advance(s.virtual + 5*time.Second)
			if s.act.yields {
				s.act.result, s.act.fault = Result{ExitCode: 130, Stopped: true}, false
			}
			s.end()
		}
		s.fall()
	case "kill":
		if s.up {
			s.fall()
		}
	case "killSoon":
		s.dying = s.up
	case "jump":
		s.now = s.now.Add(e.jump)
		if s.up {
			s.lookAndBegin(true)
		}
	case "change":
		s.plans[e.job] = e.plan
	}
}

// fall is the end of the scheduler, however it comes.
func (s *slow) fall() {
	s.up, s.dying, s.running, s.waiting, s.ended = false, false, nil, nil, time.Time{}
}

func (s *slow) start() {
	s.up = true
	for i := range s.h.rules.Jobs {
		if s.holding != nil && s.holding[i].text() == s.plans[i].text() {
			continue
		}
		// Until now the times that held, from now on the new ones.
		kept := s.planned[i][:0:0]
		for _, at := range s.planned[i] {
			if !at.After(s.now) {
				kept = append(kept, at)
			}
		}
		minute := s.now.Truncate(time.Minute)
		for _, at := range s.plans[i].instants(minute, s.h.begin.Add(time.Duration(s.h.end())*time.Minute+2000*time.Hour)) {
			if at.After(s.now) {
				kept = append(kept, at)
			}
		}
		s.planned[i] = kept
	}
	s.holding = slices.Clone(s.plans)
	for k, n := range s.rows {
		if n.Outcome == Started {
			n.Outcome, n.Why = Interrupted, "the scheduler ended while the job was under way"
			s.rows[k] = n
			s.told++
		}
	}
	s.void = map[key]bool{}
	s.look(true, true)
}

func (s *slow) lookAndBegin(jumped bool) {
	if s.running != nil && s.virtual >= s.endsAt {
		s.end()
		if s.dying {
			s.fall()
			return
		}
	}
	s.look(false, jumped)
}

// look decides about every planned time that has come, and begins what is next.
// Where the clock went on as clocks do, only this minute's can have come since the
// look before.
func (s *slow) look(first, all bool) {
	for k, n := range s.rows {
		if !all {
			break
		}
		if n.Planned.After(s.now) && n.Tried == 0 {
			s.void[k] = true
		}
	}
	wrote := 0
	var joining []slowDue
	for i := range s.h.rules.Jobs {
		w, rows := s.decide(i, first, all)
		joining, wrote = append(joining, w...), wrote+rows
	}
	s.told += wrote
	s.waiting = append(s.waiting, joining...)
	slices.SortStableFunc(s.waiting, func(a, b slowDue) int {
		if by := a.planned.Compare(b.planned); by != 0 {
			return by
		}
		return a.job - b.job
	})
	if wrote > 0 && s.dying {
		s.told -= wrote
		s.fall()
		return
	}
	if s.running != nil || len(s.waiting) == 0 || s.pauseLeft() > 0 {
		return
	}
	w := s.waiting[0]
	s.waiting = s.waiting[1:]
	w.begun = s.now
	name := s.h.rules.Jobs[w.job].Name
	s.put(Night{Job: name, Planned: w.planned, Outcome: Started, Started: s.now, Tried: w.tried + 1})
	if s.dying {
		s.fall()
		return
	}
	s.running = &w
	s.act = s.h.jobs[s.acts%len(s.h.jobs)]
	s.acts++
	s.endsAt = s.virtual + time.Duration(s.act.minutes)*time.Minute + 7*time.Millisecond
}

func (s *slow) put(n Night) {
	s.rows[n.key()] = n
	delete(s.void, n.key())
}

// decide gives the times of a job that have come and will be kept, and how many
// rows it wrote about the others.
func (s *slow) decide(i int, first, all bool) (kept []slowDue, rows int) {
	name := s.h.rules.Jobs[i].Name
	grace := time.Duration(s.h.rules.GraceMinutes) * time.Minute
	var come []slowDue
	planned := s.planned[i]
	if !all {
		at, _ := slices.BinarySearchFunc(planned, s.now.Add(-time.Minute), time.Time.Compare)
		planned = planned[at:]
	}
	for _, at := range planned {
		if at.After(s.now) {
			break
		}
		k := key{name, at.Unix()}
		_, has := s.rows[k]
		isWaiting := slices.ContainsFunc(s.waiting, func(w slowDue) bool { return w.job == i && w.planned.Equal(at) })
		isRunning := s.running != nil && s.running.job == i && s.running.planned.Equal(at)
		if (!has || s.void[k]) && !isWaiting && !isRunning {
			come = append(come, slowDue{job: i, planned: at})
		}
	}
	if first {
		var newest Night
		for k, n := range s.rows {
			if n.Job == name && !s.void[k] && n.Planned.After(newest.Planned) {
				newest = n
			}
		}
		if newest.Outcome == Interrupted && newest.Tried < 3 && !newest.Planned.After(s.now) && s.now.Sub(newest.Planned) <= grace {
			come = append(come, slowDue{job: i, planned: newest.Planned, tried: newest.Tried})
		}
	}
	busy := s.running != nil && s.running.job == i || slices.ContainsFunc(s.waiting, func(w slowDue) bool { return w.job == i })
	for _, w := range come {
		newer := slices.ContainsFunc(come, func(o slowDue) bool { return o.planned.After(w.planned) })
		lateBy := s.now.Sub(w.planned)
		w.late = lateBy > time.Minute
		outcome := Missed
		switch {
		case busy:
			outcome = Skipped
		case lateBy > grace:
		case w.late && s.h.rules.CatchUp == config.CatchUpNone:
		case w.late && s.h.rules.CatchUp == config.CatchUpOnce && newer:
		default:
			kept = append(kept, w)
			continue
		}
		if w.tried == 0 {
			s.put(Night{Job: name, Planned: w.planned, Outcome: outcome})
			rows++
		}
	}
	return kept, rows
}

func (s *slow) pauseLeft() time.Duration {
	if len(s.waiting) == 0 || !s.waiting[0].late || s.ended.IsZero() || s.now.Before(s.ended) || s.running != nil {
		return 0
	}
	return time.Duration(s.h.rules.PauseSeconds)*time.Second - s.now.Sub(s.ended)
}

// end is the end of the job under way.
func (s *slow) end() {
	w := *s.running
	n := Night{Job: s.h.rules.Jobs[w.job].Name, Planned: w.planned, Started: w.begun, Ended: s.now, Tried: w.tried + 1}
	r := s.act.result
	switch {
	case s.act.fault:
		n.Outcome = Failed
	case r.Killed != "":
		n.Outcome = Failed
	case r.ExitCode == 5:
		n.Outcome = Skipped
	case r.ExitCode == 130:
		n.Outcome = Interrupted
	case r.ExitCode == 1 || r.ExitCode == 2 || r.ExitCode == 6:
		n.Outcome = Failed
	case r.Report != nil && r.Report.Files.Accepted+r.Report.Files.Refused+r.Report.Files.Duplicate == 0:
		n.Outcome = NothingToDo
	case w.begun.Sub(w.planned) > time.Minute:
		n.Outcome = Late
	default:
		n.Outcome = Ran
	}
	s.put(n)
	s.told++
	s.running, s.ended = nil, s.now
	if s.dying {
		s.told--
	}
}

// inShort leaves of a night what the reference foretells.
func inShort(n Night) string {
	return strings.Join([]string{
		inBritishColumbia(n.Planned), n.Planned.UTC().Format(time.RFC3339), n.Job, string(n.Outcome),
		n.Started.UTC().Format(time.RFC3339Nano), n.Ended.UTC().Format(time.RFC3339Nano), string(rune('0' + n.Tried)),
	}, " ")
}
