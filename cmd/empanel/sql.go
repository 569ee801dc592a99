package main

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"empanel/pipeline/ask"
)

// formatParquet is the form of a result for other programs, into a file.
const formatParquet format = "parquet"

var queryFormats = append(slices.Clone(formats), string(formatParquet))

type sqlOptions struct {
	*program
	revealOptions
	query  string
	format string
	out    string
}

func newSQLCommand(p *program) *cobra.Command {
	opts := sqlOptions{program: p}
	command := &cobra.Command{
		Use:   "sql QUERY",
		Short: "Ask the newest snapshot, read-only",
		Long: `Asks the newest snapshot in SQL, also while a run is under way. The query reads
the snapshot and nothing else: it can open, write or attach no file, and nothing
it does changes anything. With - the query is read from standard input.

People are named by person_key, a pseudonym; the snapshot has no health numbers.
--reveal --purpose TEXT adds a relation identities(person_key, phn); such a query
is kept in the audit log, its ten-digit numbers masked.`,
		Example: `  empanel sql -w ws 'select * from panels order by confirmed desc limit 10'
  empanel sql -w ws --format csv - < monthly.sql > monthly.csv
  empanel sql -w ws --format parquet --out panels.parquet 'from panels'
  empanel sql -w ws 'show tables'`,
		Args: exactly("QUERY"),
		RunE: func(command *cobra.Command, args []string) error {
			opts.query = args[0]
			return runSQL(command.Context(), opts)
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.format, "format", string(formatTable), "how to print: table, csv, json or parquet")
	_ = command.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(queryFormats, cobra.ShellCompDirectiveNoFileComp)) // fails only for a flag that does not exist
	flags.StringVar(&opts.out, "out", "", "with --format parquet: the file to write")
	opts.addFlags(command)
	return command
}

func runSQL(ctx context.Context, opts sqlOptions) error {
	wrong := func(text string) error { return &usageError{"empanel sql", errors.New(text)} }
	switch {
	case !slices.Contains(queryFormats, opts.format):
		return wrong("--format must be " + strings.Join(queryFormats, ", "))
	case opts.format == string(formatParquet) && opts.out == "":
		return wrong("--format parquet needs --out FILE")
	case opts.format != string(formatParquet) && opts.out != "":
		return wrong("--out goes with --format parquet; the other formats go to standard output")
	}
	if err := opts.check("empanel sql"); err != nil {
		return err
	}
	text, err := opts.argument(opts.query)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return wrong("the query is empty")
	}
	asked := ask.QueryOptions{Workspace: opts.workspace, Text: text, Look: opts.look("sql", opts.revealOptions)}
	if opts.format == string(formatParquet) {
		return asUsage("empanel sql", ask.QueryToParquet(ctx, asked, opts.out), ask.ErrPurpose)
	}
	return asUsage("empanel sql", opts.print(ctx, asked), ask.ErrPurpose)
}

// print streams the rows of a query.
func (o sqlOptions) print(ctx context.Context, asked ask.QueryOptions) error {
	return ask.Query(ctx, asked, func(all []ask.QueryColumn, rows iter.Seq2[[]any, error]) error {
		l := listing{stream: rows, empty: "No rows."}
		for _, c := range all {
			l.columns = append(l.columns, column{name: c.Name, number: c.Number})
		}
		return l.render(o.program.out, format(o.format))
	})
}
