package field

// AttachFeeItem is the one fee item that attaches a patient to a provider.
const AttachFeeItem = "98990"

// The fee items that are billed once a year on a pseudo-patient: they attach
// nobody, but say that a provider takes part.
const (
	PortalFeeItem   = "14070" // payment portal code of longitudinal family physicians
	RegisterFeeItem = "98000" // registration for the longitudinal payment model
)

// IsAttach says whether a fee item is the attachment code.
func IsAttach(fee []byte) bool { return string(fee) == AttachFeeItem }

// IsPortal says whether a fee item is one of the two yearly portal codes.
func IsPortal(fee []byte) bool {
	return string(fee) == PortalFeeItem || string(fee) == RegisterFeeItem
}

// NearMiss98990 says whether a fee item is a likely slip for the attachment
// code: five characters of which exactly one is another, or two neighbours are
// swapped. (A published guide prints 98890 once.) The code itself is no near
// miss. A near miss is pointed out, never accepted.
func NearMiss98990(fee []byte) bool {
	if len(fee) != len(AttachFeeItem) {
		return false
	}
	first, differ := -1, 0
	for i, c := range fee {
		if c != AttachFeeItem[i] {
			if first < 0 {
				first = i
			}
			differ++
		}
	}
	switch differ {
	case 1:
		return true
	case 2:
		next := first + 1
		return next < len(fee) && fee[first] == AttachFeeItem[next] && fee[next] == AttachFeeItem[first]
	default:
		return false
	}
}
