package pipeline_test

// rules is the policy as far as the reference knows of choices, the day as of
// which the registry is worked out, and what administrators and the guard said.
// The zero value is the default policy.
type rules struct {
	hold         bool // a claim on somebody else's person waits
	holdDays     int
	acceptedOnly bool // a claim counts once it is accepted
	asOf         string
	released     map[lineKey]string // the day
	guard        guardRules
	guarding     guarding // what the guard has said so far
	window       int      // days for which a transfer covers moves; 0: ninety
	match        matchRules
}

// matchRules are the points of the matching; the zero value is the default.
type matchRules struct {
	weeks, need, age, under, over, newborn, fit, times int
}

// usualMatchRules are the points of the default policy.
var usualMatchRules = matchRules{weeks: 1, need: 13, age: 13, under: 1, over: 75, newborn: 26, fit: 13, times: 2}

func (r rules) windowDays() int {
	if r.window == 0 {
		return 90
	}
	return r.window
}

func (r rules) points() matchRules {
	if r.match == (matchRules{}) {
		return usualMatchRules
	}
	return r.match
}

// opensOn gives the day from which a claim may take a person from another
// provider, and what makes it so; no day when that has not come.
func (r rules) opensOn(e event) (day, because string) {
	if !r.hold {
		return e.on, "superseded"
	}
	if end := daysLater(e.on, r.holdDays); end <= r.asOf {
		day, because = end, "elapsed"
	}
	released, found := r.released[e.key()]
	if !found {
		return day, because
	}
	if released < e.on {
		released = e.on
	}
	if day == "" || released <= day {
		return released, "released"
	}
	return day, because
}
