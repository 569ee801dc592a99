package pipeline

import (
	"errors"
	"testing"

	"empanel/pipeline/ask"
	"empanel/pipeline/warehouse"
)

func TestRunningIsBusyInPlainWords(t *testing.T) {
	if !errors.Is(ask.ErrRunning, warehouse.ErrBusy) {
		t.Error("a run under way is not told from other failures")
	}
	const want = "a run is under way: ask again when it is done (empanel status shows it)"
	if got := ask.ErrRunning.Error(); got != want {
		t.Errorf("it says %q", got)
	}
}

func TestTextIsMaskedUnlessRevealed(t *testing.T) {
	if got := (ask.Look{}).Text("signed 9012372173"); got != "signed 90******73" {
		t.Error("a health number in free text is shown")
	}
	if got := (ask.Look{Reveal: true}).Text("signed 9012372173"); got != "signed 9012372173" {
		t.Error("a look that reveals does not")
	}
}
