package notify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"
)

// Memory is what was told last, so that nobody is told the same every night: the
// transfers that are overdue, and whether the last night failed.
type Memory struct {
	Overdue []string `json:"overdue"` // transfer ids
	Failed  bool     `json:"failed"`
}

// memoryFile is the file in the folder of notifications.
const memoryFile = "told.json"

// Remember reads what was told last; nothing where nobody was told anything, or
// where the file cannot be read as one: then somebody hears a thing twice.
func Remember(folder string) Memory {
	var m Memory
	content, err := os.ReadFile(filepath.Join(folder, memoryFile))
	if err != nil || json.Unmarshal(content, &m) != nil {
		return Memory{}
	}
	return m
}

// Keep writes what was told, if it is another than before.
func (m Memory) Keep(folder string) error {
	before := Remember(folder)
	if before.Failed == m.Failed && slices.Equal(before.Overdue, m.Overdue) {
		return nil
	}
	content, err := json.Marshal(m)
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err == nil {
		err = renameio.WriteFile(filepath.Join(folder, memoryFile), append(content, '\n'), 0o600, renameio.WithTempDir(folder))
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keeping what was told: %w", err)
	}
	return nil
}

// NewlyOverdue takes the transfers that are overdue now, and says how many were
// not when somebody was told last.
func (m *Memory) NewlyOverdue(now []string) int {
	sorted := slices.Clone(now)
	slices.Sort(sorted)
	fresh := 0
	for _, id := range sorted {
		if !slices.Contains(m.Overdue, id) {
			fresh++
		}
	}
	m.Overdue = slices.Compact(sorted)
	return fresh
}
