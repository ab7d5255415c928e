package ledger

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"candour"
	"candour/seal"
	"candour/store"
)

// Append writes events to the journal, numbering them in order and filling in
// Seq. It is the last step of every act; only package act calls it. newKey gives
// 32 random bytes for a subject that has no key yet.
func Append(tx *seal.Tx, force candour.ForceID, events []candour.Event, newKey func(candour.Subject) []byte) error {
	if len(events) == 0 {
		return nil
	}
	last, err := take(tx, force, int64(len(events)))
	if err != nil {
		return err
	}
	for i := range events {
		e := &events[i]
		e.Seq = last - int64(len(events)-1-i)
		if err := appendOne(tx, e, newKey); err != nil {
			return fmt.Errorf("journalling %s on %s: %w", e.Kind, e.Subject, err)
		}
	}
	first := events[0]
	// Ids are drawn before the first try, and so tell ours from another's of that number.
	tx.Landed(func(later *store.Tx) (bool, error) {
		var id string
		err := later.One(`SELECT id FROM journal WHERE force = $1 AND seq = $2`, []any{string(force), first.Seq}, &id)
		if errors.Is(err, candour.ErrNotFound) {
			return false, nil
		}
		return id == first.ID, err
	})
	return nil
}

// take takes the next n numbers of a force. It is an UPDATE in the act's own
// transaction, because a reader with a cursor over serial numbers would skip
// rows that commit late.
func take(tx *seal.Tx, force candour.ForceID, n int64) (last int64, err error) {
	if before, ok := tx.Heads[force]; ok { // ours since the first act of the batch
		tx.Heads[force] = before + n
		return before + n, nil
	}
	changed, err := tx.Exec(`UPDATE journal_head SET seq = seq + $1 WHERE force = $2`, n, string(force))
	if err != nil {
		return 0, err
	}
	if changed == 0 {
		last = n
		err = tx.ExecLater(`INSERT INTO journal_head (force, seq) VALUES ($1, $2)`, string(force), n)
	} else {
		err = tx.One(`SELECT seq FROM journal_head WHERE force = $1`, []any{string(force)}, &last)
	}
	if err != nil {
		return 0, err
	}
	tx.Heads[force] = last
	tx.AtEnd = append(tx.AtEnd, func() error { // what the other acts of the batch took, once
		if now := tx.Heads[force]; now > last {
			return tx.ExecLater(`UPDATE journal_head SET seq = $1 WHERE force = $2`, now, string(force))
		}
		return nil
	})
	return last, nil
}

