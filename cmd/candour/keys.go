package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/retention"
	"candour/seal"
)

type keysRotateCmd struct {
	Force string `help:"Code of the force whose keys are rotated; without it, every force in the folder." placeholder:"CODE"`
}

// Help is the example.
func (keysRotateCmd) Help() string {
	return "Makes a new key-encryption key, wraps every key of the force anew and destroys the old one: what was erased before can then not be read from any older copy. Do it every month and after each erasure, with the server stopped; then take a new backup, because backups from before can no longer be opened. If it is killed, run it again.\n\nExample:\n  candour keys rotate --dir candour-data"
}

// Run rotates the keys of one force after the other.
func (c keysRotateCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	f, err := all.openAlone(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	forces, err := ledger.Forces(ctx, f.db)
	if err != nil {
		return err
	}
	if c.Force != "" {
		if !slices.Contains(forces, candour.ForceID(c.Force)) {
			return candour.Invalid("force", "there is no force %q in this folder", c.Force)
		}
		forces = []candour.ForceID{candour.ForceID(c.Force)}
	}
	var waits []candour.ForceID
	for _, force := range forces {
		if waits, err = f.rotate(ctx, s, force); err != nil {
			return fmt.Errorf("rotating the keys of %s: %w", force, err)
		}
	}
	if len(waits) > 0 {
		fmt.Fprintf(s.out, "the old key file is kept, because %v still use it: rotate their keys too, or nothing that was erased is final\n", waits)
	}
	if len(f.keys.Wrap) > 0 {
		fmt.Fprintln(s.out, "the old wrapped key is removed here: destroy that version of the key where the unwrap command gets it from, too")
	}
	return nil
}

// rotate rotates the keys of one force. It finishes first what a killed rotation
// left, and reports which forces keep the old file of an older folder alive.
func (f *folder) rotate(ctx context.Context, s streams, force candour.ForceID) (waits []candour.ForceID, err error) {
	if _, _, err := f.db.DestroyOld(ctx, force); err != nil {
		return nil, err
	}
	var now int64
	if err := f.db.Read(ctx, func(tx *seal.Tx) (err error) { now, err = tx.Epoch(force); return err }); err != nil {
		return nil, err
	}
	if err := f.db.Keys().Prepare(ctx, force, now+1); err != nil {
		return nil, err
	}
	// Once it has begun it is brought to its end: Ctrl-C stops between forces.
	ctx = context.WithoutCancel(ctx)
	happened, err := f.runner.Run(ctx, act.By(authz.Program(force), time.Now()), &retention.RotateKeys{Force: force})
	if err != nil {
		return nil, err
	}
	gone, waits, err := f.db.DestroyOld(ctx, force)
	if err != nil {
		return nil, fmt.Errorf("the keys are wrapped anew, and the old key is not destroyed yet: put right what is wrong and run this again: %w", err)
	}
	if _, err := f.drain(ctx, force); err != nil {
		return nil, err
	}
	fmt.Fprintf(s.out, "%s: epoch %s, %s keys wrapped anew", force, happened[0].Value("to-epoch"), happened[0].Value("keys"))
	if len(gone) > 0 {
		fmt.Fprintf(s.out, "; destroyed %s", strings.Join(gone, ", "))
	}
	fmt.Fprintln(s.out)
	return waits, nil
}
