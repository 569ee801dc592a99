package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"empanel/pipeline"
	"empanel/pipeline/wording"
)

// runDivide begins a run, and divides its people.
func runDivide(ctx context.Context, opts runOptions, settings pipeline.Options) error {
	if opts.divide < 1 || opts.divide > pipeline.MostPartitions {
		return &usageError{"empanel run", fmt.Errorf("--divide takes a number of partitions from 1 to %d", pipeline.MostPartitions)}
	}
	told, err := opts.telling("run")
	if err != nil {
		return err
	}
	report, finish := opts.progress()
	defer finish()
	settings.Progress, settings.Log, settings.Account = report, told.settings.Log, told.settings.Account
	divided, err := pipeline.Divide(ctx, settings, opts.divide)
	finish()
	if err != nil {
		told.ended(ctx, nil, err)
		return asHeld(err)
	}
	told.closed() // the run has not ended: its merge is what is told of
	if opts.json {
		return opts.showJSON(divided)
	}
	return opts.showDivided(divided)
}

func (o runOptions) showDivided(d *pipeline.Divided) error {
	t := teller{width: tellingWidth(o.out)}
	t.say("", fmt.Sprintf("%s, as of %s: %s, %s. Every line is judged, and the people are divided into %s. The run is under way: the registry is as it was. (%.1f s)",
		d.RunID, d.AsOf, wording.Plural(d.Files, "file", "files"), wording.Plural(int(d.Lines), "line", "lines"),
		wording.Plural(d.Partitions, "partition", "partitions"), d.Seconds))
	t.title("Next: fold each, at once or in turn, on any machine that sees the workspace; then merge")
	const most = 4
	in := " -w " + wording.Quoted(o.workspace)
	for n := 1; n <= d.Partitions; n++ {
		if d.Partitions > most && n == most {
			fmt.Fprintf(&t.out, "  ...\n")
			n = d.Partitions
		}
		fmt.Fprintf(&t.out, "  empanel run --partition %d/%d%s\n", n, d.Partitions, in)
	}
	fmt.Fprintf(&t.out, "  empanel merge%s\n\n", in)
	t.say("", "To give it up instead: empanel run"+in+", or whatever other run comes first, undoes it and takes the files again.")
	_, err := t.out.WriteTo(o.out)
	return err
}

var partitionForm = regexp.MustCompile(`^([0-9]{1,4})/([0-9]{1,4})$`)

// runPartition folds one partition of a divided run.
func runPartition(ctx context.Context, opts runOptions) error {
	found := partitionForm.FindStringSubmatch(opts.partition)
	if found == nil {
		return &usageError{"empanel run", errors.New("--partition takes one of so many, like 1/4: the first of four")}
	}
	settings := pipeline.PartitionOptions{Workspace: opts.workspace, Now: opts.now}
	settings.Partition, _ = strconv.Atoi(found[1]) // of four digits at most
	settings.Of, _ = strconv.Atoi(found[2])
	report, finish := opts.progress()
	defer finish()
	settings.Progress = report
	folded, err := pipeline.FoldPartition(ctx, settings)
	finish()
	var wrong *pipeline.WrongPartitionError
	if errors.As(err, &wrong) {
		return &usageError{"empanel run", err}
	}
	if err != nil {
		return err
	}
	if opts.json {
		return opts.showJSON(folded)
	}
	return opts.showFolded(folded)
}

func (o runOptions) showFolded(f *pipeline.FoldedPartition) error {
	t := teller{width: tellingWidth(o.out)}
	next := fmt.Sprintf("%s still to fold.", wording.Plural(len(f.Missing), "partition is", "partitions are"))
	if len(f.Missing) == 0 {
		next = "All are folded: empanel merge -w " + wording.Quoted(o.workspace)
	}
	t.say("", fmt.Sprintf("Partition %d/%d of %s is folded: %s. (%.1f s) %s", f.Partition, f.Of, f.RunID,
		wording.Plural(int(f.People), "person", "people"), f.Seconds, next))
	_, err := t.out.WriteTo(o.out)
	return err
}

// showJSON prints what a command gives for programs.
func (o runOptions) showJSON(value any) error {
	var out bytes.Buffer
	if err := writeJSON(&out, value); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err := out.WriteTo(o.out)
	return err
}
