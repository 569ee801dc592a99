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
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return workspace.DrBill, nil
	}
	head := make([]byte, 512)
	n, _ := src.ReadAt(head, 0) // an unreadable file is its reader's to name
	line, _, _ := strings.Cut(strings.TrimLeft(string(head[:n]), "\r\n \ufeff"), "\n")
	switch {
	case len(line) >= 3 && isReturnCode(line[:3]):
		return workspace.TeleplanReturn, nil
	case len(line) >= 3 && !isSubmissionCode(line[:3]) && isHeader(line):
		return workspace.DrBill, nil
	}
	return workspace.Teleplan, nil
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
