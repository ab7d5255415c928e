package cases

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// CaseReopened is what happens when a closed case is taken up again.
const CaseReopened candour.EventKind = "case-reopened"

// NewInformation is what a case is reopened for.
type NewInformation string

// Choices are the answers as they are asked.
func (NewInformation) Choices() []act.Choice {
	return []act.Choice{
		{Value: "new-evidence", Label: "New evidence"},
		{Value: "compensation-award", Label: "A compensation award whose reasons accept that it happened", Hint: "It is decided on the balance of probabilities, as this case is."},
		{Value: "other-track", Label: "A finding on another track contradicts what was decided here"},
		{Value: "review-upheld", Label: "A review of the decision was upheld"},
	}
}

// ReopenCaseKind takes up a closed case again, as it stood.
var ReopenCaseKind = act.Kind{
	ID:     "reopen-case",
	Button: "Reopen the case",
	Does:   "Takes up a closed case again because of something new. The allegations that you name are undecided again; what was decided on them stays on record. The person who reported is told at once.",
	Of:     "case",
	Emits:  []candour.EventKind{CaseReopened},
	From:   []string{Closed},
	Roles:  []authz.Role{authz.Authority, authz.PolicingBody},
	New:    func() act.Act { return new(ReopenCase) },
}

// ReopenCase reopens one case.
type ReopenCase struct {
	Case        candour.CaseID  `hidden:"yes"`
	Why         NewInformation  `ask:"What is new?"`
	Allegations string          `ask:"Which allegations are to be decided again?" hint:"Their numbers, for example 1, 3. Or: all."`
	Reasons     candour.Marking `ask:"What are your reasons?" hint:"Say what it is, where it comes from, and what it bears on." rows:"6"`
}

// Kind is ReopenCaseKind.
func (*ReopenCase) Kind() *act.Kind { return &ReopenCaseKind }

// Of is the case.
func (a *ReopenCase) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses to reopen without reasons, and for no allegation.
func (a *ReopenCase) Check() error {
	if _, err := a.numbers(); err != nil {
		return err
	}
	return mustReason(a.Reasons)
}

// numbers are the allegations as they were typed; none stands for all.
func (a *ReopenCase) numbers() (out []int, err error) {
	typed := strings.FieldsFunc(a.Allegations, func(r rune) bool { return r == ',' || r == ' ' })
	if len(typed) == 1 && strings.EqualFold(typed[0], "all") {
		return nil, nil
	}
	for _, s := range typed {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || slices.Contains(out, n) {
			return nil, candour.Invalid("allegations", "Give the numbers of the allegations, each once, like 1, 3. Or write: all.")
		}
		out = append(out, n)
	}
	if len(out) == 0 {
		return nil, candour.Invalid("allegations", "Say which allegations are to be decided again, like 1, 3. Or write: all.")
	}
	return out, nil
}

