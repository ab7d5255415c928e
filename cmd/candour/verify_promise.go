package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"candour/ledger"
)

// verifyPromise says whether a promise was kept.
func verifyPromise(ctx context.Context, s streams, src ledger.Source, verifier, by, path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the promise: %w", err)
	}
	k, err := ledger.CheckPromise(ctx, src, verifier, by, raw, time.Now())
	if err != nil {
		return err
	}
	due := k.By.Format(time.RFC3339)
	if k.Row == 0 {
		_, err = fmt.Fprintf(s.out, "not yet due: the entry is not in the log, and was promised by %s\n", due)
		return err
	}
	_, err = fmt.Fprintf(s.out, "kept: entry %d of %s, promised by %s\n", k.Row, k.Origin, due)
	return err
}
