package main

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"

	"empanel/pipeline/durable"
	"empanel/pipeline/mask"
	"empanel/pipeline/transfer"
)

// writeWorklists writes for each side what there is to do, both files or none,
// and says where they are.
func writeWorklists(opts transferShowOptions, t *transfer.Told) error {
	lists := []worklist{
		{side: "from", provider: t.From, listing: worklistOfFrom(t)},
		{side: "to", provider: t.To, listing: worklistOfTo(t)},
	}
	if err := os.MkdirAll(opts.worklist, 0o700); err != nil {
		return fmt.Errorf("writing the worklists: %w", err)
	}
	for i := range lists {
		l := &lists[i]
		l.path = filepath.Join(opts.worklist, fmt.Sprintf("%s-%s-%s.csv", fileName(t.TransferID), l.side, l.provider))
		if err := l.begin(); err != nil {
			return errors.Join(err, discardAll(lists))
		}
	}
	for _, l := range lists {
		if err := l.file.CloseAtomicallyReplace(); err != nil {
			return errors.Join(fmt.Errorf("writing the worklists: %w", err), discardAll(lists))
		}
	}
	if err := durable.SyncFolder(opts.worklist); err != nil {
		return err
	}
	return sayWorklists(opts, lists)
}

func sayWorklists(opts transferShowOptions, lists []worklist) error {
	for _, l := range lists {
		if _, err := fmt.Fprintf(opts.out, "%s for %s: %s\n", counted(int64(len(l.listing.rows)), "person", "people"), l.provider, shownID(l.path)); err != nil {
			return err
		}
	}
	if opts.reveal {
		_, err := io.WriteString(opts.out, "They hold health numbers: hand each to its practice only, and delete it when it is done.\n")
		return err
	}
	_, err := io.WriteString(opts.err, "empanel: the health numbers are masked, which is of little use to a practice: give --reveal --purpose TEXT\n")
	return err
}

// worklist is a list for one side and its file.
type worklist struct {
	side, provider string
	path           string
	listing        listing
	file           *renameio.PendingFile // under another name until all are whole
}

// begin writes the list under a temporary name, for its owner only.
func (l *worklist) begin() (err error) {
	l.file, err = renameio.NewPendingFile(l.path, renameio.WithTempDir(filepath.Dir(l.path)), renameio.WithStaticPermissions(0o600))
	if err == nil {
		err = l.listing.render(l.file, formatCSV)
	}
	if err != nil {
		return fmt.Errorf("writing the worklists: %w", err)
	}
	return nil
}

// discardAll removes what has no name yet.
func discardAll(lists []worklist) error {
	var err error
	for _, l := range lists {
		if l.file != nil {
			err = errors.Join(err, l.file.Cleanup())
		}
	}
	return err
}

// fileName makes an id fit for the name of a file: what was put otherwise has a
// hash beside it, so that no two ids have one name, and what could be a health
// number is not in it.
func fileName(id string) string {
	if name := plainName(id); name == id && !mask.Suspect(id) {
		return name
	}
	name := "transfer"
	if !mask.Suspect(id) {
		name = plainName(id)
	}
	sum := sha256.Sum256([]byte(id))
	return name + "-" + letters.EncodeToString(sum[:5])
}

// letters writes a hash without digits, ten of which could be taken for a
// health number.
var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyzABCDEF").WithPadding(base32.NoPadding)

func plainName(id string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}, id)
	return strings.TrimLeft(name, ".-")
}

// worklistOfFrom is for who hands over: whom they still have, and who may ask
// them.
func worklistOfFrom(t *transfer.Told) listing {
	l := listing{columns: []column{
		{name: "disposition"},
		{name: "phn"},
		{name: "facility_number"},
		{name: "without_provider_since"},
		{name: "days_without", number: true},
		{name: "what_to_do"},
	}}
	do := map[string]string{
		"staying":  "still on your panel: remove them in the Panel Registry if they go, or keep them",
		"awaiting": "with nobody since you removed them: expect questions; " + t.To + " has no claim for them that waits to be corrected",
		"refused":  "with nobody since you removed them: expect questions; " + t.To + " claimed them, and has to correct the claim",
	}
	for _, disposition := range []string{"staying", "awaiting", "refused"} {
		for _, p := range t.People {
			if p.Disposition != disposition {
				continue
			}
			l.rows = append(l.rows, []any{disposition, p.PHN, p.Facility, p.AloneSince, days(p.DaysWithout), do[disposition]})
		}
	}
	return l
}

// worklistOfTo is for who takes over: whom to claim, what to correct, and whom
// they have or do not have besides.
func worklistOfTo(t *transfer.Told) listing {
	l := listing{columns: []column{
		{name: "disposition"},
		{name: "phn"},
		{name: "without_provider_since"},
		{name: "days_without", number: true},
		{name: "joined_on"},
		{name: "with_practitioner"},
		{name: "with_facility"},
		{name: "file_name"},
		{name: "line_no", number: true},
		{name: "reasons"},
		{name: "what_to_do"},
	}}
	do := map[string]string{
		"awaiting":  "claim them, if they are to be your patients",
		"refused":   "your claim does not count",
		"extra":     "came to you, though not of the panel that you take over: check that the claim was meant",
		"elsewhere": "they have chosen another provider: do not claim them unless they ask",
	}
	for _, disposition := range []string{"awaiting", "refused", "extra", "elsewhere"} {
		for _, p := range t.People {
			if p.Disposition != disposition {
				continue
			}
			what := do[disposition]
			if p.Hint != "" {
				what += ": " + p.Hint
			}
			l.rows = append(l.rows, []any{
				disposition, p.PHN, p.AloneSince, days(p.DaysWithout), p.JoinedOn, p.Practitioner, p.Facility,
				p.File, lineOrNull(p.Line), strings.Join(p.Reasons, ", "), what,
			})
		}
	}
	return l
}
