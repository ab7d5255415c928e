package ledger

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// What is sealed to somebody's public key may come from anybody. So a backup is signed
// too, with the keys of its logs. The text begins otherwise than every checkpoint, so
// that neither can be shown as the other.
func vouchText(digest string) string { return "candour backup v1\n" + digest + "\n" }

// VouchBackup signs the digest of a backup with the private key of a log.
func VouchBackup(signer, digest string) ([]byte, error) {
	s, err := note.NewSigner(signer)
	if err != nil {
		return nil, errNotSigner
	}
	if strings.ContainsAny(digest, "\n ") || digest == "" {
		return nil, fmt.Errorf("signing a backup: %q is no digest", digest)
	}
	return note.Sign(&note.Note{Text: vouchText(digest)}, s)
}

// VouchedBackup refuses a digest that the key of a log did not sign.
func VouchedBackup(signed []byte, verifier, digest string) error {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return differs("the public key of the log in the backup is none")
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil || n.Text != vouchText(digest) {
		return differs("the backup is not signed with the key of the log %s", v.Name())
	}
	return nil
}
