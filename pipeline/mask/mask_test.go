package mask_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"empanel/pipeline/mask"
)

func TestPHN(t *testing.T) {
	for _, c := range []struct {
		phn  int64
		want string
	}{
		{9012372173, "90******73"},
		{9698658205, "96******05"},
		{9000000000, "90******00"},
		{0, "**********"},
		{-9012372173, "**********"},
		{901237217, "**********"},
		{90123721731, "**********"},
	} {
		if got := mask.PHN(c.phn); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"nothing here", "nothing here"},
		{"9012372173", "90******73"},
		{"where phn = 9012372173 or phn=9317279351;", "where phn = 90******73 or phn=93******51;"},
		{"9012 372 173", "90** *** *73"},
		{"9012-372-173", "90**-***-*73"},
		{"9_012_372_173", "9_0**_***_*73"},
		{"9012372173 9317279351", "********** **********"},
		{"9 0 1 2 3 7 2 1 7 3", "9 0 * * * * * * 7 3"},
		{"x9012372173y", "x90******73y"},
		{"90123721739", "***********"},
		{"'9012372173','9317279351'", "'90******73','93******51'"},
		{"2026-10-05", "2026-10-05"},
		{"901237217", "901237217"},
		{"9012  372173", "9012  372173"}, // two spaces: two numbers
		{"Zoë 9012372173 é", "Zoë 90******73 é"},
	} {
		if got := mask.Text(c.text); got != c.want {
			t.Errorf("%q gave %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "9012372173", "9012 372-173", "a 9012372173 9317279351", "\xff9012372173"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		masked := mask.Text(text)
		if len(masked) != len(text) || utf8.ValidString(text) != utf8.ValidString(masked) {
			t.Fatal("masking changed more than digits")
		}
		if mask.Text(masked) != masked {
			t.Fatal("masking twice is not masking once")
		}
		run := 0
		for _, c := range strings.NewReplacer(" ", "", "-", "").Replace("x" + masked) {
			if run++; c < '0' || c > '9' {
				run = 0
			}
			if run >= 10 && !strings.ContainsAny(text, " -") {
				t.Fatal("ten digits in a row are left")
			}
		}
	})
}
