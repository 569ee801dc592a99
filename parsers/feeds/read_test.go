package feeds

import (
	"errors"
	"strings"
	"testing"

	"empanel/parsers/evidence"
)

// full is a sink that takes nothing.
type full struct{ transcript }

var errFull = errors.New("no room")

func (*full) FeedRow(*evidence.FeedRow) error { return errFull }
func (*full) Action(*evidence.Action) error   { return errFull }

func TestSinkErrorComesBackAsItIs(t *testing.T) {
	for name, text := range map[string]string{
		"coverage.csv": "phn,coverage_from\n9012372173,2024-01-01\n",
		"actions.csv":  "action_id,action,phn,practitioner_number,actor_id,actor_role,acted_on\na,b,c,d,e,f,g\n",
	} {
		if _, err := readAny(name, []byte(text), &full{}); err != errFull { //nolint:errorlint // as it is, not wrapped
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEveryKindIsRead: a column of a kind that parse does not know would have
// all its values refused.
func TestEveryKindIsRead(t *testing.T) {
	sound := map[evidence.Kind]string{
		evidence.Text: "some text", evidence.PHN: "9012372173", evidence.Practitioner: "j1234", evidence.Facility: "oa004",
		evidence.CHSA: "1234", evidence.DateKind: "2024-02-29", evidence.Int: "0", evidence.YesNo: "n",
		evidence.Moment: "2026-11-02T06:07:08Z",
	}
	for _, feed := range All() {
		for _, c := range feed.Columns {
			written := sound[c.Kind]
			if c.Kind == evidence.Enum {
				written = strings.ToUpper(c.Values[len(c.Values)-1])
			}
			value, message := parse(&c, []byte(written))
			if message != "" || value.Null {
				t.Errorf("%s.%s: %s", feed.Name, c.Name, message)
			}
			if c.Kind == evidence.Enum && string(value.Text) != c.Values[len(c.Values)-1] {
				t.Errorf("%s.%s is stored as %q", feed.Name, c.Name, value.Text)
			}
		}
	}
}
