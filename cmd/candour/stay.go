package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"candour"
	"candour/seal"
	"candour/workforce"

	"golang.org/x/mod/sumdb/note"
)

// stay is the time of an operator at the command line: what their key signed
// when they signed in. It lies in run/operator-<uid> and is worth nothing by
// itself: each command holds it against the key that is on file now, the account
// that runs the command, the clock, and the sign-in that the journal knows.
type stay struct {
	force           candour.ForceID
	person          candour.PersonID
	uid             int
	nonce           string
	issued, expires time.Time
	purpose         string
}

// sessionHead is its first line, so that a key never signs anything else by
// mistake that could count as this.
const sessionHead = "candour operator session v1"

// longestStay is the most that a session may be good for, whatever it says: who
// holds a key could sign one for a hundred years.
const longestStay = 12 * time.Hour

// purposeLimit is enough for a sentence.
const purposeLimit = 500

func newStay(force candour.ForceID, p candour.PersonID, purpose string, now time.Time, long time.Duration) stay {
	now = now.UTC().Truncate(time.Second)
	return stay{force: force, person: p, uid: os.Getuid(), nonce: rand.Text(), issued: now, expires: now.Add(long), purpose: purpose}
}

// text is the challenge: what the key signs, one line for each thing that it says.
func (s stay) text() string {
	return fmt.Sprintf("%s\nforce %s\nperson %s\nuid %d\nnonce %s\nissued %s\nexpires %s\npurpose %s\n",
		sessionHead, s.force, s.person, s.uid, s.nonce, s.issued.Format(time.RFC3339), s.expires.Format(time.RFC3339), strconv.QuoteToASCII(s.purpose))
}

// id names the session in the journal and in the record of accesses. It opens
// nothing: it is the digest of what was signed.
func (s stay) id() string {
	sum := sha256.Sum256([]byte(s.text()))
	return hex.EncodeToString(sum[:16])
}

func parseStay(text string) (s stay, err error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	names := []string{"force", "person", "uid", "nonce", "issued", "expires", "purpose"}
	if len(lines) != len(names)+1 || lines[0] != sessionHead {
		return s, errors.New("not a session")
	}
	var value [7]string
	for i, name := range names {
		v, ok := strings.CutPrefix(lines[i+1], name+" ")
		if !ok {
			return s, errors.New("not a session")
		}
		value[i] = v
	}
	s.force, s.person, s.nonce = candour.ForceID(value[0]), candour.PersonID(value[1]), value[3]
	var errs [4]error
	s.uid, errs[0] = strconv.Atoi(value[2])
	s.issued, errs[1] = time.Parse(time.RFC3339, value[4])
	s.expires, errs[2] = time.Parse(time.RFC3339, value[5])
	s.purpose, errs[3] = strconv.Unquote(value[6])
	if err := errors.Join(errs[:]...); err != nil {
		return s, err
	}
	if s.text() != text { // one spelling only, or the digest would be another's
		return s, errors.New("not a session")
	}
	return s, nil
}

func (f *folder) sessionFile(uid int) string {
	return filepath.Join(f.dir, "run", "operator-"+strconv.Itoa(uid))
}

// keep writes a signed session where only its owner reads it, whole or not at all.
func (f *folder) keep(signed []byte) error {
	tmp, err := os.CreateTemp(filepath.Join(f.dir, "run"), "operator-*.new") // mode 0600
	if err != nil {
		return fmt.Errorf("keeping the session: %w", err)
	}
	_, err = tmp.Write(signed)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return errors.Join(fmt.Errorf("keeping the session: %w", err), os.Remove(tmp.Name()))
	}
	return os.Rename(tmp.Name(), f.sessionFile(os.Getuid()))
}

var (
	errNotSignedIn = candour.Conflict("You are not signed in. Run ‘candour login’ first: what this prints is about people, and is recorded under your name and purpose.")
	errExpired     = candour.Conflict("Your time is up. Run ‘candour login’ again.")
	errNotYours    = candour.Conflict("This session does not count here. Run ‘candour login’ again; if your key was replaced or withdrawn, with the key that is on file now.")
)

// stay reads and judges the session of whoever runs this. An attacker may copy
// another's file, change a line in it, sign one with a key of their own, keep one
// past its time or its key, or bring one from another folder: each is refused,
// and only what was signed is believed.
func (f *folder) stay(tx *seal.Tx, now time.Time) (stay, error) {
	raw, err := private(f.sessionFile(os.Getuid()), 8192)
	if errors.Is(err, fs.ErrNotExist) {
		return stay{}, errNotSignedIn
	}
	if err != nil {
		return stay{}, fmt.Errorf("reading your session: %w", err)
	}
	text, _, _ := strings.Cut(raw, "\n\n")
	claimed, err := parseStay(text + "\n")
	if err != nil {
		return stay{}, errNotYours
	}
	key, err := workforce.KeyOf(tx, claimed.force, claimed.person)
	if err != nil {
		return stay{}, err
	}
	if key == "" {
		return stay{}, errNotYours
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return stay{}, fmt.Errorf("the key that is on file: %w", err)
	}
	signed, err := note.Open([]byte(raw), note.VerifierList(verifier))
	if err != nil {
		return stay{}, errNotYours
	}
	s, err := parseStay(signed.Text)
	if err != nil || s.uid != os.Getuid() || s.issued.After(now.Add(time.Minute)) || s.expires.Sub(s.issued) > longestStay {
		return stay{}, errNotYours
	}
	if !now.Before(s.expires) {
		return stay{}, errExpired
	}
	who, err := workforce.SignedIn(tx, s.force, s.id(), now)
	if errors.Is(err, candour.ErrNotFound) || err == nil && who != s.person {
		return stay{}, errNotYours
	}
	return s, err
}
