package field

// ValidCHSA says whether a Community Health Service Area has the published
// form: four digits, of which the first three are the Local Health Area, the
// first two the Health Service Delivery Area, the first the Health Authority.
func ValidCHSA(b []byte) bool {
	_, ok := Digits(b)
	return ok && len(b) == 4
}
