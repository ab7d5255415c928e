package ledger

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"candour"
	"candour/seal"
)

// AccountField is the personal field of an event that holds the whole account of
// a person, as they confirmed it: one leaf binds every word of it.
const AccountField = "account"

// The account file is the other half of a proof, kept apart because it holds the
// words: a line that names the form, a line with the key of the commitment, an
// empty line, and the account.
const (
	accountHeader = "candour-account/v1"
	maxAccount    = 64 << 20 // 50 things of four answers of 50,000 characters, with room
)

// Account makes the account file of the event that Prove proves. A person's
// account is theirs: the caller has asked authz as that person.
func Account(ctx context.Context, db *seal.DB, force candour.ForceID, of candour.Subject, kind candour.EventKind) (file []byte, err error) {
	err = db.Read(ctx, func(tx *seal.Tx) error {
		r, _, err := firstRow(tx, force, of, kind)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(r.Data, func(f field) bool { return f.Name == AccountField && f.Of != "" })
		if i < 0 {
			return candour.ErrNotFound
		}
		whose, id, _ := strings.Cut(r.Data[i].Of, "/")
		key, err := tx.Key(force, candour.Subject{Kind: whose, ID: id})
		if err != nil {
			return err
		}
		words, err := key.Open("journal/"+r.ID+"/"+AccountField, r.Data[i].Sealed)
		if err != nil {
			return err
		}
		secret, err := fieldKey(key, r.ID, AccountField)
		if err != nil {
			return err
		}
		if macOf(secret, words) != r.Data[i].Mac {
			return differs("row %d of the journal was changed", r.Seq)
		}
		file = fmt.Appendf(nil, "%s\n%s\n\n%s", accountHeader, base64.StdEncoding.EncodeToString(secret), words)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("writing out the account of %s: %w", of, err)
	}
	return file, nil
}

// CheckAccount says whether an account file holds the words that the proved
// event committed to. One word more, less or other is ErrDiffers; the ends of
// lines, which editors change by themselves, do not count.
func (p Proof) CheckAccount(file []byte) error {
	if len(file) > maxAccount {
		return differs("the account is longer than any that can be sent")
	}
	parts := strings.SplitN(asWritten(file), "\n", 4)
	if len(parts) < 4 || parts[0] != accountHeader || parts[2] != "" {
		return differs("the account does not begin as such a file does, so it is another file or was changed: its first lines must be %s, a key and an empty line", accountHeader)
	}
	secret, err := decodeKey(parts[1])
	if err != nil {
		return differs("the key in the second line of the account was changed")
	}
	for _, f := range p.event.Data {
		if f.Name == AccountField && f.Mac != "" {
			if hmac.Equal([]byte(macOf(secret, parts[3])), []byte(f.Mac)) {
				return nil
			}
			return differs("these are not the words that were confirmed: something in the account was changed, or it belongs to another proof")
		}
	}
	return differs("the proof is of an event without an account")
}
