package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"empanel/pipeline/durable"
	"empanel/pipeline/intake"
	"empanel/pipeline/ledger"
	"empanel/pipeline/version"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
	"empanel/reconcile"
)

// MostPartitions is into how many the people of a run can be divided.
const MostPartitions = 256

// ErrNotDivided is the error of a workspace in which no run is divided and under
// way.
var ErrNotDivided = errors.New("no run is divided and under way here: divide one with empanel run --divide N (another run undoes one that is not merged)")

// division is what a run whose people are divided writes down for those who fold
// its partitions, and for the merge that ends it.
type division struct {
	Night      ledger.Manifest `json:"night"` // as far as it is known: what came, and under which conditions it is judged
	Rules      string          `json:"rules"`
	Partitions int             `json:"partitions"`
	Everybody  bool            `json:"everybody"`
	StartsFrom PlanStart       `json:"starts_from"`
	Files      []intake.Kept   `json:"files"`
	Left       []intake.Left   `json:"left"`
	Stages     []StageTime     `json:"stages"`
	Judged     keptFile        `json:"judged"` // the tables of what is judged once
	Tables     []string        `json:"tables"` // which those are
	Shares     []keptFile      `json:"shares"` // what each partition is folded from

	folder string // where it stands
	hash   string // of what it is written down as: by that one division is told from another
}

// keptFile is a file of a divided run, and how it was written.
type keptFile struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// divisionName is the file in the folder of a divided run that says what it is.
const divisionName = "division.json"

// DamagedDivisionError is the error of a file of a divided run that is not as it
// was written.
type DamagedDivisionError struct {
	File string // its name
	Do   string // what to do about it
}

// Error names the file and says what to do.
func (e *DamagedDivisionError) Error() string {
	return fmt.Sprintf("%s of the divided run is damaged or missing: %s", e.File, e.Do)
}

// undoIt is what to do about a division that cannot be used.
const undoIt = "undo the division with empanel run, which takes the files again"

// kept notes a file of the folder as it was written.
func kept(folder, name string) (keptFile, error) {
	info, err := os.Stat(filepath.Join(folder, name))
	if err != nil {
		return keptFile{}, err
	}
	hash, err := intake.SubmissionID(filepath.Join(folder, name))
	return keptFile{Name: name, Bytes: info.Size(), SHA256: hash}, err
}

// check holds a file to what was noted of it.
func (k keptFile) check(folder, do string) error {
	found, err := kept(folder, k.Name)
	if err == nil && found == k {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &DamagedDivisionError{File: k.Name, Do: do}
}

// write writes the division down, whole and on disk.
func (d *division) write() error {
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return fmt.Errorf("writing down the division: %w", err)
	}
	path := filepath.Join(d.folder, divisionName)
	if err := durable.WriteFile(path, append(text, '\n')); err != nil {
		return fmt.Errorf("writing down the division: %w", err)
	}
	d.hash, err = intake.SubmissionID(path)
	return err
}

// readDivision reads what the one divided run of a workspace has written down.
// Another program than the one that divided it, or one with other rules, cannot
// go on with it.
func readDivision(ws *workspace.Workspace) (*division, error) {
	entries, err := os.ReadDir(ws.Divided())
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil, ErrNotDivided
	}
	if err != nil {
		return nil, fmt.Errorf("reading the division: %w", err)
	}
	d := &division{folder: filepath.Join(ws.Divided(), entries[0].Name())}
	path := filepath.Join(d.folder, divisionName)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) { // it is being divided, or the run was killed while it was
		return nil, ErrNotDivided
	}
	if err != nil {
		return nil, fmt.Errorf("reading the division: %w", err)
	}
	if json.Unmarshal(text, d) != nil || d.Partitions < 1 || len(d.Shares) != d.Partitions {
		return nil, &DamagedDivisionError{File: divisionName, Do: undoIt}
	}
	if d.Night.ProgramVersion != version.Program || d.Rules != reconcile.Rules() {
		return nil, fmt.Errorf("%s was divided by another version of the program (%s): go on with that, or %s", d.Night.RunID, d.Night.ProgramVersion, undoIt)
	}
	d.hash, err = intake.SubmissionID(path)
	return d, err
}

