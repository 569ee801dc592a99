package pipeline_test

// claimKind is what a C02 line is, by its fee item, amount and submission
// code; whether it passes the checks does not matter.
type claimKind string

const (
	attachClaim   claimKind = "attach"
	debitRequest  claimKind = "debit"
	portalClaim   claimKind = "portal"
	nearMissClaim claimKind = "near miss"
	otherClaim    claimKind = "other"
)

func (c *claimLine) kind() claimKind {
	ours := c.feeItem == "98990" || c.feeItem == "14070" || c.feeItem == "98000"
	switch {
	case ours && c.code == "E":
		return debitRequest
	case c.feeItem == "98990":
		return attachClaim
	case ours:
		return portalClaim
	case isNearMiss(c.feeItem) && isEmpty(c.amount) && c.code != "E":
		return nearMissClaim
	}
	return otherClaim
}

// isNearMiss says whether a fee item is 98990 with one digit changed or two
// neighbours swapped.
func isNearMiss(feeItem string) bool {
	const meant = "98990"
	if len(feeItem) != len(meant) || !onlyDigits(feeItem) || feeItem == meant {
		return false
	}
	changed := 0
	for i := range meant {
		if feeItem[i] != meant[i] {
			changed++
		}
	}
	if changed == 1 {
		return true
	}
	for i := range len(meant) - 1 {
		swapped := []byte(meant)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		if feeItem == string(swapped) {
			return true
		}
	}
	return false
}
