package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"candour"
	"candour/ledger"
)

type verifyCmd struct {
	Log     string `arg:"" help:"Folder or address of a published log. In a data folder with one force, the folder itself will do."`
	Key     string `required:"" help:"File with the public key of the log, one line." type:"existingfile" placeholder:"FILE"`
	Since   string `help:"A checkpoint that you kept from an earlier time: the log must have only grown since." type:"existingfile" placeholder:"FILE"`
	Promise string `help:"The promise that was shown when a report was sent: say whether it was kept, and nothing else." type:"existingfile" placeholder:"FILE" xor:"one"`
	Access  string `help:"The proof of an access: verify that the access is in the log, and nothing else." type:"existingfile" placeholder:"FILE" xor:"one"`
}

// Help is the example.
func (verifyCmd) Help() string {
	return "Needs nothing but the public key. It reads every entry and computes the root again. Keep the checkpoint that it names: given as --since next time, it shows that nothing was rewritten.\n\nExamples:\n  candour verify candour-data/log/north --key candour-data/log/north.pub\n  candour verify http://localhost:8080/log/north --key north.pub --since old-checkpoint"
}

// Run verifies one log.
func (c verifyCmd) Run(ctx context.Context, s streams) error {
	verifier, err := ledger.LoadVerifier(c.Key)
	if err != nil {
		return err
	}
	src, err := ledger.OpenSource(logFolder(c.Log, verifier), &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 8, ResponseHeaderTimeout: 15 * time.Second}})
	if err != nil {
		return err
	}
	if c.Promise != "" {
		return verifyPromise(ctx, s, src, verifier, c.Promise)
	}
	if c.Access != "" {
		return verifyAccess(ctx, s, src, verifier, c.Access)
	}
	var old []byte
	if c.Since != "" {
		if old, err = os.ReadFile(c.Since); err != nil {
			return fmt.Errorf("reading the earlier checkpoint: %w", err)
		}
	}
	r, err := ledger.Verify(ctx, src, verifier, old)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "verified: %s, %d entries, root %s\n", r.Origin, r.Size, r.Root)
	if err == nil && old != nil {
		_, err = fmt.Fprintln(s.out, "it has only grown since the checkpoint that you kept")
	}
	return err
}

// logFolder finds the log inside a data folder by the name in its key.
func logFolder(where, verifier string) string {
	if strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://") || exists(filepath.Join(where, "checkpoint")) {
		return where
	}
	name, _, _ := strings.Cut(verifier, "+")
	inside := filepath.Join(where, "log", filepath.Base(name))
	if ledger.Origin(candour.ForceID(filepath.Base(name))) == name && exists(filepath.Join(inside, "checkpoint")) {
		return inside
	}
	return where
}
