package clfp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"empanel/parsers/field"
	"empanel/reconcile"
)

// ErrInput is the error of a file of complexity or of rates that cannot be
// opened.
var ErrInput = errors.New("reading the file")

// readInputs reads the files of complexity and of rates.
func (b *building) readInputs() error {
	if b.ACG != "" {
		text, err := os.ReadFile(b.ACG)
		if err != nil {
			return fmt.Errorf("%w of complexity: %w", ErrInput, err)
		}
		if b.acg, err = readACG(filepath.Base(b.ACG), bytes.NewReader(text)); err != nil {
			return err
		}
		b.m.ACG = &ACGInput{SHA256: hashOf(text), Lines: int64(len(b.acg))}
	}
	if b.Rates == "" {
		return nil
	}
	text, err := os.ReadFile(b.Rates)
	if err != nil {
		return fmt.Errorf("%w of rates: %w", ErrInput, err)
	}
	b.rates, err = readRates(filepath.Base(b.Rates), bytes.NewReader(text), b.past.policy.CLFP, b.ACG != "")
	b.m.Rates = &RatesInput{SHA256: hashOf(text), Rates: len(b.rates), Unused: []string{}}
	return err
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// putInputs puts the lines of both files into tables.
func (b *building) putInputs() error {
	orNull := func(text string) driver.Value {
		if text == "" {
			return nil
		}
		return text
	}
	err := b.db.Append("acg_read", func(add func(...driver.Value) error) error {
		for i := range b.acg {
			l := &b.acg[i]
			var phn driver.Value
			if l.phn != 0 {
				phn = l.phn
			}
			if err := add(int32(l.line), phn, orNull(l.key), l.band, orNull(l.weight)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.db.Append("rate_read", func(add func(...driver.Value) error) error {
		for _, r := range b.rates {
			if err := add(r.component, r.key, r.amount); err != nil {
				return err
			}
		}
		return nil
	})
}

// mustAgree refuses a file of complexity in which two lines about one person say
// different things, as two numbers of theirs were merged.
func (b *building) mustAgree(ctx context.Context) error {
	bad := &InputError{What: "the file of complexity"}
	err := b.db.each(ctx, reconcile.Must(reconcile.CLFPPeople, "080_acg_twice"), func(rows *sql.Rows) error {
		var line, earlier int
		err := rows.Scan(&line, &earlier)
		bad.add(field.Defect{
			File: filepath.Base(b.ACG), Line: line, Column: 1, Record: "acg", Field: "row", Reason: field.FeedValueInvalid,
			Message: fmt.Sprintf("says something else of the person of line %d: their numbers were merged", earlier),
		})
		return err
	})
	return errors.Join(err, bad.orNil())
}
