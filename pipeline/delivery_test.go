package pipeline_test

import (
	"math/rand/v2"
	"testing"
)

// TestLongDelivery holds that the registry follows from the evidence alone: the
// same files all at once, shuffled over three runs, or twice give the same
// registry_digest.
func TestLongDelivery(t *testing.T) {
	t.Parallel()
	_, parcels := syntheticProvince(t)
	atOnce := newPost(t)
	atOnce.deliver(parcels...)
	atOnce.run()
	atOnce.mustHold(parcels)
	want := atOnce.digest()

	t.Run("shuffled over three runs", func(t *testing.T) {
		p := newPost(t)
		for _, run := range shuffled(parcels, 3) {
			p.deliver(run...)
			p.run()
		}
		p.mustHold(parcels)
		p.mustHaveDigest(want)
	})
	t.Run("everything twice in one run", func(t *testing.T) {
		p := newPost(t)
		p.deliver(parcels...)
		p.deliver(twins(parcels)...)
		report := p.run()
		p.mustHold(append(twins(parcels), parcels...))
		p.mustHaveDigest(want)
		if report.Files.Refused > 0 || report.Files.Duplicate < len(parcels) {
			t.Errorf("%d files are duplicates and %d refused, of %d sent twice", report.Files.Duplicate, report.Files.Refused, len(parcels))
		}
	})
}

func (p post) mustHaveDigest(want string) {
	p.t.Helper()
	if got := p.digest(); got != want {
		p.t.Fatalf("the registry_digest differs: %s, want %s", got, want)
	}
}

func twins(parcels []parcel) []parcel {
	twice := make([]parcel, len(parcels))
	for i, one := range parcels {
		twice[i] = one.again()
	}
	return twice
}

// shuffled spreads parcels over runs. Only a copy does not come before what it
// is a copy of: which of two equal files came first is evidence.
func shuffled(parcels []parcel, runs int) [][]parcel {
	random := rand.New(rand.NewPCG(4, 2))
	spread := make([][]parcel, runs)
	runOf := map[string]int{}
	for _, one := range parcels { // in the order of receipt of any two equal ones
		run := random.IntN(runs)
		if first, copied := runOf[one.submissionID()]; copied {
			run = max(run, first)
		} else {
			runOf[one.submissionID()] = run
		}
		spread[run] = append(spread[run], one)
	}
	return spread
}
