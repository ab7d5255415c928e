package workforce

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
)

// invitedFor is how long an invitation is good once it was approved: a code that
// lies in a drawer is found by somebody else.
const invitedFor = 72 * time.Hour

// Half is the digest of one of the two codes of an invitation. A code is 100
// random bits, so that a digest without salt tells nothing of it.
type Half string

// HalfOf is the digest of a code as a person types it, or "" of nothing: spaces,
// dashes and small letters are what people make of it, and a nought and a one stand
// for the letters that they look like.
func HalfOf(code string) Half {
	code = strings.NewReplacer(" ", "", "-", "", "0", "O", "1", "I").Replace(strings.ToUpper(strings.TrimSpace(code)))
	if code == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("candour passkey code " + code))
	return Half(hex.EncodeToString(sum[:]))
}

// Door is where a passkey opens, and nowhere else. The origin to which the browser
// binds it would tell the doors apart too, but for one machine of a developer, where
// both are localhost.
type Door string

// The doors at which people sign in with passkeys.
const (
	DeskDoor    Door = "desk"
	SubjectDoor Door = "subject"
)

// Words is what people call it.
func (d Door) Words() string {
	if d == SubjectDoor {
		return "subject door"
	}
	return "desk"
}

// Passkey is what a person signs in with at a door.
type Passkey struct {
	Credential string // base64url
	Door       Door
	Officer    candour.OfficerID
	Person     candour.PersonID
	PublicKey  string // COSE key, base64url
	Copies     bool   // the device may copy it to the person's others
}

// PasskeyOf is a passkey that counts now, or candour.ErrNotFound: one that was
// withdrawn is as one that never was.
func PasskeyOf(tx *seal.Tx, force candour.ForceID, credential string) (Passkey, error) {
	p := Passkey{Credential: credential}
	var officer, person, copies, door string
	err := tx.One(`SELECT p.officer, p.person, p.public_key, p.copies, p.door FROM workforce_passkey p WHERE p.force = $1 AND p.credential = $2
		AND NOT EXISTS (SELECT 1 FROM workforce_passkey_ended e WHERE e.force = p.force AND e.credential = p.credential)`,
		[]any{string(force), credential}, &officer, &person, &p.PublicKey, &copies, &door)
	p.Officer, p.Person, p.Copies, p.Door = candour.OfficerID(officer), candour.PersonID(person), copies == "yes", Door(door)
	return p, err
}

// Passkeys are the credentials with which a person signs in now.
func Passkeys(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (out []string, err error) {
	err = tx.Each(`SELECT p.credential FROM workforce_passkey p WHERE p.force = $1 AND p.person = $2
		AND NOT EXISTS (SELECT 1 FROM workforce_passkey_ended e WHERE e.force = p.force AND e.credential = p.credential)
		ORDER BY p.credential`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		var c string
		err := scan(&c)
		out = append(out, c)
		return err
	})
	return out, err
}

// Invitation is a leave to register one passkey. Its id is that of the passkey too,
// from which the person's own pages speak of it.
type Invitation struct {
	ID         string
	Door       Door
	Officer    candour.OfficerID // or empty: a person need not work here to sign in at the subject door
	Person     candour.PersonID
	one, other Half
	until      int64
}

// With is the invitation with the digests of its two codes.
func (i Invitation) With(one, other Half) Invitation {
	i.one, i.other = one, other
	return i
}

// of is under whom the name of the passkey is sealed.
func (i Invitation) of() candour.Subject {
	if i.Officer == "" {
		return candour.Subject{Kind: "person", ID: string(i.Person)}
	}
	return officerSubject(i.Officer)
}

// invitations are those of a person that are neither used nor withdrawn.
func invitations(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (out []Invitation, err error) {
	err = tx.Each(`SELECT i.id, i.door, i.officer, i.one_half, i.other_half, i.until FROM workforce_passkey_invitation i WHERE i.force = $1 AND i.person = $2
		AND NOT EXISTS (SELECT 1 FROM workforce_passkey_invitation_ended e WHERE e.force = i.force AND e.id = i.id)
		AND NOT EXISTS (SELECT 1 FROM workforce_passkey k WHERE k.force = i.force AND k.invitation = i.id)
		ORDER BY i.id`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		i := Invitation{Person: p}
		var door, officer, one, other string
		err := scan(&i.ID, &door, &officer, &one, &other, &i.until)
		i.Door, i.Officer, i.one, i.other = Door(door), candour.OfficerID(officer), Half(one), Half(other)
		out = append(out, i)
		return err
	})
	return out, err
}

// Invited finds the invitation of a person to a door that two codes open, in either
// order, or candour.ErrNotFound for every other reason. Both halves are compared in
// full and in constant time: one half alone tells nothing of the other.
func Invited(tx *seal.Tx, force candour.ForceID, d Door, p candour.PersonID, a, b Half, now time.Time) (Invitation, error) {
	all, err := invitations(tx, force, p)
	if err != nil {
		return Invitation{}, err
	}
	if a == "" && b == "" {
		return Invitation{}, candour.ErrNotFound
	}
	same := func(x, y Half) int { return subtle.ConstantTimeCompare([]byte(x), []byte(y)) }
	i := slices.IndexFunc(all, func(i Invitation) bool {
		opens := same(a, i.one)&same(b, i.other) | same(a, i.other)&same(b, i.one)
		return opens == 1 && i.Door == d && now.UnixMicro() <= i.until
	})
	if i < 0 {
		return Invitation{}, candour.ErrNotFound
	}
	return all[i], nil
}

// Invite lets a person register one passkey at a door with two codes, or with one for
// the first people of a force. It is for acts by which two people give something: it
// works for anybody who is a person here, such as somebody's named representative.
func Invite(tx *seal.Tx, m act.Made, i Invitation) error {
	_, err := tx.Exec(`INSERT INTO workforce_passkey_invitation (force, id, officer, person, one_half, other_half, until, door) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(m.Force), i.ID, string(i.Officer), string(i.Person), string(i.one), string(i.other), m.Now.Add(invitedFor).UnixMicro(), string(i.Door))
	return err
}

// halfOf is the half of whoever proposed an invitation.
func halfOf(tx *seal.Tx, force candour.ForceID, grant string) (Half, error) {
	var half string
	err := tx.One(`SELECT half FROM workforce_passkey_half WHERE force = $1 AND grant_id = $2`, []any{string(force), grant}, &half)
	return Half(half), err
}

// newCredential refuses one that is or was on file, for whomever: else whoever holds
// it could sign in as two people, and one that was stopped would count again.
func newCredential(tx *seal.Tx, force candour.ForceID, credential string) error {
	var one int
	err := tx.One(`SELECT 1 FROM workforce_passkey WHERE force = $1 AND credential = $2`, []any{string(force), credential}, &one)
	if errors.Is(err, candour.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return candour.Conflict("This passkey is, or was, on file. Make a new one, on a device of your own.")
}
