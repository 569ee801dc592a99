package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline"
	"empanel/pipeline/mask"
	"empanel/pipeline/workspace"
)

type validateOptions struct {
	*program
	files    []string
	channel  string
	against  bool // the workspace was named: check against its feeds
	warnings bool
	format   format
}

func newValidateCommand(p *program) *cobra.Command {
	opts := validateOptions{program: p}
	command := &cobra.Command{
		Use:   "validate FILE...",
		Short: "Every defect of files, with file:line:column, before they are sent",
		Long: `Reads files as the nightly job would and lists every defect, each with its place
and what to do. It touches nothing and needs no workspace. With -w, or where
EMPANEL_WORKSPACE is set, it also checks against that workspace's reference feeds, and by its policy: whether people are
known and covered, providers affiliated, clinics open.

Feeds named along with other files are in force for them. Which kind of file each
is follows from its name and its first record, a feed by another name from its
columns; --channel says it for all.

Exit code 0: no defects. 3: defects, or a file that would be refused.`,
		Example: `  empanel validate panel.txt
  empanel validate -w ws upload.csv
  empanel validate --channel drbill --format csv export.txt
  empanel validate persons.csv providers.csv clinics.csv affiliations.csv panel.txt`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("validate takes FILE, one or more")
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(command *cobra.Command, args []string) error {
			opts.files = args
			opts.against = command.Flags().Changed("workspace") || os.Getenv(workspaceVariable) != ""
			return runValidate(command.Context(), opts)
		},
	}
	command.Flags().StringVar(&opts.channel, "channel", "", "the kind of all files: teleplan, teleplan-return, drbill or registry (default: found from each)")
	command.Flags().BoolVar(&opts.warnings, "warnings", false, "also list what is doubtful and does not stop a line")
	_ = command.RegisterFlagCompletionFunc("channel", cobra.FixedCompletions(channelNames(), cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
	addFormatFlag(command, &opts.format)
	return command
}

func runValidate(ctx context.Context, opts validateOptions) error {
	if opts.channel != "" && !slices.Contains(channelNames(), opts.channel) {
		return &usageError{"empanel validate", errors.New("--channel must be " + strings.Join(channelNames(), ", "))}
	}
	asked := pipeline.ValidateOptions{Files: opts.files, Channel: workspace.Channel(opts.channel), Now: opts.now}
	if opts.against {
		asked.Workspace = opts.workspace
	}
	v, err := pipeline.Validate(ctx, asked)
	var unreadable *pipeline.FileError
	if errors.As(err, &unreadable) {
		return &usageError{"empanel validate", err}
	}
	if err != nil {
		return err
	}
	if err := opts.show(v); err != nil {
		return err
	}
	if v.Defective() {
		return &attentionError{"files have defects"}
	}
	return nil
}

func (o validateOptions) show(v *pipeline.Validation) error {
	if !o.warnings {
		v.Findings = slices.DeleteFunc(v.Findings, func(f pipeline.Finding) bool { return f.Warning })
	}
	for i := range v.Findings {
		v.Findings[i].File = mask.FileName(v.Findings[i].File)
	}
	for i := range v.Files {
		v.Files[i].File = mask.FileName(v.Files[i].File)
	}
	switch o.format {
	case formatJSON:
		return o.writeJSON(v)
	case formatCSV:
		return findings(v).render(o.out, formatCSV)
	default:
		return printFindings(o.out, v)
	}
}

func findings(v *pipeline.Validation) listing {
	l := listing{columns: []column{
		{name: "file"},
		{name: "line", number: true},
		{name: "column", number: true},
		{name: "record"},
		{name: "field"},
		{name: "reason"},
		{name: "message"},
		{name: "warning"},
	}}
	for _, f := range v.Findings {
		var at any
		if f.Column > 0 {
			at = f.Column
		}
		l.rows = append(l.rows, []any{f.File, f.Line, at, f.Record, f.Field, f.Reason, f.Message, f.Warning})
	}
	return l
}

func printFindings(w io.Writer, v *pipeline.Validation) error {
	var out bytes.Buffer
	for _, f := range v.Findings {
		fmt.Fprintln(&out, printable(f.String()))
	}
	for _, f := range v.Files {
		fmt.Fprintf(&out, "%s: %s, %s: %s\n", printable(f.File), f.Channel, counted(int64(f.Lines), "line", "lines"), summed(f))
		for _, warning := range f.Warnings {
			fmt.Fprintf(&out, "%s: note: %s\n", printable(f.File), printable(mask.Text(warning)))
		}
	}
	for _, note := range v.Notes {
		fmt.Fprintf(&out, "note: %s\n", note)
	}
	_, err := out.WriteTo(w)
	return err
}

// summed counts a file's defects by reason, the most frequent first.
func summed(f pipeline.FileVerdict) string {
	if f.Refused {
		return "it would be refused whole"
	}
	if f.Defects == 0 {
		return "no defects"
	}
	reasons := make([]string, 0, len(f.Reasons))
	for reason := range f.Reasons {
		reasons = append(reasons, reason)
	}
	sort.Slice(reasons, func(i, j int) bool {
		if f.Reasons[reasons[i]] != f.Reasons[reasons[j]] {
			return f.Reasons[reasons[i]] > f.Reasons[reasons[j]]
		}
		return reasons[i] < reasons[j]
	})
	parts := make([]string, len(reasons))
	for i, reason := range reasons {
		parts[i] = fmt.Sprintf("%d %s", f.Reasons[reason], reason)
	}
	return fmt.Sprintf("%s (%s)", counted(int64(f.Defects), "defect", "defects"), strings.Join(parts, ", "))
}
