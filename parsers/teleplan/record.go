package teleplan

import "empanel/parsers/evidence"

// family says in which kind of file a record code belongs.
type family uint8

const (
	noFamily family = iota
	submissionFamily
	returnFamily
)

// familyOf knows every record code that the two kinds of file hold.
func familyOf(code []byte) family {
	switch string(code) {
	case "C02", "VS1", "N01", "B04":
		return submissionFamily
	case "C12", "S00", "S01", "S02", "S03", "S04",
		"S21", "S22", "S23", "S24", "S25", "M01", "B14", "X02", "VRC", "VTC":
		return returnFamily
	}
	return noFamily
}

// unknownRecord is the record name of a line whose code is none of the file's.
const unknownRecord = "?"

// sequenceOf reads a sequence number: exactly seven digits.
func sequenceOf(b []byte) int32 {
	if len(b) != 7 {
		return evidence.NoSequence
	}
	var n int32
	for _, c := range b {
		if c < '0' || c > '9' {
			return evidence.NoSequence
		}
		n = n*10 + int32(c-'0')
	}
	return n
}

const lastSequence = 9_999_999

// follow gives the sequence number that comes after another.
func follow(n int32) int32 {
	if n >= lastSequence {
		return 1
	}
	return n + 1
}
