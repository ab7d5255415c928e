package main

import (
	"context"
	"fmt"
	"os"

	"candour/ledger"
)

type ledgerProveAccessCmd struct {
	asker
	ID string `required:"" help:"Id of the access." placeholder:"ID"`
}

// Help is the example.
func (ledgerProveAccessCmd) Help() string {
	return "The proof says who looked at what and when, and lets a stranger verify that the log has held it unchanged since the minute it happened. Only who may see all that was shown gets it, and it is recorded. Needs ‘candour login’. Give it to whoever may know of that access, and to nobody else.\n\nExample:\n  candour ledger prove-access --dir candour-data --id ID > access.proof\n  candour verify candour-data/log/north --key candour-data/log/north.pub --access access.proof"
}

// Run writes one proof on paper; the gate records it and lets it out.
func (c ledgerProveAccessCmd) Run(ctx context.Context, g *gate) error {
	shown, err := g.f.view.Access(ctx, g.Viewer, c.ID)
	if err != nil {
		return err
	}
	verifier, err := ledger.LoadVerifier(g.f.verifierFile(g.Who.Force))
	if err != nil {
		return err
	}
	proof, err := ledger.ProveAccess(ctx, g.f.db, g.Who.Force, ledger.OriginOf(verifier), c.ID)
	if err != nil {
		return err
	}
	g.shows(shown...)
	_, err = g.Write(proof)
	return err
}

// verifyAccess says what a proof of an access shows.
func verifyAccess(ctx context.Context, s streams, src ledger.Source, verifier, path string) error {
	proof, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the proof: %w", err)
	}
	a, err := ledger.VerifyAccess(ctx, src, verifier, proof)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "verified: sealed in the minute %s, row %d of the log: %s\n", a.Minute, a.Row, a.Access)
	return err
}
