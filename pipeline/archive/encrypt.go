package archive

import (
	"context"
	"errors"

	"empanel/pipeline/ask"
	"empanel/pipeline/intake"
)

// ErrNoRecipients is the error of encrypting to nobody.
var ErrNoRecipients = errors.New("[encryption] in empanel.toml names no recipients: docs/encryption.md says how")

// batch is how many files are encrypted before the plain ones go: so much more
// space the disk needs meanwhile.
const batch = 200

// Done is what encrypting the archive did.
type Done struct {
	Files   int   `json:"files"`   // that it encrypted
	Before  int   `json:"already"` // that were so already
	Bytes   int64 `json:"bytes"`   // in plain, of those it encrypted
	Missing int   `json:"missing"` // and not by the record of removed files
}

// Encrypt encrypts every plain file of the archive to the recipients in the
// configuration. It holds the workspace. It can be stopped anywhere and
// repeated: each file is there plain or encrypted. Its errors wrap
// [ErrNoRecipients], workspace.ErrHeld, ask.ErrNoRun or a configuration error.
func Encrypt(ctx context.Context, dir string, progress func(stage string, done, total int64)) (_ *Done, err error) {
	ws, cfg, err := ask.Settings(dir)
	if err != nil {
		return nil, err
	}
	to, err := cfg.Encryption.To(ws.Dir())
	if err != nil {
		return nil, err
	}
	if to == nil {
		return nil, ErrNoRecipients
	}
	release, err := ws.Acquire()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	files, err := List(ctx, dir, "")
	if err != nil {
		return nil, err
	}
	done := &Done{}
	var ids []string
	var bytes []int64
	for _, f := range files {
		switch f.State {
		case Plain:
			ids, bytes = append(ids, f.ID), append(bytes, f.Bytes)
		case Encrypted:
			done.Before++
		case Missing:
			done.Missing++
		case Removed:
		}
	}
	for first := 0; first < len(ids); first += batch {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		some := ids[first:min(first+batch, len(ids))]
		if err := intake.EncryptStored(ws, some, to); err != nil {
			return nil, err
		}
		done.Files += len(some)
		for _, n := range bytes[first : first+len(some)] {
			done.Bytes += n
		}
		progress("encrypting the archive", int64(done.Files), int64(len(ids)))
	}
	return done, nil
}
