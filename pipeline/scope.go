package pipeline

import (
	"context"

	"empanel/reconcile"
)

// scope finds whom tonight's evidence concerns, and leaves only them to be
// judged, unless everybody must be or is to be.
func (r *run) scope(ctx context.Context) error {
	r.everybody = r.opts.Everybody
	if !r.everybody {
		if err := r.db.Row(ctx, reconcile.Everybody(), &r.everybody); err != nil {
			return err
		}
	}
	if err := r.db.Set(ctx, "everybody", r.everybody); err != nil || r.everybody {
		return err
	}
	return r.stage(ctx, reconcile.Scoping)
}

// noteRules notes by which rules everybody was judged: a run with others judges
// everybody again.
func (r *run) noteRules(ctx context.Context) error {
	if !r.everybody {
		return nil
	}
	return r.db.Exec(ctx, "update made_by set rules = ?", reconcile.Rules())
}
