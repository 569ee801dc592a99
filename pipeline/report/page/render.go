package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"
	"time"

	"empanel/pipeline/clock"
	"empanel/pipeline/wording"
)

//go:embed night.html index.html parts.html style.css
var files embed.FS

// view is a page with what is worked out for showing it.
type view struct {
	Page
	Pictures pictures
	Phases   []Stage
	Style    template.CSS
}

// Render gives the page of a night: one HTML file, complete in itself.
func Render(p Page) ([]byte, error) {
	v := view{Page: p, Phases: phases(p.Stages)}
	if p.Run.Failure == "" {
		if err := v.draw(); err != nil {
			return nil, err
		}
	}
	return fill("night.html", &v.Style, &v)
}

// indexView is the list of nights with what is worked out for showing it.
type indexView struct {
	Nights  []Night // newest first
	Newest  *Night  // that is done
	Picture template.HTML
	Style   template.CSS
}

// RenderIndex gives the list of nights: one HTML file beside the folders of the
// nights.
func RenderIndex(x Index) ([]byte, error) {
	v := indexView{Nights: slices.Clone(x.Nights)}
	slices.Reverse(v.Nights)
	var done []Night
	for i := range x.Nights {
		if x.Nights[i].Failure == "" {
			done = append(done, x.Nights[i])
			v.Newest = &x.Nights[i]
		}
	}
	var err error
	if v.Picture, err = nights(done[max(0, len(done)-mostNights):]); err != nil {
		return nil, err
	}
	return fill("index.html", &v.Style, &v)
}

func fill(name string, style *template.CSS, data any) ([]byte, error) {
	css, err := files.ReadFile("style.css")
	if err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	*style = template.CSS(css) //nolint:gosec // the program's own file
	var out bytes.Buffer
	if err := templates().ExecuteTemplate(&out, name, data); err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	return out.Bytes(), nil
}

// templates are read once: they are part of the program, and a test renders
// every one.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"number": number, "signed": signed, "percent": percent, "seconds": seconds, "numbered": numbered,
		"outcome": outcomeWords, "flow": flowWords, "channel": channelWords, "sender": senderWords, "area": areaWords,
		"begun": wording.UpperFirst,
		"plain": func(code string) string { return word(nil, code) },
		"count": func(n int) int64 { return int64(n) },
		"moment": func(t time.Time) string {
			return t.In(clock.Vancouver()).Format("2006-01-02 15:04")
		},
		"zone": func(t time.Time) string {
			return "UTC\u2212" + strings.TrimPrefix(t.In(clock.Vancouver()).Format("-07:00"), "-")
		},
		"day":      func(n Night) string { return n.day() },
		"meaning":  func(text string) string { return strings.TrimPrefix(text, "Offending: ") },
		"days":     days,
		"earlier":  func(n []Night) []Night { return n[max(0, len(n)-trendNights):] },
		"recent":   func(n []int64) []int64 { return n[max(0, len(n)-trendNights):] },
		"recently": func(s []Share) []Share { return s[max(0, len(s)-trendNights):] },
	}).ParseFS(files, "*.html"))
})

// trendNights is how many nights stand side by side in a table.
const trendNights = 7

// days is a number of days, or a dash where there is none to tell.
func days(n *int64) string {
	if n == nil {
		return "\u2013"
	}
	return numbered(*n, "day", "days")
}

// Status is the run in a word, for the eye as a shape too.
func (v *view) Status() string {
	switch {
	case v.Run.Failure != "":
		return "failed"
	case len(v.Needs) > 0:
		return "needs"
	}
	return "done"
}

// Headline says how the night went.
func (v *view) Headline() string {
	switch v.Status() {
	case "failed":
		return "Failed: nothing was changed"
	case "needs":
		if len(v.Needs) == 1 {
			return "Done, and one thing needs a person"
		}
		return fmt.Sprintf("Done, and %d things need a person", len(v.Needs))
	}
	return "Done: nothing needs a person"
}

// Story says in plain words what happened.
func (v *view) Story() string {
	f := v.Figures
	var parts []string
	switch f.Files() {
	case 0:
		parts = append(parts, "No file came tonight.")
	default:
		text := fmt.Sprintf("%s with %s came.", numbered(f.Files(), "file", "files"), numbered(v.Run.Lines, "line", "lines"))
		if q := v.quarantinedTonight(); q > 0 {
			text += fmt.Sprintf(" Of the lines %s in quarantine.", numbered(q, "is", "are"))
		}
		parts = append(parts, text)
	}
	parts = append(parts, v.attachedStory())
	if v.Figures.Healed > 0 {
		parts = append(parts, numbered(v.Figures.Healed, "line of earlier nights left quarantine.", "lines of earlier nights left quarantine."))
	}
	return strings.Join(parts, " ")
}

