package backup

import (
	"fmt"
	"os"
	"strings"

	"candour"

	"filippo.io/age"
)

// Recipients reads public keys, one line each: age1... of X25519, or age1pq1... which
// a machine that breaks those cannot open either.
func Recipients(lines []string) ([]age.Recipient, error) {
	out, err := age.ParseRecipients(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		return nil, candour.Invalid("recipient", "a recipient is a public key such as age1...: make one with ‘candour backup key --out FILE’")
	}
	return out, nil
}

// Identities reads a file of private keys, which only its owner may read.
func Identities(file string) ([]age.Identity, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("reading the identity: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, candour.Conflict("the identity %s can be read by other accounts: run chmod 600 on it", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("reading the identity: %w", err)
	}
	defer f.Close()
	out, err := age.ParseIdentities(f)
	if err != nil { // its text may hold the key
		return nil, candour.Invalid("identity", "%s holds no identity: it is the file that ‘candour backup key’ made", file)
	}
	return out, nil
}

// NewKey writes a new private key to a new file, mode 0600, and gives its public one.
// It is post-quantum: a backup that is kept is one that can be opened later.
func NewKey(file string) (recipient string, err error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", fmt.Errorf("making a key: %w", err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", fmt.Errorf("writing the key: %w", err)
	}
	public := id.Recipient().String()
	if _, err := fmt.Fprintf(f, "# public key: %s\n%s\n", public, id); err != nil {
		return "", fmt.Errorf("writing the key: %w", err)
	}
	if err := f.Sync(); err != nil {
		return "", fmt.Errorf("writing the key: %w", err)
	}
	return public, f.Close()
}
