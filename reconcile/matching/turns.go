package matching

import "slices"

// Reason is why a household has no proposal.
type Reason string

// The reasons.
const (
	// NobodyNear: no provider near enough had room at the start of the run.
	NobodyNear Reason = "nobody_near"
	// ConditionsUnmet: of those near enough with room none meets every condition.
	ConditionsUnmet Reason = "conditions_unmet"
	// DeclinedBefore: whoever meets them and the household have declined one another.
	DeclinedBefore Reason = "declined_before"
	// NoRoomLeft: all that are acceptable had less room left than the household needs.
	NoRoomLeft Reason = "no_room_left"
)

// Turn is what a household was given in its turn.
type Turn struct {
	Household int32
	Room      int32  // or None
	Kept      bool   // the proposal of the run before
	Choices   int32  // acceptable rooms at the start of the run
	Choice    int32  // which of them it was given, from 1; 0 for none
	Preferred int32  // the room preferred most of those with too little left, or None; None of a kept one
	Left      int32  // people there was room for there, when its turn came
	Reason    Reason // of a turn without a room
}

// Turns gives every household its turn, in order: first those that keep the
// proposal of the run before, by priority, as long as it is acceptable and there
// is room for all of them; then the others by priority, each the room it prefers
// among those with room left for all of it.
func Turns(p Pool) []Turn {
	m := newMatcher(p)
	left := make([]int32, len(p.Rooms))
	for i := range p.Rooms {
		left[i] = p.Rooms[i].Capacity
	}
	turns := make([]Turn, 0, len(p.Households))
	kept := make([]bool, len(p.Households))
	for i := range p.Households {
		if t, ok := m.keep(int32(i), left); ok {
			kept[i] = true
			turns = append(turns, t)
		}
	}
	for i := range p.Households {
		if !kept[i] {
			turns = append(turns, m.choose(int32(i), left))
		}
	}
	return turns
}

// keep gives a household the room of its proposal again, if it can have it.
func (m *matcher) keep(household int32, left []int32) (Turn, bool) {
	h := &m.Households[household]
	if h.Proposed == None || left[h.Proposed] < h.Size {
		return Turn{}, false
	}
	rooms := m.acceptable(household)
	choice := slices.Index(rooms, h.Proposed)
	if choice < 0 {
		return Turn{}, false
	}
	left[h.Proposed] -= h.Size
	return Turn{
		Household: household, Room: h.Proposed, Kept: true, Choices: int32(len(rooms)), Choice: int32(choice + 1), Preferred: None,
	}, true
}

// choose gives a household the room it prefers among those with enough left.
func (m *matcher) choose(household int32, left []int32) Turn {
	h := &m.Households[household]
	rooms := m.acceptable(household)
	t := Turn{Household: household, Room: None, Choices: int32(len(rooms)), Preferred: None}
	choice := slices.IndexFunc(rooms, func(room int32) bool { return left[room] >= h.Size })
	if choice != 0 && len(rooms) > 0 {
		t.Preferred, t.Left = rooms[0], left[rooms[0]]
	}
	if choice >= 0 {
		t.Room, t.Choice = rooms[choice], int32(choice+1)
		left[t.Room] -= h.Size
		return t
	}
	t.Reason = m.whyNone(household, rooms)
	return t
}

// whyNone says why a household whose acceptable rooms are these has none.
func (m *matcher) whyNone(household int32, rooms []int32) Reason {
	profile := m.Households[household].Profile
	switch {
	case len(rooms) > 0:
		return NoRoomLeft
	case len(m.declined[household]) > 0 && len(m.preferred(profile)) > 0:
		return DeclinedBefore
	case len(m.within(&m.Profiles[profile])) > 0:
		return ConditionsUnmet
	default:
		return NobodyNear
	}
}
