package workspace

import "path/filepath"

// LastRun is the file that says how the newest run ended, for the metrics.
func (w *Workspace) LastRun() string { return filepath.Join(w.dir, ".last-run.json") }

// Notifications is the folder for notifications that could not be sent yet, and
// for what was told last. It is made when there is something to keep.
func (w *Workspace) Notifications() string { return filepath.Join(w.dir, ".notify") }
