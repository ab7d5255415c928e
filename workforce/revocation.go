package workforce

import (
	"errors"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// RevocationOrdered is what happens when another system is asked to end
// somebody's access.
const RevocationOrdered candour.EventKind = "revocation-ordered"

// AnswerRevocation is how long a system has to answer. It is a standard of this
// program, not of a law.
const AnswerRevocation = time.Hour

// OrderRevocations asks every named system of the force to end somebody's access,
// because they were suspended or have left. A system that was asked and has not
// answered yet is not asked twice.
func OrderRevocations(tx *seal.Tx, m act.Made, o candour.OfficerID, because authz.Bar) ([]candour.Event, error) {
	today := m.Today().String()
	var ask []string
	err := tx.Each(`SELECT s.system FROM workforce_system s WHERE s.force = $1 AND s.from_day <= $2 AND (s.to_day = '' OR s.to_day >= $3)
		AND NOT EXISTS (SELECT 1 FROM workforce_revocation r WHERE r.force = s.force AND r.officer = $4 AND r.system = s.system
			AND NOT EXISTS (SELECT 1 FROM workforce_revocation_answer a WHERE a.force = r.force AND a.id = r.id))
		ORDER BY s.system`, []any{string(m.Force), today, today, string(o)}, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		ask = append(ask, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []candour.Event
	for _, s := range ask {
		id := m.ID("revocation/" + string(o) + "/" + s)
		if _, err := tx.Exec(`INSERT INTO workforce_revocation (force, id, officer, system, because, at) VALUES ($1, $2, $3, $4, $5, $6)`,
			string(m.Force), id, string(o), s, string(because), m.Now.UnixMicro()); err != nil {
			return nil, err
		}
		out = append(out, candour.Event{Kind: RevocationOrdered, Subject: officerSubject(o), On: m.Today(), Data: []candour.Field{{Name: "system", Value: s}, {Name: "order", Value: id}}})
	}
	return out, nil
}

// How an order to revoke stands.
const (
	Waiting      = "waiting"
	Acknowledged = "acknowledged"
	OverdueState = "overdue" // not acknowledged within the hour
)

// Revocation is one order, and how it stands.
type Revocation struct {
	ID       string
	Officer  candour.OfficerID
	System   string
	Answers  string // who answers for that system: a mailbox or a desk
	Because  authz.Bar
	At       time.Time
	State    string
	Answered candour.Marking // who answered for the system
	When     time.Time       // when that was recorded
}

// By is until when an order must be answered.
func (r Revocation) By() time.Time { return r.At.Add(AnswerRevocation) }

// Revocations are the orders of a force: those that nobody has answered first, and
// of those the oldest. Whoever shows one has asked authz about the officer.
func Revocations(tx *seal.Tx, force candour.ForceID, now time.Time) ([]Revocation, error) {
	return revocations(tx, force, "", now)
}

// RevocationsOf are those about one officer.
func RevocationsOf(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, now time.Time) ([]Revocation, error) {
	return revocations(tx, force, o, now)
}

// revocations are those about one officer, or about everybody.
func revocations(tx *seal.Tx, force candour.ForceID, about candour.OfficerID, now time.Time) ([]Revocation, error) {
	var out []Revocation
	var sealed []string
	err := tx.Each(`SELECT r.id, r.officer, r.system, COALESCE(s.answers, ''), r.because, r.at, COALESCE(a.answered, ''), COALESCE(a.at, 0) AS answered_at
		FROM workforce_revocation r LEFT JOIN workforce_system s ON s.force = r.force AND s.system = r.system
		LEFT JOIN workforce_revocation_answer a ON a.force = r.force AND a.id = r.id
		WHERE r.force = $1 AND ($2 = '' OR r.officer = $3) ORDER BY answered_at, r.at, r.system, r.id LIMIT 10000`, []any{string(force), string(about), string(about)}, func(scan func(...any) error) error {
		var r Revocation
		var officer, because, who string
		var at, when int64
		if err := scan(&r.ID, &officer, &r.System, &r.Answers, &because, &at, &who, &when); err != nil {
			return err
		}
		r.Officer, r.Because, r.At, r.State = candour.OfficerID(officer), authz.Bar(because), time.UnixMicro(at).UTC(), Waiting
		switch {
		case when != 0:
			r.State, r.When = Acknowledged, time.UnixMicro(when).UTC()
		case now.Sub(r.At) > AnswerRevocation:
			r.State = OverdueState
		}
		out, sealed = append(out, r), append(sealed, who)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		words, err := tx.Words(force, officerSubject(out[i].Officer))
		if err != nil {
			return nil, err
		}
		if out[i].Answered, err = words.Open("workforce_revocation_answer.answered/"+out[i].ID, sealed[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// openOrder is the order to a system about an officer that waits for an answer.
func openOrder(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, system string) (id string, err error) {
	err = tx.One(`SELECT r.id FROM workforce_revocation r WHERE r.force = $1 AND r.officer = $2 AND r.system = $3
		AND NOT EXISTS (SELECT 1 FROM workforce_revocation_answer a WHERE a.force = r.force AND a.id = r.id) ORDER BY r.at, r.id LIMIT 1`,
		[]any{string(force), string(o), system}, &id)
	if errors.Is(err, candour.ErrNotFound) {
		return "", candour.Conflict("No order to this system about this person waits for an answer. Look at the list of orders again.")
	}
	return id, err
}
