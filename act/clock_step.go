package act

import (
	"errors"
	"time"

	"candour"
	"candour/seal"
)

// ClockWentBack is the event that the clock of the machine was set back. The row
// after it was recorded at an earlier time than the row before it, and this one says
// so: the order of the journal is that of its numbers, and nobody need guess why its
// times are not in it. Nothing is refused for it: a person who reports at night must
// not be turned away because of a clock.
const ClockWentBack candour.EventKind = "clock-went-back"

// ClockSlack is by how much a row may be earlier than the one before it without a
// word: acts draw their time before they wait for their turn, and clocks are slewed.
const ClockSlack = 2 * time.Minute

// clockStep journals, before anything else of a transaction, that the clock went
// back since the last row of the force. It happens once for each step: the rows after
// it are of the new time.
func (r *Runner) clockStep(tx *seal.Tx, m Made) error {
	var last int64
	err := tx.One(`SELECT at FROM journal WHERE force = $1 ORDER BY seq DESC LIMIT 1`, []any{string(m.Force)}, &last)
	if errors.Is(err, candour.ErrNotFound) {
		return nil
	}
	if err != nil || !m.Now.Before(time.UnixMicro(last).Add(-ClockSlack)) {
		return err
	}
	r.ClockWentBack.Store(true)
	mine := m.within("clock")
	_, err = r.journal(tx, mine, "clock", []candour.EventKind{ClockWentBack}, []candour.Event{{
		Kind: ClockWentBack, Subject: candour.Subject{Kind: "force", ID: string(m.Force)}, On: m.Today(),
		Data: []candour.Field{{Name: "was", Value: time.UnixMicro(last).UTC().Format(time.RFC3339)}, {Name: "is", Value: m.Now.UTC().Format(time.RFC3339)}},
	}})
	return err
}
