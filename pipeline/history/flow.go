package history

import (
	"context"
	"database/sql"

	"empanel/pipeline/ask"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// Flow is how one run changed the panels of the province: Opening, and In, less
// Out, is Closing. People who went from one panel to another are in both.
type Flow struct {
	Opening int64        `json:"opening"` // people attached when the run before was done
	In      []FlowReason `json:"in"`
	Out     []FlowReason `json:"out"`
	Closing int64        `json:"closing"`
}

// FlowReason is how many people came or left for one reason.
type FlowReason struct {
	Reason string `json:"reason"`
	People int64  `json:"people"`
}

// flowOf reads what a run did to all panels together; nil for one that failed.
func flowOf(ctx context.Context, v *ask.View, id string) (*Flow, error) {
	type part struct {
		FlowReason
		direction string
	}
	parts, err := warehouse.RowsOf(ctx, v.DB, reconcile.Must(reconcile.Status, "run_flow"), func(rows *sql.Rows, p *part) error {
		return rows.Scan(&p.direction, &p.Reason, &p.People)
	}, sql.Named("run", id))
	if err != nil || len(parts) == 0 {
		return nil, err
	}
	flow := &Flow{In: []FlowReason{}, Out: []FlowReason{}}
	for _, p := range parts {
		switch p.direction {
		case "opening":
			flow.Opening = p.People
			flow.Closing += p.People
		case "in":
			flow.In = append(flow.In, p.FlowReason)
			flow.Closing += p.People
		default:
			flow.Out = append(flow.Out, p.FlowReason)
			flow.Closing -= p.People
		}
	}
	return flow, nil
}
