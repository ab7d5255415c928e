package ledger

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/tessera"
	"golang.org/x/mod/sumdb/note"
)

// maxPolicy is the longest policy that is read: 500 witnesses.
const maxPolicy = 128 << 10

// Policy says which witnesses must have cosigned a checkpoint. It is a text file
// in the format that sigsum began and the logs' library reads: the log asks the
// witnesses by it, and a stranger judges a checkpoint by the same file.
//
//	witness NAME PUBLIC-KEY ADDRESS
//	group   NAME NUMBER|any|all NAME...
//	quorum  NAME|none
//
// It promises that nobody counts twice: two witnesses with one key, and a group
// that asks for nobody, are refused, though the library would take them.
type Policy struct {
	group     tessera.WitnessGroup
	witnesses []policyWitness
}

type policyWitness struct {
	name   string // in the policy, which need not be that of the key
	key    note.Verifier
	vkey   string
	public []byte
	at     string // its address
}

// LoadPolicy reads a policy file.
func LoadPolicy(path string) (Policy, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Policy{}, fmt.Errorf("reading the witness policy: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxPolicy {
		return Policy{}, fmt.Errorf("reading the witness policy: %s is not a policy", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Policy{}, fmt.Errorf("reading the witness policy: %w", err)
	}
	p, err := ParsePolicy(text)
	if err != nil {
		return Policy{}, fmt.Errorf("reading the witness policy %s: %w", path, err)
	}
	return p, nil
}

// ParsePolicy reads the text of a policy.
func ParsePolicy(text []byte) (p Policy, err error) {
	if p.group, err = tessera.NewWitnessGroupFromPolicy(text); err != nil {
		return Policy{}, err
	}
	asked := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		switch {
		case len(f) > 0 && f[0] == "quorum":
			asked[f[0]] = !asked[f[0]]
			if !asked[f[0]] {
				return Policy{}, fmt.Errorf("it names a quorum twice")
			}
		case len(f) > 2 && f[0] == "group" && strings.Trim(f[2], "0") == "":
			return Policy{}, fmt.Errorf("the group %s asks for nobody: write \"quorum none\" if nobody shall be asked", f[1])
		case len(f) == 4 && f[0] == "witness":
			if err := p.addWitness(f[1], f[2], f[3]); err != nil {
				return Policy{}, err
			}
		}
	}
	return p, nil
}

func (p *Policy) addWitness(name, vkey, at string) error {
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return fmt.Errorf("the witness %s has no address that can be asked: it must be https://host/path, without a password", name)
	}
	v, err := f_note.NewVerifierForCosignatureV1(vkey)
	if err != nil {
		return fmt.Errorf("the witness %s has no public key that can be read", name)
	}
	w := policyWitness{name, v, vkey, publicBytes(vkey), at}
	for _, other := range p.witnesses {
		if bytes.Equal(other.public, w.public) {
			return fmt.Errorf("the witnesses %s and %s have the same key, and would count twice", other.name, name)
		}
	}
	p.witnesses = append(p.witnesses, w)
	return nil
}

// publicBytes are the 32 bytes at the end of a verifier key.
func publicBytes(vkey string) []byte {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) == 0 {
		return nil
	}
	return raw[1:]
}

// Witnesses is the policy as the log's library takes it; with nobody in it, a
// checkpoint is published without asking.
func (p Policy) Witnesses() tessera.WitnessGroup { return p.group }

// AsksNobody reports whether the policy is satisfied by any checkpoint.
func (p Policy) AsksNobody() bool { return p.group.N == 0 }

// Keys are the public keys of all its witnesses, in its order.
func (p Policy) Keys() (out []string) {
	for _, w := range p.witnesses {
		out = append(out, w.vkey)
	}
	return out
}

// Cosigner is a witness who signed a checkpoint, and when.
type Cosigner struct {
	Name string // in the policy
	Key  string // whose name the signature bears
	At   time.Time
}

// Judge says which witnesses of the policy cosigned a checkpoint. Too few are
// ErrDiffers, and so is a policy that counts the log's own key as a witness. A
// signature that bears a witness's name and is not theirs spoils the checkpoint.
func (p Policy) Judge(cp Checkpoint, verifier string) ([]Cosigner, error) {
	own := publicBytes(verifier)
	var out []Cosigner
	for _, w := range p.witnesses {
		if bytes.Equal(w.public, own) {
			return nil, differs("the policy counts the log's own key as the witness %s", w.name)
		}
		n, err := note.Open(cp.Note, note.VerifierList(w.key))
		if _, unsigned := err.(*note.UnverifiedNoteError); unsigned {
			continue
		}
		if err != nil {
			return nil, differs("the cosignature of %s is not theirs or was changed", w.name)
		}
		if _, err := base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64); err != nil {
			return nil, differs("the cosignature of %s has been changed", w.name)
		}
		at, err := f_note.CoSigV1Timestamp(n.Sigs[0])
		if err != nil {
			return nil, differs("the cosignature of %s has no time", w.name)
		}
		out = append(out, Cosigner{w.name, w.key.Name(), at.UTC()})
	}
	if !p.group.Satisfied(cp.Note) {
		return out, differs("too few witnesses vouch for the checkpoint of %d entries: the policy names %d, %d of them signed, and its quorum is not met", cp.Size, len(p.witnesses), len(out))
	}
	slices.SortFunc(out, func(a, b Cosigner) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}
