package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/view"
)

// plain is words that somebody else wrote, as a terminal may show them: without
// the signs that would move its cursor, change its title, turn the direction of
// what stands beside them or write over what was printed before.
func plain(words string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r < 0x20, r >= 0x7f && r <= 0x9f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0xfffd:
			return -1
		}
		return r
	}, words)
}

// says prints one thing with its name; words of several lines stand below it, so
// that no line of theirs looks like one of ours.
func says(w io.Writer, name, words string) {
	words = strings.TrimSpace(plain(words))
	if !strings.Contains(words, "\n") {
		fmt.Fprintf(w, "  %-20s %s\n", name, cmp.Or(words, "(left empty)"))
		return
	}
	fmt.Fprintf(w, "  %s\n", name)
	for line := range strings.Lines(words) {
		fmt.Fprintf(w, "    | %s\n", strings.TrimRight(line, "\n"))
	}
}

func called(name candour.Marking, id candour.OfficerID) string {
	return cmp.Or(strings.TrimSpace(plain(name.Words())), "Officer "+string(id))
}

// opening is what show case and show report share: the question at the first
// opening, and its answer.
type opening struct {
	Knows string `help:"Your answer at the first opening: nobody, or somebody (also where you are not sure)." enum:"nobody,somebody," default:"" placeholder:"WHOM"`
}

// first answers the question where an answer was given.
func (o opening) first(ctx context.Context, g *gate, a func(cases.Knows) act.Act) (over bool, err error) {
	if o.Knows == "" {
		return false, nil
	}
	if _, err := g.do(ctx, a(cases.Knows(o.Knows))); err != nil {
		return false, err
	}
	if o.Knows == string(cases.Nobody) {
		return false, nil
	}
	fmt.Fprintln(g, "It is recorded that you know somebody there, and not whom. You will not see it again.")
	return true, nil
}

// question prints who a matter is about to somebody who has not said yet whether
// they know anyone in it; it gives back the error for anybody else.
func question(ctx context.Context, g *gate, of candour.Subject, err error) error {
	if !errors.Is(err, candour.ErrNotFound) {
		return err
	}
	first, asking := g.f.view.FirstOpening(ctx, g.Viewer, of)
	if asking != nil {
		return asking
	}
	fmt.Fprintln(g, "Before you open it: do you know anyone here, the person who reported included?")
	for _, o := range first.Officers {
		says(g, "about", called(o.Name, o.ID))
		g.shows(candour.Subject{Kind: "officer", ID: string(o.ID)})
	}
	for _, w := range first.Who {
		says(g, "about, in their words", w.Words())
	}
	g.shows(of)
	fmt.Fprintf(g, "Answer by running it again with --knows nobody, or with --knows somebody: then you will not see it again, and nobody holds that against you.\n")
	return nil
}

type showReportCmd struct {
	asker
	opening
	ID string `arg:"" help:"Id of the report."`
}

// Help is the example.
func (showReportCmd) Help() string {
	return "Prints a report as the desk shows it. Needs ‘candour login’.\n\nExample:\n  candour show report 3k5m7p2q4r6s8t9v"
}

// Run prints it on paper; the gate records it and lets it out.
func (c showReportCmd) Run(ctx context.Context, g *gate) error {
	of := candour.Subject{Kind: "report", ID: c.ID}
	if over, err := c.first(ctx, g, func(k cases.Knows) act.Act {
		return &cases.DeclareOnReport{Report: candour.ReportID(c.ID), Knows: k}
	}); over || err != nil {
		return err
	}
	p, err := g.f.view.ReportPage(ctx, g.Viewer, candour.ReportID(c.ID))
	if err != nil {
		return question(ctx, g, of, err)
	}
	g.shows(of)
	fmt.Fprintf(g, "Report %s, sent on %s\n", p.ID, p.SentOn.Words())
	if p.Case != "" {
		fmt.Fprintf(g, "Opened into case %s\n", p.Case)
	}
	for i, a := range p.Allegations {
		fmt.Fprintf(g, "\nAllegation %d, in the person’s own words\n", i+1)
		says(g, "what happened", a.What.Words())
		says(g, "when", a.When.Words())
		says(g, "where", a.Where.Words())
		says(g, "who", a.Who.Words())
	}
	return nil
}

type showOfficerCmd struct {
	asker
	ID string `arg:"" help:"Id of the officer’s file."`
}

// Help is the example.
func (showOfficerCmd) Help() string {
	return "Prints an officer’s file as the desk shows it: every concern that you may see, closed ones too. Needs ‘candour login’.\n\nExample:\n  candour show officer 3k5m7p2q4r6s8t9v"
}

// Run prints it on paper; the gate records it and lets it out.
func (c showOfficerCmd) Run(ctx context.Context, g *gate) error {
	f, err := g.f.view.OfficerFile(ctx, g.Viewer, candour.OfficerID(c.ID))
	if err != nil {
		return err
	}
	g.shows(candour.Subject{Kind: "officer", ID: string(f.ID)})
	fmt.Fprintf(g, "%s (%s)\n", called(f.Name, f.ID), f.ID)
	says(g, "number", cmp.Or(f.Number.Words(), "not held"))
	says(g, "rank", cmp.Or(f.Rank, "not held"))
	says(g, "appointed", cmp.Or(f.Appointed.Words(), "not held"))
	says(g, "left", cmp.Or(f.Left.Words(), "no day held"))
	for _, p := range f.Postings {
		says(g, "posted", fmt.Sprintf("%s, from %s to %s", p.Unit, p.From.Words(), cmp.Or(p.To.Words(), "now")))
	}
	concerns(g, f)
	return nil
}

func concerns(g *gate, f view.OfficerFile) {
	if len(f.Concerns) == 0 {
		fmt.Fprintln(g, "  There is no other concern about this officer that you can see.")
		return
	}
	fmt.Fprintln(g, "  A concern is not a finding. Each had, or will have, its own decision.")
	for _, c := range f.Concerns {
		g.shows(candour.Subject{Kind: "case", ID: string(c.Case)})
		about := fmt.Sprintf("allegation %d", c.Position)
		if c.Category != "" {
			about = cases.CategoryWords(c.Category)
		}
		decision := c.Decision.Words()
		if c.Closed && c.Decision == cases.ClosedElsewhere {
			decision = "Closed elsewhere, no finding held"
		}
		says(g, c.Received.String(), strings.TrimSpace(fmt.Sprintf("case %s, %s: %s; officers named: %d %s", c.Case, about, decision, c.About, strings.TrimSpace(c.Source+" "+c.Says))))
	}
}
