package main

import (
	"context"
	"fmt"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/clock"
)

type clockExplainCmd struct {
	asker
	opening
	ID   string `arg:"" name:"case" help:"Id of the case."`
	Rule string `arg:"" help:"Id of the rule, as in 'candour clock list'."`
}

// Help is the example.
func (clockExplainCmd) Help() string {
	return "Prints every limit of one rule on a case: what set it running, how it was counted, what moved it, which days were left out. It reads the case, so it needs ‘candour login’ and is recorded.\n\nExample:\n  candour clock explain 3k5m7p2q4r6s8t9v conduct-31-1-response"
}

// Run prints it on paper; the gate records it and lets it out. A case that is hidden
// is answered like one that is not there, and so is a rule of it.
func (c clockExplainCmd) Run(ctx context.Context, g *gate) error {
	if _, err := clock.Find(c.Rule); err != nil {
		return err
	}
	of := candour.Subject{Kind: "case", ID: c.ID}
	if over, err := c.first(ctx, g, func(k cases.Knows) act.Act {
		return &cases.DeclareOnCase{Case: candour.CaseID(c.ID), Knows: k}
	}); over || err != nil {
		return err
	}
	p, err := g.f.view.CasePage(ctx, g.Viewer, candour.CaseID(c.ID), 0)
	if err != nil {
		return question(ctx, g, of, err)
	}
	g.shows(of)
	fmt.Fprintf(g, "Case %s, %s\n", p.ID, c.Rule)
	said := false
	for _, d := range p.Due {
		if d.Rule.ID == c.Rule {
			explain(g, d)
			said = true
		}
	}
	if !said {
		fmt.Fprintln(g, "No limit of this rule has run on this case.")
	}
	if p.DueError != nil {
		fmt.Fprintln(g, "\nOne time limit could not be counted:", plain(p.DueError.Error()))
	}
	return nil
}

func explain(g *gate, d clock.Due) {
	r := d.Rule
	fmt.Fprintf(g, "\n%s\n", r.Title)
	says(g, "law", r.Cites)
	says(g, "number", r.Status.Words()+inBrackets(d.Label()))
	says(g, "version", "rule of "+r.From.Words()+", rules "+clock.RulesVersion()+", calendar "+clock.CalendarVersion())
	if d.About != "" {
		says(g, "about", r.Per+" "+d.About)
	}
	says(g, "set running by", strings.ReplaceAll(string(d.Trigger), "-", " ")+" of "+d.On.Words())
	if d.Started != d.On {
		says(g, "counted from", d.Started.Words())
	}
	says(g, "form", r.Measure())
	for _, m := range d.Moved {
		says(g, "moved by", m.Words())
	}
	for _, l := range d.LeftOut() {
		says(g, "left out", l.On.Weekday().String()+" "+l.On.Words()+inBrackets(l.Why))
	}
	if !d.Earliest.IsZero() {
		says(g, "not before", d.Earliest.Words())
	}
	says(g, "last day", d.When())
	switch {
	case d.Overdue(g.Today) && d.Binding():
		says(g, "now", "overdue")
	case d.Overdue(g.Today):
		says(g, "now", "later than expected")
	case d.Running():
		says(g, "now", "runs")
	default:
		says(g, "now", strings.ReplaceAll(string(d.MetBy), "-", " ")+" on "+d.Met.Words()+lateOrNot(d.Late()))
	}
	says(g, "in a sentence", d.Sentence())
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func lateOrNot(late bool) string {
	if late {
		return ", after the last day"
	}
	return ""
}
