package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"empanel/parsers/feeds"
	"empanel/pipeline/durable"
	"empanel/pipeline/workspace"
)

// PutFeed writes rows of a feed into the inbox and gives the name of the file.
// It stands there whole or not at all: a run leaves alone what begins with a
// dot.
func PutFeed(ws *workspace.Workspace, feed string, at time.Time, rows [][]string) (string, error) {
	inbox := ws.Inbox(workspace.Registry)
	name, err := freeFeedName(inbox, feed, at)
	if err != nil {
		return "", err
	}
	text, err := feedText(feed, rows)
	if err != nil {
		return "", fmt.Errorf("writing into the inbox: %w", err)
	}
	if err := durable.WriteFile(filepath.Join(inbox, name), text); err != nil {
		return "", fmt.Errorf("writing into the inbox: %w", err)
	}
	return name, nil
}

// Tidy removes what who was killed while writing rows of a feed left in the
// inbox. Whoever writes there holds the workspace, and so must the caller.
func Tidy(ws *workspace.Workspace) error {
	inbox := ws.Inbox(workspace.Registry)
	entries, err := os.ReadDir(inbox)
	if err != nil {
		return fmt.Errorf("tidying the inbox: %w", err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") || !strings.HasSuffix(e.Name(), ".csv"+durable.UnfinishedEnding) {
			continue
		}
		if err := os.Remove(filepath.Join(inbox, e.Name())); err != nil {
			return fmt.Errorf("tidying the inbox: %w", err)
		}
	}
	return nil
}

// freeFeedName gives a name that no file in the inbox has. Whoever writes there
// holds the workspace, so nobody else takes it.
func freeFeedName(inbox, feed string, at time.Time) (string, error) {
	stem := feed + "_" + at.UTC().Format("20060102T150405Z")
	for n := 1; ; n++ {
		name := stem + ".csv"
		if n > 1 {
			name = fmt.Sprintf("%s_%d.csv", stem, n)
		}
		_, err := os.Lstat(filepath.Join(inbox, name))
		if errors.Is(err, os.ErrNotExist) {
			return name, nil
		}
		if err != nil {
			return "", fmt.Errorf("writing into the inbox: %w", err)
		}
	}
}

// feedText is a file of a feed: its columns as the feed's table names them, and
// rows.
func feedText(name string, rows [][]string) ([]byte, error) {
	feed, _ := feeds.Lookup(name + ".csv")
	header := make([]string, len(feed.Columns))
	for i, c := range feed.Columns {
		header[i] = c.Name
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	err := w.WriteAll(append([][]string{header}, rows...))
	return out.Bytes(), err
}
