package fhir

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"empanel/pipeline/ask"
	"empanel/pipeline/export"
	"empanel/pipeline/warehouse"
	"empanel/reconcile"
)

// ErrSince is the error of a --since that names no run. It never holds what was
// typed.
var ErrSince = errors.New("--since names no run")

// ErrPrevious is the error of a --previous that cannot be compared with.
var ErrPrevious = errors.New("--previous takes the folder of an earlier empanel export fhir, as it was written")

// ErrOrder is the error of a comparison with something later.
var ErrOrder = errors.New("what is compared with must not be later")

// run is a run that is done.
type run struct {
	no      int32
	id      string
	asOf    string // its day
	endedAt time.Time
	policy  string
	newest  bool
}

// runsOf gives the runs that are done, by their id.
func runsOf(ctx context.Context, db *warehouse.Warehouse) (map[string]run, error) {
	list, err := warehouse.RowsOf(ctx, db, reconcile.Must(reconcile.FHIR, "runs"), func(rows *sql.Rows, r *run) error {
		var day time.Time
		err := rows.Scan(&r.no, &r.id, &day, &r.endedAt, &r.policy)
		r.asOf = day.Format(time.DateOnly)
		return err
	})
	named := map[string]run{}
	for i, r := range list {
		r.newest = i == len(list)-1
		named[r.id] = r
	}
	return named, err
}

// before is what an export is compared with: the panels of a day as a run knew
// them.
type before struct {
	run
	on string // the day
	// Of a folder: which panels it lists, and the digest of who is on them.
	folder             bool
	provider, facility string
	digest             string
}

// findBefore finds what to compare with, and gives nil for nothing.
func findBefore(ctx context.Context, v *ask.View, runs map[string]run, o Options) (*before, error) {
	switch {
	case o.Since != "":
		known, err := v.KnownRun(ctx, o.Since)
		if errors.Is(err, ask.ErrNotKnown) {
			return nil, fmt.Errorf("%w%s", ErrSince, strings.TrimPrefix(err.Error(), ask.ErrNotKnown.Error()))
		}
		if err != nil {
			return nil, err
		}
		r := runs[known.RunID]
		return &before{run: r, on: r.asOf}, nil
	case o.Previous != "":
		m, err := readPrevious(o.Previous)
		if err != nil {
			return nil, err
		}
		r, known := runs[m.RunID]
		if !known {
			return nil, fmt.Errorf("%w; this one is of %s, a run that the registry does not have", ErrPrevious, m.RunID)
		}
		return &before{run: r, on: m.AsOf, folder: true, provider: m.Provider, facility: m.Facility, digest: m.MembersDigest}, nil
	}
	return nil, nil
}

// readPrevious reads the manifest of an earlier export and holds every file to
// it.
func readPrevious(dir string) (*Manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, export.ManifestName))
	if err != nil {
		return nil, fmt.Errorf("%w: no %s can be read there", ErrPrevious, export.ManifestName)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil || m.Kind != kind || m.MembersDigest == "" || !isDay(m.AsOf) {
		return nil, fmt.Errorf("%w: its %s is of something else", ErrPrevious, export.ManifestName)
	}
	if export.IsSealed(dir) {
		if _, faults := export.CheckSealed(dir); len(faults) > 0 {
			return nil, fmt.Errorf("%w: %s %s", ErrPrevious, faults[0].File, faults[0].What)
		}
		return &m, nil
	}
	for _, f := range m.Files {
		if filepath.Base(f.Name) != f.Name {
			return nil, fmt.Errorf("%w: its %s is of something else", ErrPrevious, export.ManifestName)
		}
		sum, err := export.Hash(filepath.Join(dir, f.Name))
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil, fmt.Errorf("%w: %s is missing", ErrPrevious, f.Name)
		case err != nil:
			return nil, fmt.Errorf("reading the previous export: %w", err)
		case sum != f.SHA256:
			return nil, fmt.Errorf("%w: %s has been changed since", ErrPrevious, f.Name)
		}
	}
	return &m, nil
}

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// comparable says whether an export of these panels can be compared with it.
func (b *before) comparable(known run, on, provider, facility string) error {
	switch {
	case b.no > known.no:
		return fmt.Errorf("%w: %s is later than %s", ErrOrder, b.id, known.id)
	case b.on > on:
		return fmt.Errorf("%w: %s is later than %s; --as-of names another day", ErrOrder, b.on, on)
	case b.provider != "" && b.provider != provider:
		return fmt.Errorf("%w; this one is of provider %s only: name it with --provider", ErrPrevious, b.provider)
	case b.facility != "" && b.facility != facility:
		return fmt.Errorf("%w; this one is of facility %s only: name it with --facility", ErrPrevious, b.facility)
	}
	return nil
}
