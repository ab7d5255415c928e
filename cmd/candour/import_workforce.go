package main

import (
	"context"
	"fmt"
	"time"

	"candour"
	"candour/exchange"
)

type importWorkforceCmd struct {
	Files   []string `arg:"" help:"CSV files of the register, plain or packed with gzip." type:"existingfile" placeholder:"FILE"`
	Mapping string   `required:"" help:"Which column is what (docs/import-workforce.md)." type:"existingfile" placeholder:"M.toml"`
	Force   string   `help:"Code of the force to import into." default:"home" placeholder:"CODE"`
}

// Help is the example.
func (importWorkforceCmd) Help() string {
	return "Every row becomes an event of the journal, or is listed with the reason why not (exit code 3). Running it again changes nothing; a row that changed is a correction; a row that is gone from the files is listed and left alone. Columns that the mapping does not name are listed once.\n\nExample:\n  candour import workforce people.csv postings.csv managers.csv --mapping hr.toml --force north --dir candour-data"
}

// Run imports, drains the log and lists what was rejected.
func (c importWorkforceCmd) Run(ctx context.Context, s streams, all *cli) error {
	m, err := exchange.ReadMapping(c.Mapping)
	if err != nil {
		return err
	}
	return runImport(ctx, s, all, c.Force, "workforce", func(ctx context.Context, f *folder, progress func(done, total int64)) (importReport, error) {
		res, err := exchange.Workforce{DB: f.db, Runner: f.runner, Force: candour.ForceID(c.Force), Mapping: m, Files: c.Files, Now: time.Now, Progress: progress}.Run(ctx)
		return workforceImported(res), err
	})
}

// workforceImported is what such an import says at its end.
func workforceImported(res exchange.WorkforceResult) importReport {
	out := importReport{rejects: res.Rejects, warnings: res.Warnings, counts: []countOf{{"people", res.People}, {"other rows", res.Rows}}}
	for _, u := range res.Unread {
		out.says = append(out.says, "not read: "+u)
	}
	if len(res.Gone) > 0 {
		out.says = append(out.says, fmt.Sprintf("gone from the source: %d rows, left as they are", len(res.Gone)))
	}
	for _, g := range res.Gone {
		out.more = append(out.more, []string{"gone from the source", "", "", "a " + g.What + " of officer " + string(g.Officer) + ": left as it is"})
	}
	return out
}
