package ledger

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// whole is a log with a checkpoint of its own making in place of the published one.
type whole struct {
	Source
	note []byte
}

// Read gives ours for the checkpoint.
func (w whole) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	if path == "checkpoint" {
		return w.note, nil
	}
	return w.Source.Read(ctx, path, limit)
}

// Whole is the log in a folder up to the last entry that was written, for a restore. A
// writer that was killed after a witness had signed and before it published leaves more
// entries than its checkpoint covers, and whoever goes on without them makes a second
// history. Where the folder does not say, or does not hold together, it is src.
func Whole(ctx context.Context, src Source, dir, signer string) Source {
	verifier, err := VerifierOf(signer)
	if err != nil || strings.Contains(dir, "://") {
		return src
	}
	cp, err := ReadCheckpoint(ctx, src, verifier)
	if err != nil {
		return src
	}
	state, err := (&Log{dir: dir}).state()
	if err != nil || state.N <= cp.Size {
		return src
	}
	s, err := note.NewSigner(signer)
	if err != nil {
		return src
	}
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", cp.Origin, state.N, state.Hash)}, s)
	if err != nil {
		return src
	}
	w := whole{src, signed}
	if _, err := Verify(ctx, w, verifier, cp.Note); err != nil {
		return src
	}
	return w
}
