package matching

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
	t := Turn{Household: household, Room: None, Kept: true, Preferred: None}
	for _, room := range m.preferred(h.Profile) {
		if m.declined[Declined{household, room}] {
			continue
		}
		t.Choices++
		if room == h.Proposed {
			t.Room, t.Choice = room, t.Choices
		}
	}
	if t.Room == None {
		return Turn{}, false
	}
	left[t.Room] -= h.Size
	return t, true
}

// choose gives a household the room it prefers among those with enough left.
func (m *matcher) choose(household int32, left []int32) Turn {
	h := &m.Households[household]
	t := Turn{Household: household, Room: None, Preferred: None}
	rooms := m.preferred(h.Profile)
	for _, room := range rooms {
		if m.declined[Declined{household, room}] {
			continue
		}
		t.Choices++
		switch {
		case t.Room != None:
		case left[room] >= h.Size:
			t.Room, t.Choice = room, t.Choices
		case t.Preferred == None:
			t.Preferred, t.Left = room, left[room]
		}
	}
	switch {
	case t.Room != None:
		left[t.Room] -= h.Size
	case t.Choices > 0:
		t.Reason = NoRoomLeft
	case len(rooms) > 0:
		t.Reason = DeclinedBefore
	case len(m.within(&m.Profiles[h.Profile])) > 0:
		t.Reason = ConditionsUnmet
	default:
		t.Reason = NobodyNear
	}
	return t
}
