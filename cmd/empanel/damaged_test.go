package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
)

// A fate is what must become of a file in the inbox.
type fate string

const (
	refused     fate = "refused"     // archived, and named with what is wrong
	quarantined fate = "quarantined" // accepted, with a line in quarantine
	accepted    fate = "accepted"
	duplicate   fate = "duplicate"
	left        fate = "left"  // stays in the inbox, and is named
	alone       fate = "alone" // stays in the inbox, and nobody speaks of it: it is not complete
)

// damagedFile is a file that somebody has put into the inbox, and what must
// become of it.
type damagedFile struct {
	channel string // "" for the inbox itself
	name    string
	make    func(path string) error
	fate    fate
	says    string // in the message of a refusal, or of why it stays
	shown   string // the name as it is shown, where it is not shown as it is
}

func (d damagedFile) path(ws string) string { return filepath.Join(ws, "inbox", d.channel, d.name) }

// damaged lists the files of a bad night, of all four channels.
func damaged() []damagedFile {
	return append(append(damagedSubmissions(), damagedEntries()...), damagedOthers()...)
}

func damagedSubmissions() []damagedFile {
	in := func(name string, content []byte, f fate, says string) damagedFile {
		return damagedFile{channel: "teleplan", name: name, make: bytesOf(content), fate: f, says: says}
	}
	sound := sample("teleplan/submission/sound.txt")
	chance, random := rand.New(rand.NewPCG(1, 2)), make([]byte, 40_000)
	for i := range random {
		random[i] = byte(chance.Uint32())
	}
	return []damagedFile{
		in("binary.dat", random, refused, "(file_binary)"),
		in("empty.txt", nil, refused, "(file_empty)"),
		in("blank_lines.txt", []byte("\r\n\r\n   \r\n"), refused, "(file_empty)"),
		in("truncated.txt", sound[:bytes.Index(sound, []byte("C02"))+150], quarantined, ""),
		in("utf16.txt", inUTF16(sound), refused, "UTF-16"),
		in("zero_byte.txt", bytes.Replace(sound, []byte("780"), []byte("7\x000"), 1), refused, "NUL"),
		in("panel.zip", zipped(sound), refused, "(file_binary)"),
		in("panel.txt.gz", gzipped(sound), refused, "binary"),
		in("panel.pdf", []byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), refused, "no Teleplan file"),
		in("error_page.txt", []byte("<!DOCTYPE html>\n<html><body>503 Service Unavailable</body></html>\n"), refused, "no Teleplan file"),
		in("no_vendor_record.txt", sound[bytes.Index(sound, []byte("C02")):], refused, "begins with a VS1 record"),
		in("two_data_centres.txt", append(bytes.Clone(sound), bytes.ReplaceAll(sound, []byte("T1234"), []byte("T9876"))...), refused, "(data_centre_mixed)"),
		in("data_centre_zeros.txt", bytes.ReplaceAll(sound, []byte("T1234"), []byte("00000")), refused, "(data_centre_invalid)"),
		in("a_return_file.txt", sample("teleplan/return/s03.txt"), refused, "is of a return file"),
		in("an_upload.csv", sample("drbill/clean.csv"), refused, "no Teleplan file"),
		in("cr_only.txt", bytes.ReplaceAll(bytes.ReplaceAll(sound, []byte("\r\n"), []byte("\r")), []byte("\n"), []byte("\r")), quarantined, ""),
		in("byte_order_mark.txt", append([]byte("\xef\xbb\xbf"), sound...), quarantined, ""),
		in("latin1.txt", sample("teleplan/submission/latin1.txt"), quarantined, ""),
		in("twice_a.txt", append(bytes.Clone(sound), "\r\n"...), quarantined, ""),
		in("twice_b.txt", append(bytes.Clone(sound), "\r\n"...), duplicate, ""),
		{channel: "teleplan", name: "one_line.txt", make: oneLine, fate: refused, says: "longer than 64 KiB"},
	}
}

// damagedEntries are entries of the inbox that are no submission or have a
// name that no file should have.
func damagedEntries() []damagedFile {
	letter := func(name, shown string) damagedFile {
		return damagedFile{
			channel: "teleplan", name: name, shown: shown, fate: refused, says: "no Teleplan file",
			make: bytesOf(fmt.Appendf(nil, "Dear colleagues, this is our panel, letter %x.", name)),
		}
	}
	sound := sample("teleplan/submission/sound.txt")
	return []damagedFile{
		letter("\x1b[31mred.txt", "?[31mred.txt"),
		letter("two\nlines.txt", "two?lines.txt"),
		letter("caf\xe9.txt", "caf?.txt"),
		letter("=cmd|calc.txt", ""),
		letter("9012372173.txt", "90******73.txt"),
		letter("quote'\"; drop table run; --.txt", ""),
		{channel: "teleplan", name: "half.txt.part", make: bytesOf(sound[:500]), fate: alone},
		{channel: "drbill", name: "half.tmp", make: bytesOf(sound[:500]), fate: alone},
		{channel: "registry", name: ".persons.csv", make: bytesOf(sound[:500]), fate: alone},
		{channel: "teleplan", name: "pipe", make: func(p string) error { return syscall.Mkfifo(p, 0o600) }, fate: left, says: "no regular file"},
		{channel: "teleplan", name: "link.txt", make: func(p string) error { return os.Symlink("cr_only.txt", p) }, fate: left, says: "put the file itself here"},
		{channel: "registry", name: "link_to_nothing.csv", make: func(p string) error { return os.Symlink("nowhere", p) }, fate: left, says: "it is a link"},
		{channel: "drbill", name: "a folder", make: func(p string) error { return os.Mkdir(p, 0o700) }, fate: left, says: "put its files here one by one"},
		{channel: "", name: "persons.csv", make: bytesOf([]byte("phn\n")), fate: left, says: "move it to teleplan, teleplan-return, drbill or registry"},
	}
}

