// Package rekey replaces the key of the pseudonyms: when it may have become
// known, or when what analysts have kept shall no longer be joined to what they
// are given. It holds the workspace meanwhile, and a program killed at any moment
// leaves either the old key with all that was made with it, or the new one.
//
// The registry and the ledger have no pseudonyms, so nothing of them changes.
package rekey

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"empanel/pipeline/ask"
	"empanel/pipeline/config"
	"empanel/pipeline/publish"
	"empanel/pipeline/registry"
	"empanel/pipeline/warehouse"
	"empanel/pipeline/workspace"
)

// ErrReason is the error of a change of the key without a reason.
var ErrReason = errors.New("a change of the key needs a reason: --reason TEXT, a few words, which are kept in the audit log")

// Options says why the key is changed, and who does it.
type Options struct {
	Workspace string
	Reason    string
	Look      ask.Look // who and when
}

// Rekeyed is what a change of the key gave.
type Rekeyed struct {
	RunID     string `json:"run_id"`   // of the snapshot that is published anew; empty where nothing was taken in yet
	Before    string `json:"before"`   // fingerprint of the old key; empty where an interrupted change was finished
	After     string `json:"after"`    // of the new one
	KeyFile   string `json:"key_file"` // where it is
	Finished  bool   `json:"finished_interrupted"`
	Snapshots string `json:"snapshots"` // the folder with the one snapshot that there is now
}

// Do makes another key, publishes the newest run's snapshot with its pseudonyms,
// and removes every snapshot and list of people that was made with the old one.
// Where an earlier change was interrupted after the new key was in force, it
// finishes that one and makes no other. The change stands in the audit log before
// it begins.
//
// Its errors wrap [ErrReason], workspace.ErrHeld, ask.ErrRunning, a configuration
// error, or the context's error.
func Do(ctx context.Context, o Options) (done *Rekeyed, err error) {
	if strings.TrimSpace(o.Reason) == "" {
		return nil, ErrReason
	}
	ws, cfg, err := ask.Settings(o.Workspace)
	if err != nil {
		return nil, err
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	changing, err := ws.Rekeying()
	if err != nil {
		return nil, err
	}
	c := &change{ws: ws, cfg: cfg, o: o}
	if changing {
		return c.finish(ctx)
	}
	return c.do(ctx)
}

// Finish finishes a change of the key that was interrupted when the new key was
// in force already, for a run that begins; where there is none it does nothing.
// The caller holds the workspace.
func Finish(ctx context.Context, ws *workspace.Workspace, cfg config.Config) error {
	changing, err := ws.Rekeying()
	if err != nil || !changing {
		return err
	}
	key, err := ws.KeyInForce()
	if err != nil {
		return err
	}
	c := &change{ws: ws, cfg: cfg}
	_, err = c.publish(ctx, key, func() error { return nil })
	return err
}

// change is a change of the key under way.
type change struct {
	ws  *workspace.Workspace
	cfg config.Config
	o   Options
}

func (c *change) do(ctx context.Context) (*Rekeyed, error) {
	before, after, err := c.ws.PrepareKey()
	if err != nil {
		return nil, err
	}
	done := c.of(after)
	done.Before = workspace.KeyFingerprint(before)
	err = c.record(fmt.Sprintf("key %.8s is replaced by %.8s", done.Before, done.After))
	if err == nil {
		done.RunID, err = c.publish(ctx, after, c.ws.SwapKey)
	}
	if err != nil {
		return nil, errors.Join(err, c.ws.DropKey())
	}
	return done, c.record(fmt.Sprintf("key %.8s is replaced by %.8s: done", done.Before, done.After))
}

// finish does what an interrupted change left undone.
func (c *change) finish(ctx context.Context) (*Rekeyed, error) {
	key, err := c.ws.KeyInForce()
	if err != nil {
		return nil, err
	}
	done := c.of(key)
	done.Finished = true
	if err := c.record(fmt.Sprintf("finishing an interrupted change to key %.8s", done.After)); err != nil {
		return nil, err
	}
	done.RunID, err = c.publish(ctx, key, func() error { return nil })
	return done, err
}

func (c *change) of(key []byte) *Rekeyed {
	return &Rekeyed{After: workspace.KeyFingerprint(key), KeyFile: c.ws.KeyFile(), Snapshots: publish.Folder(c.ws, c.cfg)}
}

func (c *change) record(what string) error {
	look := c.o.Look
	look.Purpose = c.o.Reason
	return look.Record(c.ws, 0, what)
}

// publish publishes the newest run under a key, which swap puts in force once the
// snapshot is whole, and removes what was made with another.
func (c *change) publish(ctx context.Context, key []byte, swap func() error) (runID string, err error) {
	folder := publish.Folder(c.ws, c.cfg)
	list := filepath.Join(c.ws.Snapshots(), publish.IdentitiesFile)
	if !warehouse.Exists(c.ws.Registry()) {
		return "", c.withdraw(swap)
	}
	db, err := warehouse.Open(ctx, "", warehouse.Options{
		MemoryLimit: c.cfg.Engine.MemoryLimit, Threads: c.cfg.Engine.Threads, Spill: c.ws.Spill(),
		Allowed: []string{folder, c.ws.Spill()}, Beside: c.ws.Registry(), Key: key,
	})
	if errors.Is(err, warehouse.ErrBusy) {
		return "", ask.ErrRunning
	}
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Exec(ctx, "use beside"); err != nil {
		return "", err
	}
	if err := registry.MustHaveTables(ctx, db); err != nil {
		return "", err
	}
	if runID, err = newest(ctx, db); err != nil {
		return "", err
	}
	target := publish.Target{Folder: folder, RunID: runID, Keep: c.cfg.Publish.KeepSnapshots, Group: c.cfg.Publish.SnapshotGroup}
	if runID == "" {
		if err := swap(); err != nil {
			return "", err
		}
	} else {
		err := publish.Replace(ctx, db, target, func() error { return errors.Join(swap(), warehouse.Remove(list)) })
		if err != nil {
			return "", err
		}
	}
	if err := warehouse.Remove(list); err != nil {
		return "", err
	}
	return runID, c.ws.FinishKey()
}

// withdraw puts the key in force that swap does, where there is no registry to
// publish anything from: a run or a rebuild makes one.
func (c *change) withdraw(swap func() error) error {
	if err := swap(); err != nil {
		return err
	}
	list := filepath.Join(c.ws.Snapshots(), publish.IdentitiesFile)
	if err := errors.Join(publish.Withdraw(publish.Folder(c.ws, c.cfg), ""), warehouse.Remove(list)); err != nil {
		return err
	}
	return c.ws.FinishKey()
}

// newest names the newest run that is done, or nothing.
func newest(ctx context.Context, db *warehouse.Warehouse) (id string, err error) {
	row := db.Conn().QueryRowContext(ctx, "select coalesce(max_by(run_id, run_no), '') from run where state = 'done'")
	if err := row.Scan(&id); err != nil {
		return "", fmt.Errorf("finding the newest run: %w", err)
	}
	return id, nil
}
