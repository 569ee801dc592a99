//go:build !linux

package doctor

// synchronised does not know: only Linux is asked.
func synchronised() (yes, known bool) { return false, false }
