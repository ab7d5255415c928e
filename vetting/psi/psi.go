// Package psi lets two bodies find out which people both of them know, without either
// showing the other its list: a private set intersection by ECDH on ristretto255
// (RFC 9496), after Meadows (1986) and Huberman, Franklin and Hogg (1999).
//
// The asker blinds a point for each person with a secret scalar a and sends a·H(x).
// The holder multiplies each with a fresh secret b, and sends b·H(y) for all of its
// own, as hashes in no order. The asker takes a off, and sees which of its own people
// are among them: yes or no, and nothing else. What the holder knows of a hit is asked
// for in a second step, one person at a time, with a reason (disclose.go).
//
// It promises: the holder learns no name, and only about how many were asked for; the
// asker learns of nobody whom it did not name; how many either has is hidden up to a
// round number; each question is paid for from a limit and stands in a journal before
// it is answered.
//
// What it cannot do: names and days of birth can be guessed. Whoever may ask can ask
// about anybody whose name and day of birth they know, and so could somebody who
// tries all of them; nothing but the limit, the journal and a reader of it stands
// against that. Both sides are taken to follow the steps: a holder who answers falsely
// is not found out, and one who asks under other people's names is, by the operator who
// says from whom a question came.
package psi

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"candour/vetting/linkage"

	"github.com/cloudflare/circl/group"
)

// Version stands in every message. Another one is refused.
const Version = "candour/psi/v1"

// round is what counts are padded to, so that they say little.
const round = 64

var curve = group.Ristretto255

// Key is somebody's canonical key: the words of the whole name, folded and sorted, and
// the day of birth. Two bodies that write one person's name in another order, or with
// other signs, have the same key; one with an error has not.
func Key(given, surname, birth string) (string, error) {
	name := linkage.SortedWords([]byte(given + " " + surname))
	if len(name) == 0 {
		return "", errors.New("there is no name")
	}
	if len(birth) != 10 || birth[4] != '-' || birth[7] != '-' {
		return "", errors.New("the day of birth is not written as 1980-01-31: without a whole one there is no question to ask")
	}
	return string(name) + "|" + birth, nil
}

func point(key string) group.Element {
	return curve.HashToElement([]byte(key), []byte(Version+"/key"))
}

// Ask is the first message: blinded points, more than there are people.
type Ask struct {
	Version string   `json:"version"`
	Points  [][]byte `json:"points"` // 32 bytes each
}

// Secret is what the asker keeps to read the answer. It is good for one answer.
type Secret struct {
	Version string   `json:"version"`
	Scalar  []byte   `json:"scalar"`
	People  []string `json:"people"` // unique ids; those of the points that are padding are empty
}

// Answer is the second message: the points of the question once more multiplied, in
// their order, and the holder's own as hashes, sorted.
type Answer struct {
	Version string   `json:"version"`
	Session string   `json:"session"`
	Points  [][]byte `json:"points"`
	Held    [][]byte `json:"held"`
}

// Person is somebody with their key.
type Person struct{ ID, Key string }

// NewAsk blinds people. The order and the padding come from random as well.
func NewAsk(people []Person, random io.Reader) (Ask, Secret, error) {
	if len(people) == 0 {
		return Ask{}, Secret{}, errors.New("there is nobody to ask about")
	}
	a := curve.RandomNonZeroScalar(random)
	b, err := a.MarshalBinary()
	if err != nil {
		return Ask{}, Secret{}, err
	}
	ask, secret := Ask{Version: Version}, Secret{Version: Version, Scalar: b}
	type entry struct {
		id string
		p  []byte
	}
	var all []entry
	for i := range padded(len(people)) {
		e, id := curve.RandomElement(random), ""
		if i < len(people) {
			e, id = curve.NewElement().Mul(point(people[i].Key), a), people[i].ID
		}
		p, err := e.MarshalBinaryCompress()
		if err != nil {
			return Ask{}, Secret{}, err
		}
		all = append(all, entry{id, p})
	}
	// Blinded points are as good as random: their order says nothing of the people's.
	slices.SortFunc(all, func(x, y entry) int { return bytes.Compare(x.p, y.p) })
	for _, e := range all {
		ask.Points, secret.People = append(ask.Points, e.p), append(secret.People, e.id)
	}
	return ask, secret, nil
}

func padded(n int) int { return (n + round - 1) / round * round }

