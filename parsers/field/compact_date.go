package field

// CompactDate reads a date written as eight digits, CCYYMMDD. It gives NoDate
// for everything else, blanks and zeros included.
func CompactDate(b []byte) Date {
	if len(b) != 8 {
		return NoDate
	}
	n, ok := Digits(b)
	if !ok {
		return NoDate
	}
	return NewDate(int(n/10000), int(n/100%100), int(n%100))
}
