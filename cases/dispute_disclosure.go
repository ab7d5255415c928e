package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// DisclosureDisputed is what happens when the person complained of disputes a point of
// what was disclosed to them.
const DisclosureDisputed candour.EventKind = "disclosure-disputed"

// DisputeDisclosureKind is one point that they dispute. It stands beside the
// allegations for whoever decides on them, and has no last day.
var DisputeDisclosureKind = act.Kind{
	ID:     "dispute-disclosure",
	Button: "Dispute a point of it",
	Does:   "Says which part of what you read here is not so, and what you say of it. Send one point at a time, as many as there are. Whoever decides has each before them. Nothing that you send is changed or taken away.",
	Of:     "disclosure",
	Emits:  []candour.EventKind{DisclosureDisputed},
	From:   []string{Told},
	Roles:  []authz.Role{authz.OfTheirOwn, authz.AnswersFor},
	New:    func() act.Act { return new(DisputeDisclosure) },
}

// DisputeDisclosure is one point.
type DisputeDisclosure struct {
	Disclosure string          `hidden:"yes"`
	Point      candour.Marking `ask:"Which part do you dispute?" hint:"Copy the words, or say which." rows:"2"`
	Says       candour.Marking `ask:"What do you say of it?" rows:"6"`
	Shows      candour.Marking `ask:"Who or what could show it?" hint:"You can leave this empty." rows:"3" optional:"yes"`
}

// Kind is DisputeDisclosureKind.
func (*DisputeDisclosure) Kind() *act.Kind { return &DisputeDisclosureKind }

// Of is what was disclosed.
func (a *DisputeDisclosure) Of() candour.Subject {
	return candour.Subject{Kind: "disclosure", ID: a.Disclosure}
}

// Check refuses a point without words.
func (a *DisputeDisclosure) Check() error {
	switch {
	case a.Point.Empty():
		return candour.Invalid("point", "Write which part you dispute.")
	case a.Says.Empty():
		return candour.Invalid("says", "Write what you say of it.")
	}
	return nil
}

// Apply keeps it.
func (a *DisputeDisclosure) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, o, err := DisclosedIn(tx, m.Force, a.Disclosure)
	if err != nil {
		return nil, err
	}
	spoke, err := Spoke(tx, m, a.Disclosure)
	if err != nil {
		return nil, err
	}
	id, of := m.ID("dispute"), caseSubject(c)
	e := candour.Event{Kind: DisclosureDisputed, Subject: of, On: m.Today(), Data: append([]candour.Field{
		{Name: "dispute", Value: id},
		{Name: "disputed", Value: a.Disclosure},
		{Name: FieldOfficer, Value: string(o)},
		{Name: "point", Value: a.Point.Words(), Of: of},
		{Name: "says", Value: a.Says.Words(), Of: of},
		{Name: "shows", Value: a.Shows.Words(), Of: of},
	}, spoke.Fields()...)}
	var sealed [3]string
	for i, words := range []candour.Marking{a.Point, a.Says, a.Shows} {
		if sealed[i], err = sealReasons(tx, m, c, disputePlace(i, id), words); err != nil {
			return nil, err
		}
	}
	var n int
	if err := tx.One(`SELECT count(*) FROM cases_dispute WHERE force = $1 AND case_id = $2`, []any{string(m.Force), string(c)}, &n); err != nil {
		return nil, err
	}
	_, err = tx.Exec(`INSERT INTO cases_dispute (force, id, disclosure, case_id, officer, point, says, shows, spoke, by_person, on_day, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		string(m.Force), id, a.Disclosure, string(c), string(o), sealed[0], sealed[1], sealed[2], spoke.ID, string(m.Actor.ID), m.Today().String(), n+1)
	return []candour.Event{e}, err
}

func disputePlace(n int, id string) string {
	return "cases_dispute." + []string{"point", "says", "shows"}[n] + "/" + id
}

// Dispute is one point that was disputed.
type Dispute struct {
	Disclosure         string
	Officer            candour.OfficerID
	Point, Says, Shows candour.Marking
	By                 candour.Marking // who sent it in their name, or empty
	On                 candour.Date
}

// Disputes are the points that officers dispute in a case, in the order in which they
// came. Whoever shows one has asked authz.
func Disputes(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []Dispute, err error) {
	var ids, sent []string
	var shut [][3]string
	err = tx.Each(`SELECT id, disclosure, officer, point, says, shows, spoke, on_day FROM cases_dispute WHERE force = $1 AND case_id = $2 ORDER BY position`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var d Dispute
		var id, o, spoke, on string
		var s [3]string
		err := scan(&id, &d.Disclosure, &o, &s[0], &s[1], &s[2], &spoke, &on)
		d.Officer, d.On = candour.OfficerID(o), day(on)
		out, ids, shut, sent = append(out, d), append(ids, id), append(shut, s), append(sent, spoke)
		return err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, caseSubject(c))
	if err != nil {
		return nil, err
	}
	speak, err := spokenIn(tx, force, c)
	if err != nil {
		return nil, err
	}
	for i := range out {
		for _, r := range speak {
			if r.ID == sent[i] {
				out[i].By = r.Name
			}
		}
		for n, to := range []*candour.Marking{&out[i].Point, &out[i].Says, &out[i].Shows} {
			if *to, err = words.Open(disputePlace(n, ids[i]), shut[i][n]); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
