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

// Hash gives every file its submission id: the SHA-256 of its bytes.
func Hash(ctx context.Context, files []File, workers int) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for i := range files {
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
	h := sha256.New()
	if f.Bytes, err = io.Copy(h, file); err != nil {
		return fmt.Errorf("reading a file of the inbox: %w", err)
	}
	f.ID = hex.EncodeToString(h.Sum(nil))
	return nil
}
