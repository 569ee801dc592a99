package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// hostileFile is a file that somebody has put into the inbox to do harm, or that
// a broken program has.
type hostileFile struct {
	channel, name string
	content       []byte
	make          func(path string) error // instead of content
	stays         bool                    // in the inbox: it is no submission
}

// nasty are texts that something further on could take for more than text: a
// terminal, a spreadsheet, a browser, a shell, SQL, a parser of numbers or dates.
var nasty = []string{
	"\x1b[2J\x1b[31mowned", "\x1b]0;owned\x07", "\x9b31m", "\u202egpj.exe", "\u2066\u2029", "\x07\x08\x7f",
	`=cmd|' /C calc'!A0`, `+HYPERLINK("http://example.org";"x")`, "-2+3", "@SUM(1+1)", "\t=1+1", `"=1+1`,
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "{{.}}", "</title><b>",
	"'; drop table attachments; --", "1 or 1=1", `\'; attach 'x' as y; --`, "getvariable('allowed_folders')", "$1 ? :x",
	"$(touch owned)", "`id`", "; rm -rf /", "../../../../etc/passwd", "/etc/passwd", `..\..\x`, "%n%s%00",
	"99999999999999999999999999", "-1", "1e309", "NaN", "0x10", "٣٤٥٦٧٨٩٠١٢", "9012372173", "901 237 2173", "9.01E+09",
	"9999-12-31", "0000-00-00", "2026-02-30", "10000-01-01", "1582-10-10", "31/02/2026", "-0001-01-01", "20260230",
	"", " ", "\u00a0", "\ufeff", "\x00", "\xff\xfe", "\xc3\x28", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x1a",
	"\"", "\"\"", "\r", "\n", "\r\r\n", ",", ",,,,,,,,", ";", "|", "C02", "VS1", "N01", "*", "NULL", "null",
	strings.Repeat("A", 300), strings.Repeat("9", 5000), strings.Repeat("é", 40_000), strings.Repeat("\"", 1001),
	"e\u0301\u0301\u0301\u0301", "\U0001F468\u200d\U0001F469\u200d\U0001F467", "ﷺ", "İ", "ß",
}

// hostileChannels are the inbox's folders, and where sound files of their kind
// stand among the tests' samples.
var hostileChannels = []struct{ name, samples string }{
	{"teleplan", "teleplan/submission/*.txt"},
	{"teleplan-return", "teleplan/return/*.txt"},
	{"drbill", "drbill/*.csv"},
	{"registry", "registry/*.csv"},
}

// hostileMaker makes hostile files out of sound ones, the same for the same seed.
type hostileMaker struct {
	chance *rand.Rand
	sound  map[string][]hostileFile // by channel
	made   int
}

// newHostileMaker takes the samples and the files of a made-up province for its
// models.
func newHostileMaker(t *testing.T, seed uint64, inbox string) *hostileMaker {
	t.Helper()
	m := &hostileMaker{chance: rand.New(rand.NewPCG(seed, 6)), sound: map[string][]hostileFile{}}
	for _, c := range hostileChannels {
		for _, pattern := range []string{filepath.Join("..", "..", "testdata", filepath.FromSlash(c.samples)), filepath.Join(inbox, c.name, "*")} {
			paths, err := filepath.Glob(pattern)
			if err != nil || len(paths) == 0 {
				t.Fatalf("%s names no file (%v)", pattern, err)
			}
			for _, path := range paths {
				content, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				m.sound[c.name] = append(m.sound[c.name], hostileFile{channel: c.name, name: filepath.Base(path), content: content})
			}
		}
	}
	return m
}

// files makes so many: those made by hand first, as far as they go.
func (m *hostileMaker) files(n int) []hostileFile {
	all := m.byHand()
	if len(all) > n {
		all = all[:n]
	}
	for len(all) < n {
		all = append(all, m.one())
	}
	return all
}

