package exchange

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// rowsATransaction is about how many rows one transaction writes: enough that the
// wait for the disk does not count, and little to do again after a kill.
const rowsATransaction = 500

// writing is one run, from the moment the files have been judged.
type writing struct {
	Complaints
	Result
	names    *names
	officers map[candour.OfficerID]string // digests of what an earlier run took in
	cases    map[candour.CaseID]string

	batch       []task
	rows        int // in the batch
	done, total int64
}

// task is one act with the rows that it holds.
type task struct {
	act   act.Act // nil: it is held already
	file  string
	lines []int // by which a refusal is listed
	rows  int
	tally func()
}

func (w *writing) readHeld(ctx context.Context) error {
	return w.DB.Read(ctx, func(tx *seal.Tx) (err error) {
		if w.officers, err = workforce.Held(tx, w.Force, ComplaintSource); err != nil {
			return err
		}
		w.cases, err = cases.Held(tx, w.Force, ComplaintSource)
		return err
	})
}

// onFile reports whether an earlier run took in an officer.
func (w *writing) onFile(officer string) bool {
	if w.names == nil {
		return false
	}
	id, _ := w.names.officer(officer)
	_, ok := w.officers[id]
	return ok
}

// all writes officers first: a case names them.
func (w *writing) all(ctx context.Context, x *extract) error {
	w.total = x.rows()
	w.order(x)
	seenOfficers, seenCases := 0, 0
	for _, o := range x.officers {
		t, has := w.officer(x, o)
		if has != isNew {
			seenOfficers++
		}
		if err := w.add(ctx, t); err != nil {
			return err
		}
	}
	for _, m := range x.matters {
		t, has := w.matter(x, m)
		if has != isNew {
			seenCases++
		}
		if err := w.add(ctx, t); err != nil {
			return err
		}
	}
	w.Gone = len(w.officers) - seenOfficers + len(w.cases) - seenCases
	return w.flush(ctx)
}

// order sorts officers and cases by their new ids: most indexes begin with one, and
// are then written at their ends instead of all over the database, which halves
// the time. The file's own order tells nobody anything.
func (w *writing) order(x *extract) {
	for _, o := range x.officers {
		o.id, _ = w.names.officer(o.key)
	}
	for _, m := range x.matters {
		m.id = w.names.matter(m.key)
	}
	slices.SortFunc(x.officers, func(a, b *officerRow) int { return cmp.Compare(a.id, b.id) })
	slices.SortFunc(x.matters, func(a, b *matter) int { return cmp.Compare(a.id, b.id) })
}

// add puts a task into the batch; one without an act is held already.
func (w *writing) add(ctx context.Context, t task) error {
	if t.act == nil {
		t.tally()
		w.done += int64(t.rows)
		return nil
	}
	w.batch = append(w.batch, t)
	if w.rows += t.rows; w.rows < rowsATransaction {
		return nil
	}
	return w.flush(ctx)
}

// flush writes the batch in one transaction. Where an act of it is refused, the
// acts are done one by one, so that it costs its own rows and no others.
func (w *writing) flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	batch := w.batch
	w.batch, w.rows = w.batch[:0], 0
	var err error
	if len(batch) > 0 {
		err = w.write(ctx, batch)
	}
	if refused(err) && len(batch) > 1 {
		for i := range batch {
			if err = w.write(ctx, batch[i:i+1]); err != nil && !refused(err) {
				return err
			}
		}
		err = nil
	}
	if err != nil && !refused(err) {
		return err
	}
	if w.Progress != nil {
		w.Progress(w.done, w.total)
	}
	return nil
}

func (w *writing) write(ctx context.Context, batch []task) error {
	acts := make([]act.Act, len(batch))
	for i, t := range batch {
		acts[i] = t.act
	}
	// The context ends runs between transactions, not inside one: a transaction is
	// short, and the driver pays a goroutine for each statement that can be cut off.
	_, err := w.Runner.Run(context.WithoutCancel(ctx), act.By(authz.Program(w.Force), w.Now()), acts...)
	if refused(err) && len(batch) == 1 {
		for _, line := range batch[0].lines {
			w.Rejects = append(w.Rejects, Reject{batch[0].file, line, sentence(err)})
		}
	}
	if err != nil {
		return err
	}
	for _, t := range batch {
		t.tally()
		w.done += int64(t.rows)
	}
	return nil
}

// refused reports whether an act was refused for what it holds or for how its
// case stands, as against a failure of the machine.
func refused(err error) bool {
	return errors.Is(err, candour.ErrInvalid) || errors.Is(err, candour.ErrConflict)
}

func sentence(err error) string {
	var r *candour.Refusal
	if errors.As(err, &r) {
		return r.Says
	}
	return err.Error()
}
