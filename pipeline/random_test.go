package pipeline_test

import (
	"flag"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// checksGiven says whether the command line says how many random cases to try.
var checksGiven bool

// soak is by how much more random cases are tried than usual.
var soak = 1

// settleChecks has every [rapid.Check] try one case, unless -rapid.checks says
// otherwise: how many a test tries stands in the test. EMPANEL_SOAK=20 tries
// twenty times as many.
func settleChecks() error {
	flag.Parse()
	flag.Visit(func(f *flag.Flag) { checksGiven = checksGiven || f.Name == "rapid.checks" })
	if checksGiven {
		return nil
	}
	if factor, err := strconv.Atoi(os.Getenv("EMPANEL_SOAK")); err == nil {
		soak = factor
	}
	return flag.Set("rapid.checks", "1")
}

// random tries a property on so many random cases, few enough for two slow
// cores. Each is a test by itself, so that one does not wait for another.
func random(t *testing.T, cases int, property func(*rapid.T)) {
	t.Helper()
	if checksGiven {
		t.Parallel()
		rapid.Check(t, property)
		return
	}
	for n := range cases * soak {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, property)
		})
	}
}
