package schedule

import (
	"fmt"
	"slices"
	"time"

	"empanel/pipeline/config"
)

const (
	// inTime is how long after its planned time a job still counts as begun in
	// time: a scheduler that is there looks at least twice in it.
	inTime = time.Minute
	// mostTries is how often an interrupted job is begun at most: a job that takes
	// the machine down with it must not do so all night.
	mostTries = 3
)

// desk decides what is to be done, and knows nothing of processes or files but
// what the record says. Every instant is passed in.
type desk struct {
	rules   config.Schedule
	record  *Record
	jobs    []*job
	waiting []due // in the order in which they will be begun
	running *due
	ended   time.Time       // when the last job did
	looked  time.Time       // the last time; zero before the first
	again   map[key]bool    // times whose row the clock has gone back before: they are planned again
	decided map[key]Outcome // of rows that are not written yet
}

// job is a job of the configuration, or one that was in it.
type job struct {
	config.Job
	order   int
	settled time.Time // every planned time up to then is decided
	next    time.Time // the first after it; zero where there is none
}

// due is a planned time that is to be kept.
type due struct {
	*job
	planned time.Time
	begun   time.Time
	late    bool // it was noticed late: it is caught up
	tried   int  // before
}

func newDesk(rules config.Schedule, record *Record) *desk {
	d := &desk{rules: rules, record: record, again: map[key]bool{}, decided: map[key]Outcome{}}
	for _, j := range rules.Jobs {
		d.jobs = append(d.jobs, &job{Job: j, order: len(d.jobs)})
	}
	for _, name := range record.ordered {
		if !slices.ContainsFunc(rules.Jobs, func(j config.Job) bool { return j.Name == name }) {
			d.jobs = append(d.jobs, &job{Job: config.Job{Name: name}, order: len(d.jobs)})
		}
	}
	return d
}

// look notices which planned times have come, and gives the nights of those that
// will not be kept: the rest wait.
func (d *desk) look(now time.Time) []Night {
	first := d.looked.IsZero()
	if first || now.Before(d.looked) {
		d.goBack(now)
	}
	d.looked = now
	var decided []Night
	for _, j := range d.jobs {
		var come []due
		if first {
			come = d.interrupted(j, now)
		}
		if first || !j.next.IsZero() && !j.next.After(now) {
			for _, at := range d.record.between(j.Name, j.settled, now) {
				if d.isOpen(j, at) {
					come = append(come, due{job: j, planned: at})
				}
			}
			j.settled = now
			j.next = d.record.next(j.Name, now)
		}
		slices.SortFunc(come, func(a, b due) int { return a.planned.Compare(b.planned) })
		decided = append(decided, d.judge(j, come, now)...)
	}
	slices.SortStableFunc(d.waiting, func(a, b due) int {
		if by := a.planned.Compare(b.planned); by != 0 {
			return by
		}
		return a.order - b.order
	})
	slices.SortFunc(decided, d.record.inOrder)
	for _, n := range decided {
		d.decided[n.key()] = n.Outcome
		delete(d.again, n.key())
	}
	return decided
}

// goBack makes up for a clock that went back: a time that has not come after all,
// and for which nothing was begun, is planned again.
func (d *desk) goBack(now time.Time) {
	for k, n := range d.record.nights {
		if n.Planned.After(now) && n.Tried == 0 {
			d.again[k] = true
		}
	}
	for _, j := range d.jobs {
		if j.settled.After(now) {
			j.settled = now
			j.next = d.record.next(j.Name, now)
		}
	}
}

// isOpen says whether nothing is decided of a planned time.
func (d *desk) isOpen(j *job, at time.Time) bool {
	k := key{j.Name, at.Unix()}
	if d.running != nil && d.running.key() == k || slices.ContainsFunc(d.waiting, func(w due) bool { return w.key() == k }) {
		return false
	}
	if d.again[k] {
		return true
	}
	if _, ok := d.decided[k]; ok {
		return false
	}
	_, ok := d.record.nights[k]
	return !ok
}

func (w due) key() key { return key{w.Name, w.planned.Unix()} }

