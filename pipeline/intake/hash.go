package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"golang.org/x/sync/errgroup"
)

// hashLarge gives every file of so many bytes or more its submission id, the
// SHA-256 of its bytes. Files are to be claimed: nobody writes to them.
func hashLarge(ctx context.Context, files []File, from int64, workers int) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for i := range files {
		if files[i].Bytes < from {
			continue
		}
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return hashFile(&files[i])
		})
	}
	return group.Wait()
}

func hashFile(f *File) error {
	file, err := os.Open(f.Path)
	if err != nil {
		return fmt.Errorf("reading a file of the inbox: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	return hashAll(f, file)
}

// hashAll gives a file its id and its size from its bytes.
func hashAll(f *File, content io.Reader) (err error) {
	if f.ID, f.Bytes, err = submissionID(content); err != nil {
		return fmt.Errorf("reading a file of the inbox: %w", err)
	}
	return nil
}

// SubmissionID gives the SHA-256 of a file's bytes, lower-case hex.
func SubmissionID(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close() //nolint:errcheck // read only
	id, _, err := submissionID(file)
	return id, err
}

func submissionID(content io.Reader) (id string, bytes int64, err error) {
	h := sha256.New()
	if bytes, err = io.Copy(h, content); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), bytes, nil
}
