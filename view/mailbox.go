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
	if box.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, mailboxOf(report)); err != nil {
		return box, err
	}
	all, err := intake.Messages(tx, w.Who.Force, report)
	for _, m := range all {
		if err != nil {
			return box, err
		}
		x := Message{Message: m}
		if m.By != "" {
			x.Name, err = workforce.NameOf(tx, w.Who.Force, m.By)
		} else if m.ReadBy != "" {
			x.Reader, err = workforce.NameOf(tx, w.Who.Force, m.ReadBy)
		}
		if err != nil {
			return box, err
		}
		if m.By == "" {
			x.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, m.Of())
		}
		box.Messages = append(box.Messages, x)
	}
	return box, err
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
