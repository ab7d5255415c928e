// Package outbox is the only sender of mail and webhooks.
//
// A message is written in the transaction of the act that asks for it, and sent
// afterwards by whichever process has the lease: at least once, and each time with
// the same id, so that whoever gets it twice knows it. It is tried again with
// growing pauses; what is given up is shown to staff.
//
// It promises that nothing is sent to a person who reported but as they said
// themselves: without a plan nothing, outside its hours nothing, after "do not
// contact me" nothing, and what is sent says no more than that there is something to
// read. A page says to the mailbox only that somebody asks for help. A program is told that there is something new for it,
// and nothing of what: it asks, and authz answers. It never follows
// a redirect, never reaches an address inside the house that the settings do not
// name, and never logs an address or a word.
package outbox

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is what is to be sent and how that stands.
func Schema() store.Schema { return store.SchemaOf("outbox", files) }

// Kind is what a message is for.
type Kind string

// The kinds.
const (
	Page  Kind = "page"  // somebody on call: a person is in danger
	Note  Kind = "note"  // a person who reported: there is something to read
	Order Kind = "order" // a system: end somebody's access
	News  Kind = "news"  // a program: something is new, ask
)

// Way is how it goes.
type Way string

// The ways.
const (
	ByMail      Way = "mail"
	ByHook      Way = "webhook"
	ToOversight Way = "oversight" // to the contact that the settings name
	ByPlan      Way = "plan"      // as the person who reported said how to reach them
	ToProgram   Way = "program"   // as the account of the program says in that moment
)

// How a message stands.
const (
	Waiting = "waiting"
	Sent    = "sent"
	Dropped = "dropped"
	GivenUp = "given-up"
)

// Message is one message to send.
type Message struct {
	ID      string
	Force   candour.ForceID
	Kind    Kind
	About   candour.Subject // under whose key it lies: erased with it
	Way     Way
	Address candour.Marking
	Content

	secrets [][]byte // of a program; none: that of the force
}

// Content is what a message says. Words are those of the person; they leave the
// house only by a webhook, and only where the settings say so.
type Content struct {
	Words  candour.Marking
	By     time.Time // of a page: when the next one is paged; of an order: when it is overdue
	Order  string
	System string
	Person candour.Marking // of an order: the number of whose access ends
}

// contentText is a content as it is sealed.
type contentText struct {
	Words, Order, System, Person string
	By                           time.Time
}

// Queue writes a message in the transaction of an act. Where what it is about was
// erased there is nothing left to say, and nothing is written.
func Queue(tx *seal.Tx, m act.Made, x Message) error {
	key, err := tx.Key(m.Force, x.About)
	switch {
	case errors.Is(err, seal.ErrErased):
		return nil
	case errors.Is(err, candour.ErrNotFound):
		key, err = tx.Make(m.Force, x.About, m.NewKey) // of an imported officer
	}
	if err != nil {
		return err
	}
	if x.ID = x.Order; x.Kind != Order { // an order has an id already: it is asked for once
		x.ID = m.ID(fmt.Sprintf("message/%s/%s/%s/%s", x.Kind, x.About, x.Way, x.Address.Words()))
	}
	text, err := json.Marshal(contentText{x.Words.Words(), x.Order, x.System, x.Person.Words(), x.By})
	if err != nil {
		return err
	}
	content, err := key.Seal("outbox_message.content/"+x.ID, string(text))
	if err != nil {
		return err
	}
	address := ""
	if !x.Address.Empty() {
		if address, err = key.Seal("outbox_message.address/"+x.ID, x.Address.Words()); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO outbox_message (force, id, kind, about_kind, about, way, address, content, queued_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		string(m.Force), x.ID, string(x.Kind), x.About.Kind, x.About.ID, string(x.Way), address, content, m.Now.UnixMicro()); err != nil {
		return err
	}
	urgent, next := others.urgent, m.Now
	switch x.Kind {
	case Page:
		urgent = pages.urgent
	case News:
		urgent, next = programs.urgent, m.Now.Add(newsPause)
	}
	_, err = tx.Exec(`INSERT INTO outbox_delivery (force, id, state, urgent, tries, next_at, lease, lease_until, done_at, because) VALUES ($1, $2, 'waiting', $3, 0, $4, '', 0, 0, '')`,
		string(m.Force), x.ID, urgent, next.UnixMicro())
	return err
}

// NoteWaits reports whether a note to a person waits already: two would say no more.
func NoteWaits(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (bool, error) {
	var n int
	err := tx.One(`SELECT count(*) FROM outbox_message m JOIN outbox_delivery d ON d.force = m.force AND d.id = m.id
		WHERE m.force = $1 AND m.about_kind = 'report' AND m.about = $2 AND m.kind = 'note' AND d.state = 'waiting'`, []any{string(force), string(report)}, &n)
	return n > 0, err
}

// DropNotes drops what waits to be sent to a person, in the transaction of the act in
// which they said so. What is being sent in this moment is sent.
func DropNotes(tx *seal.Tx, m act.Made, report candour.ReportID) error {
	_, err := tx.Exec(`UPDATE outbox_delivery SET state = 'dropped', because = 'withdrawn', done_at = $1 WHERE force = $2 AND state = 'waiting'
		AND id IN (SELECT m.id FROM outbox_message m WHERE m.force = $3 AND m.about_kind = 'report' AND m.about = $4 AND m.kind = 'note')`,
		m.Now.UnixMicro(), string(m.Force), string(m.Force), string(report))
	return err
}

// open reads a message with its words.
func open(tx *seal.Tx, force candour.ForceID, id string) (x Message, err error) {
	x.ID, x.Force = id, force
	var kind, way, address, content string
	if err := tx.One(`SELECT kind, about_kind, about, way, address, content FROM outbox_message WHERE force = $1 AND id = $2`, []any{string(force), id},
		&kind, &x.About.Kind, &x.About.ID, &way, &address, &content); err != nil {
		return x, err
	}
	x.Kind, x.Way = Kind(kind), Way(way)
	key, err := tx.Key(force, x.About)
	if err != nil {
		return x, err
	}
	if address != "" {
		if address, err = key.Open("outbox_message.address/"+id, address); err != nil {
			return x, err
		}
		x.Address = candour.Mark(address)
	}
	if content, err = key.Open("outbox_message.content/"+id, content); err != nil {
		return x, err
	}
	var t contentText
	if err := json.Unmarshal([]byte(content), &t); err != nil {
		return x, err
	}
	x.Content = Content{candour.Mark(t.Words), t.By, t.Order, t.System, candour.Mark(t.Person)}
	return x, nil
}
