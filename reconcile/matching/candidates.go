package matching

import "slices"

// Candidate is a household among those that come first for a room.
type Candidate struct {
	Room      int32
	Rank      int32 // from 1
	Household int32
	Fit       int32 // points for the need that the provider asks for
	Points    int32 // priority and fit together
}

// MostCandidates is how many candidates a room has at most: nobody goes through
// more, and a provider may state any size of panel.
const MostCandidates = 2000

// Candidates lists for every room the acceptable households with the most
// points, priority and fit together, as many as times its capacity; of equal
// points who registered earlier; never more than [MostCandidates]. A household
// may be a candidate in many places.
func Candidates(p Pool, times, fit int32) []Candidate {
	m := newMatcher(p)
	near, anywhere := m.queues()
	var all []Candidate
	for room := range p.Rooms {
		r := &p.Rooms[room]
		waiting := make([]queue, 0, 2*needs)
		for need := range Need(needs) {
			bonus := int32(0)
			if r.Wants == need {
				bonus = fit
			}
			waiting = append(waiting, queue{near[nearby{area(r.CHSA), need}], bonus}, queue{anywhere[need], bonus})
		}
		all = m.first(all, int32(room), waiting, int32(min(int64(r.Capacity)*int64(times), MostCandidates)))
	}
	return all
}

const needs = int(High) + 1

// nearby is an area and a need.
type nearby struct {
	area string
	need Need
}

// queue is households in the order of priority that all get the same points for
// fitting a room.
type queue struct {
	households []int32
	fit        int32
}

// queues parts the households by how far they go and what they need.
func (m *matcher) queues() (near map[nearby][]int32, anywhere [needs][]int32) {
	near = map[nearby][]int32{}
	for i := range m.Households {
		p := &m.Profiles[m.Households[i].Profile]
		if p.AnyDistance {
			anywhere[p.Need] = append(anywhere[p.Need], int32(i))
			continue
		}
		if area := area(p.CHSA); area != "" {
			near[nearby{area, p.Need}] = append(near[nearby{area, p.Need}], int32(i))
		}
	}
	return near, anywhere
}

// first adds the first so many acceptable households of some queues for a room.
func (m *matcher) first(all []Candidate, room int32, waiting []queue, most int32) []Candidate {
	for rank := int32(1); rank <= most; {
		next := m.next(waiting)
		if next < 0 {
			break
		}
		q := &waiting[next]
		household := q.households[0]
		q.households = q.households[1:]
		h := &m.Households[household]
		if slices.Contains(m.declined[household], room) || !suits(&m.Profiles[h.Profile], &m.Rooms[room]) {
			continue
		}
		all = append(all, Candidate{Room: room, Rank: rank, Household: household, Fit: q.fit, Points: h.Points + q.fit})
		rank++
	}
	return all
}

// next is the queue whose first household has the most points, or -1.
func (m *matcher) next(waiting []queue) int {
	best := -1
	var points, seniority int32
	for i := range waiting {
		if len(waiting[i].households) == 0 {
			continue
		}
		h := &m.Households[waiting[i].households[0]]
		if p := h.Points + waiting[i].fit; best < 0 || p > points || p == points && h.Seniority < seniority {
			best, points, seniority = i, p, h.Seniority
		}
	}
	return best
}
