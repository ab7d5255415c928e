package main

import (
	"cmp"
	"context"
	"fmt"

	"candour"
)

type findOfficerCmd struct{ asker }

// Help is the example.
func (findOfficerCmd) Help() string {
	return "Asks for a collar number or words of a name, and reads them from the terminal, never from the command line. Needs ‘candour login’.\n\nExample:\n  candour find officer"
}

// Run prints who was found on paper; the gate records it and lets it out.
func (findOfficerCmd) Run(ctx context.Context, g *gate) error {
	query, err := prompt(g.talk, "Collar number, or words of the name:")
	if err != nil {
		return err
	}
	if query == "" || len(query) > 200 {
		return candour.Invalid("", "give a number, or some words of a name")
	}
	g.query = query
	found, more, err := g.f.view.FindOfficers(ctx, g.Viewer, query, candour.Subject{})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		fmt.Fprintln(g, "Nobody that you can see has this number or name. Check the spelling, or try the number alone.")
	}
	for _, o := range found {
		g.shows(candour.Subject{Kind: "officer", ID: string(o.ID)})
		fmt.Fprintf(g, "%s  %s, %s, %s, %s\n", o.ID, called(o.Name, o.ID), cmp.Or(plain(o.Number.Words()), "no number"), cmp.Or(plain(o.Rank), "no rank"), cmp.Or(plain(o.Unit), "no unit"))
	}
	if more {
		fmt.Fprintln(g, "There are more. Give another word of the name, or the number.")
	}
	return nil
}