// one makes a file out of a sound one by a few wounds.
func (m *hostileMaker) one() hostileFile {
	c := hostileChannels[m.chance.IntN(len(hostileChannels))]
	models := m.sound[c.name]
	model := models[m.chance.IntN(len(models))]
	content := bytes.Clone(model.content)
	if len(content) > 200_000 { // a thousand of the largest would only take longer
		content = content[:200_000]
	}
	for range 1 + m.chance.IntN(4) {
		content = m.wound(content)
	}
	if m.chance.IntN(20) == 0 {
		other := hostileChannels[m.chance.IntN(len(hostileChannels))]
		c.name = other.name // in the wrong folder
	}
	return hostileFile{channel: c.name, name: m.name(model.name), content: content}
}

// name makes a name that is not another's, and is still that of the same feed.
func (m *hostileMaker) name(model string) string {
	m.made++
	ending := filepath.Ext(model)
	stem, _, _ := strings.Cut(strings.TrimSuffix(model, ending), "_")
	text := m.token()
	text = strings.NewReplacer("/", "\u2215", "\x00", "").Replace(text)
	name := fmt.Sprintf("%s_%d%s", stem, m.made, text)
	if most := 255 - len(ending); len(name) > most {
		name = name[:most]
	}
	return name + ending
}

func (m *hostileMaker) token() string { return nasty[m.chance.IntN(len(nasty))] }

// at gives a place in a text, its end included.
func (m *hostileMaker) at(content []byte) int { return m.chance.IntN(len(content) + 1) }

// wound does one harm to a file.
func (m *hostileMaker) wound(content []byte) []byte {
	lines := bytes.SplitAfter(content, []byte("\n"))
	line := m.chance.IntN(len(lines))
	a, b := m.at(content), m.at(content)
	if a > b {
		a, b = b, a
	}
	b = min(b, a+2000)
	switch m.chance.IntN(16) {
	case 0: // bytes turned over
		out := bytes.Clone(content)
		for range 1 + m.chance.IntN(20) {
			if len(out) > 0 {
				out[m.chance.IntN(len(out))] = byte(m.chance.Uint32())
			}
		}
		return out
	case 1:
		return content[:a] // cut off
	case 2:
		return slicesJoined(content[:a], content[b:]) // a piece missing
	case 3:
		return slicesJoined(content[:b], content[a:b], content[b:]) // a piece twice
	case 4:
		return slicesJoined(content[:a], []byte(m.token()), content[a:])
	case 5, 6, 7, 8: // fields replaced: what the readers let through is what reaches people
		for range 1 + m.chance.IntN(5) {
			i := m.chance.IntN(len(lines))
			lines[i] = m.woundField(lines[i])
		}
		return bytes.Join(lines, nil)
	case 9:
		return bytes.Join(append(lines[:line:line], lines[min(line+1, len(lines)):]...), nil) // a line missing
	case 10:
		return slicesJoined(content, bytes.Repeat(lines[line], min(200, 1+100_000/(1+len(lines[line])))))
	case 11:
		m.chance.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		return bytes.Join(lines, nil)
	case 12:
		return bytes.ReplaceAll(content, []byte("\n"), []byte([]string{"\r", "\r\r\n", "\n\n", "\x0b", "\u2028"}[m.chance.IntN(5)]))
	case 13: // Teleplan lines of another length
		cut := m.at(lines[line])
		lines[line] = slicesJoined(lines[line][:cut], bytes.Repeat([]byte("0"), m.chance.IntN(40)), lines[line][min(len(lines[line]), cut+m.chance.IntN(40)):])
		return bytes.Join(lines, nil)
	case 14:
		return slicesJoined(content, m.models(content)) // another file behind it
	default:
		return slicesJoined(bytes.Repeat([]byte("\n"), m.chance.IntN(3000)), content)
	}
}

func (m *hostileMaker) models(instead []byte) []byte {
	c := hostileChannels[m.chance.IntN(len(hostileChannels))]
	if other := m.sound[c.name][m.chance.IntN(len(m.sound[c.name]))].content; len(other) < 200_000 {
		return other
	}
	return instead
}