// Length is how many rows the journal of a force has, those of this transaction
// included.
func Length(tx *seal.Tx, force candour.ForceID) (n int64, err error) {
	if n, ours := tx.Heads[force]; ours {
		return n, nil
	}
	err = tx.One(`SELECT seq FROM journal_head WHERE force = $1`, []any{string(force)}, &n)
	if errors.Is(err, candour.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

func appendOne(tx *seal.Tx, e *candour.Event, newKey func(candour.Subject) []byte) error {
	key, err := tx.Make(e.Force, e.Subject, newKey)
	if err != nil {
		return err
	}
	c := canonical{
		V: version, ID: e.ID, Force: string(e.Force), Seq: e.Seq, Kind: string(e.Kind), Subject: e.Subject.String(),
		On: e.On.String(), At: e.At.UnixMicro(), By: string(e.By), Act: e.Act, Corrects: e.Corrects, Data: []field{},
	}
	for _, f := range e.Data {
		out := field{Name: f.Name, Value: f.Value}
		if f.Of == (candour.Subject{}) && !utf8.ValidString(f.Value) { // JSON would put other bytes in its place, and the leaf commit to those
			return fmt.Errorf("the field %q is not UTF-8", f.Name)
		}
		if f.Of != (candour.Subject{}) {
			k, err := tx.Make(e.Force, f.Of, newKey)
			if err != nil {
				return err
			}
			out = field{Name: f.Name, Of: f.Of.String()}
			if out.Sealed, err = k.Seal("journal/"+e.ID+"/"+f.Name, f.Value); err != nil {
				return err
			}
			if out.Mac, err = fieldMac(k, e.ID, f.Name, f.Value); err != nil {
				return err
			}
		}
		c.Data = append(c.Data, out)
	}
	leaf, err := commit(key, c)
	if err != nil {
		return err
	}
	data, err := json.Marshal(c.Data)
	if err != nil {
		return err
	}
	err = tx.ExecLater(`INSERT INTO journal (force, seq, id, kind, subject_kind, subject_id, on_day, at, by_person, act, corrects, data, leaf)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.Force, c.Seq, c.ID, c.Kind, e.Subject.Kind, e.Subject.ID, c.On, c.At, c.By, c.Act, c.Corrects, string(data), base64.RawStdEncoding.EncodeToString(leaf))
	return err
}

const columns = `SELECT seq, id, kind, subject_kind, subject_id, on_day, at, by_person, act, corrects, data, leaf FROM journal`

func scanRow(force candour.ForceID, scan func(...any) error) (row, error) {
	r := row{canonical: canonical{V: version, Force: string(force)}}
	var data, leaf string
	if err := scan(&r.Seq, &r.ID, &r.Kind, &r.of.Kind, &r.of.ID, &r.On, &r.At, &r.By, &r.Act, &r.Corrects, &data, &leaf); err != nil {
		return r, err
	}
	r.Subject = r.of.String()
	if err := json.Unmarshal([]byte(data), &r.Data); err != nil {
		return r, fmt.Errorf("row %d of the journal: reading its data: %w", r.Seq, err)
	}
	var err error
	if r.leaf, err = base64.RawStdEncoding.DecodeString(leaf); err != nil {
		return r, fmt.Errorf("row %d of the journal: reading its leaf: %w", r.Seq, err)
	}
	return r, nil
}

// EventsOf gives what happened to one subject, in order, with its personal
// fields opened; a field whose key was destroyed is left out. The caller has
// asked authz about the subject.
func EventsOf(tx *seal.Tx, force candour.ForceID, of candour.Subject) ([]candour.Event, error) {
	var rows []row
	err := tx.Each(columns+` WHERE force = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY seq`, []any{string(force), of.Kind, of.ID}, func(scan func(...any) error) error {
		r, err := scanRow(force, scan)
		rows = append(rows, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the journal of %s: %w", of, err)
	}
	if err := openAtOnce(tx, force, rows); err != nil {
		return nil, fmt.Errorf("reading the journal of %s: %w", of, err)
	}
	var out []candour.Event
	for _, r := range rows {
		e, err := r.event(tx)
		if err != nil {
			return nil, fmt.Errorf("reading the journal of %s: %w", of, err)
		}
		out = append(out, e)
	}
	return out, nil
}

// openAtOnce finds together the keys of the fields of some rows, where the transaction
// keeps what it has found.
func openAtOnce(tx *seal.Tx, force candour.ForceID, rows []row) error {
	if !tx.Reading() {
		return nil
	}
	var of []string
	for _, r := range rows {
		for _, f := range r.Data {
			if f.Of != "" && !slices.Contains(of, f.Of) {
				of = append(of, f.Of)
			}
		}
	}
	ask := make([]func() error, len(of))
	for i, s := range of {
		kind, id, _ := strings.Cut(s, "/")
		ask[i] = func() error {
			_, err := tx.Key(force, candour.Subject{Kind: kind, ID: id})
			if errors.Is(err, candour.ErrNotFound) { // the field is left out
				return nil
			}
			return err
		}
	}
	return tx.Together(ask...)
}

func (r row) event(tx *seal.Tx) (candour.Event, error) {
	on, err := candour.ParseDate(r.On)
	if err != nil {
		return candour.Event{}, fmt.Errorf("row %d: %w", r.Seq, err)
	}
	e := candour.Event{
		ID: r.ID, Force: candour.ForceID(r.Force), Seq: r.Seq, Kind: candour.EventKind(r.Kind), Subject: r.of, On: on,
		At: time.UnixMicro(r.At).UTC(), By: candour.PersonID(r.By), Act: r.Act, Corrects: r.Corrects,
	}
	for _, f := range r.Data {
		out := candour.Field{Name: f.Name, Value: f.Value}
		if f.Of != "" {
			kind, id, _ := strings.Cut(f.Of, "/")
			out.Of = candour.Subject{Kind: kind, ID: id}
			k, err := tx.Key(e.Force, out.Of)
			if errors.Is(err, candour.ErrNotFound) {
				continue
			}
			if err != nil {
				return e, err
			}
			if out.Value, err = k.Open("journal/"+r.ID+"/"+f.Name, f.Sealed); err != nil {
				return e, err
			}
		}
		e.Data = append(e.Data, out)
	}
	return e, nil
}

// Journal is one force's journal as the log sees it: numbered leaves.
type Journal struct {
	DB    *seal.DB
	Force candour.ForceID
}

// Head is the number of the last row, 0 for none.
func (j Journal) Head(ctx context.Context) (n int64, err error) {
	err = j.DB.Read(ctx, func(tx *seal.Tx) error {
		n, err = Length(tx, j.Force)
		return err
	})
	return n, err
}

// Leaves are the leaves of at most max rows after the one numbered after, those of
// rows that were lost included.
func (j Journal) Leaves(ctx context.Context, after int64, max int) (out [][]byte, err error) {
	err = j.DB.Read(ctx, func(tx *seal.Tx) error {
		var rows []numbered
		err := tx.Each(`SELECT seq, leaf FROM journal WHERE force = $1 AND seq > $2 ORDER BY seq LIMIT $3`, []any{string(j.Force), after, max}, func(scan func(...any) error) error {
			var n numbered
			var leaf string
			if err := scan(&n.seq, &leaf); err != nil {
				return err
			}
			n.leaf, err = base64.RawStdEncoding.DecodeString(leaf)
			rows = append(rows, n)
			return err
		})
		if err != nil {
			return err
		}
		out, err = j.fill(tx, rows, after)
		return err
	})
	if len(out) > max {
		out = out[:max]
	}
	return out, err
}

// fill puts the leaves of lost rows between those of others, and refuses a gap that
// is not wholly of such.
func (j Journal) fill(tx *seal.Tx, rows []numbered, after int64) (out [][]byte, err error) {
	for _, r := range rows {
		want := after + int64(len(out)) + 1
		if r.seq > want {
			lost, err := lostLeaves(tx.Tx, j.Force, want, r.seq-1)
			if err != nil {
				return nil, err
			}
			for _, l := range lost {
				if l.seq != want {
					break
				}
				out = append(out, l.leaf)
				want++
			}
		}
		if r.seq != want {
			return nil, fmt.Errorf("the journal of %s has no row %d", j.Force, want)
		}
		out = append(out, r.leaf)
	}
	return out, nil
}

// Forces lists the forces that have a journal.
func Forces(ctx context.Context, db *seal.DB) (out []candour.ForceID, err error) {
	err = db.Read(ctx, func(tx *seal.Tx) error {
		return tx.Each(`SELECT force FROM journal_head ORDER BY force`, nil, func(scan func(...any) error) error {
			var f string
			err := scan(&f)
			out = append(out, candour.ForceID(f))
			return err
		})
	})
	return out, err
}
