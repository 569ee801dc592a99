package main

import (
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// terminalWidth is how many characters a line of w holds when w is a terminal,
// and 0, which is no limit, when it is a file or a pipe.
func terminalWidth(w io.Writer) int {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width < 0 {
		return 0
	}
	return width
}

// leastWrapped is the narrowest last column that is worth wrapping: below it a
// table is left to the terminal.
const leastWrapped = 20

// columnWidths is the widest cell of each column of a table, in characters.
type columnWidths []int

func newColumnWidths(header table.Row) columnWidths {
	widths := make(columnWidths, len(header))
	widths.add(header)
	return widths
}

func (c columnWidths) add(row table.Row, columns ...column) {
	for i, cell := range row {
		shown, ok := cell.(string)
		if !ok || i >= len(c) {
			continue
		}
		width := text.StringWidthWithoutEscSequences(shown)
		if i < len(columns) && columns[i].wrap > 0 {
			width = min(width, columns[i].wrap)
		}
		c[i] = max(c[i], width)
	}
}

// leftForLast is how wide the last column may be for the table to fit into a
// screen, two blanks between columns, and 0, which is no limit, when it fits
// anyway or cannot be made to.
func (c columnWidths) leftForLast(screen int) int {
	left := screen
	for _, width := range c[:len(c)-1] {
		left -= width + 2
	}
	if left < leastWrapped || c[len(c)-1] <= left {
		return 0
	}
	return left
}
