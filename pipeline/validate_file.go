package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"empanel/parsers/feeds"
	"empanel/pipeline/workspace"
)

// openForValidation opens a regular file, or says in plain words why not.
func openForValidation(path string) (*os.File, error) {
	src, err := os.Open(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, &FileError{path, "there is no such file"}
	case errors.Is(err, os.ErrPermission):
		return nil, &FileError{path, "it may not be read by you"}
	case err != nil:
		return nil, &FileError{path, "it cannot be read"}
	}
	if info, err := src.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(&FileError{path, "it is no regular file"}, src.Close())
	}
	return src, nil
}

// guessChannel tells by a file's name and its first bytes how it would come in.
func guessChannel(path string, src *os.File) (workspace.Channel, error) {
	name := filepath.Base(path)
	if _, isFeed := feeds.Lookup(name); isFeed || feeds.IsActions(name) {
		return workspace.Registry, nil
	}
	line := firstLineOf(src)
	switch {
	case strings.EqualFold(filepath.Ext(name), ".csv"):
		return workspace.DrBill, nil
	case len(line) >= 3 && isReturnCode(line[:3]):
		return workspace.TeleplanReturn, nil
	case len(line) >= 3 && !isSubmissionCode(line[:3]) && isHeader(line):
		return workspace.DrBill, nil
	}
	return workspace.Teleplan, nil
}

// firstLineOf gives the line that heads a file, or as much of it as tells.
func firstLineOf(src *os.File) string {
	head := make([]byte, 2048)
	n, _ := src.ReadAt(head, 0) // an unreadable file is its reader's to name
	line, _, _ := strings.Cut(strings.TrimLeft(string(head[:n]), "\r\n \ufeff"), "\n")
	return line
}

// feedByHeader names the feed whose required columns a file has, the one with
// the most of them: a reference feed that its sender has not named as one. It
// gives "" for an upload of claims and for anything else.
func feedByHeader(src *os.File) string {
	has := map[string]bool{}
	for name := range strings.SplitSeq(firstLineOf(src), ",") {
		name = strings.ToLower(strings.Trim(name, " \"\r"))
		has[name] = true
		switch strings.NewReplacer(" ", "", "_", "").Replace(name) {
		case "attachdate", "attachmentdate", "servicedate", "dateofservice":
			return ""
		}
	}
	if has["action_id"] && has["action"] && has["acted_on"] {
		return feeds.ActionsName
	}
	found, most := "", 1
	for _, feed := range feeds.All() {
		known, lacks := 0, false
		for _, c := range feed.Columns {
			if has[c.Name] {
				known++
			} else if c.Required {
				lacks = true
			}
		}
		if !lacks && known > most {
			found, most = feed.Name, known
		}
	}
	return found
}

// isHeader says whether a line heads the columns of an upload, whatever the
// file is called.
func isHeader(line string) bool {
	lower := strings.ToLower(line)
	return strings.ContainsAny(line, ",;\t") && (strings.Contains(lower, "phn") || strings.Contains(lower, "health number"))
}

func isSubmissionCode(code string) bool {
	switch code {
	case "VS1", "C02", "N01", "B04":
		return true
	}
	return false
}

func isReturnCode(code string) bool {
	switch code {
	case "C12", "M01", "B14", "X02", "VRC", "VTC", "#TI":
		return true
	}
	return code[0] == 'S' && (code[1] == '0' || code[1] == '2') && code[2] >= '0' && code[2] <= '9'
}
