package seal_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"empanel/pipeline/seal"
)

// keys writes an identity of each kind and gives its file and its recipient.
func keys(t *testing.T) (file, quantumFile, recipient, quantum string) {
	t.Helper()
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	q, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	file, quantumFile = filepath.Join(t.TempDir(), "key.txt"), filepath.Join(t.TempDir(), "quantum.txt")
	put(t, file, "# made for a test\r\n"+x.String()+"\r\n")
	put(t, quantumFile, q.String())
	return file, quantumFile, x.Recipient().String(), q.Recipient().String()
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func identities(t *testing.T, file string) *seal.Identities {
	t.Helper()
	opens, err := seal.ReadIdentities(file, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return opens
}

// What is encrypted comes back, whatever its size, and its size shows without an
// identity whether it was cut off.
func TestEncryptedFilesComeBack(t *testing.T) {
	t.Parallel()
	file, quantumFile, recipient, quantum := keys(t)
	for _, kind := range []struct{ recipient, file, other string }{{recipient, file, quantumFile}, {quantum, quantumFile, file}} {
		to, err := seal.ParseRecipients([]string{kind.recipient})
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 3 * 64 << 10, 200_001} {
			plain := bytes.Repeat([]byte("a line of a file\r\n"), size/18+1)[:size]
			src, dst := filepath.Join(t.TempDir(), "plain"), filepath.Join(t.TempDir(), "sealed.age")
			put(t, src, string(plain))
			put(t, dst+seal.NewEnding, "left by what was killed")
			if err := errors.Join(to.WriteNew(dst, src), seal.Rename(dst)); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(dst); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
			in, err := identities(t, kind.file).Open(dst)
			if err != nil {
				t.Fatalf("%d bytes: %v", size, err)
			}
			got, err := io.ReadAll(in)
			if err := errors.Join(err, in.Close()); err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%d bytes came back as %d: %v", size, len(got), err)
			}
			if fault, err := seal.Fault(dst, int64(size)); fault != "" || err != nil {
				t.Errorf("%d bytes: %s %v", size, fault, err)
			}
			if fault, _ := seal.Fault(dst, int64(size)+1); fault == "" {
				t.Errorf("%d bytes are taken for one more", size)
			}
			if _, err := identities(t, kind.other).Open(dst); !errors.Is(err, seal.ErrNotFor) {
				t.Errorf("with another identity: %v", err)
			}
			var none *seal.Identities
			if _, err := none.Open(dst); !errors.Is(err, seal.ErrSealed) {
				t.Errorf("without an identity: %v", err)
			}
		}
	}
}

func TestDamagedFilesAreNamedSo(t *testing.T) {
	t.Parallel()
	file, _, recipient, _ := keys(t)
	to, err := seal.ParseRecipients([]string{recipient})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	src, dst := filepath.Join(dir, "plain"), filepath.Join(dir, "sealed.age")
	put(t, src, strings.Repeat("x", 100))
	if err := errors.Join(to.WriteNew(dst, src), seal.Rename(dst)); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(dst)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"cut off": string(whole[:len(whole)-1]), "plain": strings.Repeat("x", 100), "empty": ""} {
		put(t, dst, text)
		if _, err := identities(t, file).Open(dst); !errors.Is(err, seal.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if fault, err := seal.Fault(dst, 100); fault == "" || err != nil {
			t.Errorf("%s: nothing is seen without an identity, %v", name, err)
		}
	}
}

// No error holds anything of a secret key, wherever one was put by mistake.
func TestWrongRecipientsAreNamedWithoutTheirText(t *testing.T) {
	t.Parallel()
	_, _, recipient, quantum := keys(t)
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		texts []string
		says  string
	}{
		{[]string{recipient, x.String()}, "recipient 2 is a secret key"},
		{[]string{strings.ToLower(x.String())}, "recipient 1 is a secret key"},
		{[]string{"ssh-ed25519 AAAA"}, "SSH key"},
		{[]string{recipient[:40]}, "recipient 1 is no recipient of age: it must be copied whole"},
		{[]string{recipient + "\n" + recipient}, "write one in each text"},
		{[]string{""}, "write one in each text"},
		{[]string{"somebody"}, "is no recipient of age"},
		{[]string{recipient, quantum}, "cannot be used together"},
	} {
		_, err := seal.ParseRecipients(c.texts)
		var wrong *seal.RecipientError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("want %q, got %v", c.says, err)
			continue
		}
		if secret := x.String()[15:30]; strings.Contains(strings.ToUpper(err.Error()), secret) {
			t.Error("the error holds a piece of the secret key")
		}
	}
	if r, err := seal.ParseRecipients(nil); r != nil || err != nil {
		t.Errorf("nobody gives %v, %v", r, err)
	}
}

func TestIdentitiesAreReadFromElsewhere(t *testing.T) {
	t.Parallel()
	file, _, recipient, _ := keys(t)
	workspace := t.TempDir()
	inside := filepath.Join(workspace, "key.txt")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	put(t, inside, string(text))
	link := filepath.Join(t.TempDir(), "link.txt")
	if err := os.Symlink(inside, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{inside, link} {
		if _, err := seal.ReadIdentities(path, nil, workspace); !errors.Is(err, seal.ErrIdentityInside) {
			t.Errorf("an identity in the workspace: %v", err)
		}
	}
	if opens, err := seal.ReadIdentities(file, nil, workspace); opens == nil || err != nil {
		t.Errorf("an identity elsewhere: %v", err)
	}
	if opens, err := seal.ReadIdentities("-", bytes.NewReader(text), workspace); opens == nil || err != nil {
		t.Errorf("from standard input: %v", err)
	}
	if opens, err := seal.ReadIdentities("", nil, workspace); opens != nil || err != nil {
		t.Errorf("none: %v", err)
	}
	protected := filepath.Join(t.TempDir(), "protected.age")
	put(t, protected, "age-encryption.org/v1\n-> scrypt x 18\n")
	garbled := filepath.Join(t.TempDir(), "garbled.txt")
	put(t, garbled, "AGE-SECRET-KEY-1NOTQUITE\n")
	public := filepath.Join(t.TempDir(), "public.txt")
	put(t, public, recipient)
	for path, says := range map[string]string{protected: "age -d protected.age", garbled: "AGE-SECRET-KEY", public: "age-keygen", filepath.Join(workspace, "none"): "no such file"} {
		_, err := seal.ReadIdentities(path, nil, "")
		if !errors.Is(err, seal.ErrIdentity) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "NOTQUITE") {
			t.Errorf("want %q, got %v", says, err)
		}
	}
}
