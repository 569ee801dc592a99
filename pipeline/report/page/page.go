package page

import "time"

// Page is all that the page of one run says. It holds no health number and no
// row about one person.
type Page struct {
	Run      Run
	Earlier  string  // the run before that has a page; empty where none has
	Seconds  float64 // it took in all; 0 where that is not known
	Later    bool    // made by a later run: what only the run itself knew is not there
	Needs    []string
	Notes    []string
	Figures  Figures
	Outcomes []Count // of tonight's lines
	Refused  []Problem
	Left     []Problem // in the inbox
	Held     []string  // what the guard holds since tonight, in words
	Senders  []Sender
	Reasons  []Reason
	Nights   []Night // runs that are done, this one last
	Flow     Flow
	Growing  Panels
	Shrunk   Panels
	Waiting  *Waiting // nil where nobody waits and no preference is stated
	Transfer Transfers
	Checks   []Check
	Stages   []Stage
}

// Run is the run itself.
type Run struct {
	ID             string
	AsOf           string // YYYY-MM-DD
	Started, Ended time.Time
	Failure        string // why it failed; empty when it is done
	PolicyVersion  string
	ProgramVersion string
	Digest         string
	Lines          int64
}

// ToCommit is how long the run took until it was written down, in seconds.
func (r Run) ToCommit() float64 { return r.Ended.Sub(r.Started).Seconds() }

// Figures are what a person looks for first.
type Figures struct {
	Attached, Before             int64 // people, after this run and after the run before
	Panels                       int64 // with anyone on them
	Pending                      int64 // claims that wait
	Waiting                      int64 // lines in quarantine, of all runs
	Healed                       int64 // lines that left quarantine in this run
	Accepted, Refused, Duplicate int64 // files
}

// Files is how many files came.
func (f Figures) Files() int64 { return f.Accepted + f.Refused + f.Duplicate }

// Change is how many more people are attached than after the run before.
func (f Figures) Change() int64 { return f.Attached - f.Before }

// Count is how many lines or people there are of something.
type Count struct {
	Name string // a code, told in words by the page
	N    int64
}

// Problem is a file that was refused or left in the inbox, and why. Its name
// holds no health number.
type Problem struct{ Channel, Name, Why string }

// Sender is a channel and, where files say so, the program that wrote them.
type Sender struct {
	Channel, Software            string
	Accepted, Refused, Duplicate int64 // files of tonight
	Lines, Quarantined           int64 // lines of tonight, and those of them in quarantine
	Waiting                      int64 // lines that wait in quarantine, of all nights
	Trend                        []Share
}

// Files is how many files came from it tonight.
func (s Sender) Files() int64 { return s.Accepted + s.Refused + s.Duplicate }

// Share is how many lines of one night came, and how many of them are in
// quarantine.
type Share struct{ Lines, Quarantined int64 }

// Reason is why lines are in quarantine.
type Reason struct {
	Code, Hint string
	Waiting    int64
	BySender   []int64 // of those that wait, in the order of Page.Senders
	New        []int64 // first in quarantine, per night in the order of Page.Nights
}

// Night is one run among the last ones.
type Night struct {
	ID             string
	AsOf           string
	Started, Ended time.Time
	Failure        string // empty when it is done
	Interrupted    bool   // it ended before it was done and could not say why
	Files, Lines   int64
	Refused        int64 // files
	Came, Left     int64 // people, onto panels and off them
	Attached       int64 // people, after it
	Quarantined    int64 // lines first in quarantine in it
	HasPage        bool
}

// ToCommit is how long the run took until it was written down, in seconds.
func (n Night) ToCommit() float64 { return n.Ended.Sub(n.Started).Seconds() }

// Flow is how tonight's panels come about, all together.
type Flow struct {
	Opening int64
	In, Out []Count // by reason, people
}

// Came is how many came onto panels.
func (f Flow) Came() int64 { return total(f.In) }

// Gone is how many left panels.
func (f Flow) Gone() int64 { return total(f.Out) }

// Closing is how many people are attached after the run.
func (f Flow) Closing() int64 { return f.Opening + f.Came() - f.Gone() }

func total(counts []Count) (n int64) {
	for _, c := range counts {
		n += c.N
	}
	return n
}

// Panels are the panels that grew most in a run, or shrank most.
type Panels struct {
	Shown []Panel
	All   int64
}

// More is how many are not shown.
func (p Panels) More() int64 { return p.All - int64(len(p.Shown)) }

// Panel is one provider's at one facility.
type Panel struct {
	Practitioner, Facility, Clinic string
	Opening, Came, Gone            int64
}

// Closing is how many people are on it after the run.
func (p Panel) Closing() int64 { return p.Opening + p.Came - p.Gone }

// Change is by how many people it grew.
func (p Panel) Change() int64 { return p.Came - p.Gone }

// Waiting is the room there is and who waits on the Health Connect Registry.
type Waiting struct {
	Room                                  int64 // people
	Kept, New                             int64 // households proposed
	Without, Household, Offered, Transfer int64 // people
	ToClose, ContactDue                   int64
	Authorities, Areas                    []Area
	MoreAreas                             int64
}

// Area is a Health Authority or a Local Health Area.
type Area struct {
	Code                       string // empty: not stated
	Providers, Accepting, Room int64
	Waiting                    int64 // people
	MedianWeeks, LongestWeeks  int64
}

// Transfers are transfers of panels by their state, and one by one.
type Transfers struct {
	Open, Overdue, Complete, Cancelled int64
	SuspectedCount                     int64
	Cases                              []Case
	More                               int64 // that are not shown
	Suspected                          []Suspected
}

// Case is one transfer of a panel: what became of its people, and how long those
// who moved were with nobody.
type Case struct {
	ID, From, To, Facility                string
	Effective, WindowEnds, State          string
	Cohort, Moved, Elsewhere, Deceased    int64
	Staying, Refused, Awaiting, Extra     int64
	GapNone, GapWeek, GapMonth, GapLonger int64 // people by days: 0, 1 to 7, 8 to 30, more
	GapMedian, GapLongest                 *int64
}

// Unsettled is how many people have not moved, nor gone elsewhere, nor died.
func (c Case) Unsettled() int64 { return c.Staying + c.Refused + c.Awaiting }

// Suspected is a provider who seems to have handed over to another.
type Suspected struct {
	From, To          string
	Removed, Attached int64 // people
}

// Check is one check of the run, and what an offending row is.
type Check struct {
	Name, Meaning string
	Passed        bool
	Offending     int64
}

// Stage is a stage of the run and how long it took.
type Stage struct {
	Name    string
	Seconds float64
}

// Index is the list of nights, oldest first, and where the first charts begin.
type Index struct{ Nights []Night }
