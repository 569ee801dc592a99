package synth

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"empanel/parsers/field"
)

// secondClaims is the share of people with a second claim, by another
// provider and later.
const secondClaims = 0.08

// claimsPerFile is how many claims a file has when no number of files is
// asked for.
const claimsPerFile = 833

// claimsOnly is a workload to measure with: nothing but sound claims, every
// file one provider's.
type claimsOnly struct {
	*province
	persons int
	files   int
	seconds [][]int32 // by file: the people whose second claim it has
}

// writeClaimsOnly writes opts.People claims into the inbox itself.
func writeClaimsOnly(ctx context.Context, opts Options) (Manifest, error) {
	p := newProvince(opts)
	files := opts.Files
	if files == 0 {
		files = max(2, opts.People/claimsPerFile)
	}
	if files < 2 || files > opts.People/2 {
		return Manifest{}, fmt.Errorf("%w: %d claims do not go into %d files", ErrOptions, opts.People, files)
	}
	w := claimsOnly{province: p, files: files, seconds: make([][]int32, files)}
	w.persons = opts.People - int(secondClaims/(1+secondClaims)*float64(opts.People))
	w.open()
	w.spreadSeconds(opts.People - w.persons)

	d := &delivery{dir: filepath.Clean(opts.Inbox), day: opts.FirstDay}
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return Manifest{}, fmt.Errorf("making the inbox: %w", err)
	}
	p.progress.total = int64(opts.People)
	parts := make([]*delivery, files)
	err := p.inParallel(ctx, files, func(i int) error {
		parts[i] = d.part()
		return w.write(parts[i], i)
	})
	if err != nil {
		return Manifest{}, err
	}
	for _, part := range parts {
		d.include(part)
	}
	c := &p.manifest.Counts
	c.People, c.Attached, c.Providers, c.Clinics = w.persons, w.persons, files, files
	p.close(d)
	return p.manifest, nil
}

// open makes a clinic and a provider for every file.
func (w *claimsOnly) open() {
	for i := range w.files {
		c := clinic{
			number: w.issue.facilityNumber(i), dataCentre: w.issue.dataCentreNumber(i), closedOn: field.NoDate,
			sequence: 1 + int32(w.chance.at(streamClinic, uint64(i))%1_000_000), program: program{ending: "\r\n"},
		}
		w.clinics = append(w.clinics, c)
		w.providers = append(w.providers, provider{number: w.issue.practitionerNumber(i), clinic: int32(i), leftOn: field.NoDate})
	}
}

// spreadSeconds says who has a second claim, and in which file.
func (w *claimsOnly) spreadSeconds(count int) {
	for k := range count {
		one := k * w.persons / count
		other := w.fileOf(one) + 1 + int(w.chance.at(streamSecond, uint64(one))%uint64(w.files-1))
		w.seconds[other%w.files] = append(w.seconds[other%w.files], int32(one))
	}
}

func (w *claimsOnly) fileOf(person int) int { return person * w.files / w.persons }

func (w *claimsOnly) write(d *delivery, file int) error {
	x := newExport(w.province, &w.clinics[file])
	x.begin()
	first := (file*w.persons + w.files - 1) / w.files
	end := ((file+1)*w.persons + w.files - 1) / w.files
	x.buf = append(make([]byte, 0, 426*(end-first+len(w.seconds[file])+2)), x.buf...)
	for i := first; i < end; i++ {
		w.claim(x, file, i, w.first-earliestDays, 65)
	}
	for _, i := range w.seconds[file] {
		w.claim(x, file, int(i), w.first-19, 18)
	}
	lines := end - first + len(w.seconds[file])
	d.counts.Claims = lines
	defer w.progress.add(int64(lines))
	name := "TELEPLAN" + pad(int64(file+1), max(4, len(strconv.Itoa(w.files)))) + ".txt"
	receivedAt := arrival(w.first, time.Duration(file*7200/w.files)*time.Second)
	if err := putFile(filepath.Join(d.dir, name), x.finish(), receivedAt); err != nil {
		return err
	}
	d.files = append(d.files, File{Path: name, Channel: Teleplan, Lines: x.lines, ReceivedAt: receivedAt})
	return nil
}

func (w *claimsOnly) claim(x *export, file, person int, from field.Date, days uint64) {
	bits := w.chance.at(streamClaim, uint64(person)<<1|days&1)
	cl := claim{
		person: nobody, phn: w.issue.phn(uint64(person)), provider: int32(file), clinic: int32(file),
		date: from + field.Date(bits%days), code: '0',
		name: w.plainVerify[bits>>16&1][bits>>20%16][bits>>28%24],
	}
	x.claim(&cl)
}
