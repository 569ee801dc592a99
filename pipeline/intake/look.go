package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"empanel/pipeline/workspace"
)

// Standing is what stands in one channel's inbox.
type Standing struct {
	Channel    workspace.Channel
	Complete   int   // files the next run takes
	Bytes      int64 // of these
	Incomplete int   // files still being written, which are left alone
}

// Look lists what stands in the inbox, channel by channel, and what cannot be
// taken. It moves nothing.
func Look(ws *workspace.Workspace) ([]Standing, []Left, error) {
	left, err := strays(ws)
	if err != nil {
		return nil, nil, err
	}
	var all []Standing
	for _, channel := range workspace.Channels() {
		entries, err := os.ReadDir(ws.Inbox(channel))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fmt.Errorf("reading the inbox: %w", err)
		}
		standing := Standing{Channel: channel}
		for _, e := range entries {
			if incomplete(e.Name()) {
				standing.Incomplete++
				continue
			}
			info, why := takeable(filepath.Join(ws.Inbox(channel), e.Name()))
			if why == gone {
				continue
			}
			if why != "" {
				left = append(left, Left{Channel: string(channel), Name: e.Name(), Why: why})
				continue
			}
			standing.Complete++
			standing.Bytes += info.Size()
		}
		all = append(all, standing)
	}
	return all, left, nil
}
