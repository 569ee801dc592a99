package publish

import (
	"path/filepath"

	"empanel/pipeline/config"
	"empanel/pipeline/workspace"
)

// Folder is the folder in which snapshots are published.
func Folder(ws *workspace.Workspace, cfg config.Config) string {
	switch dir := cfg.Publish.SnapshotDir; {
	case dir == "":
		return ws.Snapshots()
	case filepath.IsAbs(dir):
		return dir
	default: // seen from the workspace, wherever the program is started
		return filepath.Join(ws.Dir(), dir)
	}
}
