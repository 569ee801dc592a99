package why

import (
	"fmt"

	"empanel/pipeline/wording"
)

// guarded says whether an event waits because the guard holds it: nobody has
// decided yet, and nothing else keeps it out for good.
func (ev *Event) guarded() bool {
	return ev.Guard != nil && ev.Guard.Decided == nil && (ev.Outcome == "held" || ev.Outcome == "pending")
}

// guardRule says why the guard holds an event.
func (ev *Event) guardRule() string {
	return fmt.Sprintf("%s, and nothing of it counts until an administrator has looked", ev.guardWhy())
}

func (ev *Event) guardWhy() string {
	if ev.Guard.Removal {
		return fmt.Sprintf("it would end %s at once, where no transfer explains it, so the guard holds it since the run of %s",
			wording.Plural(int(ev.Guard.People), "attachment", "attachments"), ev.Guard.SinceDay)
	}
	return fmt.Sprintf("with its file it would take %s from other providers at once, where no transfer explains it, so the guard holds the file since the run of %s",
		wording.Plural(int(ev.Guard.People), "person", "people"), ev.Guard.SinceDay)
}

// healGuarded says what would make an event count that the guard holds.
func (e *explainer) healGuarded(say func(string, ...any), what string, ev *Event) {
	named := fmt.Sprintf("%.12s", ev.Place.Submission)
	if ev.Guard.Removal {
		named = fmt.Sprintf("%s:%d", named, ev.Place.Line)
	}
	say("%s: an administrator looks at all of it (empanel quarantine holds %s) and lets it count, or keeps it out: empanel quarantine release %s --reason TEXT, or empanel quarantine discard %s --reason TEXT",
		what, named, named, named)
}