// interrupted gives the time at which a job was interrupted when the scheduler
// ended, if it may be tried again: it is the newest of the job, and has not been
// tried too often.
func (d *desk) interrupted(j *job, now time.Time) []due {
	var newest Night
	for k, n := range d.record.nights {
		if n.Job == j.Name && !d.again[k] && n.Planned.After(newest.Planned) {
			newest = n
		}
	}
	if newest.Outcome != Interrupted || newest.Tried >= mostTries || newest.Planned.After(now) {
		return nil
	}
	return []due{{job: j, planned: newest.Planned, tried: newest.Tried}}
}

// written says that all rows are written: what is decided stands in the record.
func (d *desk) written() { clear(d.decided) }

func (d *desk) grace() time.Duration { return time.Duration(d.rules.GraceMinutes) * time.Minute }

// judge decides which of the times of a job that have come, in their order, will
// be kept: they wait. It gives the nights of the others. A time that was tried
// before has its row already.
func (d *desk) judge(j *job, come []due, now time.Time) []Night {
	var decided []Night
	refuse := func(w due, outcome Outcome, why string) {
		if w.tried == 0 {
			decided = append(decided, Night{Job: j.Name, Planned: w.planned, Outcome: outcome, Why: why})
		}
	}
	busy := d.busy(j)
	for i, w := range come {
		lateBy := now.Sub(w.planned)
		w.late = lateBy > inTime
		switch {
		case busy != "":
			refuse(w, Skipped, busy)
		case len(j.Do) == 0:
			refuse(w, Missed, "the job is no longer configured")
		case lateBy > d.grace():
			refuse(w, Missed, fmt.Sprintf("noticed %s late, more than the grace", roughly(lateBy)))
		case w.late && d.rules.CatchUp == config.CatchUpNone:
			refuse(w, Missed, fmt.Sprintf("noticed %s late, and nothing is caught up", roughly(lateBy)))
		case w.late && d.rules.CatchUp == config.CatchUpOnce && i < len(come)-1:
			refuse(w, Missed, "a newer time of the job is kept instead")
		default:
			d.waiting = append(d.waiting, w)
		}
	}
	return decided
}

// busy says why another time of a job cannot be kept now; empty when it can.
func (d *desk) busy(j *job) string {
	if d.running != nil && d.running.job == j {
		return "that of " + inBritishColumbia(d.running.planned) + " is still under way"
	}
	for _, w := range d.waiting {
		if w.job == j {
			return "that of " + inBritishColumbia(w.planned) + " still waits for another job"
		}
	}
	return ""
}

// take gives the job that is to be begun now, if there is one. Whoever takes it
// begins it, or gives it back.
func (d *desk) take(now time.Time) (due, bool) {
	if d.running != nil || len(d.waiting) == 0 || d.pauseLeft(now) > 0 {
		return due{}, false
	}
	next := d.waiting[0]
	next.begun = now
	d.waiting = slices.Delete(d.waiting, 0, 1)
	d.running = &next
	return next, true
}

// giveBack puts a job that could not be begun to where it was.
func (d *desk) giveBack() {
	d.waiting = slices.Insert(d.waiting, 0, *d.running)
	d.running = nil
}

// pauseLeft is how long the next job has to wait for the pause to be over.
func (d *desk) pauseLeft(now time.Time) time.Duration {
	if !d.waiting[0].late || d.ended.IsZero() || now.Before(d.ended) {
		return 0
	}
	return d.ended.Add(time.Duration(d.rules.PauseSeconds) * time.Second).Sub(now)
}

// finish notes the end of the job under way.
func (d *desk) finish(now time.Time) { d.running, d.ended = nil, now }

// quiet is how long nothing will have to be done, if nothing ends meanwhile, and
// at most so long.
func (d *desk) quiet(now time.Time, most time.Duration) time.Duration {
	for _, j := range d.jobs {
		if !j.next.IsZero() {
			most = min(most, j.next.Sub(now))
		}
	}
	if d.running == nil && len(d.waiting) > 0 {
		most = min(most, d.pauseLeft(now))
	}
	return max(most, 0)
}

// upcoming is the next planned time of all; zero where there is none.
func (d *desk) upcoming() (name string, at time.Time) {
	for _, j := range d.jobs {
		if !j.next.IsZero() && (at.IsZero() || j.next.Before(at)) {
			name, at = j.Name, j.next
		}
	}
	return name, at
}
