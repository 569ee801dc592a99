package main

import "empanel/pipeline/wording"

// printable makes text from outside safe to show: [wording.Printable].
func printable(text string) string { return wording.Printable(text) }

// clean is printable with control characters that may stay.
func clean(text, keep string) string { return wording.PrintableBut(text, keep) }

func unsafeToShow(r rune) bool { return wording.UnsafeToShow(r) }
