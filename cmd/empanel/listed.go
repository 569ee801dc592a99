package main

import (
	"context"

	"empanel/pipeline"
)

// listed prints what the registry answers to a question, under the names of its
// columns; empty is what to tell a person when there is nothing.
func (p *program) listed(ctx context.Context, q pipeline.Question, f format, empty string) error {
	found, err := pipeline.List(ctx, p.workspace, q)
	if err != nil {
		return asUsage("empanel "+q.Look.Command, err, pipeline.ErrPurpose)
	}
	l := listing{empty: empty, rows: found.Rows}
	for _, c := range found.Columns {
		l.columns = append(l.columns, column{name: c.Name, number: c.Number})
	}
	return l.render(p.out, f)
}
