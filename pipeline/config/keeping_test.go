package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// recipient is one of age; whose key it is nobody kept.
const recipient = "age17kj52xl57f8thc9xss2ntalveyerpt3l6jek8wj4ryck769vl3uq6603zr"

func TestWrongKeepingIsNamed(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"[encryption]\n\nrecipients = [\"" + recipient + "\", \"age1x\"]\n", "empanel.toml:3:1: encryption.recipients: recipient 2 is no recipient of age"},
		{"[encryption]\nrecipient = []\n", "empanel.toml:2:1: encryption.recipient: is not a known key; did you mean encryption.recipients?"},
		{"[encryption]\nrecipients = \"" + recipient + "\"\n", "encryption.recipients: takes a list of texts"},
		{"[retention]\nraw_files = \"2 years\"\n", `empanel.toml:2:1: retention.raw_files: must be "forever" or a number of days from 1, like "400 days"`},
		{"[retention]\nexports = \"0 days\"\n", "retention.exports: must be"},
		{"[retention]\nreports = 30\n", "retention.reports: takes a text in quotes"},
		{"[retention]\nleftovers = \"forever\"\n", "retention.leftovers: takes a number of days"},
	} {
		_, err := decode("empanel.toml", []byte(c.text))
		var wrong *Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q gave\n %v\nwant\n %s", c.text, err, c.want)
		}
	}
}

func TestHowLong(t *testing.T) {
	for keep, want := range map[Keep]time.Duration{"1 day": 24 * time.Hour, "400 days": 400 * 24 * time.Hour, Forever: 0} {
		if got, limited := keep.For(); got != want || limited != (want > 0) {
			t.Errorf("%s: %v %v", keep, got, limited)
		}
	}
}

func TestRecipientsOfAFile(t *testing.T) {
	dir := t.TempDir()
	e := Encryption{RecipientsFile: "keys.txt", Exports: true}
	for _, c := range []struct{ text, says string }{
		{"", "has no recipient"},
		{"# nobody\n", "has no recipient"},
		{"# the safe\n" + recipient + "\nage1x\n", "recipient 2 is no recipient"},
		{"\xef\xbb\xbf# the safe\r\n\r\n" + recipient + "\r\n", ""},
	} {
		if err := os.WriteFile(filepath.Join(dir, "keys.txt"), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		to, err := e.To(dir)
		if c.says == "" {
			if to == nil || err != nil {
				t.Errorf("%q gave %v", c.text, err)
			}
			continue
		}
		var wrong *Error
		if !errors.As(err, &wrong) || wrong.Key != "encryption.recipients_file" || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q gave %v", c.text, err)
		}
	}
	if to, err := e.ForExports(dir, false); to != nil || err != nil {
		t.Errorf("an export without health numbers: %v %v", to, err)
	}
	if to, err := (Encryption{}).To(dir); to != nil || err != nil {
		t.Errorf("nobody: %v %v", to, err)
	}
	if _, err := (Encryption{RecipientsFile: "none.txt"}).To(dir); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a file that is not there: %v", err)
	}
}