// woundField puts a nasty text in the place of a value of a line of CSV, or over
// some bytes of a line of fixed length, which it keeps.
func (m *hostileMaker) woundField(line []byte) []byte {
	token := m.token()
	if fields := bytes.Split(line, []byte(",")); len(fields) > 2 {
		i := m.chance.IntN(len(fields) - 1)
		if m.chance.IntN(2) == 0 {
			token = `"` + strings.ReplaceAll(token, `"`, `""`) + `"`
		}
		fields[i] = []byte(token)
		return bytes.Join(fields, []byte(","))
	}
	if len(line) < 10 {
		return line
	}
	out := bytes.Clone(line)
	copy(out[m.chance.IntN(len(out)-2):len(out)-2], token)
	return out
}

func slicesJoined(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// byHand are the files that no chance would make.
func (m *hostileMaker) byHand() []hostileFile {
	sound := sample("teleplan/submission/sound.txt")
	persons := "phn,birth_date,sex,chsa\n"
	hole := func(begin []byte, size int64) func(string) error {
		return func(path string) error {
			if err := os.WriteFile(path, begin, 0o600); err != nil {
				return err
			}
			return os.Truncate(path, size)
		}
	}
	all := []hostileFile{
		{channel: "teleplan", name: "one line of 200 MB.txt", make: hole(append(bytes.Clone(sound[:100]), bytes.Repeat([]byte("0"), 1<<20)...), 200<<20)},
		{channel: "drbill", name: "200 MB of holes.csv", make: hole([]byte("phn,practitioner_number,facility_number,attach_date\n"), 200<<20)},
		{channel: "drbill", name: "quote never closed.csv", content: slicesJoined([]byte("phn,practitioner_number,facility_number,attach_date\n\""), bytes.Repeat([]byte("a,b\n"), 500_000))},
		{channel: "drbill", name: "quotes.csv", content: bytes.Repeat([]byte(`"`), 100_000)},
		{channel: "registry", name: "persons_million_columns.csv", content: slicesJoined([]byte(persons[:len(persons)-1]), bytes.Repeat([]byte(",x"), 1_000_000), []byte("\n"))},
		{channel: "registry", name: "persons_many_columns.csv", content: slicesJoined([]byte(persons[:len(persons)-1]), bytes.Repeat([]byte(",x"), 20_000), []byte("\n"))},
		{channel: "registry", name: "persons_empty_lines.csv", content: slicesJoined([]byte(persons), bytes.Repeat([]byte("\n"), 10_000_000))},
		{channel: "teleplan", name: "empty_lines.txt", content: slicesJoined(sound, bytes.Repeat([]byte("\r\n"), 5_000_000))},
		{channel: "registry", name: "persons_commas.csv", content: slicesJoined([]byte(persons), bytes.Repeat([]byte(","), 60_000), []byte("\n"))},
		{channel: "teleplan", name: "bomb.txt.gz", content: gzipped(make([]byte, 50<<20))},
		{channel: "drbill", name: "bomb.xlsx", content: zipped(make([]byte, 50<<20))},
		{channel: "registry", name: "persons_bomb.csv", content: gzipped(bytes.Repeat([]byte(persons), 1<<20))},
		{channel: "teleplan", name: "bomb.xz", content: []byte("\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4F\x02\x00!\x01\x16\x00\x00\x00")},
		{channel: "teleplan", name: "utf16.txt", content: inUTF16(sound)},
		{channel: "drbill", name: "utf16.csv", content: inUTF16(sample("drbill/clean.csv"))},
		{channel: "drbill", name: "utf16 without a mark.csv", content: inUTF16(sample("drbill/clean.csv"))[2:]},
		{channel: "drbill", name: "two marks.csv", content: slicesJoined([]byte("\ufeff\ufeff"), sample("drbill/clean.csv"))},
		{channel: "registry", name: "persons_mark_inside.csv", content: []byte("phn,\ufeffbirth_date,sex,chsa\n")},
		{channel: "registry", name: "persons_only_mark.csv", content: []byte("\ufeff")},
		{channel: "teleplan", name: "link.txt", make: func(p string) error { return os.Symlink("/etc/passwd", p) }, stays: true},
		{channel: "registry", name: "persons_link_to_key.csv", make: func(p string) error { return os.Symlink("../../person.key", p) }, stays: true},
		{channel: "registry", name: "persons_link_to_itself.csv", make: func(p string) error { return os.Symlink(filepath.Base(p), p) }, stays: true},
		{channel: "teleplan", name: "pipe.txt", make: func(p string) error { return syscall.Mkfifo(p, 0o600) }, stays: true},
		{channel: "drbill", name: "socket.csv", make: socket, stays: true},
		{channel: "drbill", name: "folder.csv", make: func(p string) error { return os.Mkdir(p, 0o700) }, stays: true},
		{channel: "registry", name: "persons_hard_link.csv", make: func(p string) error {
			return os.Link(filepath.Join(filepath.Dir(p), "..", "..", "person.key"), p)
		}, stays: true},
	}
	// Names: each of the nasty texts, all that a name can hold of it.
	for i, token := range nasty {
		text := strings.NewReplacer("/", "\u2215", "\x00", "").Replace(token)
		name := fmt.Sprintf("%d%s", i, text)
		if len(name) > 255 {
			name = name[:255]
		}
		all = append(all, hostileFile{channel: "teleplan", name: name, content: fmt.Appendf(bytes.Clone(sound), "\r\n%d", i)})
	}
	// Values: every column of a feed and of an upload, with each of them.
	for _, feed := range []string{
		"providers,practitioner_number,provider_type,given_name,family_name,gender,languages,bc_provider_id",
		"clinics,facility_number,clinic_name,chsa,address,city,postal_code,medical_director,hours",
		"registrants,registrant_id,household_id,phn,birth_date,registered_on,status,chsa,language",
		"transfers,transfer_id,from_practitioner,to_practitioner,facility_number,announced_on,effective_on,status",
		"actions,action_id,action,phn,practitioner_number,facility_number,reason,actor_id,actor_role,acted_on",
		"offers,offer_id,household_id,practitioner_number,facility_number,offered_on,outcome,decided_on",
		"access,person_id,facility_number,role,system,step,for_practitioner,done_on",
		"clinic_staff,person_id,facility_number,profession,effective_from,effective_to,hours",
	} {
		name, header, _ := strings.Cut(feed, ",")
		columns := strings.Split(header, ",")
		content := header + "\n"
		for _, token := range nasty {
			for i := range columns {
				row := []string{"10001", "F0001", "x", "x", "x", "x", "x", "x", "x"}[:len(columns)]
				row[i] = `"` + strings.ReplaceAll(strings.ReplaceAll(token, "\x00", ""), `"`, `""`) + `"`
				content += strings.Join(row, ",") + "\n"
			}
		}
		all = append(all, hostileFile{channel: "registry", name: name + "_every_value.csv", content: []byte(content)})
	}
	return all
}

// socket leaves a socket that nobody listens on.
func socket(path string) error {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd) //nolint:errcheck // only its name is wanted
	// The name of a socket is short, and the path to the inbox is not.
	short, err := os.MkdirTemp("", "s")
	if err != nil {
		return err
	}
	defer os.RemoveAll(short) //nolint:errcheck // of the test
	if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: filepath.Join(short, "s")}); err != nil {
		return err
	}
	return os.Rename(filepath.Join(short, "s"), path)
}

// put makes a file in the inbox of a workspace.
func (h hostileFile) put(ws string) error {
	path := filepath.Join(ws, "inbox", h.channel, h.name)
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "put", Path: path, Err: fs.ErrExist}
	}
	if h.make != nil {
		return h.make(path)
	}
	return os.WriteFile(path, h.content, 0o600)
}
