package main

import (
	"regexp"
	"testing"
)

// A worklist's name tells ids apart, and never holds what could be a health
// number.
func TestWorklistNames(t *testing.T) {
	if got := fileName("HANDOVER-A_1.2"); got != "HANDOVER-A_1.2" {
		t.Errorf("a plain id became %s", got)
	}
	slash, under := fileName("A/B"), fileName("A_B")
	if slash == under || !regexp.MustCompile(`^A_B-[A-Za-z]{8}$`).MatchString(slash) {
		t.Errorf("A/B became %s, and A_B %s", slash, under)
	}
	if got := fileName("9012372173"); !regexp.MustCompile(`^transfer-[A-Za-z]{8}$`).MatchString(got) {
		t.Errorf("what could be a health number became a name of %d characters", len(got))
	}
}
