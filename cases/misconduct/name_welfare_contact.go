package misconduct

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// WelfareContactNamed is what happens when somebody is named who looks after the
// officer.
const WelfareContactNamed candour.EventKind = "welfare-contact-named"

// NameWelfareContactKind names who looks after the officer while the matter lasts.
// They see it once something of the matter was disclosed to them, and not before.
var NameWelfareContactKind = act.Kind{
	ID:     "name-welfare-contact",
	Button: "Name who looks after the officer",
	Does:   "Names somebody whom the officer can turn to while the matter lasts, and how often that person gets in touch. The officer reads it on their page, once something was disclosed to them.",
	Of:     "case",
	Emits:  []candour.EventKind{WelfareContactNamed},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority, authz.CaseWorker},
	New:    func() act.Act { return new(NameWelfareContact) },
}

// NameWelfareContact is one contact. A later one takes their place.
type NameWelfareContact struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes" pick:"accused"`
	Who     candour.Marking   `ask:"Who is it?" hint:"Their name and what they do. Nobody who works on the case, and nobody who gave evidence."`
	Reach   candour.Marking   `ask:"How does the officer reach them?" hint:"A telephone number or an address at work."`
	Often   candour.Marking   `ask:"When does that person get in touch?" hint:"For example: each Monday morning. The officer relies on it."`
}

// Kind is NameWelfareContactKind.
func (*NameWelfareContact) Kind() *act.Kind { return &NameWelfareContactKind }

// Of is the case.
func (a *NameWelfareContact) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses half a contact.
func (a *NameWelfareContact) Check() error {
	switch {
	case blank(a.Who):
		return candour.Invalid("who", "Write who it is.")
	case blank(a.Reach):
		return candour.Invalid("reach", "Write how the officer reaches them.")
	case blank(a.Often):
		return candour.Invalid("often", "Write when that person gets in touch.")
	}
	return cases.MustPick(a.Officer)
}

// Apply names them.
func (a *NameWelfareContact) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := cases.MustBeAccused(tx, m.Force, a.Case, a.Officer); err != nil {
		return nil, err
	}
	var n int
	if err := tx.One(`SELECT count(*) FROM misconduct_welfare WHERE force = $1 AND case_id = $2`, []any{string(m.Force), string(a.Case)}, &n); err != nil {
		return nil, err
	}
	id, of := m.ID("welfare"), cases.Subject(a.Case)
	var sealed [3]string
	e := candour.Event{Kind: WelfareContactNamed, Subject: of, On: m.Today(), Data: []candour.Field{{Name: cases.FieldOfficer, Value: string(a.Officer)}}}
	for i, words := range []candour.Marking{a.Who, a.Reach, a.Often} {
		var err error
		if sealed[i], err = cases.Seal(tx, m, a.Case, welfarePlace(i, id), words); err != nil {
			return nil, err
		}
		e.Data = append(e.Data, candour.Field{Name: welfareFields[i], Value: words.Words(), Of: of})
	}
	_, err := tx.Exec(`INSERT INTO misconduct_welfare (force, id, case_id, officer, who, reach, often, by_person, on_day, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(m.Force), id, string(a.Case), string(a.Officer), sealed[0], sealed[1], sealed[2], string(m.Actor.ID), m.Today().String(), n+1)
	return []candour.Event{e}, err
}

var welfareFields = [3]string{"who", "reach", "often"}

func welfarePlace(n int, id string) string {
	return "misconduct_welfare." + welfareFields[n] + "/" + id
}

// Welfare is who looks after an officer while a matter lasts.
type Welfare struct {
	Who, Reach, Often candour.Marking
	On                candour.Date // since when; zero: nobody was named
}

// welfareOf is who was named last for an officer of a case.
func welfareOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) (w Welfare, err error) {
	var id, on string
	var s [3]string
	err = tx.One(`SELECT id, who, reach, often, on_day FROM misconduct_welfare WHERE force = $1 AND case_id = $2 AND officer = $3 ORDER BY position DESC LIMIT 1`, []any{string(force), string(c), string(o)}, &id, &s[0], &s[1], &s[2], &on)
	if errors.Is(err, candour.ErrNotFound) {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return w, err
	}
	for n, to := range []*candour.Marking{&w.Who, &w.Reach, &w.Often} {
		if *to, err = words.Open(welfarePlace(n, id), s[n]); err != nil {
			return w, err
		}
	}
	w.On = cases.Day(on)
	return w, nil
}

// welfareThings are who looks after each officer of a case.
func welfareThings(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	var officers []candour.OfficerID
	err = tx.Each(`SELECT DISTINCT officer FROM misconduct_welfare WHERE force = $1 AND case_id = $2 ORDER BY officer`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var o string
		err := scan(&o)
		officers = append(officers, candour.OfficerID(o))
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, o := range officers {
		w, err := welfareOf(tx, force, c, o)
		if err != nil {
			return nil, err
		}
		out = append(out, cases.Thing{Of: subject("welfare", string(o)), Title: "Who looks after the officer", Officer: o, State: Standing, Rows: []cases.Row{
			{Key: "Who", Value: w.Who}, {Key: "How to reach them", Value: w.Reach}, {Key: "Gets in touch", Value: w.Often}, row("Since", w.On.Words()),
		}})
	}
	return out, nil
}
