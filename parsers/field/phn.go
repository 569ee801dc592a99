package field

// phnWeights are the Ministry's weights on digits 2 to 9 of a personal health
// number (digit 1 is always 9 and does not count).
var phnWeights = [8]int{2, 4, 8, 5, 10, 9, 7, 3}

// PHNCheckDigit gives the check digit of the nine leading digits of a personal
// health number, and false where no such number is ever issued: a weighted sum
// of 0 or 1 modulo 11 has no check digit of one figure. (A widely used library
// accepts the remainder 0 with a final 0; British Columbia's own software does
// not.)
func PHNCheckDigit(nine int64) (int, bool) {
	if nine < 9_0000_0000 || nine > 9_9999_9999 {
		return 0, false
	}
	eight := nine - 9_0000_0000
	sum := (phnSums[0][eight/10_000] + phnSums[1][eight%10_000]) % 11
	if sum < 2 {
		return 0, false
	}
	return 11 - int(sum), true
}

// phnSums are the weighted sums of four digits modulo 11: of digits 2 to 5, and
// of digits 6 to 9.
var phnSums = func() (sums [2][10_000]uint8) {
	for four := range 10_000 {
		digits := [4]int{four / 1000, four / 100 % 10, four / 10 % 10, four % 10}
		for half := range sums {
			sum := 0
			for i, d := range digits {
				sum += d * phnWeights[4*half+i]
			}
			sums[half][four] = uint8(sum % 11)
		}
	}
	return sums
}()

// ValidPHN says whether a number is a personal health number that could have
// been issued: ten digits, the first 9, with the right check digit.
func ValidPHN(phn int64) bool {
	check, ok := PHNCheckDigit(phn / 10)
	return ok && int64(check) == phn%10
}

// TenDigits reads exactly ten ASCII digits.
func TenDigits(b []byte) (int64, bool) {
	if len(b) != 10 {
		return 0, false
	}
	return Digits(b)
}

// Digits reads one to eighteen ASCII digits and nothing else.
func Digits(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
