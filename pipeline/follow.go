package pipeline

import (
	"context"

	"empanel/reconcile"
)

// follow works out what follows from the registry as it will be: what has
// become of the people of each transfer, who has room, and which provider each
// household that waits is proposed to. It writes temporary tables only.
func (r *run) follow(ctx context.Context) error {
	if err := r.db.Row(ctx, reconcile.FollowNeeded(), &r.hasTransfers, &r.hasMatching); err != nil {
		return err
	}
	// Matching asks who is being handed over.
	if r.hasTransfers || r.hasMatching {
		if err := r.stage(ctx, reconcile.Transfers); err != nil {
			return err
		}
	}
	if err := r.stage(ctx, reconcile.Panels); err != nil || !r.hasMatching {
		return err
	}
	if err := r.each(ctx, []string{reconcile.Capacity, reconcile.Matching}); err != nil {
		return err
	}
	if err := r.match(ctx); err != nil {
		return err
	}
	return r.stage(ctx, reconcile.Matched)
}

// keepFollowing writes into the registry what follows from it.
func (r *run) keepFollowing(ctx context.Context) error {
	folders := []string{reconcile.KeepPanels}
	if r.hasTransfers {
		folders = append(folders, reconcile.KeepTransfers)
	}
	if r.hasMatching {
		folders = append(folders, reconcile.KeepMatching)
	}
	return r.each(ctx, folders)
}
