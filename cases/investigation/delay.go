package investigation

import (
	"fmt"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// The states of a delay for criminal proceedings.
const (
	Delayed = "delayed"
	Ended   = "ended"
)

func delaySubject(id string) candour.Subject { return candour.Subject{Kind: "delay", ID: id} }

func standDelay(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var c, ended string
	if err := tx.One(`SELECT case_id, ended_day FROM investigation_delay WHERE force = $1 AND id = $2`, []any{string(force), id}, &c, &ended); err != nil {
		return act.Standing{}, err
	}
	s := act.Standing{State: Delayed, Within: []candour.Subject{cases.Subject(candour.CaseID(c))}}
	if ended != "" {
		s.State = Ended
	}
	return s, nil
}

// openDelay is the delay of a case that has not ended, or candour.ErrNotFound.
func openDelay(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (id string, err error) {
	err = tx.One(`SELECT id FROM investigation_delay WHERE force = $1 AND case_id = $2 AND ended_day = ''`, []any{string(force), string(c)}, &id)
	return id, err
}

// notDelayed: the button is there while nothing is delayed.
func notDelayed(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	_, err := openDelay(tx, force, candour.CaseID(of.ID))
	if isNotFound(err) {
		return true, nil
	}
	return false, err
}

// delays are those of a case, each with its reviews.
func delays(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	type row struct{ id, reasons, consulted, by, from, ended, why, ending string }
	var rows []row
	err = tx.Each(`SELECT id, reasons, consulted, by_person, from_day, ended_day, why_ended, ending FROM investigation_delay WHERE force = $1 AND case_id = $2 ORDER BY from_day, id`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.id, &r.reasons, &r.consulted, &r.by, &r.from, &r.ended, &r.why, &r.ending)
		rows = append(rows, r)
		return err
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		x := cases.Thing{Of: delaySubject(r.id), Title: "Delay for criminal proceedings", State: Delayed}
		reasons, err := words.Open("investigation_delay.reasons/"+r.id, r.reasons)
		if err != nil {
			return nil, err
		}
		consulted, err := words.Open("investigation_delay.consulted/"+r.id, r.consulted)
		if err != nil {
			return nil, err
		}
		x.Rows = append(x.Rows, cases.Row{Key: "From " + cases.Day(r.from).Words(), Value: reasons, By: candour.PersonID(r.by)}, cases.Row{Key: "Asked before", Value: consulted})
		reviews, err := delayReviews(tx, force, r.id, words)
		if err != nil {
			return nil, err
		}
		x.Rows = append(x.Rows, reviews...)
		if r.ended != "" {
			ending, err := words.Open("investigation_delay.ending/"+r.id, r.ending)
			if err != nil {
				return nil, err
			}
			x.State, x.Over = Ended, true
			x.Rows = append(x.Rows, cases.Row{Key: "Ended " + cases.Day(r.ended).Words(), Value: candour.Mark(label(WhyEnded("").Choices(), r.why) + ". " + ending.Words())})
		} else {
			x.Rows = append(x.Rows, cases.Row{Key: "Meanwhile", Value: candour.Mark("The person who reported is still told every four weeks how things stand.")})
		}
		out = append(out, x)
	}
	return out, nil
}

func delayReviews(tx *seal.Tx, force candour.ForceID, delay string, words seal.Words) (out []cases.Row, err error) {
	type row struct {
		n                       int64
		answer, reasons, by, on string
	}
	var rows []row
	err = tx.Each(`SELECT position, answer, reasons, by_person, on_day FROM investigation_delay_review WHERE force = $1 AND delay = $2 ORDER BY position`, []any{string(force), delay}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.n, &r.answer, &r.reasons, &r.by, &r.on)
		rows = append(rows, r)
		return err
	})
	for _, r := range rows {
		reasons, err := words.Open(reviewPlace(delay, r.n), r.reasons)
		if err != nil {
			return nil, err
		}
		out = append(out, cases.Row{Key: "Reviewed " + cases.Day(r.on).Words(), Value: candour.Mark(label(DelayReview("").Choices(), r.answer) + ". " + reasons.Words()), By: candour.PersonID(r.by)})
	}
	return out, err
}

func reviewPlace(delay string, n int64) string {
	return fmt.Sprintf("investigation_delay_review.reasons/%s/%d", delay, n)
}

// end ends a delay and says what happened.
func end(tx *seal.Tx, m act.Made, c candour.CaseID, id string, why WhyEnded, says candour.Marking) (candour.Event, error) {
	of := cases.Subject(c)
	sealed, err := cases.Seal(tx, m, c, "investigation_delay.ending/"+id, says)
	if err != nil {
		return candour.Event{}, err
	}
	_, err = tx.Exec(`UPDATE investigation_delay SET ended_day = $1, why_ended = $2, ending = $3 WHERE force = $4 AND id = $5`, m.Today().String(), string(why), sealed, string(m.Force), id)
	return candour.Event{Kind: DelayEnded, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "delay", Value: id}, {Name: "why", Value: string(why)}, {Name: "reasons", Value: says.Words(), Of: of},
	}}, err
}
