package retention

import (
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
)

func placeHold(of string) *act.Kind {
	k := &act.Kind{
		ID:     "place-hold-" + of,
		Button: "Place a legal hold",
		Does:   "Keeps this " + of + " from being erased, because a court, an inquiry or a claim may need it.",
		Of:     of,
		Emits:  []candour.EventKind{HoldPlaced},
		Roles:  deciders,
		Fits:   notErased,
	}
	if of == "officer" {
		k.Does += " Every authority can see that it stands: for a matter of which the officer must not know, place it on the case."
	}
	k.New = func() act.Act { return &PlaceHold{kind: k} }
	return k
}

// PlaceHold keeps a record from being erased.
type PlaceHold struct {
	Record  string          `hidden:"yes" of:"yes"`
	For     candour.Marking `ask:"Who needs it?" hint:"For example: the coroner, or the court in which a claim was made."`
	Reasons candour.Marking `ask:"Why must it be kept?" rows:"4"`
	Until   candour.Date    `ask:"Until which day does the hold stand?" hint:"Leave it empty if it stands until somebody lifts it." optional:"yes"`

	kind *act.Kind
}

// Kind is that of the record that it is about.
func (a *PlaceHold) Kind() *act.Kind { return a.kind }

// Of is the record.
func (a *PlaceHold) Of() candour.Subject { return candour.Subject{Kind: a.kind.Of, ID: a.Record} }

// Check refuses a hold that nobody could judge later.
func (a *PlaceHold) Check() error {
	if strings.TrimSpace(a.For.Words()) == "" {
		return candour.Invalid("for", "Say who needs it: a hold that is for nobody is never lifted.")
	}
	return mustReason(a.Reasons)
}

// Apply places the hold.
func (a *PlaceHold) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if !a.Until.IsZero() && a.Until.Before(m.Today()) {
		return nil, candour.Invalid("until", "That day is over. Give a day that is still to come, or leave it empty.")
	}
	key, err := tx.Make(m.Force, a.Of(), m.NewKey)
	if err != nil {
		return nil, err
	}
	id := m.ID("hold")
	whom, err := key.Seal("retention_hold.for_whom/"+id, a.For.Words())
	if err != nil {
		return nil, err
	}
	reasons, err := key.Seal("retention_hold.reasons/"+id, a.Reasons.Words())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO retention_hold (force, id, subject_kind, subject_id, for_whom, reasons, until_day, by_person, on_day, lifted_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
		string(m.Force), id, a.Of().Kind, a.Of().ID, whom, reasons, a.Until.String(), string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: HoldPlaced, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "hold", Value: id},
		{Name: "for", Value: a.For.Words(), Of: a.Of()},
		{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
		{Name: "until", Value: a.Until.String()},
	}}}, nil
}

func mustReason(r candour.Marking) error {
	if strings.TrimSpace(r.Words()) == "" {
		return candour.Invalid("reasons", "Give your reasons: a decision without reasons cannot be reviewed.")
	}
	return nil
}
