package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"candour"
	"candour/ledger"
)

type verifyCmd struct {
	Log    string `arg:"" optional:"" help:"Folder or address of a published log. In a data folder with one force, the folder itself will do."`
	Key    string `help:"File with the public key of the log, one line. A proof has a copy, to be compared with the published one." type:"existingfile" placeholder:"FILE"`
	Since  string `help:"A checkpoint that you kept from an earlier time: the log must have only grown since." type:"existingfile" placeholder:"FILE"`
	Policy string `help:"File that names the witnesses you trust: enough of them must have cosigned." type:"existingfile" placeholder:"FILE"`
}

// Help is the example.
func (verifyCmd) Help() string {
	return "Needs nothing but the public key. It reads every entry and computes the root again. Keep the checkpoint that it names: given as --since next time, it shows that nothing was rewritten.\n\nExamples:\n  candour verify candour-data/log/north --key candour-data/log/north.pub\n  candour verify http://localhost:8080/log/north --key north.pub --since old-checkpoint --policy witnesses"
}

// Run verifies one log.
func (c verifyCmd) Run(ctx context.Context, s streams) error {
	switch {
	case c.Log == "":
		return candour.Invalid("log", "say which log: its folder or its address")
	case c.Key == "":
		return candour.Invalid("key", "missing flags: --key=FILE with the public key of the log")
	}
	verifier, err := ledger.LoadVerifier(c.Key)
	if err != nil {
		return err
	}
	policy, err := c.policy()
	if err != nil {
		return err
	}
	return c.log(ctx, s, verifier, policy)
}

func (c verifyCmd) policy() (*ledger.Policy, error) {
	if c.Policy == "" {
		return nil, nil
	}
	p, err := ledger.LoadPolicy(c.Policy)
	return &p, err
}

// log verifies the whole log.
func (c verifyCmd) log(ctx context.Context, s streams, verifier string, policy *ledger.Policy) error {
	src, err := ledger.OpenSource(logFolder(c.Log, verifier), &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 8, ResponseHeaderTimeout: 15 * time.Second}})
	if err != nil {
		return err
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
	var by []ledger.Cosigner
	if policy != nil {
		if by, err = policy.Judge(r.Checkpoint, verifier); err != nil {
			return err
		}
	}
	if _, err = fmt.Fprintf(s.out, "verified: %s, %d entries, root %s\n", r.Origin, r.Size, r.Root); err != nil {
		return err
	}
	if old != nil {
		if _, err := fmt.Fprintln(s.out, "it has only grown since the checkpoint that you kept"); err != nil {
			return err
		}
	}
	return tellCosigners(s.out, policy, by)
}

// tellCosigners says who vouches for a checkpoint, or that nobody does.
func tellCosigners(out io.Writer, policy *ledger.Policy, by []ledger.Cosigner) error {
	switch {
	case policy == nil:
		_, err := fmt.Fprintln(out, "nobody independent was asked to vouch for it: with --policy FILE the witnesses that you trust must have")
		return err
	case policy.AsksNobody():
		_, err := fmt.Fprintln(out, "the policy asks for no witness, so nobody independent vouches for it")
		return err
	}
	for _, w := range by {
		if _, err := fmt.Fprintf(out, "cosigned by %s (%s) at %s\n", w.Name, w.Key, w.At.Format(time.RFC3339)); err != nil {
			return err
		}
	}
	return nil
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
