package version

import "testing"

func TestEngineOf(t *testing.T) {
	for driver, want := range map[string]string{"v2.10505.0": "1.5.5", "v2.11200.3": "1.12.0", "v2.4.3": "v2.4.3", "(devel)": "(devel)"} {
		if got := engineOf(driver); got != want {
			t.Errorf("%s is taken for %s, want %s", driver, got, want)
		}
	}
}
