package outbox

import (
	"time"

	"candour"
	"candour/seal"
)

// Delivery is how the sending of one message stands, for staff.
type Delivery struct {
	ID      string
	Kind    Kind
	Way     Way
	About   candour.Subject
	State   string
	Because string
	Tries   int64
	Queued  time.Time
	Done    time.Time // zero while it waits
}

// Words say how it stands.
func (d Delivery) Words() string {
	switch {
	case d.State == Sent:
		return "Sent"
	case d.State == GivenUp:
		return "Given up: " + d.Because
	case d.State == Dropped:
		return "Not sent: " + map[string]string{
			"withdrawn": "they said that they must not be contacted", "no plan": "they did not say how", "no neutral sender": "there is no neutral address to send from", "no hours": "no hour is safe", "erased": "what it was about was erased",
			"stopped": "the account does not work any more, or whoever answers for it", "no secret": "nobody has drawn the secret that signs it",
		}[d.Because]
	case d.Tries > 0:
		return "Waits, tried before: " + d.Because
	}
	return "Waits"
}

// Of are the messages of one kind about something, the newest first.
func Of(tx *seal.Tx, force candour.ForceID, kind Kind, about candour.Subject) (out []Delivery, err error) {
	err = tx.Each(`SELECT m.id, m.way, d.state, d.because, d.tries, m.queued_at, d.done_at FROM outbox_message m JOIN outbox_delivery d ON d.force = m.force AND d.id = m.id
		WHERE m.force = $1 AND m.about_kind = $2 AND m.about = $3 AND m.kind = $4 ORDER BY m.queued_at DESC, m.id LIMIT 50`,
		[]any{string(force), about.Kind, about.ID, string(kind)}, func(scan func(...any) error) error {
			x := Delivery{Kind: kind, About: about}
			var way string
			var queued, done int64
			err := scan(&x.ID, &way, &x.State, &x.Because, &x.Tries, &queued, &done)
			x.Way, x.Queued = Way(way), time.UnixMicro(queued).UTC()
			if done != 0 {
				x.Done = time.UnixMicro(done).UTC()
			}
			out = append(out, x)
			return err
		})
	return out, err
}