func (v *view) attachedStory() string {
	f := v.Figures
	now := fmt.Sprintf("%s attached on %s", numbered(f.Attached, "person is", "people are"), numbered(f.Panels, "panel", "panels"))
	switch change := f.Change(); {
	case f.Before == 0 && len(v.Nights) <= 1:
		return now + " after this first run."
	case change > 0:
		return fmt.Sprintf("%s, %s more than before.", now, number(change))
	case change < 0:
		return fmt.Sprintf("%s, %s fewer than before.", now, number(-change))
	}
	return now + ", as many as before."
}

func (v *view) quarantinedTonight() int64 {
	for _, o := range v.Outcomes {
		if o.Name == "quarantined" {
			return o.N
		}
	}
	return 0
}

// NewQuarantined is how many lines were first in quarantine in this run.
func (v *view) NewQuarantined() int64 {
	if len(v.Nights) == 0 {
		return 0
	}
	return v.Nights[len(v.Nights)-1].Quarantined
}

// Came are the senders of tonight's files.
func (v *view) Came() []Sender {
	return slices.DeleteFunc(slices.Clone(v.Senders), func(s Sender) bool { return s.Files() == 0 })
}

// Quarantine are the senders with lines that wait, or that came tonight.
func (v *view) Quarantine() []Sender {
	return slices.DeleteFunc(slices.Clone(v.Senders), func(s Sender) bool { return s.Waiting == 0 && s.Quarantined == 0 && s.Lines == 0 })
}

// TonightAll adds tonight's senders up.
func (v *view) TonightAll() (all Sender) {
	for _, s := range v.Senders {
		all.Accepted += s.Accepted
		all.Refused += s.Refused
		all.Duplicate += s.Duplicate
		all.Lines += s.Lines
		all.Quarantined += s.Quarantined
		all.Waiting += s.Waiting
	}
	return all
}

// waitingReasons are the reasons with lines that wait, most first.
func (v *view) waitingReasons() []Reason {
	return slices.DeleteFunc(slices.Clone(v.Reasons), func(r Reason) bool { return r.Waiting == 0 })
}

// Failures are the checks that did not pass.
func (v *view) Failures() []Check {
	return slices.DeleteFunc(slices.Clone(v.Checks), func(c Check) bool { return c.Passed })
}

// Took is how long the run took, in seconds: with its publishing, where that was
// measured.
func (v *view) Took() float64 {
	if v.Seconds > 0 {
		return v.Seconds
	}
	return v.Run.ToCommit()
}

// Few is how many lines are too few to tell a share of.
func (v *view) Few() int { return fewLines }

// Rest is how much of that is in none of the parts.
func (v *view) Rest() float64 {
	rest := v.Took()
	for _, s := range v.Stages {
		rest -= s.Seconds
	}
	return max(0, rest)
}

// FirstLeftOut is the first load where the chart of nights leaves it out.
func (v *view) FirstLeftOut() *Night { return firstLeftOut(v.Nights) }

// FirstLeftOut is the first load where the chart of nights leaves it out.
func (v *indexView) FirstLeftOut() *Night {
	shown := slices.Clone(v.Nights)
	shown = slices.DeleteFunc(shown, func(n Night) bool { return n.Failure != "" })
	slices.Reverse(shown)
	return firstLeftOut(shown[max(0, len(shown)-mostNights):])
}

func firstLeftOut(all []Night) *Night {
	if len(all) > 2 && all[0].first() {
		return &all[0]
	}
	return nil
}

// Story says in plain words what room there is and who waits.
func (w Waiting) Story() string {
	parts := []string{fmt.Sprintf("There is room for %s.", numbered(w.Room, "person", "people"))}
	if w.Kept+w.New > 0 {
		parts = append(parts, fmt.Sprintf("%s proposed: %s, %s new.", numbered(w.Kept+w.New, "household is", "households are"), number(w.Kept)+" as before", number(w.New)))
	} else {
		parts = append(parts, "No household is proposed to anybody.")
	}
	for _, c := range []struct {
		n         int64
		one, many string
	}{
		{w.Without, "person could be matched and has no proposal.", "people could be matched and have no proposal."},
		{w.Household, "person waits for others of the household.", "people wait for others of their household."},
		{w.Offered, "person has an offer.", "people have an offer."},
		{w.Transfer, "person is in a transfer of a panel.", "people are in a transfer of a panel."},
		{w.ToClose, "registration is to be closed.", "registrations are to be closed."},
		{w.ContactDue, "person is due to be contacted.", "people are due to be contacted."},
	} {
		if c.n > 0 {
			parts = append(parts, numbered(c.n, c.one, c.many))
		}
	}
	return strings.Join(parts, " ")
}
