package field

import "testing"

func TestNearMiss98990(t *testing.T) {
	near := []string{"98890", "98991", "88990", "99990", "98900", "89990", "99890", "98909", "9899O"}
	far := []string{"98990", "98000", "14070", "00100", "9899", "989900", "", "     ", "98099", "09899", "90998"}
	for _, fee := range near {
		if !NearMiss98990([]byte(fee)) {
			t.Errorf("fee item %q should be a near miss", fee)
		}
	}
	for _, fee := range far {
		if NearMiss98990([]byte(fee)) {
			t.Errorf("fee item %q should be no near miss", fee)
		}
	}
}

func TestPortalFeeItems(t *testing.T) {
	for fee, want := range map[string]bool{"14070": true, "98000": true, "98990": false, "14071": false, "": false} {
		if IsPortal([]byte(fee)) != want {
			t.Errorf("fee item %q: portal should be %v", fee, want)
		}
	}
	if !IsAttach([]byte("98990")) || IsAttach([]byte("98890")) {
		t.Error("only 98990 attaches")
	}
}
