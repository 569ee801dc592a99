// Package wording puts numbers, lists and what somebody typed into sentences. It
// imports of this project only what masks health numbers.
package wording

import (
	"fmt"
	"strings"
)

// Or joins words of which one is meant.
func Or(words []string) string { return strings.Join(words, " or ") }

// UpperFirst begins a text with a capital.
func UpperFirst(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// Plural counts things: "1 line", "2 lines".
func Plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Quoted writes an argument as a shell takes it for one word.
func Quoted(argument string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)
	}
	if argument != "" && !strings.ContainsFunc(argument, func(r rune) bool { return !plain(r) }) {
		return argument
	}
	return "'" + strings.ReplaceAll(argument, "'", `'\''`) + "'"
}

// InBrackets sets a text off after another, if there is any.
func InBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// Sentence makes a text one: with a capital, and a full stop.
func Sentence(format string, args ...any) string {
	text := fmt.Sprintf(format, args...)
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// And joins words as in a sentence.
func And(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
