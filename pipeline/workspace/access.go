package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"empanel/pipeline/config"
)

// AccessError is a workspace that others than the account that uses it can get
// at, or that is another account's. Nothing in it has been read.
type AccessError struct {
	Dir      string
	Problems []string // a sentence each
	Mend     string   // the command that puts it right
}

// Error says what is open to whom, a line each, and the command that mends it.
func (e *AccessError) Error() string {
	return fmt.Sprintf("%s holds health numbers, and is not for its owner alone:\n  %s\nmend it with:  %s",
		e.Dir, strings.Join(e.Problems, "\n  "), e.Mend)
}

// access looks at who may get at a workspace. It looks at the folder, what it is
// known to hold, and no further: who cannot enter a folder gets at nothing below
// it.
type access struct {
	w        *Workspace
	settings config.Config
	me       uint32
	problems []string
	owner    string // another account to which something belongs
	links    bool   // something is a link
}

// mayOpen gives an *AccessError for a workspace that others can read or write,
// or that another account owns, for root as well: what root writes, the owner
// cannot read the next night.
func (w *Workspace) mayOpen(settings config.Config) error {
	a := &access{w: w, settings: settings, me: uint32(os.Geteuid())}
	if err := a.look(); err != nil {
		return err
	}
	if len(a.problems) == 0 {
		return nil
	}
	return &AccessError{w.dir, a.problems, a.mend()}
}

func (a *access) look() error {
	w := a.w
	for _, one := range []struct {
		path    string
		folder  bool
		allowed fs.FileMode // what a group that is configured may do
		groups  []string
	}{
		{w.dir, true, 0o010, []string{a.settings.Security.InboxGroup, a.groupHere()}},
		{w.inbox(), true, 0o010, []string{a.settings.Security.InboxGroup}},
		{w.Inbox(Teleplan), true, 0o070, []string{a.settings.Security.InboxGroup}},
		{w.Inbox(TeleplanReturn), true, 0o070, []string{a.settings.Security.InboxGroup}},
		{w.Inbox(DrBill), true, 0o070, []string{a.settings.Security.InboxGroup}},
		{w.Inbox(Registry), true, 0o070, []string{a.settings.Security.InboxGroup}},
		{w.Snapshots(), true, 0o050, []string{a.groupHere()}},
		{w.Claimed(), true, 0, nil},
		{w.Archive(), true, 0, nil},
		{w.Ledger(), true, 0, nil},
		{w.Exports(), true, 0, nil},
		{w.Reports(), true, 0, nil},
		{w.Spill(), true, 0, nil},
		{w.Divided(), true, 0, nil},
		{w.Registry(), false, 0, nil},
		{w.Config(), false, 0, nil},
		{w.AuditLog(), false, 0, nil},
		{w.Lock(), false, 0, nil},
		{w.Nights(), false, 0, nil},
		{w.ScheduleLock(), false, 0, nil},
		{w.LastRun(), false, 0, nil},
		{w.Notifications(), true, 0, nil},
		{filepath.Join(w.dir, keyName), false, 0, nil},
	} {
		info, err := os.Lstat(one.path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("opening the workspace: %w", err)
		}
		a.part(one.path, info, one.folder, one.allowed, one.groups)
		if one.path == w.dir && a.owner != "" {
			return nil // so is everything in it
		}
	}
	return nil
}

// groupHere is the group that reads snapshots where they stand in the workspace.
func (a *access) groupHere() string {
	if a.settings.Publish.SnapshotDir != "" {
		return ""
	}
	return a.settings.Publish.SnapshotGroup
}

// part holds one folder or file to what it must be.
func (a *access) part(path string, info fs.FileInfo, folder bool, allowed fs.FileMode, groups []string) {
	name := a.name(path)
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		a.links = true
		a.problem("%s is a link: what it names could be anybody's", name)
		return
	case folder && !info.IsDir():
		a.problem("%s is no folder", name)
		return
	case !folder && !info.Mode().IsRegular():
		a.problem("%s is no regular file", name)
		return
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		a.problem("%s does not say who owns it", name)
		return
	}
	mode := info.Mode().Perm()
	// A configuration that root keeps is nobody else's to change.
	if path == a.w.Config() && stat.Uid == 0 && a.me != 0 && mode&0o022 == 0 {
		return
	}
	if stat.Uid != a.me {
		a.owner = account(stat.Uid)
		a.problem("%s belongs to %s, and this is %s", name, a.owner, account(a.me))
	}
	if !isOneOf(stat.Gid, groups) {
		allowed = 0
	}
	if who := beyond(mode &^ allowed); who != "" {
		a.problem("%s has mode %04o: %s", name, mode, who)
	}
}

func (a *access) problem(format string, args ...any) {
	a.problems = append(a.problems, fmt.Sprintf(format, args...))
}

func (a *access) name(path string) string {
	below, err := filepath.Rel(a.w.dir, path)
	if err != nil || below == "." {
		return "the folder itself"
	}
	return below
}

// mend is the command that puts everything right.
func (a *access) mend() string {
	dir := shell(a.w.dir)
	switch {
	case a.links:
		return "put the file or folder itself in the place of the link (a folder on another disk: mount --bind)"
	case a.owner != "":
		return fmt.Sprintf("sudo -u %s empanel ... ; or give it to this account:  sudo chown -R %s %s", a.owner, account(a.me), dir)
	case a.settings.Security.InboxGroup == "" && a.groupHere() == "":
		return "chmod -R go-rwx " + dir
	default:
		return "chmod -R go-rwx " + dir + "  and then give the configured group its rights again, as docs/security.md says"
	}
}

// beyond says in words what a mode allows others than the owner.
func beyond(mode fs.FileMode) string {
	var who []string
	for _, class := range []struct {
		name string
		bits fs.FileMode
	}{{"its group", mode >> 3 & 0o7}, {"everybody", mode & 0o7}} {
		var may []string
		for _, right := range []struct {
			bit  fs.FileMode
			word string
		}{{4, "read"}, {2, "write"}, {1, "enter or run"}} {
			if class.bits&right.bit != 0 {
				may = append(may, right.word)
			}
		}
		if len(may) > 0 {
			who = append(who, class.name+" may "+strings.Join(may, ", "))
		}
	}
	return strings.Join(who, "; ")
}

// isOneOf says whether a group is one of those that are configured.
func isOneOf(id uint32, groups []string) bool {
	for _, name := range groups {
		if name == "" {
			continue
		}
		if g, err := user.LookupGroup(name); err == nil && g.Gid == strconv.FormatUint(uint64(id), 10) {
			return true
		}
	}
	return false
}

// account names an account, by its number where it has no name.
func account(id uint32) string {
	number := strconv.FormatUint(uint64(id), 10)
	if u, err := user.LookupId(number); err == nil {
		return u.Username
	}
	return "account " + number
}

// shell quotes a path for a command line, where it needs that.
func shell(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
