package psi

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Entry is a line of the holder's journal: who asked, how much, and what became of it.
// It names nobody who was asked about.
type Entry struct {
	Seq     int    `json:"seq"`
	At      string `json:"at"`    // RFC 3339, UTC
	Kind    string `json:"kind"`  // answered, disclosed, refused
	Asker   string `json:"asker"` // as the operator says
	Session string `json:"session,omitempty"`
	Count   int    `json:"count"`            // questions that it cost
	Mark    string `json:"mark,omitempty"`   // digest of the question
	Reason  string `json:"reason,omitempty"` // why it was asked or refused
	Before  string `json:"before"`           // hash of the line before
	Hash    string `json:"hash"`             // of this line without its hash
}

func (e Entry) hash() string {
	e.Hash = ""
	b, _ := json.Marshal(e) // strings and numbers only
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Journal is the holder's file of what was asked, each line bound to the one before.
// A line that was changed or taken from the middle is found when it is opened. Lines
// cut off at its end are not: write the last hash down elsewhere (Head), or send it to
// whoever oversees the exchange.
type Journal struct {
	f       *os.File
	lock    string
	Entries []Entry
}

// OpenJournal opens and checks it. Nobody else can have it open.
func OpenJournal(name string) (*Journal, error) {
	lock := name + ".lock"
	l, err := os.OpenFile(lock, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("the journal %s is in use. If nothing is running that uses it, remove %s", name, lock)
	} else if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	j := &Journal{f: f, lock: lock}
	if err = errors.Join(err, l.Close()); err == nil {
		err = j.read(name)
	}
	if err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

func (j *Journal) read(name string) error {
	in := bufio.NewReader(j.f)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		var e Entry
		bad := err != nil || json.Unmarshal(bytes.TrimSpace(line), &e) != nil
		if bad || e.Seq != n || e.Before != j.Head() || e.Hash != e.hash() {
			return fmt.Errorf("%s, line %d: the journal was changed or cut here. Nothing is answered before somebody has found out why", name, n)
		}
		j.Entries = append(j.Entries, e)
	}
}

// Head is the hash of the last line, which stands for all of them.
func (j *Journal) Head() string {
	if len(j.Entries) == 0 {
		return ""
	}
	return j.Entries[len(j.Entries)-1].Hash
}

// add writes a line and waits until it is on the disk: what is not journalled is not
// answered.
func (j *Journal) add(e Entry, now time.Time) error {
	e.Seq, e.At, e.Before = len(j.Entries)+1, now.UTC().Format(time.RFC3339), j.Head()
	e.Hash = e.hash()
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := j.f.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	if err := j.f.Sync(); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	j.Entries = append(j.Entries, e)
	return nil
}

// Close lets others open it.
func (j *Journal) Close() (err error) {
	if j.f != nil {
		err = j.f.Close()
	}
	return errors.Join(err, os.Remove(j.lock))
}

// spent is what was asked in the 24 hours before now: by one asker, and by all. A line
// of a later time counts too: a clock that was set back gives nobody more.
func (j *Journal) spent(asker string, now time.Time) (own, all int) {
	for _, e := range j.Entries {
		at, err := time.Parse(time.RFC3339, e.At)
		if err == nil && now.Sub(at) >= 24*time.Hour || e.Kind == "refused" {
			continue
		}
		all += e.Count
		if e.Asker == asker {
			own += e.Count
		}
	}
	return own, all
}
