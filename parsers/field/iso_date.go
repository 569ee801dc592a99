package field

// ISODate reads a date written as YYYY-MM-DD. It gives NoDate for anything
// else, a day that is not in the calendar included.
func ISODate(b []byte) Date {
	if len(b) != 10 || b[4] != '-' || b[7] != '-' {
		return NoDate
	}
	year, ok1 := Digits(b[:4])
	month, ok2 := Digits(b[5:7])
	day, ok3 := Digits(b[8:])
	if !ok1 || !ok2 || !ok3 {
		return NoDate
	}
	return NewDate(int(year), int(month), int(day))
}
