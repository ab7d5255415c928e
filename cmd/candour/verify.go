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
	Log     string `arg:"" optional:"" help:"Folder or address of a published log. In a data folder with one force, the folder itself will do."`
	Key     string `help:"File with the public key of the log, one line. A proof has a copy, to be compared with the published one." type:"existingfile" placeholder:"FILE"`
	Since   string `help:"A checkpoint that you kept from an earlier time: the log must have only grown since." type:"existingfile" placeholder:"FILE"`
	Proof   string `help:"A proof that a person kept. It is checked by itself, without any log or server." type:"existingfile" placeholder:"FILE"`
	Account string `help:"The account that belongs to the proof: its words must be those that were confirmed." type:"existingfile" placeholder:"FILE"`
	LogKey  string `help:"Public key of the log, where --key is that of a log that ended and that this one follows: what a checkpoint, proof or promise of the ended one is of must stand in it." type:"existingfile" placeholder:"FILE"`
	Policy  string `help:"File that names the witnesses you trust: enough of them must have cosigned." type:"existingfile" placeholder:"FILE"`
	Promise string `help:"The promise that was shown when a report was sent: say whether it was kept, and nothing else." type:"existingfile" placeholder:"FILE" xor:"one"`
	Access  string `help:"The proof of an access: verify that the access is in the log, and nothing else." type:"existingfile" placeholder:"FILE" xor:"one"`
}

// Help is the example.
func (verifyCmd) Help() string {
	return "Needs nothing but the public key. It reads every entry and computes the root again. Keep the checkpoint that it names: given as --since next time, it shows that nothing was rewritten.\n\nExamples:\n  candour verify candour-data/log/north --key candour-data/log/north.pub\n  candour verify http://localhost:8080/log/north --key north.pub --since old-checkpoint --policy witnesses\n  candour verify --proof notes-1.txt --account notes-2.txt --key north.pub\n\nExit code 4 says that something differs, 1 that it could not be checked."
}

// Run verifies one log, or one proof, or a proof and that the log still has what
// it is of.
func (c verifyCmd) Run(ctx context.Context, s streams) error {
	switch {
	case c.Proof == "" && c.Account != "":
		return candour.Invalid("proof", "an account is checked against its proof: give that too, with --proof FILE")
	case c.Proof != "":
		return c.proof(ctx, s)
	case c.Log == "":
		return candour.Invalid("log", "say which log: its folder or its address")
	case c.Key == "":
		return candour.Invalid("key", "missing flags: --key=FILE with the public key of the log")
	}
	verifier, err := ledger.LoadVerifier(c.Key)
	if err != nil {
		return err
	}
	now, err := c.now(verifier)
	if err != nil {
		return err
	}
	if c.Promise != "" || c.Access != "" {
		src, err := c.source(now)
		if err != nil {
			return err
		}
		if c.Promise != "" {
			return verifyPromise(ctx, s, src, now, verifier, c.Promise)
		}
		return verifyAccess(ctx, s, src, now, c.Access)
	}
	policy, err := c.policy()
	if err != nil {
		return err
	}
	var old []byte
	if c.Since != "" {
		if old, err = os.ReadFile(c.Since); err != nil {
			return fmt.Errorf("reading the earlier checkpoint: %w", err)
		}
	}
	if err := c.log(ctx, s, now, verifier, policy, old); err != nil || old == nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, "it has only grown since the checkpoint that you kept")
	return err
}

// proof verifies a proof and perhaps an account with nothing but the files.
func (c verifyCmd) proof(ctx context.Context, s streams) error {
	if c.Since != "" {
		return candour.Invalid("since", "a proof holds the checkpoint itself: leave --since out")
	}
	verifier := ""
	var err error
	if c.Key != "" {
		if verifier, err = ledger.LoadVerifier(c.Key); err != nil {
			return err
		}
	}
	policy, err := c.policy()
	if err != nil {
		return err
	}
	file, err := os.ReadFile(c.Proof)
	if err != nil {
		return fmt.Errorf("reading the proof: %w", err)
	}
	p, err := ledger.VerifyProof(file, verifier)
	if err != nil {
		return err
	}
	var by []ledger.Cosigner
	if policy != nil {
		if by, err = policy.Judge(p.Checkpoint, p.Verifier); err != nil {
			return err
		}
	}
	if c.Account != "" {
		if file, err = os.ReadFile(c.Account); err != nil {
			return fmt.Errorf("reading the account: %w", err)
		}
		if err := p.CheckAccount(file); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(s.out, "verified: %s of %s, recorded at %s, is entry %d of the %d of %s\n", p.Kind, p.On, p.At.Format(time.RFC3339), p.Index, p.Checkpoint.Size, p.Checkpoint.Origin); err != nil {
		return err
	}
	if c.Account != "" {
		if _, err := fmt.Fprintln(s.out, "the words of the account are those that were confirmed, every one"); err != nil {
			return err
		}
	}
	if !p.Given {
		if _, err := fmt.Fprintf(s.out, "the public key was taken from the proof itself; compare it with the one that the force published, or give that with --key:\n%s\n", p.Verifier); err != nil {
			return err
		}
	}
	if err := tellCosigners(s.out, policy, by); err != nil || c.Log == "" {
		return err
	}
	now, err := c.now(p.Verifier)
	if err != nil {
		return err
	}
	if err := c.log(ctx, s, now, p.Verifier, policy, p.Checkpoint.Note); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, "the log still has all that the proof is of")
	return err
}

func (c verifyCmd) policy() (*ledger.Policy, error) {
	if c.Policy == "" {
		return nil, nil
	}
	p, err := ledger.LoadPolicy(c.Policy)
	return &p, err
}

func (c verifyCmd) source(verifier string) (ledger.Source, error) {
	return ledger.OpenSource(logFolder(c.Log, verifier), &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 8, ResponseHeaderTimeout: 15 * time.Second}})
}

// now is the key of the log: the one that is given, unless the log of that one ended.
func (c verifyCmd) now(verifier string) (string, error) {
	if c.LogKey == "" {
		return verifier, nil
	}
	return ledger.LoadVerifier(c.LogKey)
}

// log verifies the whole log, which must have only grown since an old checkpoint, of it
// or of one that ended before.
func (c verifyCmd) log(ctx context.Context, s streams, verifier, before string, policy *ledger.Policy, old []byte) error {
	src, err := c.source(verifier)
	if err != nil {
		return err
	}
	r, err := ledger.VerifyNext(ctx, src, verifier, before, old)
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
	if force, _, ok := ledger.ForceOf(ledger.OriginOf(verifier)); ok {
		if inside := filepath.Join(where, "log", string(force)); exists(filepath.Join(inside, "checkpoint")) {
			return inside
		}
	}
	return where
}
