package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"empanel/pipeline/ledger"
	"empanel/pipeline/workspace"
)

// unpackingFolder makes a folder for parts of the ledger that are read out of
// packs, and gives how it is removed. What a killed command leaves of it empanel
// gc removes.
func unpackingFolder(ws *workspace.Workspace) (folder string, drop func() error, err error) {
	if folder, err = os.MkdirTemp(ws.Spill(), "unpacked-"); err != nil {
		return "", nil, fmt.Errorf("unpacking the ledger: %w", err)
	}
	return folder, func() error { return os.RemoveAll(folder) }, nil
}

// unpack reads those parts of a night that are in packs into a folder, if any is,
// and gives how it is removed.
func (b *rebuilding) unpack(parts []ledger.Part) (folder string, drop func() error, err error) {
	if !slices.ContainsFunc(parts, func(p ledger.Part) bool { return !p.Packed.IsZero() }) {
		return "", func() error { return nil }, nil
	}
	if folder, drop, err = unpackingFolder(b.ws); err != nil {
		return "", nil, err
	}
	if err := ledger.Unpack(b.ws.Ledger(), folder, parts); err != nil {
		return "", nil, errors.Join(err, drop())
	}
	return folder, drop, nil
}

// partPath is where a part of the night can be read.
func (r *run) partPath(p ledger.Part) string {
	if p.Packed.IsZero() {
		return filepath.Join(r.partsFolder(), p.Name)
	}
	return filepath.Join(r.unpacked, p.Name)
}
