package synth

import "empanel/parsers/field"

// pseudoPatient is the published pseudo-patient that portal and registration
// claims are billed on. Nobody has it as a health number.
const pseudoPatient int64 = 9753035697

// Of the ten numbers that share their first eight digits at least eight have
// a check digit, so eight for each of ten million prefixes are all distinct.
const (
	healthNumbers      = 80_000_000
	spareHealthNumber  = healthNumbers - 1 // stands in should the pseudo-patient's number be drawn
	strangersFrom      = 79_000_000        // numbers from here on are in no persons feed
	maxPeople          = 40_000_000
	practitionersTotal = 36 * 9999
)

// issuer gives out identifiers by index: equal indexes give equal numbers,
// different ones never do.
type issuer struct {
	health, facility, dataCentre, practitioner shuffle
}

func newIssuer(c chance) issuer {
	return issuer{
		health:       newShuffle(c, streamHealthNumber, 10_000, healthNumbers/10_000),
		facility:     newShuffle(c, streamFacility, 936, 1000),
		dataCentre:   newShuffle(c, streamDataCentre, 520, 500),
		practitioner: newShuffle(c, streamPractitioner, 606, 594),
	}
}

// phn gives the health number of an index below healthNumbers.
func (s issuer) phn(index uint64) int64 {
	n := s.health.at(index)
	if number := numbered(n); number != pseudoPatient {
		return number
	}
	return numbered(s.health.at(spareHealthNumber))
}

// numbered gives the health number with eight digits from n: seven from n/8,
// the eighth the n%8-th that has a check digit.
func numbered(n uint64) int64 {
	prefix, skip := int64(n/8), int(n%8)
	for digit := int64(0); digit < 10; digit++ {
		nine := 900_000_000 + prefix*10 + digit
		check, ok := field.PHNCheckDigit(nine)
		if !ok {
			continue
		}
		if skip == 0 {
			return nine*10 + int64(check)
		}
		skip--
	}
	return 0 // cannot be: at most two of ten digits have no check digit
}

const lettersAndDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// facilityNumber is a letter, two digits, a letter or digit and a digit; the
// letter O and the digit 0 both occur.
func (s issuer) facilityNumber(index int) string {
	n := s.facility.at(uint64(index))
	return string([]byte{
		byte('A' + n/36000%26), byte('0' + n/3600%10), byte('0' + n/360%10),
		lettersAndDigits[n/10%36], byte('0' + n%10),
	})
}

func (s issuer) dataCentreNumber(index int) string {
	n := s.dataCentre.at(uint64(index))
	return string(append([]byte{byte('A' + n/10000%26)}, fourDigits(n%10000)...))
}

// practitionerNumber is a letter or digit and four digits; some start with 0.
func (s issuer) practitionerNumber(index int) string {
	n := s.practitioner.at(uint64(index))
	return string(append([]byte{lettersAndDigits[n/9999%36]}, fourDigits(n%9999+1)...))
}

func fourDigits(n uint64) []byte {
	return []byte{byte('0' + n/1000%10), byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)}
}
