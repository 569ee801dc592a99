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
