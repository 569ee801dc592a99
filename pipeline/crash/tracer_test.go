//go:build crash

package crash

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// call is one call of the program to the system that changes something below
// the folder that is watched, in the order in which the calls end.
type call struct {
	name   string
	path   string // what it is about: of a file that is open, its name then
	to     string // of a rename, the new name
	isNew  bool   // of an open, that it made the file
	failed bool
}

func (c call) String() string {
	if c.to != "" {
		return c.name + " " + c.path + " " + c.to
	}
	return c.name + " " + c.path
}

// isWrite says whether it writes into a file.
func (c call) isWrite() bool {
	return strings.HasPrefix(c.name, "write") || strings.HasPrefix(c.name, "pwrite")
}

// verdict is what becomes of a call before it is made.
type verdict struct {
	kill bool
	fail unix.Errno // it gives this error and does nothing; 0 for none
}

// watched is how a program that was watched ended.
type watched struct {
	calls  []call
	killed bool
	code   int
	out    string
}

// kinds of arguments.
const (
	byPath     = iota // the path is the first argument
	byPathAt          // the folder is the first argument, the path the second
	byFile            // an open file is the first argument
	twoPaths          // a rename
	twoPathsAt        // the same with folders
	linkPathAt        // a symbolic link: the second argument a folder, the third the path
)

type watchedCall struct {
	name string
	kind int
}

// changing are the calls that change something in a file system, by number.
var changing = map[uint64]watchedCall{
	unix.SYS_RENAME: {"rename", twoPaths}, unix.SYS_RENAMEAT: {"rename", twoPathsAt}, unix.SYS_RENAMEAT2: {"rename", twoPathsAt},
	unix.SYS_UNLINK: {"unlink", byPath}, unix.SYS_UNLINKAT: {"unlink", byPathAt}, unix.SYS_RMDIR: {"unlink", byPath},
	unix.SYS_MKDIR: {"mkdir", byPath}, unix.SYS_MKDIRAT: {"mkdir", byPathAt}, unix.SYS_SYMLINKAT: {"symlink", linkPathAt},
	unix.SYS_FSYNC: {"fsync", byFile}, unix.SYS_FDATASYNC: {"fsync", byFile}, unix.SYS_SYNCFS: {"syncfs", byFile},
	unix.SYS_FTRUNCATE: {"write (truncate)", byFile}, unix.SYS_FALLOCATE: {"write (allocate)", byFile},
	unix.SYS_WRITE: {"write", byFile}, unix.SYS_PWRITE64: {"pwrite", byFile}, unix.SYS_WRITEV: {"write", byFile}, unix.SYS_PWRITEV: {"pwrite", byFile},
	unix.SYS_COPY_FILE_RANGE: {"write (copy)", byFile}, unix.SYS_CHMOD: {"chmod", byPath}, unix.SYS_FCHMODAT: {"chmod", byPathAt},
	unix.SYS_FCHMOD: {"chmod", byFile}, unix.SYS_OPENAT: {"open", byPathAt}, unix.SYS_OPEN: {"open", byPath},
}

// watch runs the program under this process's eyes. Decide hears of every call
// that would change something below root, before it is made, with its number
// from 1; nil lets all be.
func watch(t *testing.T, root string, decide func(n int, c call) verdict, args ...string) watched {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	out, err := os.CreateTemp(t.TempDir(), "out")
	must(t, err)
	defer out.Close() //nolint:errcheck // read below
	command := exec.Command(binary(t), args...)
	command.Env = environment()
	command.Stdout, command.Stderr = out, out
	command.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Pdeathsig: syscall.SIGKILL}
	must(t, command.Start())
	w := watcher{t: t, root: root, pid: command.Process.Pid, decide: decide, pending: map[int]*pending{}}
	w.run()
	must(t, command.Process.Release())
	text, err := os.ReadFile(out.Name())
	must(t, err)
	w.result.out = string(text)
	return w.result
}

type pending struct {
	call call
	fail unix.Errno
	is   bool // a call of interest is under way
}

type watcher struct {
	t       *testing.T
	root    string
	pid     int
	n       int
	decide  func(int, call) verdict
	pending map[int]*pending // by thread
	result  watched
}

