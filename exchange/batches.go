package exchange

import (
	"context"
	"errors"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
)

// rowsATransaction is about how many rows one transaction writes: enough that the
// wait for the disk does not count, and little to do again after a kill.
const rowsATransaction = 500

// task is one act with the rows that it holds.
type task struct {
	act   act.Act // nil: it is held already
	file  string
	lines []int // by which a refusal is listed
	rows  int
	tally func()
}

// batches writes tasks, so many rows a transaction.
type batches struct {
	runner   *act.Runner
	force    candour.ForceID
	now      func() time.Time
	progress func(done, total int64) // or nil
	rejects  *[]Reject

	batch       []task
	rows        int // in the batch
	done, total int64
}

// add puts a task into the batch; one without an act is held already.
func (w *batches) add(ctx context.Context, t task) error {
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
func (w *batches) flush(ctx context.Context) error {
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
	if w.progress != nil {
		w.progress(w.done, w.total)
	}
	return nil
}

func (w *batches) write(ctx context.Context, batch []task) error {
	acts := make([]act.Act, len(batch))
	for i, t := range batch {
		acts[i] = t.act
	}
	// The context ends runs between transactions, not inside one: a transaction is
	// short, and the driver pays a goroutine for each statement that can be cut off.
	_, err := w.runner.Run(context.WithoutCancel(ctx), act.By(authz.Program(w.force), w.now()), acts...)
	if refused(err) && len(batch) == 1 {
		for _, line := range batch[0].lines {
			*w.rejects = append(*w.rejects, Reject{batch[0].file, line, sentence(err)})
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
