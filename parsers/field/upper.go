package field

// Upper gives a value in upper case (ASCII letters only; identifiers have no
// others). A value that is so already is given back as it is; otherwise it is
// written to the end of scratch, and the grown scratch is returned for the
// next value.
func Upper(scratch, b []byte) (value, grown []byte) {
	for i, c := range b {
		if c < 'a' || c > 'z' {
			continue
		}
		from := len(scratch)
		scratch = append(scratch, b...)
		value = scratch[from:len(scratch):len(scratch)]
		for j := i; j < len(value); j++ {
			if c := value[j]; c >= 'a' && c <= 'z' {
				value[j] = c - ('a' - 'A')
			}
		}
		return value, scratch
	}
	return b, scratch
}
