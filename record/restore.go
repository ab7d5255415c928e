package record

import (
	"fmt"
	"strconv"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// RestoreKind says in the record that it was put back from a backup.
var RestoreKind = act.Kind{
	ID:     "restore-record",
	Button: "Say what a restore lost",
	Does:   "Says that the record was put back from a backup, and which entries of the public record have lost their rows: the journal goes on behind them, and nobody can take the gap for a quiet time. Where entries are left nowhere it says which log ended, how long it was and which one follows. What was erased since then is erased again.",
	Of:     "force",
	Emits:  []candour.EventKind{ledger.Restored, ledger.ErasedSince},
	Roles:  []authz.Role{authz.System},
}

// Restore is done once after a backup was put back, before anything else.
type Restore struct {
	Force  candour.ForceID
	Made   time.Time      // when the backup was made
	Leaves [][]byte       // that the log has beyond the journal of the backup, in order
	Ended  *ledger.Ended  // where entries of the log are left nowhere, so that another one follows
	Erased []seal.Erasure // after the backup was made, of what it still has: they are erased again
}

// Kind is RestoreKind.
func (*Restore) Kind() *act.Kind { return &RestoreKind }

// Of is the force.
func (a *Restore) Of() candour.Subject { return subject(a.Force) }

// Check refuses a backup of no time.
func (a *Restore) Check() error {
	if a.Made.IsZero() {
		return candour.Invalid("", "a backup was made at some time")
	}
	return nil
}

// Apply takes the numbers of the lost rows, and says that they are lost.
func (a *Restore) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if a.Force != m.Force {
		return nil, candour.Conflict("this program keeps the record of %s, and not that of another force", m.Force)
	}
	from, to := "", ""
	if len(a.Leaves) > 0 {
		first, last, err := ledger.Lose(tx, a.Force, a.Leaves)
		if err != nil {
			return nil, err
		}
		from, to = strconv.FormatInt(first, 10), strconv.FormatInt(last, 10)
	}
	says := []candour.Field{
		{Name: "backup-made", Value: a.Made.UTC().Format(time.RFC3339)},
		{Name: ledger.LostFrom, Value: from},
		{Name: ledger.LostTo, Value: to},
	}
	if a.Ended != nil {
		says = append(says, a.Ended.Fields()...)
	}
	events := []candour.Event{{Kind: ledger.Restored, Subject: a.Of(), On: m.Today(), Data: says}}
	for _, e := range a.Erased {
		if e.Force != a.Force {
			return nil, fmt.Errorf("an erasure of %s in the record of %s", e.Force, a.Force)
		}
		events = append(events, candour.Event{Kind: ledger.ErasedSince, Subject: a.Of(), On: m.Today(), Data: ledger.ErasedSinceFields(e.Of, e.On)})
	}
	return events, nil
}
