package report

import (
	"cmp"
	"database/sql"
	"slices"

	"empanel/pipeline/report/page"
	"empanel/pipeline/wording"
	"empanel/reconcile"
)

// sender is who sent files: the channel and, where files say so, the program
// that wrote them.
type sender struct{ channel, software string }

// senders tells who sent tonight's files and those of the last nights.
func (q questions) senders(p *page.Page, done allNights) error {
	type sent struct {
		runNo                                               int32
		from                                                sender
		accepted, refused, duplicate, lines, quarantinedNow int64
	}
	all, err := rows(q, reconcile.Must(reconcile.Page, "senders"), func(r *sql.Rows, s *sent) error {
		return r.Scan(&s.runNo, &s.from.channel, &s.from.software, &s.accepted, &s.refused, &s.duplicate, &s.lines, &s.quarantinedNow)
	}, q.run(), sql.Named("first_no", done[0].no))
	if err != nil {
		return err
	}
	for _, s := range all {
		at := slices.IndexFunc(done, func(n night) bool { return n.no == s.runNo })
		if at < 0 {
			continue // of a run that failed: its files came again
		}
		to := senderOf(p, s.from, len(done))
		to.Trend[at] = page.Share{Lines: s.lines, Quarantined: s.quarantinedNow}
		if s.runNo == q.runNo {
			to.Accepted, to.Refused, to.Duplicate, to.Lines, to.Quarantined = s.accepted, s.refused, s.duplicate, s.lines, s.quarantinedNow
			p.Figures.Accepted += s.accepted
			p.Figures.Refused += s.refused
			p.Figures.Duplicate += s.duplicate
		}
	}
	return nil
}

// senderOf gives the sender in the page, which it adds where it is not there yet.
func senderOf(p *page.Page, from sender, nights int) *page.Sender {
	software := wording.Shown(from.software)
	for i := range p.Senders {
		if p.Senders[i].Channel == from.channel && p.Senders[i].Software == software {
			return &p.Senders[i]
		}
	}
	p.Senders = append(p.Senders, page.Sender{Channel: from.channel, Software: software, Trend: make([]page.Share, nights)})
	return &p.Senders[len(p.Senders)-1]
}

// quarantined are lines with one reason, or with any, of one sender that were
// first in quarantine in one run, or before the first one that the page follows.
type quarantined struct {
	reason         sql.NullString
	hint           string
	from           sender
	runNo          int32
	lines, waiting int64
}

// quarantine tells what waits, by reason and by who sent it.
func (q questions) quarantine(p *page.Page, done allNights) error {
	all, err := rows(q, reconcile.Must(reconcile.Page, "quarantine"), func(r *sql.Rows, c *quarantined) error {
		return r.Scan(&c.reason, &c.hint, &c.from.channel, &c.from.software, &c.runNo, &c.lines, &c.waiting)
	}, q.run(), sql.Named("first_no", done[0].no))
	if err != nil {
		return err
	}
	for _, c := range all {
		if !c.reason.Valid {
			senderOf(p, c.from, len(done)).Waiting += c.waiting
		}
	}
	slices.SortStableFunc(p.Senders, func(a, b page.Sender) int {
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Software, b.Software))
	})
	for _, c := range all {
		if c.reason.Valid {
			c.addTo(p, done)
		}
	}
	p.Reasons = slices.DeleteFunc(p.Reasons, func(r page.Reason) bool {
		return r.Waiting == 0 && !slices.ContainsFunc(r.New, func(n int64) bool { return n > 0 })
	})
	slices.SortStableFunc(p.Reasons, func(a, b page.Reason) int {
		return cmp.Or(cmp.Compare(b.Waiting, a.Waiting), cmp.Compare(a.Code, b.Code))
	})
	return nil
}

func (c quarantined) addTo(p *page.Page, done allNights) {
	if len(p.Reasons) == 0 || p.Reasons[len(p.Reasons)-1].Code != c.reason.String {
		p.Reasons = append(p.Reasons, page.Reason{
			Code: c.reason.String, Hint: c.hint, BySender: make([]int64, len(p.Senders)), New: make([]int64, len(done)),
		})
	}
	to := &p.Reasons[len(p.Reasons)-1]
	to.Waiting += c.waiting
	for i := range p.Senders {
		if p.Senders[i].Channel == c.from.channel && p.Senders[i].Software == wording.Shown(c.from.software) {
			to.BySender[i] += c.waiting
		}
	}
	for i := range done {
		if done[i].no == c.runNo {
			to.New[i] += c.lines
		}
	}
}
