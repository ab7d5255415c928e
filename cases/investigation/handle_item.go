package investigation

import (
	"strconv"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// EvidenceHandled is what happens when an item goes from one hand to another.
const EvidenceHandled candour.EventKind = "evidence-handled"

// HandleItemKind adds to the handling list of an item. Nothing is ever taken off
// it; a mistake is put right by another line. It goes on after the case is closed:
// items are returned and destroyed then.
var HandleItemKind = act.Kind{
	ID:     "handle-item",
	Button: "Add to the handling list",
	Does:   "Adds a line to the list of who had this item when. Lines are only added: if one is wrong, add another that says so.",
	Of:     "item",
	Emits:  []candour.EventKind{EvidenceHandled},
	From:   []string{Held, Differs},
	Roles:  []authz.Role{authz.CaseWorker, authz.Supervisor},
	New:    func() act.Act { return new(HandleItem) },
}

// HandleItem is one line.
type HandleItem struct {
	Item      string          `hidden:"yes"`
	From      candour.Marking `ask:"From whom, or where?"`
	To        candour.Marking `ask:"To whom, or where?"`
	On        candour.Date    `ask:"On which day?"`
	Why       candour.Marking `ask:"Why?" rows:"2"`
	Condition candour.Marking `ask:"In what condition was it, and its seal?" rows:"2"`
	Late      candour.Marking `ask:"If that day is past, why is it recorded only now?" rows:"2" optional:"yes"`
}

// Kind is HandleItemKind.
func (*HandleItem) Kind() *act.Kind { return &HandleItemKind }

// Of is the item.
func (a *HandleItem) Of() candour.Subject { return itemSubject(a.Item) }

// Check refuses a line that says nothing.
func (a *HandleItem) Check() error {
	for _, f := range []struct {
		name  string
		words candour.Marking
	}{{"from", a.From}, {"to", a.To}, {"why", a.Why}, {"condition", a.Condition}} {
		if f.words.Empty() {
			return candour.Invalid(f.name, "Fill this in: a gap in the list is what the evidence is doubted for.")
		}
	}
	return nil
}

// Apply adds it.
func (a *HandleItem) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	stands, err := standItem(tx, m.Force, a.Item)
	if err != nil {
		return nil, err
	}
	c := cases.CaseIn(stands)
	if err := cases.NotErased(tx, m, c); err != nil {
		return nil, err
	}
	late, err := earlier(m, cases.Subject(c), a.On, a.Late)
	if err != nil {
		return nil, err
	}
	n, err := nextHandling(tx, m.Force, a.Item)
	if err != nil {
		return nil, err
	}
	var sealed [4]string
	for i, f := range []struct {
		column string
		words  candour.Marking
	}{{"from_whom", a.From}, {"to_whom", a.To}, {"why", a.Why}, {"condition", a.Condition}} {
		if sealed[i], err = cases.Seal(tx, m, c, handlingPlace(f.column, a.Item, n), f.words); err != nil {
			return nil, err
		}
	}
	if _, err := tx.Exec(`INSERT INTO investigation_handling (force, item, position, from_whom, to_whom, why, condition, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		string(m.Force), a.Item, n, sealed[0], sealed[1], sealed[2], sealed[3], string(m.Actor.ID), a.On.String()); err != nil {
		return nil, err
	}
	of := cases.Subject(c)
	return []candour.Event{{Kind: EvidenceHandled, Subject: of, On: a.On, Data: append([]candour.Field{
		{Name: "item", Value: a.Item},
		{Name: "line", Value: strconv.FormatInt(n, 10)},
		{Name: "from", Value: a.From.Words(), Of: of},
		{Name: "to", Value: a.To.Words(), Of: of},
		{Name: "why", Value: a.Why.Words(), Of: of},
		{Name: "condition", Value: a.Condition.Words(), Of: of},
	}, late...)}}, nil
}