// folded is what a process that has folded a partition writes down of it, last.
type folded struct {
	Division  string           `json:"division"` // the hash of the division that it was folded for
	Partition int              `json:"partition"`
	Of        int              `json:"of"`
	File      keptFile         `json:"file"` // with the tables
	Rows      map[string]int64 `json:"rows"` // of each
	People    int64            `json:"people"`
	Seconds   float64          `json:"seconds"`
}

// foldedName is where it is written down that a partition is folded.
func foldedName(partition int) string { return fmt.Sprintf("folded-%04d.json", partition) }

// readFolded gives what was folded of a partition; nil where nothing was yet.
func (d *division) readFolded(partition int) (*folded, error) {
	name := foldedName(partition)
	text, err := os.ReadFile(filepath.Join(d.folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // there is none
	}
	if err != nil {
		return nil, fmt.Errorf("reading the division: %w", err)
	}
	var f folded
	if json.Unmarshal(text, &f) != nil || f.Partition != partition || f.Of != d.Partitions {
		return nil, d.foldAgain(name, partition)
	}
	if f.Division != d.hash {
		return nil, &DamagedDivisionError{File: name, Do: fmt.Sprintf("it is of another division; fold the partition again: empanel run --partition %d/%d", partition, d.Partitions)}
	}
	return &f, nil
}

func (d *division) foldAgain(name string, partition int) error {
	return &DamagedDivisionError{File: name, Do: fmt.Sprintf("fold the partition again: empanel run --partition %d/%d", partition, d.Partitions)}
}

// NotFoldedError is the error of a merge before every partition is folded.
type NotFoldedError struct {
	RunID   string
	Of      int
	Missing []int
}

// Error names the partitions and says what to do.
func (e *NotFoldedError) Error() string {
	const most = 20
	names := make([]string, 0, most)
	for _, n := range e.Missing[:min(most, len(e.Missing))] {
		names = append(names, fmt.Sprintf("%d/%d", n, e.Of))
	}
	if n := len(e.Missing) - most; n > 0 {
		names = append(names, fmt.Sprintf("%d more", n))
	}
	return fmt.Sprintf("%s of %s %s not folded yet: fold each with empanel run --partition (%s), then merge again",
		wording.Plural(len(e.Missing), "partition", "partitions"), e.RunID, map[bool]string{true: "is", false: "are"}[len(e.Missing) == 1], strings.Join(names, ", "))
}

// allFolded gives what was folded of every partition, held to how it was written.
func (d *division) allFolded() ([]*folded, error) {
	all := make([]*folded, 0, d.Partitions)
	missing := &NotFoldedError{RunID: d.Night.RunID, Of: d.Partitions}
	for n := 1; n <= d.Partitions; n++ {
		f, err := d.readFolded(n)
		if err != nil {
			return nil, err
		}
		if f == nil {
			missing.Missing = append(missing.Missing, n)
			continue
		}
		all = append(all, f)
	}
	if len(missing.Missing) > 0 {
		return nil, missing
	}
	for _, f := range all {
		if err := f.File.check(d.folder, fmt.Sprintf("fold the partition again: empanel run --partition %d/%d", f.Partition, f.Of)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// dividedRun gives the divided run that is under way: it has begun, and nothing is
// recorded of it.
func (l leftBehind) dividedRun() (intake.Begun, error) {
	at := slices.IndexFunc(l.begun, func(b intake.Begun) bool { return b.Division != "" })
	if at < 0 {
		return intake.Begun{}, ErrNotDivided
	}
	return l.begun[at], nil
}

// missing gives the partitions that nobody has folded yet.
func (d *division) missing() []int {
	missing := []int{}
	for n := 1; n <= d.Partitions; n++ {
		if _, err := os.Stat(filepath.Join(d.folder, foldedName(n))); err != nil {
			missing = append(missing, n)
		}
	}
	return missing
}
