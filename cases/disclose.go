package cases

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// Disclosed is what happens when the person complained of is told something.
const Disclosed candour.EventKind = "disclosed"

// ReadDisclosure is what the person complained of may read: what was disclosed
// to them, and never the case or the report; and whoever represents them.
var ReadDisclosure = authz.Action{ID: "read-disclosure", Roles: []authz.Role{authz.OfTheirOwn, authz.Representative}}

// Told is the one state of a disclosure: it is not taken back.
const Told = "told"

// DiscloseKind tells the person complained of something about a matter, after
// the harm test (Police (Conduct) Regulations 2020, reg 6). Until then the matter
// is undisclosed: nothing that they see, count or time tells them of it.
var DiscloseKind = act.Kind{
	ID:     "disclose",
	Button: "Disclose to the officer",
	Does:   "Tells the officer complained of what you write here, and nothing else of the case. Ask the harm test first; it is recorded.",
	Of:     "case",
	Emits:  []candour.EventKind{Disclosed},
	From:   []string{Opened, Assessed, Closed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(Disclose) },
}

// Disclose is one disclosure to one person.
type Disclose struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes"`
	Says    candour.Marking   `ask:"What do they read?" hint:"Say nothing from which they could tell who reported, unless that person agreed." rows:"6"`
	Risk    bool              `ask:"Would telling them this now put anyone at risk, or harm the investigation?" hint:"The harm test. If the answer is yes, it is not disclosed."`
	Harm    candour.Marking   `ask:"How do you know?" hint:"Whom you asked, and what is in place: a safety plan, evidence secured." rows:"4"`
}

// Kind is DiscloseKind.
func (*Disclose) Kind() *act.Kind { return &DiscloseKind }

// Of is the case.
func (a *Disclose) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses a disclosure that would do harm, or that nobody weighed.
func (a *Disclose) Check() error {
	switch {
	case a.Risk:
		return candour.Invalid("risk", "It is not disclosed, because it would do harm. Take out what would do harm, or wait, then answer no.")
	case a.Harm.Empty():
		return candour.Invalid("harm", "Say how you know that it does no harm: a harm test without reasons is none.")
	case a.Says.Empty():
		return candour.Invalid("says", "Write what they may know.")
	}
	return mustPick(a.Officer)
}

// Apply keeps it. A reaction, which knows the workforce, says whose it is.
func (a *Disclose) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	var one int
	err := tx.One(`SELECT 1 FROM cases_accused WHERE force = $1 AND case_id = $2 AND officer = $3 LIMIT 1`, []any{string(m.Force), string(a.Case), string(a.Officer)}, &one)
	if errors.Is(err, candour.ErrNotFound) {
		return nil, candour.Invalid(FieldOfficer, "This case is not about that officer. Nothing is disclosed to anybody else.")
	}
	if err != nil {
		return nil, err
	}
	e, err := DiscloseTo(tx, m, a.Case, a.Officer, a.Says, a.Harm)
	if err != nil {
		return nil, err
	}
	return []candour.Event{e}, nil
}

// DiscloseTo keeps what an officer of a case may read, and gives its event: for an
// act by which they learn of something, which has recorded the harm test.
func DiscloseTo(tx *seal.Tx, m act.Made, c candour.CaseID, o candour.OfficerID, words, test candour.Marking) (candour.Event, error) {
	of, id := caseSubject(c), m.ID("disclosure")
	e := candour.Event{Kind: Disclosed, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "disclosure", Value: id},
		{Name: FieldOfficer, Value: string(o)},
		{Name: "says", Value: words.Words(), Of: of},
		{Name: "harm", Value: test.Words(), Of: of},
	}}
	key, err := tx.Make(m.Force, of, m.NewKey)
	if err != nil {
		return e, err
	}
	says, err := key.Seal("cases_disclosure.says/"+id, words.Words())
	if err != nil {
		return e, err
	}
	harm, err := key.Seal("cases_disclosure.harm/"+id, test.Words())
	if err != nil {
		return e, err
	}
	_, err = tx.Exec(`INSERT INTO cases_disclosure (force, id, case_id, officer, person, says, harm, on_day) VALUES ($1, $2, $3, $4, '', $5, $6, $7)`,
		string(m.Force), id, string(c), string(o), says, harm, m.Today().String())
	return e, err
}

// DisclosedToAll reports whether a matter is disclosed whole: somebody was found for
// every allegation of the case, and something was disclosed to each of them.
func DisclosedToAll(tx *seal.Tx, force candour.ForceID, id candour.CaseID) (bool, error) {
	var all, not int
	err := tx.One(`SELECT count(*), COALESCE(sum(CASE WHEN x.officer IS NULL OR NOT EXISTS (SELECT 1 FROM cases_disclosure d WHERE d.force = a.force AND d.case_id = a.case_id AND d.officer = x.officer) THEN 1 ELSE 0 END), 0)
		FROM cases_allegation a LEFT JOIN cases_accused x ON x.force = a.force AND x.case_id = a.case_id AND x.allegation = a.id WHERE a.force = $1 AND a.case_id = $2`, []any{string(force), string(id)}, &all, &not)
	return all > 0 && not == 0, err
}

// DisclosedTo says who alone may read a disclosure. A reaction calls it.
func DisclosedTo(tx *seal.Tx, force candour.ForceID, id string, p candour.PersonID) error {
	_, err := tx.Exec(`UPDATE cases_disclosure SET person = $1 WHERE force = $2 AND id = $3 AND person = ''`, string(p), string(force), id)
	return err
}

func standDisclosure(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var p, c, o string
	if err := tx.One(`SELECT person, case_id, officer FROM cases_disclosure WHERE force = $1 AND id = $2`, []any{string(force), id}, &p, &c, &o); err != nil {
		return act.Standing{}, err
	}
	read, answer, err := speakers(tx, force, candour.CaseID(c), candour.OfficerID(o))
	return act.Standing{State: Told, Person: candour.PersonID(p), Represented: read, Answering: answer}, err
}

// Disclosure is what one person complained of may know.
type Disclosure struct {
	ID   string
	On   candour.Date
	Says candour.Marking
}

// Disclosures are the ids of what was disclosed to a person, the latest first.
// Whoever shows one asks authz about it.
func Disclosures(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (out []string, err error) {
	err = tx.Each(`SELECT id FROM cases_disclosure WHERE force = $1 AND person = $2 ORDER BY on_day DESC, id`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// ReadOneDisclosure opens a disclosure.
func ReadOneDisclosure(tx *seal.Tx, force candour.ForceID, id string) (Disclosure, error) {
	d := Disclosure{ID: id}
	var c, says, on string
	if err := tx.One(`SELECT case_id, says, on_day FROM cases_disclosure WHERE force = $1 AND id = $2`, []any{string(force), id}, &c, &says, &on); err != nil {
		return d, err
	}
	d.On = day(on)
	words, err := tx.Words(force, caseSubject(candour.CaseID(c)))
	if err != nil {
		return d, err
	}
	d.Says, err = words.Open("cases_disclosure.says/"+id, says)
	return d, err
}

// DisclosedIn says of which case, and to which of its officers, something was
// disclosed: for an act that the officer does to what they were told. Neither is
// shown to them.
func DisclosedIn(tx *seal.Tx, force candour.ForceID, id string) (c candour.CaseID, o candour.OfficerID, err error) {
	var in, to string
	err = tx.One(`SELECT case_id, officer FROM cases_disclosure WHERE force = $1 AND id = $2`, []any{string(force), id}, &in, &to)
	return candour.CaseID(in), candour.OfficerID(to), err
}