func (w *watcher) run() {
	var status unix.WaitStatus
	_, err := unix.Wait4(w.pid, &status, 0, nil)
	must(w.t, err)
	const follow = unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_EXITKILL
	must(w.t, unix.PtraceSetOptions(w.pid, follow))
	must(w.t, unix.PtraceSyscall(w.pid, 0))
	for {
		thread, err := unix.Wait4(-1, &status, unix.WALL, nil)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		must(w.t, err)
		switch {
		case status.Exited() || status.Signaled():
			if thread != w.pid {
				continue
			}
			w.result.killed = status.Signaled()
			w.result.code = status.ExitStatus()
			return
		case !status.Stopped():
			continue
		}
		signal := 0
		switch stop := status.StopSignal(); stop {
		case unix.SIGTRAP | 0x80:
			w.stop(thread)
		case unix.SIGTRAP, unix.SIGSTOP: // a new thread
		default:
			signal = int(stop)
		}
		if err := unix.PtraceSyscall(thread, signal); err != nil && !errors.Is(err, unix.ESRCH) {
			w.t.Fatal(err)
		}
	}
}

// stop is at the beginning or the end of a call.
func (w *watcher) stop(thread int) {
	var regs unix.PtraceRegs
	if err := unix.PtraceGetRegs(thread, &regs); err != nil {
		return // it was killed
	}
	p := w.pending[thread]
	if p == nil {
		p = &pending{}
		w.pending[thread] = p
		w.enter(thread, &regs, p)
		return
	}
	delete(w.pending, thread)
	if !p.is {
		return
	}
	if p.fail != 0 {
		regs.Rax = uint64(-int64(p.fail))
		_ = unix.PtraceSetRegs(thread, &regs)
	}
	p.call.failed = int64(regs.Rax) < 0
	w.result.calls = append(w.result.calls, p.call)
}

func (w *watcher) enter(thread int, regs *unix.PtraceRegs, p *pending) {
	kind, ok := changing[regs.Orig_rax]
	if !ok {
		return
	}
	c := call{name: kind.name}
	switch kind.kind {
	case byPath:
		c.path = w.text(thread, regs.Rdi)
	case byPathAt:
		c.path = w.at(thread, regs.Rdi, regs.Rsi)
	case byFile:
		c.path, _ = os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", thread, regs.Rdi))
	case twoPaths:
		c.path, c.to = w.text(thread, regs.Rdi), w.text(thread, regs.Rsi)
	case twoPathsAt:
		c.path, c.to = w.at(thread, regs.Rdi, regs.Rsi), w.at(thread, regs.Rdx, regs.R10)
	case linkPathAt:
		c.path = w.at(thread, regs.Rsi, regs.Rdx)
	}
	if c.name == "open" {
		flags := regs.Rdx
		if regs.Orig_rax == unix.SYS_OPEN {
			flags = regs.Rsi
		}
		if flags&(unix.O_CREAT|unix.O_TRUNC) == 0 {
			return
		}
		_, err := os.Lstat(c.path)
		c.isNew = err != nil
	}
	if !within(w.root, c.path) && (c.to == "" || !within(w.root, c.to)) {
		return
	}
	w.n++
	p.call, p.is = c, true
	if w.decide == nil {
		return
	}
	switch v := w.decide(w.n, c); {
	case v.kill:
		must(w.t, unix.Kill(w.pid, unix.SIGKILL))
	case v.fail != 0:
		p.fail = v.fail
		regs.Orig_rax = ^uint64(0) // no such call: it does nothing
		must(w.t, unix.PtraceSetRegs(thread, regs))
	}
}

func within(root, path string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// at gives the path that a folder and a name mean.
func (w *watcher) at(thread int, folder, name uint64) string {
	path := w.text(thread, name)
	if filepath.IsAbs(path) {
		return path
	}
	where := fmt.Sprintf("/proc/%d/cwd", thread)
	if int32(folder) != unix.AT_FDCWD {
		where = fmt.Sprintf("/proc/%d/fd/%d", thread, folder)
	}
	dir, _ := os.Readlink(where)
	return filepath.Join(dir, path)
}

// text reads a string out of the program's memory.
func (w *watcher) text(thread int, address uint64) string {
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", thread))
	if err != nil {
		return ""
	}
	defer memory.Close() //nolint:errcheck // read only
	var text []byte
	chunk := make([]byte, 256)
	for len(text) < unix.PathMax {
		n, err := memory.ReadAt(chunk, int64(address)+int64(len(text)))
		if end := bytes.IndexByte(chunk[:n], 0); end >= 0 {
			return string(append(text, chunk[:end]...))
		}
		text = append(text, chunk[:n]...)
		if err != nil || n == 0 {
			break
		}
	}
	return string(text)
}
