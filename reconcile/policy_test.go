package reconcile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"empanel/parsers/field"
	"empanel/reconcile"
)

func TestDefaultPolicyIsValidAndComplete(t *testing.T) {
	p := reconcile.DefaultPolicy()
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	if got := p.FeeItemFirstDay.String(); got != "2024-02-01" {
		t.Errorf("fee item's first day is %s", got)
	}
	if n := p.PseudoPatientNumbers(); len(n) != 1 || !field.ValidPHN(n[0]) {
		t.Error("the default list does not hold exactly the one published pseudo-patient")
	}
}

func TestPolicyVersionFollowsTheEffectiveValues(t *testing.T) {
	base := reconcile.DefaultPolicy().Version()
	if len(base) != 12 {
		t.Fatalf("version has %d characters, want 12", len(base))
	}
	// Runs of the past are recorded under this version: a new name for the
	// same values would make every one of them look different.
	if want := "c742e0f90d99"; base != want {
		t.Errorf("the default policy's version is %s, recorded runs say %s", base, want)
	}
	hold := reconcile.DefaultPolicy()
	hold.Conflict = reconcile.ConflictHold
	if want := "a7303589cd3c"; hold.Version() != want {
		t.Errorf("the version with conflict = hold is %s, recorded runs say %s", hold.Version(), want)
	}
	same := reconcile.DefaultPolicy()
	same.PseudoPatients = []string{reconcile.PortalPseudoPatient, reconcile.PortalPseudoPatient}
	if same.Version() != base {
		t.Error("an entry written twice made another version")
	}
	if len(same.PseudoPatients) != 2 {
		t.Error("asking for the version changed the policy")
	}
	for name, change := range map[string]func(*reconcile.Policy){
		"conflict":                func(p *reconcile.Policy) { p.Conflict = reconcile.ConflictHold },
		"hold_days under hold":    func(p *reconcile.Policy) { p.Conflict, p.HoldDays = reconcile.ConflictHold, 7 },
		"attach_when":             func(p *reconcile.Policy) { p.AttachWhen = reconcile.AttachAccepted },
		"fee_item_first_day":      func(p *reconcile.Policy) { p.FeeItemFirstDay.Date++ },
		"pseudo_patients":         func(p *reconcile.Policy) { p.PseudoPatients = append(p.PseudoPatients, "9012372173") },
		"location_unexpected":     func(p *reconcile.Policy) { p.LocationUnexpected = reconcile.SeverityQuarantine },
		"service_date_stale":      func(p *reconcile.Policy) { p.ServiceDateStale = reconcile.SeverityQuarantine },
		"service_date_stale_days": func(p *reconcile.Policy) { p.ServiceDateStaleDays++ },
		"transfer_window_days":    func(p *reconcile.Policy) { p.TransferWindowDays++ },
		"guard.enabled":           func(p *reconcile.Policy) { p.Guard.Enabled = true },
		"clfp.floor":              func(p *reconcile.Policy) { p.CLFP.Floor++ },
		"clfp.age_bands":          func(p *reconcile.Policy) { p.CLFP.AgeBands = []int{1, 2, 65} },
	} {
		p := reconcile.DefaultPolicy()
		change(&p)
		if p.Version() == base {
			t.Errorf("changing %s left the version as it was", name)
		}
	}
}

// Thresholds make no other registry where the guard is off, and each another
// policy where it is on.
func TestThresholdsAreInTheVersionOnlyWhereTheGuardIsOn(t *testing.T) {
	off, on := reconcile.DefaultPolicy(), reconcile.DefaultPolicy()
	off.Guard.TakesPeople++
	if off.Version() != reconcile.DefaultPolicy().Version() {
		t.Error("a threshold made another version of a policy without guard")
	}
	on.Guard.Enabled = true
	seen := map[string]bool{on.Version(): true}
	for _, threshold := range []*int{
		&on.Guard.TakesPeople, &on.Guard.TakesSharePeople, &on.Guard.TakesSharePercent, &on.Guard.RemovesPeople,
	} {
		*threshold++
		if seen[on.Version()] {
			t.Error("two guards have one version")
		}
		seen[on.Version()] = true
	}
}

// How long a claim would be held makes no other registry where none is held;
// where claims are held each number of days is another policy, zero included.
func TestHoldDaysAreInTheVersionOnlyWhereClaimsAreHeld(t *testing.T) {
	latest, hold := reconcile.DefaultPolicy(), reconcile.DefaultPolicy()
	latest.HoldDays++
	if latest.Version() != reconcile.DefaultPolicy().Version() {
		t.Error("hold_days made another version of a policy that holds nothing")
	}
	seen := map[string]int{}
	hold.Conflict = reconcile.ConflictHold
	for days := range 3 {
		hold.HoldDays = days
		if err := hold.Validate(); err != nil {
			t.Error(err)
		}
		if other, met := seen[hold.Version()]; met {
			t.Errorf("%d and %d days have one version", other, days)
		}
		seen[hold.Version()] = days
	}
}

