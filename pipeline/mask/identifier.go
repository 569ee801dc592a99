package mask

// Identifier renders the number of a provider or clinic as it was written
// when it can be shown: at most six characters with a digit among them.
// Anything longer may be another column's, a name or a health number.
func Identifier(written string) string {
	digit := false
	for _, c := range written {
		if c >= '0' && c <= '9' {
			digit = true
		}
	}
	if written == "" || digit && len(written) <= 6 {
		return written
	}
	return "(not shown)"
}
