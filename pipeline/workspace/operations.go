package workspace

import "path/filepath"

// Notifications is the folder for notifications that could not be sent yet, and
// for what was told last. It is made when there is something to keep.
func (w *Workspace) Notifications() string { return filepath.Join(w.dir, ".notify") }
