package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"empanel/pipeline"
)

// nobodyUser is a user that has no rights anywhere.
const nobodyUser = 65534

// TestWithoutPermission runs the program as a user who is not root, with files
// in its inbox that this user may not read, or may read and does not own.
func TestWithoutPermission(t *testing.T) {
	p := newPlain(t)
	ws := filepath.Join(p.folder, "ws")
	p.exits(0, "init", ws)
	p.exits(0, "synth", "-w", ws, "--people", "300", "--seed", "5", "--defects", "0")
	secret := filepath.Join(ws, "inbox", "teleplan", "secret.txt")
	content := sample("teleplan/submission/sound.txt")
	if err := os.WriteFile(secret, content, 0); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(ws, "inbox", "drbill", "closed")
	if err := os.Mkdir(closed, 0); err != nil {
		t.Fatal(err)
	}
	p.own(secret, closed)
	// Put there by another user, for this one to read: only root can lay this out.
	theirs := filepath.Join(ws, "inbox", "teleplan", "theirs.txt")
	if os.Geteuid() == 0 {
		if err := os.WriteFile(theirs, append(content, "\r\n"...), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(theirs, 0o644); err != nil {
			t.Fatal(err)
		}
	}

	for night := 1; night <= 2; night++ {
		var report pipeline.Report
		if err := json.Unmarshal(p.exits(3, "run", "-w", ws, "--as-of", "2026-09-28", "--json"), &report); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"secret.txt": "permission denied", "closed": "it is a folder"}
		for _, left := range report.Left {
			if !strings.Contains(left.Why, want[left.Name]) || want[left.Name] == "" {
				t.Errorf("run %d left %q in the inbox: %s", night, left.Name, left.Why)
			}
			delete(want, left.Name)
		}
		if len(want) > 0 {
			t.Errorf("run %d does not name %v", night, want)
		}
		if report.Files.Refused > 0 || night == 1 && report.Attached < 100 || night == 2 && report.Files.Accepted > 0 {
			t.Errorf("run %d: %+v, %d attached", night, report.Files, report.Attached)
		}
		if _, err := os.Lstat(theirs); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("run %d: the other user's file is still in the inbox (%v)", night, err)
		}
		if info, err := os.Lstat(secret); err != nil || info.Size() != int64(len(content)) {
			t.Errorf("run %d: the secret file is not in the inbox as it was (%v)", night, err)
		}
	}

	// Readable at last, it is taken.
	if err := os.Chmod(secret, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(closed); err != nil {
		t.Fatal(err)
	}
	p.exits(3, "run", "-w", ws, "--as-of", "2026-09-28") // its one line is in quarantine, more than 5%
	if _, err := os.Lstat(secret); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still in the inbox (%v)", err)
	}
}

// plain runs the program as a user who is not root: as this one, or where this
// one is root as nobody, from a folder that nobody may enter.
type plain struct {
	t       *testing.T
	folder  string
	program string
	as      *syscall.SysProcAttr
}

func newPlain(t *testing.T) plain {
	t.Helper()
	folder, err := os.MkdirTemp("", "empanel-plain-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	// The test binary is the program when it is called so.
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := plain{t: t, folder: folder, program: filepath.Join(folder, "empanel")}
	if err := os.Link(self, p.program); err != nil {
		copyProgram(t, self, p.program)
	}
	if os.Geteuid() == 0 {
		p.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobodyUser, Gid: nobodyUser}}
		p.own(folder)
		command := exec.Command(p.program, "version")
		command.SysProcAttr = p.as
		if out, err := command.CombinedOutput(); err != nil {
			t.Skipf("this machine lets no other user run the test: %v\n%s", err, out)
		}
	}
	return p
}

func copyProgram(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // read only
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
}

// own gives paths to the user that runs the program.
func (p plain) own(paths ...string) {
	p.t.Helper()
	if p.as == nil {
		return
	}
	for _, path := range paths {
		if err := os.Lchown(path, nobodyUser, nobodyUser); err != nil {
			p.t.Fatal(err)
		}
	}
}

// exits runs the program, holds it to an exit code, and gives its output.
func (p plain) exits(want int, args ...string) []byte {
	p.t.Helper()
	command := exec.Command(p.program, args...)
	command.SysProcAttr = p.as
	command.Dir = p.folder
	command.Env = append(os.Environ(), "HOME="+p.folder, "EMPANEL_WORKSPACE=")
	var out, problems bytes.Buffer
	command.Stdout, command.Stderr = &out, &problems
	var exit *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	if got := command.ProcessState.ExitCode(); got != want {
		p.t.Fatalf("empanel %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got, want, out.Bytes(), problems.Bytes())
	}
	return out.Bytes()
}
