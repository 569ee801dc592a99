package ledger

import "empanel/pipeline/durable"

// SyncFolder is [durable.SyncFolder].
func SyncFolder(folder string) error { return durable.SyncFolder(folder) }

// SyncFileSystem is [durable.SyncFileSystem].
func SyncFileSystem(folder string) error { return durable.SyncFileSystem(folder) }
