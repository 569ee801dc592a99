package feeds

import "testing"

func TestLookup(t *testing.T) {
	for name, want := range map[string]string{
		"persons.csv": "persons", "persons_2026-11-01.csv": "persons", "Persons_x.CSV": "persons", "persons_.csv": "persons",
		"clinic_staff.csv": "clinic_staff", "clinic_staff_2026.csv": "clinic_staff", "clinics_staff.csv": "clinics",
		"actions.csv": "", "actions_persons.csv": "", "persons": "", "persons.txt": "", "persons2.csv": "", "_persons.csv": "",
		"clinic.csv": "", "": "", ".csv": "",
	} {
		got := ""
		if feed, ok := Lookup(name); ok {
			got = feed.Name
		}
		if got != want {
			t.Errorf("%q is feed %q, not %q", name, got, want)
		}
	}
	for name, want := range map[string]bool{
		"actions.csv": true, "Actions_7.csv": true, "actions": false, "persons_actions.csv": false, "transactions.csv": false,
	} {
		if IsActions(name) != want {
			t.Errorf("%q: actions should be %v", name, want)
		}
	}
	a, _ := Lookup("persons.csv")
	b, _ := Lookup("persons_1.csv")
	if a != b {
		t.Error("one feed has two descriptions")
	}
}

func TestTable(t *testing.T) {
	if len(All()) != 13 {
		t.Errorf("%d feeds", len(All()))
	}
	for _, feed := range All() {
		names, keys := make(map[string]bool), 0
		for _, c := range feed.Columns {
			if names[c.Name] {
				t.Errorf("%s.%s is there twice", feed.Name, c.Name)
			}
			names[c.Name] = true
			if c.Key {
				keys++
			}
		}
		if keys == 0 {
			t.Errorf("%s has no key", feed.Name)
		}
	}
}
