package ledger

import (
	"encoding/json"
	"fmt"

	"candour"
	"candour/seal"
)

// Happened is EventsOf with the fields that are in clear, and no others: what
// clocks need. No key is asked for.
func Happened(tx *seal.Tx, force candour.ForceID, of candour.Subject) ([]candour.Event, error) {
	var out []candour.Event
	err := tx.Each(happened+` WHERE force = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY seq`, []any{string(force), of.Kind, of.ID}, func(scan func(...any) error) error {
		e, err := scanHappened(force, of.Kind, scan, nil)
		out = append(out, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading what happened to %s: %w", of, err)
	}
	return out, nil
}

// EachHappened gives visit what Happened gives, of every subject of one force in
// turn, with the data of those kinds only that somebody asks for. It reads the
// journal once, by the index of subjects, in parts of atOnce rows, which it holds in
// memory: no query is open while visit runs, so that visit may write.
func EachHappened(tx *seal.Tx, force candour.ForceID, atOnce int, wanted func(candour.EventKind) bool, visit func(of candour.Subject, events []candour.Event) error) error {
	var kinds []string
	err := tx.Each(`SELECT DISTINCT subject_kind FROM journal WHERE force = $1 ORDER BY subject_kind`, []any{string(force)}, func(scan func(...any) error) error {
		var k string
		err := scan(&k)
		kinds = append(kinds, k)
		return err
	})
	for _, k := range kinds {
		if err == nil {
			err = eachOf(tx, force, k, atOnce, wanted, visit)
		}
	}
	if err != nil {
		return fmt.Errorf("reading all that happened in %s: %w", force, err)
	}
	return nil
}

func eachOf(tx *seal.Tx, force candour.ForceID, kind string, atOnce int, wanted func(candour.EventKind) bool, visit func(candour.Subject, []candour.Event) error) error {
	for after := ""; ; {
		var part []candour.Event
		err := tx.Each(happened+` WHERE force = $1 AND subject_kind = $2 AND subject_id > $3 ORDER BY subject_id, seq LIMIT $4`, []any{string(force), kind, after, atOnce}, func(scan func(...any) error) error {
			e, err := scanHappened(force, kind, scan, wanted)
			part = append(part, e)
			return err
		})
		if err != nil {
			return err
		}
		full := len(part) == atOnce
		for len(part) > 0 {
			n := 1
			for n < len(part) && part[n].Subject == part[0].Subject {
				n++
			}
			of, events := part[0].Subject, part[:n]
			if full && n == len(part) { // the last of a full part may go on in the next
				if events, err = Happened(tx, force, of); err != nil {
					return err
				}
			}
			if err := visit(of, events); err != nil {
				return err
			}
			after, part = of.ID, part[n:]
		}
		if !full {
			return nil
		}
	}
}

const happened = `SELECT seq, id, kind, subject_id, on_day, corrects, data FROM journal`

func scanHappened(force candour.ForceID, of string, scan func(...any) error, wanted func(candour.EventKind) bool) (candour.Event, error) {
	e := candour.Event{Force: force, Subject: candour.Subject{Kind: of}}
	var on, data string
	if err := scan(&e.Seq, &e.ID, &e.Kind, &e.Subject.ID, &on, &e.Corrects, &data); err != nil {
		return e, err
	}
	var err error
	if e.On, err = candour.ParseDate(on); err != nil {
		return e, fmt.Errorf("row %d: %w", e.Seq, err)
	}
	if data == "[]" || data == "null" || wanted != nil && !wanted(e.Kind) {
		return e, nil
	}
	var fields []field
	if err := json.Unmarshal([]byte(data), &fields); err != nil {
		return e, fmt.Errorf("row %d of the journal: reading its data: %w", e.Seq, err)
	}
	for _, f := range fields {
		if f.Of == "" {
			e.Data = append(e.Data, candour.Field{Name: f.Name, Value: f.Value})
		}
	}
	return e, nil
}
