package psi

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"
)

// Holder answers questions about the people it knows.
type Holder struct {
	People  []Person
	Journal *Journal
	Daily   int // questions that one asker has in 24 hours
	All     int // and all together: a limit for each name alone is passed by another name
	Random  io.Reader
}

// Refused is a question that was not answered, and stands in the journal.
type Refused struct{ Why string }

func (e *Refused) Error() string { return e.Why }

func (h *Holder) refuse(asker, mark, why string, count int, now time.Time) error {
	if err := h.Journal.add(Entry{Kind: "refused", Asker: asker, Count: count, Mark: mark, Reason: why}, now); err != nil {
		return err
	}
	return &Refused{why}
}

// pay checks the limits. Every point counts, padding too: the holder cannot tell.
func (h *Holder) pay(asker string, n int, now time.Time) (why string) {
	own, all := h.Journal.spent(asker, now)
	switch {
	case own+n > h.Daily:
		return fmt.Sprintf("%s has asked %d questions in 24 hours, and this one has %d more: the limit is %d. Ask for fewer, or tomorrow", asker, own, n, h.Daily)
	case all+n > h.All:
		return fmt.Sprintf("all together have asked %d questions in 24 hours, and this one has %d more: the limit is %d", all, n, h.All)
	}
	return ""
}

// Answer answers a question: yes or no, for each person in it. asker is who it came
// from, as the operator knows, not as the message says.
func (h *Holder) Answer(asker string, a Ask, now time.Time) (Answer, error) {
	if asker == "" {
		return Answer{}, errors.New("say from whom the question came")
	}
	mark := hex.EncodeToString(a.mark())
	if len(a.Points) > h.Daily {
		return Answer{}, h.refuse(asker, mark, fmt.Sprintf("the question has %d points, and %d are allowed in 24 hours", len(a.Points), h.Daily), len(a.Points), now)
	}
	points, err := a.check()
	if err != nil {
		return Answer{}, h.refuse(asker, mark, err.Error(), len(a.Points), now)
	}
	for _, e := range h.Journal.Entries {
		if e.Kind == "answered" && e.Mark == mark {
			return Answer{}, h.refuse(asker, mark, fmt.Sprintf("this question was answered on %s: each is answered once; make a new one", e.At), len(points), now)
		}
	}
	if why := h.pay(asker, len(points), now); why != "" {
		return Answer{}, h.refuse(asker, mark, why, len(points), now)
	}
	session := make([]byte, 16)
	if _, err := io.ReadFull(h.Random, session); err != nil {
		return Answer{}, err
	}
	id := hex.EncodeToString(session)
	if err := h.Journal.add(Entry{Kind: "answered", Asker: asker, Session: id, Count: len(points), Mark: mark}, now); err != nil {
		return Answer{}, err
	}
	return answer(points, h.People, id, h.Random)
}

// Request is the third message: about one person, whom it names by their key, and why.
type Request struct {
	Version string `json:"version"`
	Session string `json:"session"` // of the answer that said yes
	Key     string `json:"key"`
	Reason  string `json:"reason"`
}

// Disclosed is the fourth: the holder's own id of the person. What stands behind it
// goes from person to person, as the law of both allows.
type Disclosed struct {
	Version string   `json:"version"`
	Session string   `json:"session"`
	IDs     []string `json:"ids"`
}

// Disclose answers a request of somebody whose question was answered. It costs one
// question like any other: a guess is a question too, whichever way it is asked.
func (h *Holder) Disclose(asker string, r Request, now time.Time) (Disclosed, error) {
	if asker == "" {
		return Disclosed{}, errors.New("say from whom the request came")
	}
	out := Disclosed{Version: Version, Session: r.Session}
	known := false
	for _, e := range h.Journal.Entries {
		known = known || e.Kind == "answered" && e.Session == r.Session && e.Asker == asker
	}
	switch {
	case r.Version != Version:
		return out, h.refuse(asker, "", "the request is of another version", 1, now)
	case !known:
		return out, h.refuse(asker, "", "no question of this asker was answered under this session: ask yes or no first", 1, now)
	case len(bytes.TrimSpace([]byte(r.Reason))) < 10:
		return out, h.refuse(asker, "", "the request gives no reason: say in a sentence why this person’s record is needed", 1, now)
	}
	if why := h.pay(asker, 1, now); why != "" {
		return out, h.refuse(asker, "", why, 1, now)
	}
	if err := h.Journal.add(Entry{Kind: "disclosed", Asker: asker, Session: r.Session, Count: 1, Reason: r.Reason}, now); err != nil {
		return out, err
	}
	for _, p := range h.People {
		if p.Key == r.Key {
			out.IDs = append(out.IDs, p.ID)
		}
	}
	return out, nil
}
