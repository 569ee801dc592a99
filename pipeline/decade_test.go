package pipeline_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"empanel/parsers/drbill"
	"empanel/parsers/field"
	"empanel/pipeline"
	"empanel/pipeline/compact"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/workspace"
)

// A ledger of many nights: `make decade` makes that of ten years, 2,500 nights.

// decadeNights is how many nights there are, the first included.
func decadeNights(t *testing.T) int {
	t.Helper()
	text := os.Getenv("EMPANEL_DECADE")
	if text == "" {
		return 40
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 10 {
		t.Fatalf("EMPANEL_DECADE=%s: a number of nights, at least 10", text)
	}
	return n
}

var decadeBegins = time.Date(2016, 1, 4, 20, 0, 0, 0, time.UTC)

// deliverOn delivers files received on a night.
func (p post) deliverOn(night int, files map[string]string) {
	p.t.Helper()
	at := decadeBegins.AddDate(0, 0, night*7/5) // five nights a week
	for place, text := range files {
		channel := workspace.Registry
		if filepath.Dir(place) == "drbill" {
			channel = workspace.DrBill
		}
		name := filepath.Base(place)
		p.deliver(parcel{channel: channel, name: name, place: place, content: []byte(text), receivedAt: at})
	}
}

// decadeNight are the files of one night. They say what was known, or what is
// about nobody who is attached: the lines of claims go into quarantine. So the
// digest after the night is that of the night before.
func decadeNight(night int) map[string]string {
	files := map[string]string{
		"registry/persons.csv":      personsHead + "\n" + someone() + ",1980-05-06,2000-01-01,\n",
		"registry/coverage.csv":     "phn,coverage_from\n" + someone() + ",2000-01-01\n",
		"registry/providers.csv":    fmt.Sprintf("practitioner_number,provider_type,family_name\n%05d,FP,Night %d\n", 30000+night, night),
		"registry/clinics.csv":      fmt.Sprintf("facility_number,clinic_name,chsa\nB%04d,Clinic %d,1234\n", night, night),
		"registry/affiliations.csv": fmt.Sprintf("practitioner_number,facility_number,role,effective_from\n%05d,B%04d,provider,2015-01-01\n", 30000+night, night),
		"registry/endorsements.csv": fmt.Sprintf("delegate_id,practitioner_number,endorsed_from\nD%d,%05d,2015-01-01\n", night, 30000+night),
		"registry/access.csv":       fmt.Sprintf("person_id,facility_number,role,system,step,for_practitioner\nS%d,B%04d,moa,PAS,asked,\n", night, night),
		"registry/actions.csv":      fmt.Sprintf("%s\na%d,remove,%s,29999,A0001,,moved away,X,provider,2016-01-01\n", actionsHead, night, someone()),
	}
	for n := range 4 {
		files[fmt.Sprintf("drbill/claims_%d.csv", n)] = fmt.Sprintf("%s\n%s,29999,A%04d,2016-01-02\n%s,29998,A%04d,2016-01-02\n",
			claimsHead, someone(), night, someone(), n)
	}
	return files
}

// decade makes a workspace whose ledger has so many nights: the first is a run,
// the others are taken in as a run does, into parts that its readers write, with
// their files in the archive, and their manifests are those of runs after which
// the registry says what it said.
func decade(t *testing.T, nights int) post {
	t.Helper()
	p := newPost(t)
	if folder := os.Getenv("EMPANEL_DECADE_DIR"); folder != "" {
		ws, err := workspace.Init(folder)
		if err != nil {
			t.Fatal(err)
		}
		p = post{ws, t}
	}
	first := map[string]string{
		"registry/persons.csv":      personsHead + "\n" + someone() + ",1980-05-06,2000-01-01,\n",
		"registry/providers.csv":    "practitioner_number,provider_type\n10001,FP\n",
		"registry/clinics.csv":      "facility_number,clinic_name,chsa\nA0001,Clinic,1234\n",
		"registry/affiliations.csv": "practitioner_number,facility_number,role,effective_from\n10001,A0001,provider,2010-01-01\n",
		"drbill/claims.csv":         claimsHead + "\n" + someone() + ",10001,A0001,2016-01-02\n",
	}
	p.deliverOn(0, first)
	p.on(field.NewDate(2016, 1, 5))
	m, err := ledger.Read(p.Ledger(), "R000001")
	if err != nil || m.Attachments != 1 {
		t.Fatal(m.Attachments, err)
	}
	known, fileNo := map[string]bool{}, int32(m.Files)+1
	for night := 1; night < nights; night++ {
		p.deliverOn(night, decadeNight(night))
		fileNo = p.takeIn(m, night, fileNo, known)
	}
	return p
}

// takeIn takes in what is in the inbox as the run of a night that changed no
// attachment, and gives the next file's number.
func (p post) takeIn(m ledger.Manifest, night int, fileNo int32, known map[string]bool) int32 {
	p.t.Helper()
	must := func(err error) {
		if err != nil {
			p.t.Helper()
			p.t.Fatal(err)
		}
	}
	m.RunNo, m.RunID = night+1, fmt.Sprintf("R%06d", night+1)
	m.StartedAt = decadeBegins.AddDate(0, 0, night*7/5).Add(time.Hour)
	m.EndedAt = m.StartedAt.Add(time.Second)
	m.AsOf = m.StartedAt.Format(time.DateOnly)
	files, left, err := intake.Claim(p.Workspace, m.RunID, fileNo, time.Time{})
	must(err)
	if len(left) > 0 {
		p.t.Fatal(left)
	}
	m.Parts, err = intake.Read(p.t.Context(), files, intake.Reading{
		Folder: p.Ledger(), RunID: m.RunID, Workers: 2, DrBill: drbill.Options{DateFormat: "auto"},
		Known: func(id string) bool { return known[id] },
	})
	must(err)
	var list []ledger.Submission
	var taken []intake.Taken
	m.Files, m.Lines = len(files), 0
	for _, f := range files {
		if f.Status == intake.Refused {
			p.t.Fatalf("%s of night %d is refused: %v", f.Name, night, f.Refusal)
		}
		list = append(list, ledger.Submission{
			FileNo: f.No, SubmissionID: f.ID, Channel: string(f.Channel), FileName: f.Name, ReceivedAt: f.ReceivedAt, ReceivedOn: f.ReceivedOn,
			Bytes: f.Bytes, RunNo: int32(m.RunNo), Status: string(f.Status), Lines: int32(f.Summary.Lines), Skipped: int32(f.Summary.Skipped),
		})
		taken = append(taken, intake.Taken{ID: f.ID, Bytes: f.Bytes})
		known[f.ID] = true
		if f.Status == intake.Accepted {
			m.Lines += int64(f.Summary.Lines)
		}
	}
	listed, err := ledger.WriteSubmissions(p.Ledger(), m.RunID, list)
	must(err)
	m.Parts = append(m.Parts, listed...)
	must(ledger.Prepare(p.Ledger(), m))
	must(ledger.Finish(p.Ledger(), m.RunID))
	must(intake.FinishArchive(p.Workspace, m.RunID, taken, nil))
	must(intake.Forget(p.Workspace, m.RunID))
	return fileNo + int32(len(files))
}

// A ledger of many nights opens, rebuilds, verifies and compacts; compacted, it
// does so with the same digests, and the runs that come after go on from it.
// What each took is in the test's log.
func TestLongDecade(t *testing.T) {
	nights := decadeNights(t)
	timed := func(what string, do func()) {
		begun := time.Now()
		do()
		t.Logf("%-44s %8.2f s", what, time.Since(begun).Seconds())
	}
	var p post
	timed(fmt.Sprintf("%d nights are made", nights), func() { p = decade(t, nights) })
	t.Log(sizeOfLedger(t, p))
	if os.Getenv("EMPANEL_DECADE_DIR") != "" {
		return // it is there for whoever wants to try commands on it
	}
	var tables map[string][]string
	var digest string
	rebuild := func(what string) {
		timed(what, func() {
			made, err := pipeline.Rebuild(t.Context(), p.anew())
			if err != nil {
				t.Fatal(err)
			}
			if len(made.Runs) != nights || digest != "" && made.Digest != digest {
				t.Fatalf("%d runs, digest %s, want %s", len(made.Runs), made.Digest, digest)
			}
			digest = made.Digest
		})
	}
	// The registry knows the first night only: that of all is made by a rebuild.
	rebuild("rebuild")
	tables = p.tables()
	look := func(what string) {
		timed("status, "+what, func() {
			if s, err := pipeline.ReadStatus(t.Context(), p.Dir()); err != nil || s == nil {
				t.Fatal(err)
			}
		})
		timed("verify, "+what, func() {
			v, err := pipeline.Verify(t.Context(), pipeline.VerifyOptions{Workspace: p.Dir()})
			if err != nil || !v.Passed() {
				t.Fatalf("%v %+v", err, v)
			}
		})
	}
	look("as the runs wrote it")
	var done *compact.Result
	timed("ledger compact", func() {
		var err error
		if done, err = compact.Do(t.Context(), compact.Options{Workspace: p.Dir()}); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("%d parts of %d runs in %d packs; files %d to %d, bytes %d to %d",
		done.PartsPacked, done.RunsPacked, done.Packs, done.FilesBefore, done.FilesAfter, done.BytesBefore, done.BytesAfter)
	t.Log(sizeOfLedger(t, p))
	if done.RunsPacked != nights-30 || done.FilesAfter > 30*20+100 {
		t.Errorf("%+v", done)
	}
	p.mustHaveTidyLedger()
	look("compacted")
	timed("ledger compact, nothing to do", func() {
		if again, err := compact.Do(t.Context(), compact.Options{Workspace: p.Dir()}); err != nil || again.Packs > 0 {
			t.Fatal(again, err)
		}
	})
	rebuild("rebuild, compacted")
	mustEqualTables(t, tables, p.tables(), false)
	for n := range 2 {
		p.deliverOn(nights+n, decadeNight(nights+n))
		timed(fmt.Sprintf("run %d, with all behind it", nights+n+1), func() {
			report, err := p.try(t.Context(), nil)
			if err != nil || report.RegistryDigest != digest {
				t.Fatalf("%v %+v", err, report)
			}
		})
	}
}

// sizeOfLedger says how many files the ledger's folder has, and the room that
// they take, which is more than their bytes.
func sizeOfLedger(t *testing.T, p post) string {
	t.Helper()
	var files int
	var bytes, room int64
	err := filepath.WalkDir(p.Ledger(), func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		const block = 4096
		files, bytes, room = files+1, bytes+info.Size(), room+(info.Size()+block-1)/block*block
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("the ledger's folder: %d files, %d bytes, %d in blocks of 4096", files, bytes, room)
}
