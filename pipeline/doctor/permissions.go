package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

const permissionsCheck = "permissions"

// open is something that others than its owner can use.
type open struct {
	path   string // from the workspace
	others bool   // everybody, not only the group
}

// permissions looks for what others than the owner can read: in a folder that
// only its owner can enter, what lies deeper is safe, but a backup copies the
// modes and not the folder above.
func permissions(_ context.Context, s *Subject) []Finding {
	const check = permissionsCheck
	var found []open
	foreign := 0
	err := filepath.WalkDir(s.WS.Dir(), func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a run goes on meanwhile
		}
		if err != nil {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return nil
		}
		if err != nil {
			return err
		}
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) != os.Geteuid() {
			foreign++
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 && !mayBeOpen(s, path, mode) {
			name, err := filepath.Rel(s.WS.Dir(), path)
			if err != nil {
				return err
			}
			found = append(found, open{name, mode&0o007 != 0})
		}
		if e.IsDir() && isDeep(s.WS, path) {
			return filepath.SkipDir
		}
		return nil
	})
	if err != nil {
		return Cannot(check, err)
	}
	mend := "chmod -R go= " + wording.Quoted(s.WS.Dir())
	if s.Cfg.Publish.SnapshotGroup != "" {
		mend += ", and the next run shares its snapshot with the group again"
	}
	var all []Finding
	if len(found) > 0 {
		state := Warn
		var names []string
		for _, o := range found {
			if o.others {
				state = Fail
			}
			if len(names) < 3 {
				names = append(names, o.path)
			}
		}
		all = One(check, state, mend, "others than the owner can use %s: %s", wording.Plural(len(found), "file or folder", "files and folders"), strings.Join(names, ", "))
	}
	if foreign > 0 {
		all = append(all, One(check, Warn, "run empanel, and this, as the account that owns the workspace", "%s to another account", wording.Plural(foreign, "file or folder belongs", "files and folders belong"))...)
	}
	if all == nil {
		return One(check, OK, "", "folders and files are their owner's alone")
	}
	return all
}

// isDeep says whether what lies in a folder is many files that people have put
// there, or that are never opened again: that folder's own mode is what counts.
func isDeep(ws *workspace.Workspace, path string) bool {
	for _, channel := range workspace.Channels() {
		if path == ws.Inbox(channel) {
			return true
		}
	}
	return filepath.Dir(path) == ws.Archive()
}

// mayBeOpen says what others may read by the configuration: snapshots, where a
// group is named, the inbox, where those who deliver are one, and the metrics.
func mayBeOpen(s *Subject, path string, mode fs.FileMode) bool {
	folder := s.Snapshots
	inbox := filepath.Dir(s.WS.Claimed())
	if s.Cfg.Security.InboxGroup != "" && mode&0o007 == 0 && (path == s.WS.Dir() || path == inbox || filepath.Dir(path) == inbox && path != s.WS.Claimed()) {
		return true
	}
	if s.Cfg.Publish.SnapshotGroup != "" && mode&0o007 == 0 && (path == folder || filepath.Dir(path) == folder) {
		return true
	}
	return s.Cfg.Metrics.Textfile != "" && path == s.WS.Configured(s.Cfg.Metrics.Textfile)
}

// key reads the key of the pseudonyms.
func key(_ context.Context, s *Subject) []Finding {
	const check = "pseudonym key"
	if _, err := s.WS.Key(); err != nil {
		return One(check, Fail, "put it back from a backup: with another key everybody would have another pseudonym", "%v", err)
	}
	return One(check, OK, "", "%s is there and whole; keep a copy apart from the workspace", filepath.Base(s.WS.KeyFile()))
}
