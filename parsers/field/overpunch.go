package field

// Overpunch reads an amount in cents whose last character may carry the sign
// as well as the last digit: "{" and A to I are 0 to 9 and positive, "}" and J
// to R are 0 to 9 and negative. Plain digits are positive.
func Overpunch(b []byte) (cents int64, ok bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	for _, c := range b[:len(b)-1] {
		if c < '0' || c > '9' {
			return 0, false
		}
		cents = cents*10 + int64(c-'0')
	}
	cents *= 10
	switch c := b[len(b)-1]; {
	case c >= '0' && c <= '9':
		return cents + int64(c-'0'), true
	case c == '{':
		return cents, true
	case c >= 'A' && c <= 'I':
		return cents + int64(c-'A') + 1, true
	case c == '}':
		return -cents, true
	case c >= 'J' && c <= 'R':
		return -(cents + int64(c-'J') + 1), true
	}
	return 0, false
}
