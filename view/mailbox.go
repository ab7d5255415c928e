package view

import (
	"context"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// Mailbox is what was written back and forth with the person who reported, as the
// page of the case shows it, or that of the report before there is a case.
type Mailbox struct {
	Open     bool // whoever looks may read it
	Messages []Message
	Offers   []act.Offer
}

// Message is one message, with the names of who wrote and who read it.
type Message struct {
	intake.Message
	Name, Reader string
	Offers       []act.Offer
}

func mailboxOf(report candour.ReportID) candour.Subject {
	return candour.Subject{Kind: "mailbox", ID: string(report)}
}

// mayExchange asks whether somebody may read what was exchanged with the person who
// sent a report; of a case of another system there is nothing.
func (v View) mayExchange(tx *seal.Tx, w Viewer, report candour.ReportID) (bool, error) {
	if report == "" {
		return false, nil
	}
	_, ok, err := v.Runner.May(tx, w.Who, intake.ReadExchange.ID, mailboxOf(report))
	return ok, err
}

// mailbox reads that of a report, where whoever looks may.
func (v View) mailbox(tx *seal.Tx, w Viewer, report candour.ReportID) (box Mailbox, err error) {
	if box.Open, err = v.mayExchange(tx, w, report); err != nil || !box.Open {
		return box, err
	}
	err = tx.Together(func() (err error) {
		box.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, mailboxOf(report))
		return err
	}, func() (err error) {
		box.Messages, err = v.messages(tx, w, report)
		return err
	})
	return box, err
}

func (v View) messages(tx *seal.Tx, w Viewer, report candour.ReportID) (out []Message, err error) {
	all, err := intake.Messages(tx, w.Who.Force, report)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	out = make([]Message, len(all))
	err = eachOf(tx, all, func(i int, m intake.Message) (err error) {
		x := &out[i]
		x.Message = m
		if m.By != "" {
			x.Name, err = workforce.NameOf(tx, w.Who.Force, m.By)
			return err
		}
		if m.ReadBy != "" {
			if x.Reader, err = workforce.NameOf(tx, w.Who.Force, m.ReadBy); err != nil {
				return err
			}
		}
		x.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, m.Of())
		return err
	})
	return out, err
}

// Message opens one message of the person who reported, for whoever may answer it, or
// candour.ErrNotFound.
func (v View) Message(ctx context.Context, w Viewer, id string) (x Message, err error) {
	err = v.Runner.Read(ctx, w.Who, intake.AnswerMessageKind.Action(), candour.Subject{Kind: "message", ID: id}, func(tx *seal.Tx) error {
		report, err := intake.ReportOfMessage(tx, w.Who.Force, id)
		if err != nil {
			return err
		}
		all, err := intake.Messages(tx, w.Who.Force, report)
		for _, m := range all {
			if m.ID == id {
				x = Message{Message: m}
			}
		}
		return err
	})
	return x, err
}

// Record is what the person was asked to confirm of an allegation, with the name of
// who told them why it stays.
type Record struct {
	intake.Record
	Name string
}

// records are those of a report, by allegation.
func (v View) records(tx *seal.Tx, w Viewer, report candour.ReportID) (map[candour.AllegationID][]Record, error) {
	out := map[candour.AllegationID][]Record{}
	if ok, err := v.mayExchange(tx, w, report); err != nil || !ok {
		return out, err
	}
	all, err := intake.Records(tx, w.Who.Force, report)
	for _, r := range all {
		if err != nil {
			return nil, err
		}
		x := Record{Record: r}
		if r.RepliedBy != "" {
			x.Name, err = workforce.NameOf(tx, w.Who.Force, r.RepliedBy)
		}
		out[r.Allegation] = append(out[r.Allegation], x)
	}
	return out, err
}
