package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// OfficerPosted is what happens when somebody moves to another unit.
const OfficerPosted candour.EventKind = "officer-posted"

// PostOfficerKind moves somebody to a unit. Whoever is posted to the unit of an
// accused is walled from the matter by it at once: a transfer must not be a way
// to reach what one's new colleagues are accused of.
var PostOfficerKind = act.Kind{
	ID:     "post-officer",
	Button: "Post to a unit",
	Does:   "Moves somebody to another unit from a day on; where they are posted decides what they must not see.",
	Of:     "officer",
	Emits:  []candour.EventKind{OfficerPosted, WallChanged},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.System},
}

// PostOfficer is one transfer.
type PostOfficer struct {
	Officer candour.OfficerID
	Unit    string
	From    candour.Date
	Reason  candour.Marking // why it is recorded only now, for a day before today
}

// Kind is PostOfficerKind.
func (*PostOfficer) Kind() *act.Kind { return &PostOfficerKind }

// Of is the employment.
func (a *PostOfficer) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses no unit and no day.
func (a *PostOfficer) Check() error {
	if a.Unit == "" {
		return candour.Invalid("unit", "Give the code of the unit.")
	}
	if a.From.IsZero() {
		return candour.Invalid("from", "Give the first day in the unit.")
	}
	return nil
}

// Apply ends the posting that lasts and begins the new one.
func (a *PostOfficer) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	why, err := earlier(m, a.Of(), a.From, a.Reason)
	if err != nil {
		return nil, err
	}
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	before, err := postings(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	data := append(why, candour.Field{Name: "unit", Value: a.Unit})
	for _, x := range before {
		if !x.To.IsZero() {
			continue
		}
		if !x.From.Before(a.From) {
			return nil, candour.Invalid("from", "They are posted to %s since %s. Give a later day.", x.Unit, x.From.Words())
		}
		if _, err := tx.Exec(`UPDATE workforce_posting SET to_day = $1 WHERE force = $2 AND officer = $3 AND unit = $4 AND from_day = $5 AND to_day = ''`,
			a.From.AddDays(-1).String(), string(m.Force), string(a.Officer), x.Unit, x.From.String()); err != nil {
			return nil, err
		}
		data = append(data, candour.Field{Name: "before", Value: x.Unit})
	}
	if err := insertPosting(tx, m.Force, a.Officer, Posting{a.Unit, a.From, candour.Date{}}); err != nil {
		return nil, err
	}
	all, err := postings(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	walls, err := wallByPostings(tx, m, a.Officer, p, all)
	if err != nil {
		return nil, err
	}
	return append([]candour.Event{{Kind: OfficerPosted, Subject: a.Of(), On: a.From, Data: data}}, walls...), nil
}
