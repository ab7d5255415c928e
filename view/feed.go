package view

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/ledger"
	"candour/seal"
)

// Entry is one event of a case as a program is told of it: that it happened, to which
// case and when. What was said and decided stands in the case.
type Entry struct {
	ID       string
	Kind     candour.EventKind
	Case     candour.CaseID
	On       candour.Date // in law
	At       time.Time    // recorded
	Corrects string       // id of the event whose day it puts right, or empty

	seq int64
}

// Feed is what happened to cases after a place in the journal of the viewer's force, and
// where to go on. Of what the viewer must not see nothing is in it, not even a number
// that is missing: the numbers of the journal have no gaps, so that their difference
// would tell how much is hidden. So no number leaves this package but next, which is for
// whoever keeps it sealed.
//
// A case that comes to be seen later brings none of its earlier events: they lie before
// the place. Its own history has them all.
func (v View) Feed(ctx context.Context, w Viewer, after int64, n int) (out []Entry, next int64, more bool, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out, more = nil, false
		head, err := ledger.Length(tx, w.Who.Force)
		if err != nil && !errors.Is(err, candour.ErrNotFound) {
			return err
		}
		next = head
		args, no, err := v.listing(tx, w)
		if err != nil || no {
			return err
		}
		may, err := v.Runner.MayRow(tx, w.Who, args, cases.ListCase.ID, "case")
		if err != nil {
			return err
		}
		out, more, err = paged(n, func(last *Entry) (rows []Entry, err error) {
			at := after
			if last != nil {
				at = last.seq
			}
			err = tx.Each(`SELECT d.seq, d.id, d.kind, d.subject_id, d.on_day, d.at, d.corrects FROM (
				SELECT j.force, j.seq, j.id, j.kind, j.subject_id, j.on_day, j.at, j.corrects, 'case/' || j.subject_id AS subject FROM journal j WHERE j.subject_kind = 'case') d
			WHERE d.force = $1 AND `+authz.Listed+` AND d.seq > $6 AND d.seq <= $7 ORDER BY d.seq LIMIT $8`, append(slices.Clone(args), at, head, n+1), func(scan func(...any) error) error {
				var e Entry
				var kind, c, on string
				var at int64
				err := scan(&e.seq, &e.ID, &kind, &c, &on, &at, &e.Corrects)
				e.Kind, e.Case, e.On, e.At = candour.EventKind(kind), candour.CaseID(c), cases.Day(on), time.UnixMicro(at).UTC()
				rows = append(rows, e)
				return err
			})
			return rows, err
		}, func(e *Entry) (bool, error) { return may.May(string(e.Case)) })
		if err != nil {
			return fmt.Errorf("reading what happened: %w", err)
		}
		if more {
			next = out[n-1].seq
		}
		return nil
	})
	return out, next, more, err
}

// History is what happened to one case, in order, for whoever may open it, or
// candour.ErrNotFound.
func (v View) History(ctx context.Context, w Viewer, id candour.CaseID) (out []Entry, err error) {
	err = v.Runner.Read(ctx, w.Who, cases.ReadCase, caseSubject(id), func(tx *seal.Tx) error {
		out = nil
		return tx.Each(`SELECT id, kind, on_day, at, corrects FROM journal WHERE force = $1 AND subject_kind = 'case' AND subject_id = $2 ORDER BY seq`, []any{string(w.Who.Force), string(id)}, func(scan func(...any) error) error {
			e := Entry{Case: id}
			var kind, on string
			var at int64
			err := scan(&e.ID, &kind, &on, &at, &e.Corrects)
			e.Kind, e.On, e.At = candour.EventKind(kind), cases.Day(on), time.UnixMicro(at).UTC()
			out = append(out, e)
			return err
		})
	})
	return out, err
}

// Version is a mark of a case that changes with whatever happens to it, for whoever may
// see the case: a keyed digest, because the number itself would tell how much happened in
// the whole force.
func Version(tx *seal.Tx, force candour.ForceID, id candour.CaseID) (string, error) {
	var last int64
	if err := tx.One(`SELECT COALESCE(max(seq), 0) FROM journal WHERE force = $1 AND subject_kind = 'case' AND subject_id = $2`, []any{string(force), string(id)}, &last); err != nil {
		return "", err
	}
	key, err := tx.Key(force, candour.Subject{Kind: "force", ID: string(force)})
	if err != nil {
		return "", err
	}
	mark, err := key.Token("view_version", fmt.Sprintf("%s\n%d", id, last))
	return mark, err
}
