// Package act is the one way in which anything is written.
//
// A change is an act: a literal Kind that holds all that is known of it, and a
// struct with Check and Apply. Runner asks, checks the state, applies, journals,
// runs what follows and commits, in one transaction: it all stands or falls
// together. A refusal changes nothing, and a refusal to a signed-in person is
// journalled in a transaction of its own.
//
// Apply is pure but for its transaction: the day, ids and random bytes arrive
// with it in Made, so the same rows and the same Made give the same writes (only
// the nonces inside sealed fields differ).
package act

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"candour"
	"candour/authz"
	"candour/seal"
)

// Absent is the state of something that is not there yet: an act that makes it
// has it in From.
const Absent = "absent"

// EarlierDay is the field in which an event on a day before it was recorded says
// why: clocks count from that day, so it is not moved without a reason.
const EarlierDay = "reason for an earlier day"

// Kind is all that is known of one act. The page, the API route, the role
// matrix, docs/acts.md and the state table are computed from the list of kinds.
type Kind struct {
	ID     string              // "close-case": file name, URL, journal, Cedar action
	Button string              // what the button says
	Does   string              // one sentence: what it does, for docs and the top of the form
	Of     string              // kind of subject that it is done to: "case"
	Emits  []candour.EventKind // all that it may emit
	From   []string            // the states in which it may be done; none: any state but Absent
	Roles  []authz.Role        // whom it is for
	First  bool                // may be done before one has said whether one knows anyone in the matter
	New    func() Act          // an empty one, for a form or the API to fill; nil where only the program does it
	// Fits says whether it has a point now, so that no button is shown for what
	// would be refused; nil: always. It decides nothing: Apply refuses by itself.
	Fits func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error)
	// Ahead reads at once what each act of this kind in a batch of the program's is going
	// to ask for; nil: nothing. It writes nothing and changes no answer.
	Ahead func(tx *seal.Tx, force candour.ForceID, batch []Act) error
}

// Action is the kind as authz knows it.
func (k *Kind) Action() authz.Action { return authz.Action{ID: k.ID, Roles: k.Roles, First: k.First} }

// Act is one thing that somebody does.
type Act interface {
	Kind() *Kind
	Of() candour.Subject // what it is done to
	Check() error        // what is wrong with the input, as a candour.Refusal
	// Apply writes to its own room's tables and returns what happened, with
	// Kind, Subject, On and Data filled in.
	Apply(tx *seal.Tx, m Made) ([]candour.Event, error)
}

// Made is where an act comes from: everything that Apply may know that is not in
// the rows. It is drawn once, outside the retry.
type Made struct {
	Force   candour.ForceID
	Actor   authz.Actor
	Purpose string
	Now     time.Time
	Rand    [32]byte
}

// By makes a Made for an actor at an instant, with fresh random bytes.
func By(who authz.Actor, now time.Time) Made {
	m := Made{Force: who.Force, Actor: who, Now: now.UTC().Truncate(time.Microsecond)}
	if _, err := rand.Read(m.Rand[:]); err != nil {
		panic(err) // never returned since Go 1.24; a system without randomness must stop
	}
	return m
}

// Today is the civil date in London.
func (m Made) Today() candour.Date { return candour.On(m.Now) }

// Bytes gives 32 random bytes for one purpose, the same each time it is asked.
func (m Made) Bytes(purpose string) []byte {
	b, err := hkdf.Expand(sha256.New, m.Rand[:], "made/"+purpose, 32)
	if err != nil {
		panic(err) // only for lengths over 8,160
	}
	return b
}

// ID gives a random id of 80 bits for one purpose: 16 letters and digits, lower
// case. It carries no meaning, so that it may be spoken aloud.
func (m Made) ID(purpose string) string { return RandomID(m.Bytes("id/" + purpose)) }

// RandomID writes the first 80 of some random bits as an id.
func RandomID(random []byte) string {
	return strings.ToLower(base32.StdEncoding.EncodeToString(random[:10]))
}

// Reporter is a person who reports, as an actor.
func Reporter(f candour.ForceID, id candour.PersonID) authz.Actor {
	return authz.Actor{Kind: "Reporter", Force: f, ID: id}
}

// Staff is a signed-in member of staff, as an actor.
func Staff(f candour.ForceID, id candour.PersonID) authz.Actor {
	return authz.Actor{Kind: "Person", Force: f, ID: id}
}

// NewKey gives the random bytes of a new subject's data key.
func (m Made) NewKey(of candour.Subject) []byte { return m.Bytes("key/" + of.String()) }

// within is the Made of the nth act of a batch.
func (m Made) within(purpose string) Made {
	m.Rand = [32]byte(m.Bytes("within/" + purpose))
	return m
}

// Standing is how a subject stands now: computed from rows, never stored.
type Standing struct {
	State    string            // one of the noun's states
	Within   []candour.Subject // the report or case that it belongs to
	Reporter candour.PersonID  // of a report: who sent it
	Person   candour.PersonID  // of what is made for one person: for whom

	Represented []candour.PersonID // by whom that person is represented in it now
	Answering   []candour.PersonID // and who of those may answer for them
}

// resource is the subject as authz judges it.
func (s Standing) resource(force candour.ForceID, of candour.Subject) authz.Resource {
	return authz.Resource{Force: force, Subject: of, Within: s.Within, Reporter: s.Reporter, Person: s.Person, Represented: s.Represented, Answering: s.Answering}
}

// Noun is a kind of subject. Its room tells how one stands.
type Noun struct {
	Kind   string
	States []string
	// Stand returns candour.ErrNotFound where there is none.
	Stand func(tx *seal.Tx, force candour.ForceID, id string) (Standing, error)
	// StandMany is Stand for up to fifty of a list, without those that are not there; nil:
	// each is asked by itself.
	StandMany func(tx *seal.Tx, force candour.ForceID, ids []string) (map[string]Standing, error)
	// Keyed: it has a key of its own from the act that makes it. Where there is no key,
	// neither is it, and an import of hundreds need not ask of each.
	Keyed bool
}

// Reaction is what follows from an event in another room, in the same
// transaction. What it emits is journalled after the event it follows.
type Reaction struct {
	ID    string
	On    candour.EventKind
	Emits []candour.EventKind
	// Corrections: it also follows where the event only puts right the day of an
	// earlier one. Else it does not: what was told or referred is not done twice
	// because a day was typed wrong.
	Corrections bool
	Do          func(tx *seal.Tx, m Made, e candour.Event) ([]candour.Event, error)
}
