package feeds

import (
	"strings"
	"testing"

	"empanel/parsers/evidence"
)

// contents is a sink that keeps what actions say.
type contents struct {
	transcript
	got []string
}

func (c *contents) Action(a *evidence.Action) error {
	c.got = append(c.got, string(a.Content))
	return nil
}

// TestEqualActionsHaveEqualContent holds whatever the order of columns, the
// case of words and the blanks around values.
func TestEqualActionsHaveEqualContent(t *testing.T) {
	var c contents
	for _, text := range []string{
		"action_id,action,phn,practitioner_number,facility_number,new_facility_number,reason,actor_id,actor_role,acted_on\n" +
			"a1,remove,*,J1234,A1234,,left,x,delegate,2024-03-05\n",
		"acted_on,actor_role,actor_id,reason,facility_number,practitioner_number,phn,action,action_id\r\n" +
			"2024-03-05 ,DELEGATE,x,\u00a0left,a1234,j1234,*,Remove,\"a1\"\r\n",
	} {
		if _, err := ReadActions("actions.csv", strings.NewReader(text), &c); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Join([]string{"a1", "remove", "*", "J1234", "A1234", "", "left", "x", "delegate", "2024-03-05"}, "\x1f")
	for i, got := range c.got {
		if got != want {
			t.Errorf("action %d has content %q", i+1, got)
		}
	}
}

// TestContentKeepsValuesApart: a separator inside a value must not make two
// actions one.
func TestContentKeepsValuesApart(t *testing.T) {
	var c contents
	text := "action_id,action,phn,practitioner_number,reason,actor_id,actor_role,acted_on\n" +
		"a1,remove,*,J1234,x\x1fy,,delegate,2024-03-05\n" +
		"a1,remove,*,J1234,x,y,delegate,2024-03-05\n"
	if _, err := ReadActions("actions.csv", strings.NewReader(text), &c); err != nil {
		t.Fatal(err)
	}
	if c.got[0] == c.got[1] {
		t.Error("two actions have one content")
	}
}
