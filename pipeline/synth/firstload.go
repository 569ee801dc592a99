package synth

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"empanel/parsers/field"
)

// answeredEvery is how many clinics there are for each whose whole first load
// is answered on the first night; those of the nights are all answered.
const answeredEvery = 15

// writeFirstLoad writes the feeds and every provider's panel, in parallel,
// clinic by clinic.
func (p *province) writeFirstLoad(ctx context.Context) error {
	d, err := openDelivery(0, filepath.Clean(p.opts.Inbox), p.first)
	if err != nil {
		return err
	}
	var jobs []func(*delivery) error
	jobs = append(jobs, p.feedJobs()...)
	for c := range p.clinics {
		if len(p.clinics[c].providers) > 0 {
			jobs = append(jobs, func(part *delivery) error { return p.writePanels(part, int32(c)) })
		}
	}
	p.progress.total = p.panelLines + int64(len(p.people))
	parts := make([]*delivery, len(jobs))
	err = p.inParallel(ctx, len(jobs), func(i int) error {
		parts[i] = d.part()
		return jobs[i](parts[i])
	})
	if err != nil {
		return err
	}
	for _, part := range parts {
		d.include(part)
	}
	for _, i := range d.damaged {
		p.people[i].marks |= damaged
	}
	if err := p.writeEarlierDays(d); err != nil {
		return err
	}
	p.countEverybody()
	p.nights.lastClaims = d.sent
	p.close(d)
	return nil
}

func (p *province) countEverybody() {
	c := &p.manifest.Counts
	c.People, c.Areas, c.MergedNumbers = len(p.people), len(p.areas), len(p.merges)
	c.Providers, c.Clinics = len(p.providers), len(p.clinics)
	for i := range p.people {
		if p.people[i].household == int32(i) {
			c.Households++
		}
		if p.people[i].provider != nobody {
			c.Attached++
		}
	}
}

// writePanels writes the panels of one clinic's providers.
func (p *province) writePanels(d *delivery, at int32) error {
	c := &p.clinics[at]
	defer p.progress.add(c.lines)
	if c.dataCentre == "" {
		return p.writeRows(d, at)
	}
	w := panelWriter{p: p, d: d, x: newExport(p, c), at: at, line: c.firstLine, keep: at%answeredEvery == 0}
	perFile := p.perFile(c)
	w.open()
	for k, q := range c.providers {
		if p.opts.Defects > 0 && at%11 == 5 { // lines that were never sent: a gap, which is only worth a warning
			for range 25 {
				w.x.next()
			}
		}
		if k > 0 && c.program.appended && p.opts.Files == 0 {
			w.x.vendor() // the next export, appended to the same file
		}
		for _, i := range p.panelOf(q) {
			if perFile > 0 && w.inFile >= perFile {
				if err := w.close(); err != nil {
					return err
				}
				w.open()
			}
			w.panelClaim(q, i)
		}
		w.others(q)
		if p.opts.Files == 0 && !c.program.appended && k < len(c.providers)-1 {
			if err := w.close(); err != nil {
				return err
			}
			w.open()
		}
	}
	err := w.close()
	c.sequence = w.x.sequence
	return err
}

// perFile is how many claims of a clinic go into one file when a number of
// files is asked for, 0 when not.
func (p *province) perFile(c *clinic) int64 {
	if p.opts.Files == 0 {
		return 0
	}
	files := max(1, (int64(p.opts.Files)*c.lines+p.panelLines/2)/p.panelLines)
	return max(1, (c.lines+files-1)/files)
}

// panelWriter writes the files of one clinic's first load.
type panelWriter struct {
	p      *province
	d      *delivery
	x      *export
	at     int32
	name   string
	line   int64 // of all panel lines of the province, for the turn of defects
	inFile int64
	files  int
	keep   bool // remember the claims, so that they can be answered
}

func (w *panelWriter) open() {
	w.name = w.x.c.nextName(w.p.first)
	w.inFile = 0
	w.x.begin()
}

func (w *panelWriter) close() error {
	after := time.Duration(300+int(w.at)*6000/len(w.p.clinics)+w.files) * time.Second
	w.files++
	content := w.x.finish()
	return w.d.put(Teleplan, w.name, content, w.x.lines, arrival(w.p.first, after))
}

// panelClaim writes the claim that puts a person on a panel, with a defect if
// it is one's turn.
func (w *panelWriter) panelClaim(q, i int32) {
	p := w.p
	one := &p.people[i]
	cl := claim{person: i, phn: one.phn, provider: q, clinic: w.at, date: one.attachedOn, code: '0'}
	if one.marks&oldNumber != 0 {
		cl.phn = p.formerPHN[i]
	}
	if one.provider != q {
		cl.date = p.formerlyOn(i)
	}
	if turn, yes := defectAt(p.opts.Defects, w.line); yes {
		p.spoilClaim(&cl, turn)
	}
	w.line++
	w.inFile++
	line := w.x.claim(&cl)
	w.d.counts.Claims++
	switch {
	case cl.defect != "":
		w.d.defect(Teleplan, w.name, line, cl.defect, cl.person)
		w.d.damaged = append(w.d.damaged, i)
	case w.keep:
		w.d.sent = append(w.d.sent, sentOf(&cl))
	}
	if w.x.c.program.notes && i%17 == 0 {
		w.x.note()
	}
}

// others writes what a clinic bills beside attachments: the yearly portal
// claims, and at some a visit.
func (w *panelWriter) others(q int32) {
	on := w.p.first - 20 - field.Date(q%40)
	for _, fee := range []string{"14070", "98000"} {
		w.x.claim(&claim{person: nobody, phn: pseudoPatient, provider: q, clinic: w.at, date: on, code: '0', fee: fee})
	}
	panel := w.p.panelOf(q)
	if w.at%9 != 0 || len(panel) == 0 {
		return
	}
	for k := range 3 {
		i := panel[k*len(panel)/3]
		w.x.claim(&claim{
			person: i, phn: w.p.people[i].phn, provider: q, clinic: w.at, date: on + field.Date(k), code: '0',
			fee: "00100", amount: "0003" + strconv.Itoa(512+k),
		})
	}
}

// nextName names the next file of a clinic in the way of its program: any name
// will do, and many have no extension.
func (c *clinic) nextName(day field.Date) string {
	c.exports++
	n := pad(int64(c.exports), 3)
	on := strings.ReplaceAll(day.String(), "-", "")
	switch c.program.naming {
	case 0:
		return c.dataCentre + "_" + on + "_" + n + ".txt"
	case 1:
		return "claims." + c.number + "." + n
	case 2:
		return c.number + "-" + n
	case 3:
		return "TELEPLAN_" + c.dataCentre + "_" + n + ".dat"
	default:
		return "MSP " + c.dataCentre + " " + on + " " + n
	}
}

// sentClaim is what is remembered of a sound claim, so that it can be
// answered, reversed, or sent again.
type sentClaim struct {
	phn      int64
	person   int32
	provider int32
	clinic   int32
	sequence int32
	date     field.Date
	before   int32 // the provider whom the person was with, or nobody
	moved    bool
	final    bool // has been held once; what comes next is final
}

func sentOf(cl *claim) sentClaim {
	return sentClaim{
		phn: cl.phn, person: cl.person, provider: cl.provider, clinic: cl.clinic,
		sequence: cl.sequence, date: cl.date, before: nobody,
	}
}
