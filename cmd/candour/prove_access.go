package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"candour"
	"candour/ledger"
)

type ledgerProveAccessCmd struct {
	ID    string `required:"" help:"Id of the access." placeholder:"ID"`
	Force string `help:"Code of the force." default:"home" placeholder:"CODE"`
	Out   string `help:"Where to write the proof; it must not be there yet. Printed where none is given." placeholder:"FILE"`
}

// Help is the example.
func (ledgerProveAccessCmd) Help() string {
	return "The proof says who looked at what and when, and lets a stranger verify that the log has held it unchanged since the minute it happened. Give it to whoever may know of that access, and to nobody else.\n\nExample:\n  candour ledger prove-access --dir candour-data --force north --id ID --out access.proof\n  candour verify candour-data/log/north --key candour-data/log/north.pub --access access.proof"
}

// Run writes one proof.
func (c ledgerProveAccessCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	if !exists(filepath.Join(all.Dir, "candour.db")) {
		return fmt.Errorf("there is no data in %s: give the folder with --dir", all.Dir)
	}
	f, err := openFolder(ctx, all.Dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	proof, err := ledger.ProveAccess(ctx, f.db, candour.ForceID(c.Force), c.ID)
	if err != nil {
		return err
	}
	if c.Out == "" {
		_, err = s.out.Write(proof)
		return err
	}
	file, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("writing the proof: %w", err)
	}
	_, err = file.Write(proof)
	return errors.Join(err, file.Close())
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
