package intake

import (
	"errors"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
)

// What happens in the mailbox between staff and the person who reported.
const (
	PersonWrote   candour.EventKind = "person-wrote"   // the person who reported
	PersonWritten candour.EventKind = "person-written" // staff, to them
	MessageRead   candour.EventKind = "message-read"   // somebody says that they read what the person wrote
)

// The states of a mailbox and of a message.
const (
	Usable    = "open"    // the one state of a mailbox: it is there as long as the report is
	Unread    = "unread"  // from the person, and nobody has marked it
	WasRead   = "read"    // from the person, and somebody has
	FromStaff = "from us" // to the person
)

// Mailboxes are the nouns of what is written back and forth. They belong to the case
// where there is one, and to the report before: whoever stands on the wall of that
// finds no mailbox.
var Mailboxes = []act.Noun{
	{Kind: "mailbox", States: []string{Usable}, Stand: standMailbox},
	{Kind: "message", States: []string{Unread, WasRead, FromStaff}, Stand: standMessage},
}

func standMailbox(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	of, err := matter(tx, force, candour.ReportID(id))
	return act.Standing{State: Usable, Within: []candour.Subject{of}}, err
}

func standMessage(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var report, by, read string
	if err := tx.One(`SELECT report, by_person, read_day FROM intake_message WHERE force = $1 AND id = $2`, []any{string(force), id}, &report, &by, &read); err != nil {
		return act.Standing{}, err
	}
	of, err := matter(tx, force, candour.ReportID(report))
	s := act.Standing{State: Unread, Within: []candour.Subject{of}}
	switch {
	case by != "":
		s.State = FromStaff
	case read != "":
		s.State = WasRead
	}
	return s, err
}

// matter is where a report is handled: its case, or the report until there is one.
func matter(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (candour.Subject, error) {
	var id string
	if err := tx.One(`SELECT id FROM intake_report WHERE force = $1 AND id = $2`, []any{string(force), string(report)}, &id); err != nil {
		return candour.Subject{}, err
	}
	err := tx.One(`SELECT case_id FROM intake_opened WHERE force = $1 AND report = $2`, []any{string(force), string(report)}, &id)
	if errors.Is(err, candour.ErrNotFound) {
		return reportSubject(report), nil
	}
	return candour.Subject{Kind: "case", ID: id}, err
}

// Message is one message, in either direction. Whoever shows it has asked authz.
type Message struct {
	ID     string
	By     candour.PersonID // of staff; empty: the person who reported wrote it
	Words  candour.Marking
	On     candour.Date
	ReadOn candour.Date // of what the person wrote: when somebody said that they read it
	ReadBy candour.PersonID
}

// Of is the message as something that acts are done to.
func (m Message) Of() candour.Subject { return candour.Subject{Kind: "message", ID: m.ID} }

// Due is the day by which somebody must have read what the person wrote, while
// nobody has.
func (m Message) Due() (by candour.Date, due bool) {
	if m.By != "" || !m.ReadOn.IsZero() {
		return candour.Date{}, false
	}
	return OwedReading.By(m.On), true
}

// Messages are all that was written, the oldest first.
func Messages(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (out []Message, err error) {
	var sealed []string
	err = tx.Each(`SELECT id, by_person, words, on_day, read_day, read_by FROM intake_message WHERE force = $1 AND report = $2 ORDER BY position`, []any{string(force), string(report)}, func(scan func(...any) error) error {
		var m Message
		var by, words, on, read, who string
		err := scan(&m.ID, &by, &words, &on, &read, &who)
		m.By, m.On, m.ReadOn, m.ReadBy = candour.PersonID(by), day(on), day(read), candour.PersonID(who)
		out, sealed = append(out, m), append(sealed, words)
		return err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, reportSubject(report))
	for i := range out {
		if err != nil {
			return nil, err
		}
		out[i].Words, err = words.Open(messagePlace(out[i].ID), sealed[i])
	}
	return out, err
}

// post adds a message. by is empty where the person who reported wrote it.
func post(tx *seal.Tx, m act.Made, report candour.ReportID, id string, by candour.PersonID, words candour.Marking) error {
	sealed, err := sealed(tx, m, report, messagePlace(id), words)
	if err != nil {
		return err
	}
	var n int64
	if err := tx.One(`SELECT count(*) FROM intake_message WHERE force = $1 AND report = $2`, []any{string(m.Force), string(report)}, &n); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO intake_message (force, id, report, position, by_person, words, on_day, read_day, read_by) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '')`,
		string(m.Force), id, string(report), n+1, string(by), sealed, m.Today().String())
	return err
}

// sealed seals words under a report, and refuses in a sentence where it was erased.
func sealed(tx *seal.Tx, m act.Made, report candour.ReportID, place string, words candour.Marking) (string, error) {
	key, err := tx.Key(m.Force, reportSubject(report))
	if errors.Is(err, seal.ErrErased) {
		return "", candour.Conflict("What the person told us was erased, and their return code with it: nobody can write to them here any more.")
	}
	if err != nil {
		return "", err
	}
	return key.Seal(place, words.Words())
}

func messagePlace(id string) string { return "intake_message.words/" + id }

// mustSay refuses what says nothing, or cannot be kept word for word.
func mustSay(field string, words candour.Marking, says string) error {
	if strings.TrimSpace(words.Words()) == "" {
		return candour.Invalid(field, "%s", says)
	}
	return keepable(field, words)
}
