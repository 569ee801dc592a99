package schedule

import (
	"slices"
	"time"

	"empanel/pipeline/config"
	"empanel/pipeline/schedule/times"
	"empanel/pipeline/workspace"
)

// Standing is where a schedule stands.
type Standing struct {
	Kept    bool     // a scheduler keeps it now
	Nights  []Night  // what became of each planned time, in order
	Unkept  []Night  // times that have come while no scheduler is there, and have no row yet; no outcome
	Newest  []Night  // the newest night of each job that is configured
	Damaged []string // lines of the record that cannot be read, a sentence each
}

// Look says where the schedule of a workspace stands, without changing it.
func Look(ws *workspace.Workspace, rules config.Schedule, now time.Time) (*Standing, error) {
	kept, err := ws.Scheduled()
	if err != nil {
		return nil, err
	}
	record, err := Read(ws.Nights())
	if err != nil {
		return nil, err
	}
	s := &Standing{Kept: kept, Nights: record.Nights(), Damaged: record.Damaged}
	for i := range s.Nights {
		if n := &s.Nights[i]; n.Outcome == Started && !kept {
			n.Outcome, n.Why = Interrupted, "the scheduler ended while the job was under way"
		}
	}
	for _, j := range rules.Jobs {
		of := func(n Night) bool { return n.Job == j.Name }
		if i := lastIndex(s.Nights, of); i >= 0 {
			s.Newest = append(s.Newest, s.Nights[i])
		}
		for _, at := range record.between(j.Name, time.Time{}, now) {
			if _, has := record.nights[key{j.Name, at.Unix()}]; !has && !kept {
				s.Unkept = append(s.Unkept, Night{Job: j.Name, Planned: at})
			}
		}
	}
	return s, nil
}

func lastIndex(nights []Night, of func(Night) bool) int {
	for i := len(nights) - 1; i >= 0; i-- {
		if of(nights[i]) {
			return i
		}
	}
	return -1
}

// NeedsSomebody says whether a person has to look: the newest night of a job says
// so, or times go by and nobody keeps them.
func (s *Standing) NeedsSomebody() bool {
	return len(s.Unkept) > 0 || slices.ContainsFunc(s.Newest, Night.NeedsSomebody)
}

// Planned is a time at which a job is planned.
type Planned struct {
	Job string
	At  time.Time // UTC
	Do  []string  // the arguments of empanel
}

// Upcoming gives the next planned times after an instant, at most so many.
func Upcoming(rules config.Schedule, after time.Time, most int) ([]Planned, error) {
	var all []Planned
	for _, j := range rules.Jobs {
		planned, err := times.Parse(j.At)
		if err != nil {
			return nil, err
		}
		at := planned.Next(after)
		for range most {
			if at.IsZero() {
				break
			}
			all = append(all, Planned{j.Name, at, j.Do})
			at = planned.Next(at)
		}
	}
	slices.SortStableFunc(all, func(a, b Planned) int { return a.At.Compare(b.At) })
	return all[:min(most, len(all))], nil
}
