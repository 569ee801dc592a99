package synth

// merge is a health number that was merged into a survivor's: the person's own
// row stays in the feed and names the survivor.
type merge struct {
	phn      int64
	survivor int64 // itself merged, in a chain of two
	person   int32 // who it is
}

// merge gives one person in 400 a second health number, merged away before
// the first load; every tenth of them a third, in a chain. Half of them are
// still claimed for under the old number.
func (p *province) merge() {
	p.formerPHN = map[int32]int64{}
	next := uint64(len(p.people))
	taken := map[int32]bool{}
	for k := range len(p.people)/400 + 1 {
		i := int32(p.chance.at(streamMerge, uint64(k)) % uint64(len(p.people)))
		if !reachable(&p.people[i]) || taken[i] {
			continue
		}
		taken[i] = true
		one := &p.people[i]
		old := merge{phn: p.issue.phn(next), survivor: one.phn, person: i}
		next++
		p.merges = append(p.merges, old)
		if k%10 == 0 {
			older := merge{phn: p.issue.phn(next), survivor: old.phn, person: i}
			next++
			p.merges = append(p.merges, older)
			old = older
		}
		if k%2 == 0 && one.provider != nobody {
			one.marks |= oldNumber
			p.formerPHN[i] = old.phn
		}
	}
}
