package field

// UpperInPlace makes the ASCII letters of a value capitals, in the value's own
// bytes, and gives it back. It is for readers that own the bytes; [Upper]
// leaves them alone.
func UpperInPlace(b []byte) []byte {
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - ('a' - 'A')
		}
	}
	return b
}
