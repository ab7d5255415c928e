package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/view"
)

type showCaseCmd struct {
	asker
	opening
	ID   string `arg:"" help:"Id of the case."`
	Part int    `help:"Which part, of a case with many allegations; the first is 0." default:"0" placeholder:"N"`
}

// Help is the example.
func (showCaseCmd) Help() string {
	return "Prints a case as the desk shows it. Needs ‘candour login’. At the first opening it asks whether you know anyone there.\n\nExample:\n  candour show case 3k5m7p2q4r6s8t9v"
}

// Run prints it on paper; the gate records it and lets it out.
func (c showCaseCmd) Run(ctx context.Context, g *gate) error {
	of := candour.Subject{Kind: "case", ID: c.ID}
	if over, err := c.first(ctx, g, func(k cases.Knows) act.Act {
		return &cases.DeclareOnCase{Case: candour.CaseID(c.ID), Knows: k}
	}); over || err != nil {
		return err
	}
	p, err := g.f.view.CasePage(ctx, g.Viewer, candour.CaseID(c.ID), min(max(c.Part, 0), 10_000))
	if err != nil {
		return question(ctx, g, of, err)
	}
	g.shows(of)
	fmt.Fprintf(g, "Case %s, %s, %d allegations\n", p.ID, p.State, len(p.Allegations))
	says(g, "opened", p.OpenedOn.Words())
	if p.Report != "" {
		says(g, "from", "report "+string(p.Report))
	}
	if p.Severity != "" {
		says(g, "severity", label(p.Severity.Choices(), string(p.Severity)))
		says(g, "reasons", p.Reasons.Words())
	}
	if !p.ClosedOn.IsZero() {
		says(g, "closed", p.ClosedOn.Words())
	}
	c.due(g, p)
	for _, a := range p.Shown {
		oneAllegation(g, p, a)
	}
	if p.More {
		fmt.Fprintf(g, "\nThere are more: --part %d\n", p.Part+1)
	}
	earlier(g, p)
	fmt.Fprintln(g, "\nTimeline")
	for _, e := range slices.Backward(p.Timeline) {
		says(g, e.On.String(), strings.TrimSpace(strings.ReplaceAll(string(e.Kind), "-", " ")+", by "+e.Name+". "+e.Value("message")+e.Value("reasons")))
	}
	return nil
}

func (showCaseCmd) due(g *gate, p view.CasePage) {
	fmt.Fprintln(g, "\nWhat is due")
	if p.Jurisdiction == cases.Imported {
		fmt.Fprintln(g, "  This case came from another system. No clock is known for it.")
	}
	if p.DueError != nil {
		fmt.Fprintln(g, "  One time limit could not be counted:", p.DueError)
	}
	for _, d := range p.Due {
		if !d.Running() {
			continue
		}
		late, label := "", ""
		if d.Overdue(g.Today) {
			late = "overdue: "
			if !d.Binding() {
				late = "later than expected: "
			}
		}
		if d.Label() != "" {
			label = " (" + d.Label() + ")"
		}
		says(g, d.When(), late+d.Rule.Title+label)
	}
}

func oneAllegation(g *gate, p view.CasePage, a cases.Allegation) {
	fmt.Fprintf(g, "\nAllegation %d\n", a.Position)
	if a.SourceCode != "" {
		says(g, "coded elsewhere as", a.SourceCode)
		says(g, "said elsewhere", cmp.Or(a.SourceSays, "nothing"))
	} else {
		says(g, "in their words", a.Words.Words())
	}
	var who []string
	for _, o := range a.Officers {
		if f, ok := p.Officers[o]; ok {
			who = append(who, called(f.Name, o))
		}
	}
	says(g, "about", cmp.Or(strings.Join(who, ", "), "no officer is linked yet"))
	says(g, "decision", a.Decision.Words())
	if a.Standard != "" {
		says(g, "decided", a.DecidedOn.Words())
		says(g, "standard of proof", a.Standard.Words())
		says(g, "reasons", a.Reasons.Words())
		says(g, "the person was told", cmp.Or(a.ToldOn.Words(), "not yet"))
	}
}

func earlier(g *gate, p view.CasePage) {
	var order []candour.OfficerID
	for _, a := range p.Shown {
		for _, o := range a.Officers {
			if _, shown := p.Officers[o]; shown && !slices.Contains(order, o) {
				order = append(order, o)
			}
		}
	}
	for _, o := range order {
		f := p.Officers[o]
		g.shows(candour.Subject{Kind: "officer", ID: string(o)})
		fmt.Fprintf(g, "\nEarlier concerns about %s (%s)\n", called(f.Name, o), o)
		if f.Elsewhere {
			fmt.Fprintln(g, "  This case names many officers. Earlier concerns about this one stand in the officer’s own file.")
			continue
		}
		concerns(g, f)
	}
}

func label(list []act.Choice, value string) string {
	for _, c := range list {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}
