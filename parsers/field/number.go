package field

// ValidPractitioner says whether an upper-cased practitioner or payee number
// has the published form: a letter or digit, then four digits. It has no known
// check digit.
func ValidPractitioner(b []byte) bool {
	if len(b) != 5 || !letterOrDigit(b[0]) {
		return false
	}
	for _, c := range b[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// ValidFacility says whether an upper-cased facility number has the published
// form: exactly five letters or digits. The letter O and the digit 0 are
// different, and both occur.
func ValidFacility(b []byte) bool { return fiveLettersOrDigits(b) }

// ValidDataCentre says whether a data centre number has the published form:
// five letters or digits (the first is not limited to T, M and V since 2022).
func ValidDataCentre(b []byte) bool { return fiveLettersOrDigits(b) }

// Empty says whether a field is blank or all zeros: programs differ on how
// they fill a field that has no value, so both mean absent.
func Empty(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '0' {
			return false
		}
	}
	return true
}

func fiveLettersOrDigits(b []byte) bool {
	if len(b) != 5 {
		return false
	}
	for _, c := range b {
		if !letterOrDigit(c) {
			return false
		}
	}
	return true
}

func letterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z'
}
