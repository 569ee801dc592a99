package pipeline

import (
	"context"

	"empanel/reconcile"
)

// follow works out what follows from the registry as it will be: what has
// become of the people of each transfer, who has room, and which provider each
// household that waits is proposed to. It writes temporary tables only.
func (r *run) follow(ctx context.Context) error {
	if err := r.db.Row(ctx, reconcile.FollowNeeded(), &r.follows); err != nil {
		return err
	}
	if !r.follows {
		return r.stage(ctx, reconcile.Panels)
	}
	if err := r.each(ctx, []string{reconcile.Transfers, reconcile.Panels, reconcile.Capacity, reconcile.Matching}); err != nil {
		return err
	}
	if err := r.match(ctx); err != nil {
		return err
	}
	return r.stage(ctx, reconcile.Matched)
}

// keepFollowing writes into the registry what follows from it.
func (r *run) keepFollowing(ctx context.Context) error {
	if !r.follows {
		return r.stage(ctx, reconcile.KeepPanels)
	}
	return r.each(ctx, []string{reconcile.KeepPanels, reconcile.KeepFollowing})
}
