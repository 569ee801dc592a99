package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"empanel/parsers/field"
	"empanel/pipeline/synth"
	"empanel/pipeline/workspace"
)

type synthOptions struct {
	*program
	people, nights, files  int
	nightLines, nightFiles int
	seed                   uint64
	defects                float64
	firstDay               string
	nightsDir, stories     string
	claimsOnly             bool
	waitingOnly            bool
	handovers, force       bool
}

func newSynthCommand(p *program) *cobra.Command {
	opts := synthOptions{program: p}
	command := &cobra.Command{
		Use:   "synth",
		Short: "Fill the inbox with a made-up province",
		Long: `Makes up a province of any size and puts what its practices and registries would
send into the workspace's inbox: areas, households, clinics, providers, their
first full panels, and, with --nights, the nights after that: single adds,
moves, removals, returns, a whole transfer. The same seed gives the same bytes
and the same modification times. Nobody in it exists.

With --handovers there are two textbook handovers of a whole practice too, of
1,000 people each, whose numbers are the same for every seed and every rate of
defects: the transfers HANDOVER-A-FIRST and HANDOVER-B-FIRST.

Defects of every kind are put in at the stated rate. The nights go into a folder
of their own, one below it for each, so that they can be moved into the inbox
and run one by one.`,
		Example: `  empanel synth -w ws --people 10000
  empanel synth -w ws --people 50000 --nights 4 --seed 42 --defects 0.02
  empanel synth -w ws --people 5000 --nights 4 --handovers
  empanel synth -w ws --people 1000000 --files 1200 --claims-only   # for measuring
  empanel synth -w ws --people 1000000 --nights 1 --night-lines 100000 --night-files 3000
  empanel synth -w ws --people 400000 --waiting-only                # for measuring matching`,
		Args: exactly(),
		RunE: func(command *cobra.Command, _ []string) error {
			if (opts.claimsOnly || opts.waitingOnly) && !command.Flags().Changed("defects") {
				opts.defects = 0
			}
			return runSynth(command.Context(), opts)
		},
	}
	flags := command.Flags()
	flags.IntVar(&opts.people, "people", 10_000, fmt.Sprintf("how many people live there, at least %d; with --claims-only, how many claims, with --waiting-only, how many wait", synth.MinPeople))
	flags.IntVar(&opts.nights, "nights", 0, "how many nights after the first load")
	flags.StringVar(&opts.nightsDir, "nights-dir", "", "folder for the nights (default: nights/ in the workspace)")
	flags.IntVar(&opts.nightLines, "night-lines", 0, "about how many lines each night has besides returns (0: as so many people would cause)")
	flags.IntVar(&opts.nightFiles, "night-files", 0, "about how many submission files each night has (0: one for each clinic that has claims)")
	flags.Uint64Var(&opts.seed, "seed", 1, "another number, another province")
	flags.Float64Var(&opts.defects, "defects", synth.DefaultDefects, "share of lines with a defect, 0 to 1")
	flags.IntVar(&opts.files, "files", 0, "about how many submission files the first load has (0: as clinics would)")
	flags.StringVar(&opts.firstDay, "first-day", synth.DefaultFirstDay.String(), "date of the first load")
	flags.BoolVar(&opts.claimsOnly, "claims-only", false, "only sound claims: no feeds, no defects, no nights")
	flags.BoolVar(&opts.waitingOnly, "waiting-only", false, "only people who wait for a provider, and the providers: no claims, no defects, no nights")
	flags.BoolVar(&opts.handovers, "handovers", false, "also two handovers of a whole practice; with --nights 4 or more")
	flags.StringVar(&opts.stories, "stories", "", "also write people with an interesting history to this CSV file")
	flags.BoolVar(&opts.force, "force", false, "also where the inbox holds files already")
	return command
}

