package why

import (
	"context"
	"errors"
	"fmt"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/decisions"
	"empanel/reconcile"
)

// ProviderExplanation is what the registry knows of one provider. Of people it holds
// the numbers in Newest only, as the look may see them.
type ProviderExplanation struct {
	Practitioner string               `json:"practitioner_number"`
	Answer       string               `json:"answer"` // in sentences
	RunID        string               `json:"run_id"`
	AsOf         string               `json:"as_of"`
	Feed         *ProviderRow         `json:"provider"` // nil when the providers feed has no row
	Clinics      []ProviderClinic     `json:"clinics"`
	Panel        []ProviderPanel      `json:"panel"`
	Flow         []ProviderFlow       `json:"last_30_days"`
	Held         int64                `json:"lines_held"`    // by the guard, with their file
	Waiting      int64                `json:"lines_waiting"` // in quarantine
	Reasons      []ReasonOfWaiting    `json:"waiting_by_reason"`
	Conflicts    []ProviderConflicts  `json:"conflicts"`
	Newest       []decisions.Conflict `json:"newest_conflicts"`
	Transfers    []ProviderTransfer   `json:"transfers"`
	Readiness    []ReadinessStep      `json:"readiness"`
}

// ProviderRow is the provider's row of the providers feed. Names are given only
// to a look that reveals.
type ProviderRow struct {
	Type          string `json:"provider_type"`
	Title         string `json:"title"` // how they are spoken of, with their number
	GivenName     string `json:"given_name,omitempty"`
	FamilyName    string `json:"family_name,omitempty"`
	Authenticator string `json:"authenticator_on,omitempty"`
	NewOn         string `json:"new_to_practice_on,omitempty"`
	LeftOn        string `json:"left_practice_on,omitempty"`
	Target        int64  `json:"monthly_target,omitempty"` // people a month; 0: none is set
	TargetUntil   string `json:"target_until,omitempty"`
	Place         Place  `json:"place"`
}

// ProviderClinic is an affiliation: a clinic where the provider works or worked.
type ProviderClinic struct {
	Facility string `json:"facility_number"`
	Name     string `json:"clinic_name,omitempty"`
	Role     string `json:"role"`
	From     string `json:"effective_from"`
	To       string `json:"effective_to,omitempty"`
	Closed   string `json:"clinic_closed_on,omitempty"`
	Now      bool   `json:"now"` // it holds the as-of date
	Place    Place  `json:"place"`
}

// ProviderPanel counts the people whom the provider has at one facility on the
// as-of date, by what brought them there.
type ProviderPanel struct {
	Facility  string `json:"facility_number"`
	Name      string `json:"clinic_name,omitempty"`
	Confirmed int64  `json:"confirmed"`
	Teleplan  int64  `json:"by_teleplan"`
	DrBill    int64  `json:"by_drbill"`
	Action    int64  `json:"by_action"`
	Pending   int64  `json:"pending"`
}

// ProviderFlow counts people gained, lost or withdrawn in the 30 days up to the
// as-of date, for one reason. Withdrawn are those whose line counted and no
// longer does.
type ProviderFlow struct {
	Direction string `json:"direction"` // gained, lost, withdrawn
	Reason    string `json:"reason"`
	InWords   string `json:"in_words"`
	People    int64  `json:"people"`
}

// ReasonOfWaiting counts the provider's lines that wait in quarantine for one
// reason.
type ReasonOfWaiting struct {
	Reason string `json:"reason"`
	Lines  int64  `json:"lines"`
	Heals  bool   `json:"may_heal"`
	Hint   string `json:"what_to_do"`
}

// ProviderConflicts counts conflicts with one other provider.
type ProviderConflicts struct {
	Side      string `json:"side"` // incumbent: they had the person; challenger: they claimed them
	Other     string `json:"other_practitioner"`
	Conflicts int64  `json:"conflicts"`
	Open      int64  `json:"open"`
	Newest    string `json:"newest"`
}

// ProviderTransfer is a transfer of a panel that the provider gives or takes.
type ProviderTransfer struct {
	ID        string `json:"transfer_id"`
	Side      string `json:"side"` // gives, takes
	Other     string `json:"other_practitioner"`
	Facility  string `json:"facility_number,omitempty"` // empty: everywhere
	Announced string `json:"announced_on"`
	Effective string `json:"effective_on"`
	Status    string `json:"status"`
	Place     Place  `json:"place"`
}

// ReadinessStep is a step of taking part, as the relation readiness_steps has it:
// the provider's own, or one that others take to work for them.
type ReadinessStep struct {
	Step   string `json:"step"`
	Done   bool   `json:"done"` // of others: all of them have done it
	Next   bool   `json:"next"` // the first of the provider's own that is missing
	Detail string `json:"detail"`
}

// ProviderOptions says which provider to explain, and to whom.
type ProviderOptions struct {
	Workspace string
	Number    string
	Look      ask.Look
}

// newestConflicts is how many conflicts are named one by one.
const newestConflicts = 5

// ExplainProvider tells what is known of one provider. A look that reveals names
// and health numbers is recorded in the audit log before anything is given.
func ExplainProvider(ctx context.Context, opts ProviderOptions) (why *ProviderExplanation, err error) {
	if err := opts.Look.Check(); err != nil {
		return nil, err
	}
	v, err := ask.OpenRegistry(ctx, opts.Workspace)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.DB.Close()) }()
	number, err := v.KnownProvider(ctx, opts.Number)
	if err != nil {
		return nil, err
	}
	why, err = ReadProvider(ctx, v, number, opts.Look)
	if err != nil || !opts.Look.Reveal {
		return why, err
	}
	people := map[string]bool{}
	for _, c := range why.Newest {
		people[c.PHN] = true
	}
	if err := opts.Look.Record(v.WS, len(people), "why provider "+number); err != nil {
		return nil, err
	}
	return why, nil
}

// ReadProvider is ExplainProvider in a registry that is open, without an entry
// in the audit log.
func ReadProvider(ctx context.Context, v *ask.View, number string, look ask.Look) (*ProviderExplanation, error) {
	p := &providerReader{View: v, look: look, why: &ProviderExplanation{Practitioner: number}}
	var asOf time.Time
	run := reconcile.Must(reconcile.Provider, "newest_run")
	if err := v.DB.Conn().QueryRowContext(ctx, run.SQL).Scan(&p.why.RunID, &asOf); err != nil {
		return nil, fmt.Errorf("%s.sql: %w", run.Name, err)
	}
	p.why.AsOf, p.asOf = asOf.Format(time.DateOnly), asOf
	for _, read := range []func(context.Context) error{
		p.readRow, p.readClinics, p.readPanel, p.readFlow, p.readWaiting, p.readConflicts, p.readTransfers, p.readReadiness,
	} {
		if err := read(ctx); err != nil {
			return nil, err
		}
	}
	p.why.Answer = p.answer()
	return p.why, nil
}
