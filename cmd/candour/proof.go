package main

import (
	"context"
	"errors"
	"fmt"

	"candour"
	"candour/intake"
	"candour/ledger"
	"candour/web/report"
)

// proofs makes the two files that a person who reported may keep. The report
// door asks for them after authz has answered, and reaches no ledger itself.
func (f *folder) proofs(forces []report.Force) (proof, account func(context.Context, candour.ForceID, candour.ReportID) ([]byte, error), err error) {
	type published struct {
		src      ledger.Source
		verifier string
	}
	logs := map[candour.ForceID]published{}
	for _, x := range forces {
		var p published
		if p.verifier, err = ledger.LoadVerifier(f.verifierFile(x.ID)); err != nil {
			return nil, nil, err
		}
		if p.src, err = ledger.OpenSource(f.logDir(x.ID), nil); err != nil {
			return nil, nil, err
		}
		logs[x.ID] = p
	}
	of := func(id candour.ReportID) candour.Subject { return candour.Subject{Kind: "report", ID: string(id)} }
	proof = func(ctx context.Context, force candour.ForceID, id candour.ReportID) ([]byte, error) {
		b, err := ledger.Prove(ctx, f.db, force, of(id), intake.ReportSent, logs[force].src, logs[force].verifier)
		if errors.Is(err, ledger.ErrUnpublished) {
			err = fmt.Errorf("%w: %w", report.ErrNotYet, err)
		}
		return b, err
	}
	account = func(ctx context.Context, force candour.ForceID, id candour.ReportID) ([]byte, error) {
		return ledger.Account(ctx, f.db, force, of(id), intake.ReportSent)
	}
	return proof, account, nil
}