// decode reads a point that somebody else sent. The identity would make every product
// the identity, and an encoding that is not canonical would be a second name of a
// point: both are refused.
func decode(b []byte) (group.Element, error) {
	e := curve.NewElement()
	if len(b) != 32 {
		return nil, fmt.Errorf("it has %d bytes, and a point has 32", len(b))
	}
	if err := e.UnmarshalBinary(b); err != nil {
		return nil, errors.New("it is no point of the group")
	}
	if e.IsIdentity() {
		return nil, errors.New("it is the identity, which would answer alike for everybody")
	}
	if again, err := e.MarshalBinaryCompress(); err != nil || !bytes.Equal(again, b) {
		return nil, errors.New("it is not written in its one form")
	}
	return e, nil
}

// check reads all points of a question.
func (a Ask) check() ([]group.Element, error) {
	if a.Version != Version {
		return nil, fmt.Errorf("the question is of version %q, and this answers %q", a.Version, Version)
	}
	if len(a.Points) == 0 || len(a.Points)%round != 0 {
		return nil, fmt.Errorf("the question has %d points: they come in full %ds, so that their number says little", len(a.Points), round)
	}
	var out []group.Element
	for i, b := range a.Points {
		e, err := decode(b)
		if err != nil {
			return nil, fmt.Errorf("point %d of the question: %w", i+1, err)
		}
		if i > 0 && bytes.Compare(a.Points[i-1], b) >= 0 {
			return nil, fmt.Errorf("point %d of the question: it is not behind the one before: points are sorted, and none stands twice", i+1)
		}
		out = append(out, e)
	}
	return out, nil
}

// mark is a digest of a question, by which it is known again. It names nobody.
func (a Ask) mark() []byte {
	h := sha256.New()
	for _, p := range a.Points {
		h.Write(p)
	}
	return h.Sum(nil)
}

// answer multiplies, with a scalar that is drawn for this answer alone: two answers
// cannot be laid side by side, and nothing can be tried out without asking again.
func answer(points []group.Element, held []Person, session string, random io.Reader) (Answer, error) {
	b := curve.RandomNonZeroScalar(random)
	out := Answer{Version: Version, Session: session}
	for _, p := range points {
		e, err := curve.NewElement().Mul(p, b).MarshalBinaryCompress()
		if err != nil {
			return out, err
		}
		out.Points = append(out.Points, e)
	}
	seen := map[string]bool{}
	for _, h := range held {
		if seen[h.Key] {
			continue
		}
		seen[h.Key] = true
		e, err := curve.NewElement().Mul(point(h.Key), b).MarshalBinaryCompress()
		if err != nil {
			return out, err
		}
		out.Held = append(out.Held, tag(e))
	}
	for n := padded(max(1, len(out.Held))); len(out.Held) < n; {
		pad := make([]byte, 32)
		if _, err := io.ReadFull(random, pad); err != nil {
			return out, err
		}
		out.Held = append(out.Held, tag(pad))
	}
	slices.SortFunc(out.Held, bytes.Compare)
	return out, nil
}

// tag is what a held point is compared by.
func tag(p []byte) []byte {
	sum := sha256.Sum256(append([]byte(Version+"/tag"), p...))
	return sum[:]
}

// Read takes the asker's scalar off and says who is known on both sides: yes or no.
func (s Secret) Read(a Answer) (hits []string, err error) {
	if a.Version != Version || s.Version != Version {
		return nil, fmt.Errorf("the answer is of version %q, and this reads %q", a.Version, Version)
	}
	if len(a.Points) != len(s.People) {
		return nil, fmt.Errorf("the answer has %d points and the question had %d: it is the answer to another one", len(a.Points), len(s.People))
	}
	scalar := curve.NewScalar()
	if err := scalar.UnmarshalBinary(s.Scalar); err != nil || scalar.IsZero() {
		return nil, errors.New("the secret is not one that a question was made with")
	}
	back := curve.NewScalar().Inv(scalar)
	held := map[string]bool{}
	for _, h := range a.Held {
		held[string(h)] = true
	}
	for i, b := range a.Points {
		e, err := decode(b)
		if err != nil {
			return nil, fmt.Errorf("point %d of the answer: %w", i+1, err)
		}
		p, err := curve.NewElement().Mul(e, back).MarshalBinaryCompress()
		if err != nil {
			return nil, err
		}
		if s.People[i] != "" && held[string(tag(p))] {
			hits = append(hits, s.People[i])
		}
	}
	slices.Sort(hits)
	return hits, nil
}