func damagedOthers() []damagedFile {
	upload := func(name, from string, f fate, says string) damagedFile {
		return damagedFile{channel: "drbill", name: name, make: bytesOf(sample("drbill/" + from)), fate: f, says: says}
	}
	feed := func(name, content string, f fate, says string) damagedFile {
		return damagedFile{channel: "registry", name: name, make: bytesOf([]byte(content)), fate: f, says: says}
	}
	answer := func(name string, content []byte, f fate, says string) damagedFile {
		return damagedFile{channel: "teleplan-return", name: name, make: bytesOf(content), fate: f, says: says}
	}
	return []damagedFile{
		upload("shifted.csv", "columns_shifted.csv", quarantined, ""),
		upload("short_rows.csv", "row_too_short.csv", quarantined, ""),
		upload("quotes.csv", "quote_never_closed.csv", refused, "(quoting_broken)"),
		upload("header_twice.csv", "header_column_twice.csv", refused, "(column_duplicate)"),
		upload("column_missing.csv", "header_column_missing.csv", refused, "(column_missing)"),
		upload("no_header.csv", "header_none.csv", refused, ""),
		upload("dates.csv", "date_unclear.csv", refused, "date_format"),
		upload("utf16.csv", "utf16.csv", refused, "(file_binary)"),
		upload("empty.csv", "empty.csv", refused, "(file_empty)"),
		upload("long_line.csv", "line_too_long.csv", refused, "(line_too_long)"),
		{channel: "drbill", name: "sheet.xlsx", make: bytesOf(zipped(sample("drbill/clean.csv"))), fate: refused, says: "(file_binary)"},
		{channel: "drbill", name: "claims.txt", make: bytesOf(sample("teleplan/submission/utf8.txt")), fate: refused},
		{channel: "drbill", name: "header_only.csv", make: bytesOf([]byte("phn,practitioner_number,facility_number,attach_date\n")), fate: accepted},
		feed("people.csv", "phn,birth_date\n", refused, "name it after one, such as persons.csv"),
		feed("persons_from_payroll.csv", "phn,salary\n9317279351,1\n", refused, "(column_missing)"),
		feed("persons_bad_row.csv", "phn,birth_date\n9317279351,31st of May\n", quarantined, ""),
		feed("actions_quotes.csv", "action_id,action,phn,practitioner_number,actor_id,actor_role,acted_on\n1,\"remove,*\n", refused, "(quoting_broken)"),
		feed("clinics_empty.csv", "", refused, "(file_empty)"),
		answer("a_submission.txt", append(sample("teleplan/submission/sound.txt"), "\r\n\r\n"...), refused, ""),
		answer("letter.txt", []byte("Good morning.\n"), refused, "no Teleplan file"),
		answer("strange_record.txt", sample("teleplan/return/record_unknown.txt"), quarantined, ""),
	}
}

// damage puts the files of a bad night into a workspace's inbox:
//
//	damage WORKSPACE
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage WORKSPACE")
	}
	received := time.Date(2026, 9, 28, 20, 0, 0, 0, time.UTC)
	for _, d := range damaged() {
		path := d.path(ts.MkAbs(args[0]))
		ts.Check(d.make(path))
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
			ts.Check(os.Chtimes(path, received, received))
		}
	}
}

// sample reads one of the sample files.
func sample(name string) []byte {
	content, err := os.ReadFile(filepath.Join("..", "..", "testdata", filepath.FromSlash(name)))
	if err != nil {
		panic(err) // the tests' own file
	}
	return content
}

func bytesOf(content []byte) func(string) error {
	return func(path string) error { return os.WriteFile(path, content, 0o600) }
}

// oneLine writes one line of a gigabyte. Behind its first mebibyte the file is
// a hole, so that it takes no room on the disk.
func oneLine(path string) error {
	line := append(bytes.SplitAfter(sample("teleplan/submission/sound.txt"), []byte("\n"))[0], "C02T1234"...)
	if err := os.WriteFile(path, append(line, strings.Repeat("0", 1<<20)...), 0o600); err != nil {
		return err
	}
	return os.Truncate(path, 1<<30)
}

func inUTF16(text []byte) []byte {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(string(text))) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

func zipped(content []byte) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.Create("panel.txt")
	if err == nil {
		_, err = f.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(fmt.Sprint("writing into memory: ", err))
	}
	return out.Bytes()
}

func gzipped(content []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(content); err != nil {
		panic(fmt.Sprint("writing into memory: ", err))
	}
	if err := w.Close(); err != nil {
		panic(fmt.Sprint("writing into memory: ", err))
	}
	return out.Bytes()
}
