package mask

import "regexp"

// mayHold finds a 9 and nine more digits, each parted by up to three signs,
// as the text_shown of the relations does.
var mayHold = regexp.MustCompile(`9([^0-9]{0,3}[0-9]){9}`)

// Suspect says whether free text could hold a health number, however its digits
// are parted. It says so of some long numbers that are none.
func Suspect(text string) bool { return mayHold.MatchString(text) }
