package synth

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// writeClaims writes tonight's claims, a file for each clinic, or several where
// a number of files is asked for.
func (n *night) writeClaims() error {
	for _, mine := range byClinic(n.claims) {
		files := 1
		if asked := n.p.opts.NightFiles; asked > 0 {
			files = max(1, (asked*len(mine)+len(n.claims)/2)/len(n.claims))
		}
		for k := range files {
			part := mine[k*len(mine)/files : (k+1)*len(mine)/files]
			if len(part) == 0 {
				continue
			}
			if err := n.writeClinic(part, n.arrivalOf(part[0], time.Duration(k)*time.Second)); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeLate writes the claims that should have come the night before, dated
// then: someone found the file that evening.
func (n *night) writeLate() error {
	for _, mine := range byClinic(n.late) {
		if err := n.writeClinic(mine, n.arrivalOf(mine[0], 60*time.Minute).AddDate(0, 0, -1)); err != nil {
			return err
		}
	}
	return nil
}

func (n *night) arrivalOf(cl nightClaim, later time.Duration) time.Time {
	at := int(cl.sender)
	return arrival(n.d.day, later+time.Duration(600+at*3000/len(n.p.clinics))*time.Second)
}

// byClinic splits claims by the clinic that sends them, in the clinics' order.
func byClinic(claims []nightClaim) [][]nightClaim {
	slices.SortStableFunc(claims, func(a, b nightClaim) int { return cmp.Compare(a.sender, b.sender) })
	var out [][]nightClaim
	for from := 0; from < len(claims); {
		to := from
		for to < len(claims) && claims[to].sender == claims[from].sender {
			to++
		}
		out = append(out, claims[from:to])
		from = to
	}
	return out
}

// writeClinic writes one clinic's claims of tonight and remembers the sound
// ones, to be answered tomorrow.
func (n *night) writeClinic(claims []nightClaim, receivedAt time.Time) error {
	p := n.p
	c := &p.clinics[claims[0].sender]
	if c.dataCentre == "" {
		rows := make([]claim, len(claims))
		for k := range claims {
			rows[k] = claims[k].claim
		}
		return p.putRows(n.d, c, rows, rowFormats[c.program.naming%2], receivedAt)
	}
	x := newExport(p, c)
	name := c.nextName(n.d.day)
	x.begin()
	for k := range claims {
		cl := &claims[k]
		line := x.claim(&cl.claim)
		n.d.counts.Claims++
		if cl.defect != "" {
			n.d.defect(Teleplan, name, line, cl.defect, cl.person)
			continue
		}
		if cl.code == 'E' {
			continue
		}
		s := sentOf(&cl.claim)
		s.before, s.moved = cl.before, cl.moved
		p.nights.lastClaims = append(p.nights.lastClaims, s)
	}
	content := x.finish()
	c.sequence = x.sequence
	return n.d.put(Teleplan, name, content, x.lines, receivedAt)
}

// writeDuplicates sends some claims of the night before once more, in a file
// of their own, and one whole file again under another name.
func (n *night) writeDuplicates() error {
	p := n.p
	var again []nightClaim
	for k, s := range n.before.lastClaims {
		if k%37 == 5 && len(again) < n.share(40, 2) {
			again = append(again, nightClaim{sender: s.clinic, claim: claim{
				person: s.person, phn: s.phn, provider: s.provider, clinic: s.clinic, date: s.date, code: '0',
				sequence: s.sequence, sentAgain: true,
			}})
		}
	}
	for _, mine := range byClinic(again) {
		c := &p.clinics[mine[0].sender]
		x := newExport(p, c)
		x.begin()
		for k := range mine {
			x.claim(&mine[k].claim)
			n.d.counts.Claims++
			n.d.counts.Duplicates++
		}
		content := x.finish()
		c.sequence = x.sequence
		if err := n.d.put(Teleplan, c.nextName(n.d.day), content, x.lines, n.arrivalOf(mine[0], 70*time.Minute)); err != nil {
			return err
		}
	}
	return n.resendFile()
}

// resendFile sends a file of the night before again, byte for byte.
func (n *night) resendFile() error {
	last := n.p.manifest.Nights[n.number-1]
	var chosen File
	for _, f := range last.Files {
		if f.Channel == Teleplan && !f.Resent && (chosen.Path == "" || f.Lines < chosen.Lines) {
			chosen = f
		}
	}
	if chosen.Path == "" {
		return nil
	}
	content, err := os.ReadFile(filepath.Join(last.Dir, filepath.FromSlash(chosen.Path)))
	if err != nil {
		return fmt.Errorf("sending a file of the night before again: %w", err)
	}
	name := "resent " + strings.TrimPrefix(chosen.Path, Teleplan+"/")
	if err := n.d.put(Teleplan, name, content, chosen.Lines, arrival(n.d.day, 100*time.Minute)); err != nil {
		return err
	}
	n.d.files[len(n.d.files)-1].Resent = true
	return nil
}

// writeSheets writes the feed rows that changed, in the order of their names.
func (n *night) writeSheets() error {
	names := make([]string, 0, len(n.sheets))
	for name := range n.sheets {
		names = append(names, name)
	}
	slices.Sort(names)
	on := strings.ReplaceAll(n.d.day.String(), "-", "")
	for k, name := range names {
		if err := n.d.putSheet(n.sheets[name], name+"_"+on+".csv", time.Duration(60+k)*time.Second); err != nil {
			return err
		}
	}
	return nil
}
