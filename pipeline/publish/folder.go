package publish

import (
	"empanel/pipeline/config"
	"empanel/pipeline/workspace"
)

// Folder is the folder in which snapshots are published.
func Folder(ws *workspace.Workspace, cfg config.Config) string {
	if cfg.Publish.SnapshotDir == "" {
		return ws.Snapshots()
	}
	return ws.Configured(cfg.Publish.SnapshotDir)
}
