package retention

import (
	"candour"
	"candour/act"
	"candour/seal"
)

func liftHold(of string) *act.Kind {
	k := &act.Kind{
		ID:     "lift-hold-" + of,
		Button: "Lift the legal hold",
		Does:   "Lifts every legal hold that stands on this " + of + ": from then on it can be erased again.",
		Of:     of,
		Emits:  []candour.EventKind{HoldLifted},
		Roles:  deciders,
		Fits:   anyHold,
	}
	k.New = func() act.Act { return &LiftHold{kind: k} }
	return k
}

// LiftHold lifts the holds on a record.
type LiftHold struct {
	Record  string          `hidden:"yes" of:"yes"`
	Reasons candour.Marking `ask:"Why is it not needed any more?" rows:"4"`

	kind *act.Kind
}

// Kind is that of the record that it is about.
func (a *LiftHold) Kind() *act.Kind { return a.kind }

// Of is the record.
func (a *LiftHold) Of() candour.Subject { return candour.Subject{Kind: a.kind.Of, ID: a.Record} }

// Check refuses to lift without reasons.
func (a *LiftHold) Check() error { return mustReason(a.Reasons) }

// Apply lifts them, one event each.
func (a *LiftHold) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	holds, err := Holds(tx, m.Force, a.Of(), m.Today())
	if err != nil {
		return nil, err
	}
	if len(holds) == 0 {
		return nil, candour.Conflict("No legal hold stands on this %s, so there is nothing to lift.", a.kind.Of)
	}
	var events []candour.Event
	for _, h := range holds {
		if _, err := tx.Exec(`UPDATE retention_hold SET lifted_day = $1 WHERE force = $2 AND id = $3`, m.Today().String(), string(m.Force), h.ID); err != nil {
			return nil, err
		}
		events = append(events, candour.Event{Kind: HoldLifted, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
			{Name: "hold", Value: h.ID},
			{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
		}})
	}
	return events, nil
}