func TestPolicyValidateNamesTheKey(t *testing.T) {
	for _, c := range []struct {
		key, says string
		change    func(*reconcile.Policy)
	}{
		{"conflict", "must be", func(p *reconcile.Policy) { p.Conflict = "newest" }},
		{"hold_days", "days", func(p *reconcile.Policy) { p.Conflict, p.HoldDays = reconcile.ConflictHold, -1 }},
		{"attach_when", "must be", func(p *reconcile.Policy) { p.AttachWhen = "" }},
		{"fee_item_first_day", "date", func(p *reconcile.Policy) { p.FeeItemFirstDay.Date = field.NoDate }},
		{"pseudo_patients", "entry 2", func(p *reconcile.Policy) { p.PseudoPatients = append(p.PseudoPatients, "8123456789") }},
		{"pseudo_patients", "entry 2", func(p *reconcile.Policy) { p.PseudoPatients = append(p.PseudoPatients, "90123") }},
		{"pseudo_patients", "must keep", func(p *reconcile.Policy) { p.PseudoPatients = nil }},
		{"location_unexpected", "\"warn\" or", func(p *reconcile.Policy) { p.LocationUnexpected = "error" }},
		{"service_date_stale", "\"warn\" or", func(p *reconcile.Policy) { p.ServiceDateStale = "" }},
		{"service_date_stale_days", "days", func(p *reconcile.Policy) { p.ServiceDateStaleDays = -1 }},
		{"transfer_window_days", "days", func(p *reconcile.Policy) { p.TransferWindowDays = 4000 }},
		{"guard.takes_people", "from 1", func(p *reconcile.Policy) { p.Guard.TakesPeople = 0 }},
		{"guard.takes_share_percent", "share", func(p *reconcile.Policy) { p.Guard.TakesSharePercent = 101 }},
	} {
		t.Run(c.key+" "+c.says, func(t *testing.T) {
			p := reconcile.DefaultPolicy()
			c.change(&p)
			err := p.Validate()
			var wrong *reconcile.PolicyError
			if !errors.As(err, &wrong) || wrong.Key != c.key || !strings.Contains(wrong.Message, c.says) {
				t.Fatalf("got %v, want %s: ...%s", err, c.key, c.says)
			}
			if strings.Contains(err.Error(), "8123456789") {
				t.Error("the message repeats a number from the file")
			}
		})
	}
}

func TestPolicyValidateNamesEveryKeyAtOnce(t *testing.T) {
	err := reconcile.Policy{}.Validate()
	for _, key := range []string{"conflict:", "attach_when:", "pseudo_patients:", "location_unexpected:", "service_date_stale:"} {
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("the zero policy's errors do not name %s", key)
		}
	}
}

func TestDayReadsOnlyCalendarDates(t *testing.T) {
	var d reconcile.Day
	for _, bad := range []string{"", "2024-02-30", "2024-2-1", "01/02/2024", "1700-01-01", "2024-02-01T00:00:00Z"} {
		if err := d.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q was taken for a date", bad)
		}
	}
	if err := d.UnmarshalText([]byte("2024-02-29")); err != nil || d.String() != "2024-02-29" {
		t.Errorf("got %v, %v", d, err)
	}
}

// Every age is in one band, whose name says from when to when.
func TestAgeBands(t *testing.T) {
	c := reconcile.DefaultPolicy().CLFP
	c.AgeBands = []int{1, 2, 65}
	want := []reconcile.AgeBand{{From: 0, To: 0, Name: "under 1"}, {From: 1, To: 1, Name: "1"}, {From: 2, To: 64, Name: "2 to 64"}, {From: 65, To: -1, Name: "65 and over"}}
	if got := c.Bands(); !slices.Equal(got, want) {
		t.Errorf("the bands are %v, not %v", got, want)
	}
}

// Conditions of payment that cannot be used are named by their key.
func TestConditionsThatCannotBeUsed(t *testing.T) {
	for key, change := range map[string]func(*reconcile.CLFP){
		"clfp.floor":          func(c *reconcile.CLFP) { c.Floor = -1 },
		"clfp.grace_months":   func(c *reconcile.CLFP) { c.GraceMonths = 121 },
		"clfp.provider_types": func(c *reconcile.CLFP) { c.ProviderTypes = []string{"FP", "FP"} },
		"clfp.age_bands":      func(c *reconcile.CLFP) { c.AgeBands = []int{10, 10} },
	} {
		p := reconcile.DefaultPolicy()
		change(&p.CLFP)
		var wrong *reconcile.PolicyError
		if err := p.Validate(); !errors.As(err, &wrong) || wrong.Key != key {
			t.Errorf("%s gave %v", key, err)
		}
	}
}
