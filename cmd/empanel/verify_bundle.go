package main

import (
	"context"
	"errors"
	"fmt"

	"empanel/pipeline/export/clfp"
	"empanel/pipeline/wording"
	"empanel/pipeline/workspace"
)

// runVerifyBundle proves a folder that an export wrote.
func runVerifyBundle(ctx context.Context, opts verifyOptions, dir string) error {
	ws, err := workspace.Open(dir)
	if open := (*workspace.AccessError)(nil); errors.As(err, &open) {
		return err
	}
	if err == nil {
		return &usageError{"empanel verify", fmt.Errorf("%s is a workspace: empanel verify -w %s", dir, wording.Quoted(ws.Dir()))}
	}
	opens, err := opts.identities("empanel verify", opts.program, "")
	if err != nil {
		return err
	}
	v, err := clfp.VerifyWith(ctx, dir, opens)
	if errors.Is(err, clfp.ErrNoBundle) {
		return &usageError{"empanel verify", err}
	}
	if err != nil {
		return err
	}
	if opts.format == formatJSON {
		err = opts.writeJSON(v)
	} else {
		err = printBundle(opts, v)
	}
	if err == nil && !v.Passed() {
		err = &unprovedError{"the bundle is not as it was written"}
	}
	return err
}

func printBundle(opts verifyOptions, v *clfp.Verified) error {
	l := listing{columns: []column{{name: "file"}, {name: "rows", number: true}, {name: "result"}}}
	wrong := map[string]string{}
	listed := map[string]bool{}
	for _, w := range v.Wrong {
		if wrong[w.File] == "" {
			wrong[w.File] = w.What
		}
	}
	add := func(name string, rows any) {
		result := "ok"
		if wrong[name] != "" {
			result = wrong[name]
		}
		listed[name] = true
		l.rows = append(l.rows, []any{name, rows, result})
	}
	add(clfp.ManifestName, nil)
	for _, f := range v.Looked {
		add(f.Name, f.Rows)
	}
	for _, w := range v.Wrong {
		if !listed[w.File] {
			add(w.File, nil)
		}
	}
	if err := l.render(opts.out, opts.format); err != nil || opts.format == formatCSV {
		return err
	}
	var err error
	if v.Passed() && v.Sealed {
		_, err = fmt.Fprintf(opts.out, "\nThe encrypted files of the bundle of %s, as known after %s, are as they were written.\n"+
			"What is in them was not looked at: --identity FILE proves that too.\n", v.AsOf, v.Known)
	} else if v.Passed() {
		_, err = fmt.Fprintf(opts.out, "\nThe bundle of %s, as known after %s, is as it was written.\nContent digest %s.\n", v.AsOf, v.Known, v.Content)
	} else {
		_, err = fmt.Fprintln(opts.out, "\nThe bundle is not as it was written: do not calculate from it. Make it again: empanel export clfp --help.")
	}
	return err
}
