package synth_test

import (
	"testing"

	"empanel/pipeline/synth"
)

// TestNightOfAGivenSize: a night has about the lines and the files asked for,
// onto a province of any size.
func TestNightOfAGivenSize(t *testing.T) {
	t.Parallel()
	const lines, files = 6000, 150
	for _, people := range []int{30_000, 90_000} {
		m := write(t, synth.Options{People: people, Nights: 1, Seed: 3, Defects: synth.DefaultDefects, NightLines: lines, NightFiles: files})
		night := m.Nights[1]
		answers := night.Lines[synth.TeleplanReturn]
		sent := night.Lines[synth.Teleplan] + night.Lines[synth.DrBill] + night.Lines[synth.Registry]
		submissions := 0
		for _, f := range night.Files {
			if f.Channel == synth.Teleplan || f.Channel == synth.DrBill {
				submissions++
			}
		}
		if sent < lines*95/100 || sent > lines*105/100 {
			t.Errorf("%d people: the night has %d lines and not about %d", people, sent, lines)
		}
		if submissions < files*95/100 || submissions > files*110/100 {
			t.Errorf("%d people: the night has %d files and not about %d", people, submissions, files)
		}
		if answers == 0 || answers > lines/10 {
			t.Errorf("%d people: the night answers %d claims of the first load", people, answers)
		}
	}
	small := write(t, synth.Options{People: 1000, Nights: 1, Seed: 3, NightLines: lines, NightFiles: files})
	if n := small.Nights[1].Lines[synth.Teleplan]; n == 0 || n > lines/2 {
		t.Errorf("1,000 people: the night has %d lines of claims", n)
	}
}