func runSynth(ctx context.Context, opts synthOptions) error {
	firstDay, err := parseDate("empanel synth", "first-day", opts.firstDay)
	if err != nil {
		return err
	}
	w, _, err := opts.open()
	if err != nil {
		return err
	}
	settings := synth.Options{
		Inbox: filepath.Dir(w.Inbox(workspace.Teleplan)), NightsDir: opts.nightsDir,
		People: opts.people, Nights: opts.nights, Seed: opts.seed, Defects: opts.defects, FirstDay: firstDay,
		Handovers: opts.handovers, ClaimsOnly: opts.claimsOnly, WaitingOnly: opts.waitingOnly, Files: opts.files,
		NightLines: opts.nightLines, NightFiles: opts.nightFiles,
	}
	if opts.claimsOnly {
		settings.Inbox = w.Inbox(workspace.Teleplan)
	}
	if settings.NightsDir == "" {
		settings.NightsDir = filepath.Join(w.Dir(), "nights")
	}
	if err := settings.Check(); err != nil {
		return &usageError{"empanel synth", err}
	}
	if err := opts.mayFill(w); err != nil {
		return err
	}
	report, finish := opts.progress()
	defer finish()
	settings.Progress = func(done, total int64) { report("making up a province", done, total) }
	made, err := synth.Write(ctx, settings)
	finish()
	if errors.Is(err, synth.ErrOptions) {
		return &usageError{"empanel synth", err}
	}
	if err != nil {
		return err
	}
	if opts.stories != "" {
		if err := writeStories(opts.stories, made.Stories); err != nil {
			return err
		}
	}
	return opts.describe(made)
}

// mayFill refuses an inbox that holds files: made-up people must not get
// between real ones by a slip.
func (o synthOptions) mayFill(w *workspace.Workspace) error {
	if o.force {
		return nil
	}
	for _, channel := range workspace.Channels() {
		entries, err := os.ReadDir(w.Inbox(channel))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("looking into the inbox: %w", err)
		}
		if len(entries) > 0 {
			return &usageError{"empanel synth", fmt.Errorf("inbox/%s holds files already; --force adds to them", channel)}
		}
	}
	if _, err := os.Lstat(w.Registry()); err == nil {
		return &usageError{"empanel synth", errors.New("the workspace has a registry already; --force mixes made-up people into it")}
	}
	return nil
}

// describe says what was made, and what to do with it.
func (o synthOptions) describe(made synth.Manifest) error {
	c := made.Counts
	_, err := fmt.Fprintf(o.out, "Made up %d people (%d attached) with %d providers in %d clinics: %d claims, %d Dr.Bill rows, %d lines with a defect.\n\n",
		c.People, c.Attached, c.Providers, c.Clinics, c.Claims, c.Rows, len(made.Defects))
	if err != nil {
		return err
	}
	deliveries := listing{columns: []column{{name: "date"}, {name: "files", number: true}, {name: "lines", number: true}, {name: "folder"}}}
	for _, night := range made.Nights {
		lines := 0
		for _, n := range night.Lines {
			lines += n
		}
		deliveries.rows = append(deliveries.rows, []any{night.Date, len(night.Files), lines, o.shown(night.Dir)})
	}
	if err := deliveries.render(o.out, formatTable); err != nil {
		return err
	}
	place := printable(o.workspace)
	next := fmt.Sprintf("\nNext:  empanel run -w %s\n", place)
	if len(made.Nights) > 1 {
		night := printable(o.shown(made.Nights[1].Dir))
		next += fmt.Sprintf(`Then each night in its turn, moved and not copied: the modification time of a
file is when it was received.
       for c in %s; do find %s/$c -type f -exec mv {} %s/$c/ \;; done
       empanel run -w %s
`, strings.Join(channelNames(), " "), night, filepath.Join(place, "inbox"), place)
	}
	_, err = fmt.Fprint(o.out, next)
	return err
}

// shown gives a folder as the person named the workspace, where it is in there.
func (o synthOptions) shown(dir string) string {
	base, err := filepath.Abs(o.workspace)
	if err == nil {
		base, err = filepath.EvalSymlinks(base)
	}
	if err != nil {
		return dir
	}
	if inside, err := filepath.Rel(base, dir); err == nil && filepath.IsLocal(inside) {
		return filepath.Join(o.workspace, inside)
	}
	return dir
}

// writeStories writes people with an interesting history, for the owner only
// although nobody in it exists: the file looks like one with real people.
func writeStories(path string, stories []synth.Story) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("writing the stories: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	l := listing{columns: []column{{name: "kind"}, {name: "phn", number: true}, {name: "story"}}}
	for _, s := range stories {
		l.rows = append(l.rows, []any{s.Kind, s.PHN, s.Text})
	}
	return l.render(f, formatCSV)
}

// parseDate reads the value of a flag of a command that takes a date.
func parseDate(command, flag, value string) (field.Date, error) {
	t, err := time.Parse(time.DateOnly, value)
	date := field.NoDate
	if err == nil {
		date = field.NewDate(t.Year(), int(t.Month()), t.Day())
	}
	if date == field.NoDate {
		return field.NoDate, &usageError{command, fmt.Errorf("--%s takes a date like 2026-10-05", flag)}
	}
	return date, nil
}
