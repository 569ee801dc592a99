package wording

import "testing"

func TestReadable(t *testing.T) {
	for text, want := range map[string]string{
		"Zoë, 文 العربية":         "Zoë, 文 العربية",
		"\x1b[31mred\x07":        "?[31mred?",
		"\u009b31m\x7f":          "?31m?",
		"a\u202egpj.exe\u2066":   "a?gpj.exe?",
		"two\nlines\u2028\u2029": "two?lines??",
		"caf\xe9":                "caf?",
		"\u200d and \u00a0":      "\u200d and \u00a0",
	} {
		if got := Readable(text); got != want {
			t.Errorf("%+q gave %+q, want %+q", text, got, want)
		}
	}
}
