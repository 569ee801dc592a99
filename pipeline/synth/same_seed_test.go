package synth_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"empanel/parsers/field"
	"empanel/pipeline/synth"
)

// fingerprint lists every file below a folder with its bytes' hash and its
// modification time.
func fingerprint(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		out[name] = fmt.Sprintf("%x %s", sha256.Sum256(content), info.ModTime().UTC())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func fingerprintOf(t *testing.T, opts synth.Options) (map[string]string, synth.Manifest) {
	t.Helper()
	dir := t.TempDir()
	opts.Inbox, opts.NightsDir = filepath.Join(dir, "inbox"), filepath.Join(dir, "nights")
	m, err := synth.Write(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return fingerprint(t, dir), m
}

func TestSameSeedSameFiles(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]synth.Options{
		"province":         {People: 12_000, Nights: 3, Seed: 5, Defects: 0.03},
		"handovers":        {People: 3_000, Nights: 4, Seed: 5, Handovers: true},
		"claims only":      {People: 9_000, Seed: 5, ClaimsOnly: true, Files: 14},
		"files":            {People: 9_000, Seed: 5, Files: 60},
		"nights of a size": {People: 9_000, Nights: 1, Seed: 5, Defects: 0.03, NightLines: 900, NightFiles: 40},
		"waiting":          {People: 30_000, Seed: 5, WaitingOnly: true},
	} {
		opts.Workers = 1
		one, m1 := fingerprintOf(t, opts)
		opts.Workers = 4
		four, m4 := fingerprintOf(t, opts)
		if len(one) == 0 || len(one) != len(four) {
			t.Errorf("%s: %d and %d files", name, len(one), len(four))
		}
		for file, print := range one {
			if four[file] != print {
				t.Errorf("%s: %s differs between one worker and four", name, file)
			}
		}
		if fmt.Sprint(m1.Defects, m1.Stories, m1.Counts) != fmt.Sprint(m4.Defects, m4.Stories, m4.Counts) {
			t.Errorf("%s: the manifest differs between one worker and four", name)
		}
		opts.Seed++
		other, _ := fingerprintOf(t, opts)
		same := 0
		for file, print := range one {
			if other[file] == print {
				same++
			}
		}
		if same > 0 {
			t.Errorf("%s: %d files are the same for another seed", name, same)
		}
	}
}

func TestModificationTimesAreThoseOfTheManifest(t *testing.T) {
	t.Parallel()
	m := write(t, synth.Options{People: 8_000, Nights: 2, Seed: 1})
	late := 0
	for number, night := range m.Nights {
		if night.Date != synth.DefaultFirstDay+field.Date(number) {
			t.Errorf("night %d is on %s", number, night.Date)
		}
		for _, f := range night.Files {
			info, err := os.Stat(filepath.Join(night.Dir, filepath.FromSlash(f.Path)))
			if err != nil {
				t.Fatal(err)
			}
			if !info.ModTime().Equal(f.ReceivedAt) {
				t.Errorf("%s: modified %s, stated %s", f.Path, info.ModTime(), f.ReceivedAt)
			}
			switch day := f.ReceivedAt.UTC().Format("2006-01-02"); day {
			case night.Date.String():
			case (night.Date - 1).String():
				late++
			default:
				t.Errorf("%s: received on %s", f.Path, day)
			}
		}
	}
	if late == 0 {
		t.Error("no file is late")
	}
}

func TestFilesAsAskedFor(t *testing.T) {
	t.Parallel()
	m := write(t, synth.Options{People: 20_000, Seed: 2, Files: 200})
	files := 0
	for _, f := range m.Nights[0].Files {
		if f.Channel == synth.Teleplan {
			files++
		}
	}
	if files < 120 || files > 220 { // the clinics that send CSV have their share too
		t.Errorf("%d files, 200 were asked for", files)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	good := synth.Options{Inbox: t.TempDir(), NightsDir: t.TempDir(), People: 500, Nights: 1}
	for name, change := range map[string]func(*synth.Options){
		"no inbox":         func(o *synth.Options) { o.Inbox = "" },
		"nobody":           func(o *synth.Options) { o.People = 0 },
		"too many":         func(o *synth.Options) { o.People = 50_000_000 },
		"rate over 1":      func(o *synth.Options) { o.Defects = 1.5 },
		"nights nowhere":   func(o *synth.Options) { o.NightsDir = "" },
		"before the item":  func(o *synth.Options) { o.FirstDay = field.NewDate(2023, 1, 1) },
		"claims and night": func(o *synth.Options) { o.ClaimsOnly = true },
		"too few nights":   func(o *synth.Options) { o.Handovers, o.Nights = true, 3 },
		"claims, handover": func(o *synth.Options) { o.Handovers, o.ClaimsOnly, o.Nights = true, true, 0 },
		"waiting, nights":  func(o *synth.Options) { o.WaitingOnly = true },
		"waiting, defects": func(o *synth.Options) { o.WaitingOnly, o.Nights, o.Defects = true, 0, 0.1 },
		"waiting, claims":  func(o *synth.Options) { o.WaitingOnly, o.ClaimsOnly, o.Nights = true, true, 0 },
		"too many waiting": func(o *synth.Options) { o.WaitingOnly, o.Nights, o.People = true, 0, 30_000_000 },
	} {
		opts := good
		change(&opts)
		if _, err := synth.Write(t.Context(), opts); !errors.Is(err, synth.ErrOptions) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := synth.Write(t.Context(), good); err != nil {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := synth.Write(ended, good); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestAResentFileIsTheSame: one file of the night before comes again under
// another name, and some claims come again with their sequence numbers.
func TestAResentFileIsTheSame(t *testing.T) {
	t.Parallel()
	m := write(t, synth.Options{People: 10_000, Nights: 3, Seed: 4})
	for number, night := range m.Nights[1:] {
		before := fingerprintOfBytes(t, m.Nights[number])
		resent := 0
		for _, f := range night.Files {
			if !f.Resent {
				continue
			}
			resent++
			content, err := os.ReadFile(filepath.Join(night.Dir, filepath.FromSlash(f.Path)))
			if err != nil {
				t.Fatal(err)
			}
			if !before[sha256.Sum256(content)] {
				t.Errorf("night %d: %s is not a file of the night before", number+1, f.Path)
			}
		}
		if resent != 1 {
			t.Errorf("night %d: %d files are sent again", number+1, resent)
		}
	}
}

func fingerprintOfBytes(t *testing.T, night synth.Night) map[[sha256.Size]byte]bool {
	t.Helper()
	out := map[[sha256.Size]byte]bool{}
	for _, f := range night.Files {
		content, err := os.ReadFile(filepath.Join(night.Dir, filepath.FromSlash(f.Path)))
		if err != nil {
			t.Fatal(err)
		}
		out[sha256.Sum256(content)] = true
	}
	return out
}
