package ledger

import "context"

// CompactBySteps is Compact, and calls after each step that is on disk.
func CompactBySteps(ctx context.Context, folder string, how Packing, after func(step string)) error {
	manifests, _, err := Manifests(folder)
	if err != nil {
		return err
	}
	packs, _, err := gather(folder, manifests, how)
	if err != nil {
		return err
	}
	after("before")
	if err := writePacks(ctx, folder, packs, nil); err != nil {
		return err
	}
	after("packs are written")
	j := journalOf(packs)
	if err := j.write(folder); err != nil {
		return err
	}
	after("there is a journal")
	for _, step := range []struct {
		name string
		do   func(string) error
	}{
		{"packs have names", j.namePacks},
		{"manifests name them", j.rewriteManifests},
		{"what is not needed is gone", j.removeOld},
		{"the journal is gone", j.end},
	} {
		if err := step.do(folder); err != nil {
			return err
		}
		after(step.name)
	}
	return nil
}
