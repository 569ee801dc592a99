package pipeline

import (
	"fmt"
	"os"
	"path/filepath"

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

// partPath is where a part of the night can be read.
func (r *run) partPath(p ledger.Part) string {
	if p.Packed.IsZero() {
		return filepath.Join(r.partsFolder(), p.Name)
	}
	return filepath.Join(r.unpacked, p.Name)
}
