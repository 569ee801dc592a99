package synth

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"empanel/parsers/field"
)

// The channels, which are also the folders of an inbox.
const (
	Teleplan       = "teleplan"
	TeleplanReturn = "teleplan-return"
	DrBill         = "drbill"
	Registry       = "registry"
)

// Manifest says what was written.
type Manifest struct {
	Nights  []Night // the first load, then each night
	Counts  Counts
	Defects []Defect
	Stories []Story
}

// Night is one delivery of files.
type Night struct {
	Date  field.Date
	Dir   string // the folder that stands for the inbox
	Files []File
	Lines map[string]int // physical lines by channel, CSV headers included
}

// File is one file of a delivery.
type File struct {
	Path       string // within the night's Dir, with slashes: "teleplan/T0001_1.txt"
	Channel    string
	Lines      int // physical lines
	ReceivedAt time.Time
	Resent     bool // byte for byte a file of the night before: to be skipped whole
}

// Counts are of things, over all nights.
type Counts struct {
	People, Households, Attached, Providers, Clinics, Areas int
	MergedNumbers, Registrants                              int
	Claims                                                  int // C02 with fee item 98990, debit requests and defects included
	Rows                                                    int // of Dr.Bill
	Answers, Actions, FeedRows                              int
	Adds, Moves, Removals, Restores, ClinicChanges          int // in the nights
	Deaths, Merges, Reversals, Refusals, Corrections        int
	Duplicates, Transfers, TransferredPeople                int
}

// Story is a person to whom something worth looking at happened.
type Story struct {
	Kind string // moved_twice, removed_by_delegate, merged, reversed, corrected, died, transferred, handover_moved and so on
	PHN  int64
	Text string // in plain words, without the health number
}

// DefectsByReason counts the defects put in.
func (m *Manifest) DefectsByReason() map[field.Reason]int {
	out := map[field.Reason]int{}
	for _, d := range m.Defects {
		out[d.Reason]++
	}
	return out
}

// StoryOf finds a story of a kind.
func (m *Manifest) StoryOf(kind string) (Story, bool) {
	for _, s := range m.Stories {
		if s.Kind == kind {
			return s, true
		}
	}
	return Story{}, false
}

// delivery collects what is written for one night.
type delivery struct {
	night   int
	dir     string
	day     field.Date
	files   []File
	defects []Defect
	counts  Counts
	sent    []sentClaim
	damaged []int32 // people whose line has a defect
}

// openDelivery makes the folders of a night.
func openDelivery(night int, dir string, day field.Date) (*delivery, error) {
	for _, channel := range []string{Teleplan, TeleplanReturn, DrBill, Registry} {
		if err := os.MkdirAll(filepath.Join(dir, channel), 0o700); err != nil {
			return nil, fmt.Errorf("making the folder of a delivery: %w", err)
		}
	}
	return &delivery{night: night, dir: dir, day: day}, nil
}

// put writes one file: under a name that no intake takes, then renamed.
func (d *delivery) put(channel, name string, content []byte, lines int, receivedAt time.Time) error {
	path := filepath.Join(d.dir, channel, name)
	if err := putFile(path, content, receivedAt); err != nil {
		return err
	}
	d.files = append(d.files, File{Path: channel + "/" + name, Channel: channel, Lines: lines, ReceivedAt: receivedAt})
	return nil
}

func putFile(path string, content []byte, receivedAt time.Time) error {
	part := path + ".part"
	if err := os.WriteFile(part, content, 0o600); err != nil {
		return fmt.Errorf("writing a file of the province: %w", err)
	}
	if err := os.Chtimes(part, receivedAt, receivedAt); err != nil {
		return fmt.Errorf("dating a file of the province: %w", err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("naming a file of the province: %w", err)
	}
	return nil
}

// defect notes a line made wrong on purpose.
func (d *delivery) defect(channel, name string, line int, reason field.Reason, person int32) {
	d.defects = append(d.defects, Defect{Night: d.night, File: channel + "/" + name, Line: line, Reason: reason, person: person})
}

// include takes over what a part of the delivery, written by one worker, has.
func (d *delivery) include(part *delivery) {
	d.files = append(d.files, part.files...)
	d.defects = append(d.defects, part.defects...)
	d.sent = append(d.sent, part.sent...)
	d.damaged = append(d.damaged, part.damaged...)
	d.counts.add(&part.counts)
}

// part is a delivery that one worker fills.
func (d *delivery) part() *delivery {
	return &delivery{night: d.night, dir: d.dir, day: d.day}
}

// close enters the delivery into the manifest.
func (p *province) close(d *delivery) {
	p.manifest.Nights = append(p.manifest.Nights, Night{Date: d.day, Dir: d.dir, Lines: map[string]int{}})
	p.extend(d)
}

// extend enters what is delivered for a night that the manifest has.
func (p *province) extend(d *delivery) {
	night := &p.manifest.Nights[d.night]
	night.Files = append(night.Files, d.files...)
	for _, f := range d.files {
		night.Lines[f.Channel] += f.Lines
	}
	p.manifest.Defects = append(p.manifest.Defects, d.defects...)
	p.manifest.Counts.add(&d.counts)
}

// addPlaces sums what is counted once for a province, and in no delivery.
func (c *Counts) addPlaces(o *Counts) {
	c.People += o.People
	c.Households += o.Households
	c.Attached += o.Attached
	c.Providers += o.Providers
	c.Clinics += o.Clinics
	c.Areas += o.Areas
}

// add sums what deliveries count.
func (c *Counts) add(o *Counts) {
	c.Claims += o.Claims
	c.Rows += o.Rows
	c.Answers += o.Answers
	c.Actions += o.Actions
	c.FeedRows += o.FeedRows
	c.Registrants += o.Registrants
	c.Adds += o.Adds
	c.Moves += o.Moves
	c.Removals += o.Removals
	c.Restores += o.Restores
	c.ClinicChanges += o.ClinicChanges
	c.Deaths += o.Deaths
	c.Merges += o.Merges
	c.Reversals += o.Reversals
	c.Refusals += o.Refusals
	c.Corrections += o.Corrections
	c.Duplicates += o.Duplicates
	c.Transfers += o.Transfers
	c.TransferredPeople += o.TransferredPeople
}