// Apply reopens. Each decision that is taken back goes to the earlier ones, with
// its reasons.
func (a *ReopenCase) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := NotErased(tx, m, a.Case); err != nil {
		return nil, err
	}
	numbers, err := a.numbers()
	if err != nil {
		return nil, err
	}
	all, err := allegations(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	for _, n := range numbers {
		if n > len(all) {
			return nil, candour.Invalid("allegations", "This case has no allegation %d.", n)
		}
	}
	var closed string
	if err := tx.One(`SELECT closed_day FROM cases_case WHERE force = $1 AND id = $2`, []any{string(m.Force), string(a.Case)}, &closed); err != nil {
		return nil, err
	}
	id := m.ID("reopened")
	sealed, err := sealReasons(tx, m, a.Case, "cases_reopened.reasons/"+id, a.Reasons)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO cases_reopened (force, id, case_id, closed_day, why, reasons, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(m.Force), id, string(a.Case), closed, string(a.Why), sealed, string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	if err := setClosed(tx, m.Force, a.Case, candour.Date{}); err != nil {
		return nil, err
	}
	e := candour.Event{Kind: CaseReopened, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "reopened", Value: id}, {Name: "why", Value: string(a.Why)}, {Name: "closed", Value: closed}, {Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}
	for _, x := range all {
		if x.Decision == "" || len(numbers) > 0 && !slices.Contains(numbers, x.Position) {
			continue
		}
		if err := takeBack(tx, m, a.Case, id, x); err != nil {
			return nil, err
		}
		e.Data = append(e.Data, candour.Field{Name: "undecided again", Value: string(x.ID)})
	}
	return []candour.Event{e}, nil
}

// NotErased refuses to add to a case whose words are gone.
func NotErased(tx *seal.Tx, m act.Made, c candour.CaseID) error {
	on, err := tx.ErasedOn(m.Force, caseSubject(c))
	if err == nil {
		return candour.Conflict("What was recorded in this case was erased on %s, so nothing can be added to it. If there is something new, open a new case.", on.Words())
	}
	if errors.Is(err, candour.ErrNotFound) {
		return nil
	}
	return err
}

// takeBack moves a decision to the earlier ones.
func takeBack(tx *seal.Tx, m act.Made, c candour.CaseID, reopened string, x Allegation) (err error) {
	reasons := ""
	if !x.Reasons.Empty() {
		if reasons, err = sealReasons(tx, m, c, earlierPlace(reopened, x.ID), x.Reasons); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO cases_earlier_decision (force, reopened, allegation, case_id, decision, standard, reasons, by_person, on_day, told_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(m.Force), reopened, string(x.ID), string(c), string(x.Decision), string(x.Standard), reasons, string(x.DecidedBy), x.DecidedOn.String(), x.ToldOn.String()); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM cases_decision WHERE force = $1 AND case_id = $2 AND allegation = $3`, string(m.Force), string(c), string(x.ID)); err != nil {
		return err
	}
	return showDecided(tx, m.Force, c, x.ID, "")
}

func earlierPlace(reopened string, a candour.AllegationID) string {
	return "cases_earlier_decision.reasons/" + reopened + "/" + string(a)
}

// EarlierDecision is a decision that a reopening took back.
type EarlierDecision struct {
	Allegation candour.AllegationID
	Decision   Decision
	Standard   Standard
	Reasons    candour.Marking
	By         candour.PersonID
	On, ToldOn candour.Date
}

// EarlierDecisions are those of a case, the oldest first.
func EarlierDecisions(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []EarlierDecision, err error) {
	var places, sealed []string
	err = tx.Each(`SELECT reopened, allegation, decision, standard, reasons, by_person, on_day, told_day FROM cases_earlier_decision WHERE force = $1 AND case_id = $2 ORDER BY on_day, reopened, allegation`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var reopened, allegation, decision, standard, reasons, by, on, told string
		err := scan(&reopened, &allegation, &decision, &standard, &reasons, &by, &on, &told)
		out = append(out, EarlierDecision{Allegation: candour.AllegationID(allegation), Decision: Decision(decision), Standard: Standard(standard), By: candour.PersonID(by), On: day(on), ToldOn: day(told)})
		places, sealed = append(places, earlierPlace(reopened, candour.AllegationID(allegation))), append(sealed, reasons)
		return err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, caseSubject(c))
	for i := range out {
		if err != nil {
			return nil, err
		}
		out[i].Reasons, err = words.Open(places[i], sealed[i])
	}
	return out, err
}

// Reopening is one time that a case was taken up again.
type Reopening struct {
	Closed, On candour.Date
	Why        string // as its choice is worded
	Reasons    candour.Marking
	By         candour.PersonID
}

// Reopenings are those of a case, the oldest first.
func Reopenings(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []Reopening, err error) {
	var ids, sealed []string
	err = tx.Each(`SELECT id, closed_day, why, reasons, by_person, on_day FROM cases_reopened WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var id, closed, why, reasons, by, on string
		err := scan(&id, &closed, &why, &reasons, &by, &on)
		for _, x := range NewInformation("").Choices() {
			if x.Value == why {
				why = x.Label
			}
		}
		if why == string(personAdded) {
			why = "The person who reported added something"
		}
		out = append(out, Reopening{Closed: day(closed), On: day(on), Why: why, By: candour.PersonID(by)})
		ids, sealed = append(ids, id), append(sealed, reasons)
		return err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, caseSubject(c))
	for i := range out {
		if err != nil {
			return nil, err
		}
		out[i].Reasons, err = words.Open("cases_reopened.reasons/"+ids[i], sealed[i])
	}
	return out, err
}

// Past is what was decided before the case was reopened, as its page shows it:
// nothing that was decided goes.
func Past(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []Thing, err error) {
	again, err := Reopenings(tx, force, c)
	if err != nil || len(again) == 0 {
		return nil, err
	}
	for _, r := range again {
		out = append(out, Thing{Of: candour.Subject{Kind: "reopening", ID: string(c)}, Title: "Reopened on " + r.On.Words(), State: "reopened", Rows: []Row{
			{Key: "It had been closed", Value: candour.Mark(r.Closed.Words())}, {Key: "What is new", Value: candour.Mark(r.Why)}, {Key: "Reasons", Value: r.Reasons, By: r.By},
		}})
	}
	all, err := EarlierDecisions(tx, force, c)
	if err != nil {
		return nil, err
	}
	briefs, err := Briefs(tx, force, c)
	for _, d := range all {
		name := "an allegation"
		for _, b := range briefs {
			if b.ID == d.Allegation {
				name = b.Name()
			}
		}
		out = append(out, Thing{Of: candour.Subject{Kind: "earlier-decision", ID: string(d.Allegation)}, Title: "Earlier decision on " + name, State: "taken back", Rows: []Row{
			{Key: "Decided on " + d.On.Words(), Value: candour.Mark(d.Decision.Words()), By: d.By}, {Key: "Reasons", Value: d.Reasons},
		}})
	}
	return out, err
}
