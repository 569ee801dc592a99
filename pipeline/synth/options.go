package synth

// MinPeople is the fewest people a province has.
const MinPeople = minPeople

// Check says, wrapping [ErrOptions], what of the options cannot be made up. It
// writes nothing; [Write] checks them as well.
func (o Options) Check() error {
	if o.FirstDay == 0 {
		o.FirstDay = DefaultFirstDay
	}
	return o.check()
}
