package intake

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"candour"
	"candour/act"
	"candour/store"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

// Draft is what a person has typed and not yet confirmed. It lies in the
// database sealed under a secret that only their browser holds, for 24 hours:
// whoever takes the database and the force's keys cannot read it.
type Draft struct {
	Force   candour.ForceID
	Said    []DraftSaid
	KeepOut string           // who must not see it
	AddTo   candour.ReportID // the report that it is one more thing to; empty: a new report
	Keep    bool             // the person asked that what they type be kept while they type
	At      int64            // their browser's clock when the last answer left it, so that an older one that comes late changes nothing
}

// DraftSaid is Said as typed so far. It is encoded only to be sealed.
type DraftSaid struct{ What, When, Where, Who string }

// Typed reports whether anything is in it that a person would miss.
func (d Draft) Typed() bool {
	for _, s := range d.Said {
		if s != (DraftSaid{}) {
			return true
		}
	}
	return d.KeepOut != ""
}

// draftLife is how long a draft is kept after the last page.
const draftLife = 24 * time.Hour

// Secret is what the browser holds, in a cookie.
type Secret [32]byte

// NewSecret begins a draft.
func NewSecret() Secret {
	var s Secret
	if _, err := rand.Read(s[:]); err != nil {
		panic(err) // never returned since Go 1.24; a system without randomness must stop
	}
	return s
}

// String keeps a secret out of logs.
func (Secret) String() string { return "[withheld]" }

// GoString keeps a secret out of logs.
func (Secret) GoString() string { return "[withheld]" }

// LogValue keeps a secret out of logs that are written as JSON.
func (Secret) LogValue() slog.Value { return slog.StringValue("[withheld]") }

// MarshalText keeps encoders from writing a secret. Cookie gives it.
func (Secret) MarshalText() ([]byte, error) { return []byte("[withheld]"), nil }

// Cookie is the secret as the cookie holds it.
func (s Secret) Cookie() string { return base64.RawURLEncoding.EncodeToString(s[:]) }

// ParseSecret reads a cookie; anything that is not one of ours is not found.
func ParseSecret(cookie string) (Secret, error) {
	var s Secret
	b, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || len(b) != len(s) {
		return s, candour.ErrNotFound
	}
	copy(s[:], b)
	return s, nil
}

// bytes derives what the secret stands for. The report's id, its sender's id and
// its return code come from it too: so pressing "confirm" twice, or again after
// the server was killed half-way, sends one report and gives the same code.
func (s Secret) bytes(purpose string, n int) []byte {
	b, err := hkdf.Expand(sha256.New, s[:], "candour/draft/"+purpose, n)
	if err != nil {
		panic(err) // only for lengths over 8,160
	}
	return b
}

// Report is the id that the draft will have as a report.
func (s Secret) Report() candour.ReportID {
	return candour.ReportID(act.RandomID(s.bytes("report", 32)))
}

// Added is the id that the draft will have as one more thing of a report.
func (s Secret) Added() candour.AllegationID {
	return candour.AllegationID(act.RandomID(s.bytes("added", 32)))
}

// Reporter is the id of the person, for this one report.
func (s Secret) Reporter() candour.PersonID {
	return candour.PersonID(act.RandomID(s.bytes("reporter", 32)))
}

// ReturnCode is the code that the person will come back with.
func (s Secret) ReturnCode() ReturnCode { return NewReturnCode(s.bytes("return-code", 32)) }

func (s Secret) derive() (id string, box *subtle.AESGCM, err error) {
	box, err = subtle.NewAESGCM(s.bytes("key", 32))
	return base64.RawURLEncoding.EncodeToString(s.bytes("id", 16)), box, err
}

// SaveDraft keeps what was typed.
func SaveDraft(ctx context.Context, db *store.DB, s Secret, d Draft, now time.Time) error {
	return db.Aside(ctx, func(tx *store.Tx) error { return saveDraft(tx, s, d, now) })
}

// ForgetDrafts deletes the drafts that have run out. It is never part of a person's own
// saving: on a server it reads the whole table, and a crowd that saves beside it would
// be put in an order with it, one after another, until some were refused.
func ForgetDrafts(ctx context.Context, db *store.DB, now time.Time) error {
	return db.Aside(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM intake_draft WHERE expires < $1`, now.UnixMicro())
		return err
	})
}

// ChangeDraft changes what was typed, if it is there still: what a browser sends by
// itself must not bring back a draft that the person has left. Where change says no,
// nothing is written.
func ChangeDraft(ctx context.Context, db *store.DB, s Secret, now time.Time, change func(*Draft) bool) error {
	return db.Aside(ctx, func(tx *store.Tx) error {
		d, err := openDraft(tx, s, now)
		if err != nil || !change(&d) {
			return err
		}
		return saveDraft(tx, s, d, now)
	})
}

func saveDraft(tx *store.Tx, s Secret, d Draft, now time.Time) error {
	id, box, err := s.derive()
	if err != nil {
		return err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	sealed, err := box.Encrypt(text, []byte(id))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO intake_draft (id, sealed, expires) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, expires = excluded.expires`,
		id, base64.RawStdEncoding.EncodeToString(sealed), now.Add(draftLife).UnixMicro())
	return err
}

// OpenDraft gives back what was typed, or candour.ErrNotFound.
func OpenDraft(ctx context.Context, db *store.DB, s Secret, now time.Time) (d Draft, err error) {
	err = db.Read(ctx, func(tx *store.Tx) error {
		d, err = openDraft(tx, s, now)
		return err
	})
	return d, err
}

func openDraft(tx *store.Tx, s Secret, now time.Time) (d Draft, err error) {
	id, box, err := s.derive()
	if err != nil {
		return d, err
	}
	var sealed string
	if err := tx.One(`SELECT sealed FROM intake_draft WHERE id = $1 AND expires >= $2`, []any{id, now.UnixMicro()}, &sealed); err != nil {
		return d, err
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return d, fmt.Errorf("reading a draft: %w", err)
	}
	text, err := box.Decrypt(b, []byte(id))
	if err != nil {
		return d, errors.New("reading a draft: it was not sealed under this secret")
	}
	return d, json.Unmarshal(text, &d)
}

// DropDraft forgets a draft at once: the person left, or it was sent.
func DropDraft(ctx context.Context, db *store.DB, s Secret) error {
	id, _, err := s.derive()
	if err != nil {
		return err
	}
	return db.Aside(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM intake_draft WHERE id = $1`, id)
		return err
	})
}
