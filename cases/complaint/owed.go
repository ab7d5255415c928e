package complaint

import (
	"maps"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
	"candour/store"
)

// What happens to what an account must become. Time counts from the day on which
// the force knew, and for a mandatory referral from the day on which it is clear.
const (
	MatterOpened        candour.EventKind = "matter-opened"
	MatterFinished      candour.EventKind = "matter-finished"
	CriteriaMet         candour.EventKind = "referral-criteria-met"
	CriteriaAdded       candour.EventKind = "referral-criteria-added"     // while a referral is due already: no second limit runs
	CriteriaCorrected   candour.EventKind = "referral-criteria-corrected" // described anew: none is met any more
	theForceKnewThatDay                   = "the day on which the force knew of it"
)

// Brings are the events by which Bring says what changed.
var Brings = []candour.EventKind{MatterOpened, MatterFinished, CriteriaMet, CriteriaAdded, CriteriaCorrected}

// The states of a matter.
const (
	Due      = "due"
	Finished = "dealt-with"
)

// How a matter was dealt with.
type How string

// The ways. The last is not a decision of anybody: the grounds fell away.
const (
	Done        How = "done"
	DecidedNot  How = "decided-not-to"
	ReferredIt  How = "referred"
	NotReferred How = "not-referred"
	FellAway    How = "no-longer-alleged"
)

// words is how a matter was dealt with, as a page writes it.
func (h How) words() string {
	return map[How]string{
		Done: "Done", DecidedNot: "It was decided not to", ReferredIt: "Referred", NotReferred: "It was decided not to refer it",
		FellAway: "What it stood on is no longer alleged, so it fell away",
	}[h]
}

// matter is one row.
type matter struct {
	id         string
	kind       Matter
	about      string
	known      candour.Date
	criteria   string
	announced  []string
	finishedOn candour.Date
	how        How
	covers     []string
	reference  string // sealed
	words      string // sealed
}

func (x matter) open() bool { return x.finishedOn.IsZero() }

func mattersOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []matter, err error) {
	err = tx.Each(`SELECT id, kind, about, known_day, criteria, announced, finished_day, how, covers, reference, words FROM complaint_matter WHERE force = $1 AND case_id = $2 ORDER BY kind, about, id`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var x matter
		var kind, known, announced, finished, how, covers string
		err := scan(&x.id, &kind, &x.about, &known, &x.criteria, &announced, &finished, &how, &covers, &x.reference, &x.words)
		x.kind, x.known, x.finishedOn, x.how = Matter(kind), cases.Day(known), cases.Day(finished), How(how)
		x.announced, x.covers = linesOf(announced), linesOf(covers)
		out = append(out, x)
		return err
	})
	return out, err
}

func linesOf(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// settled are the grounds of a matter that were dealt with: what stands on them
// alone is not owed again.
func settled(all []matter, kind Matter, about string) (out []string) {
	for _, x := range all {
		if x.kind == kind && x.about == about && !x.open() {
			out = append(out, x.covers...)
		}
	}
	return out
}

func openOne(all []matter, kind Matter, about string) (matter, bool) {
	i := slices.IndexFunc(all, func(x matter) bool { return x.kind == kind && x.about == about && x.open() })
	if i < 0 {
		return matter{}, false
	}
	return all[i], true
}

// unsettled are the grounds that nobody has dealt with.
func unsettled(list []Ground, settled []string) []Ground {
	return slices.DeleteFunc(slices.Clone(list), func(g Ground) bool { return slices.Contains(settled, g.For) })
}

// Bring opens the matters that the facts of a case ask for, and ends those that
// they do not ask for any more: nothing is deleted, and whatever was dealt with
// stands. Done twice it changes nothing the second time. Reactions call it; known is
// the day on which the force knew, or zero where it is to be taken from what was
// opened before.
func Bring(tx *seal.Tx, m act.Made, c candour.CaseID, known candour.Date) (out []candour.Event, err error) {
	f, err := factsOf(tx, m.Force, c)
	if err != nil {
		return nil, err
	}
	all, err := mattersOf(tx, m.Force, c)
	if err != nil {
		return nil, err
	}
	if known.IsZero() {
		known = m.Today()
		for _, x := range all {
			if x.known.Before(known) && !f.Imported {
				known = x.known
			}
		}
	}
	owed := Owed(f)
	for _, k := range MatterKinds {
		for _, about := range slices.Sorted(maps.Keys(owed[k.ID])) {
			if _, open := openOne(all, k.ID, about); open || len(unsettled(owed[k.ID][about], settled(all, k.ID, about))) == 0 {
				continue
			}
			e, err := open(tx, m, c, k, about, known)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
	}
	for _, x := range all {
		if !x.open() || len(unsettled(owed[x.kind][x.about], settled(all, x.kind, x.about))) > 0 {
			continue
		}
		e, err := finish(tx, m, c, x, FellAway, nil, candour.Marking{}, candour.Marking{})
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	more, err := criteria(tx, m, c, f)
	return append(out, more...), err
}

func open(tx *seal.Tx, m act.Made, c candour.CaseID, k MatterKind, about string, known candour.Date) (candour.Event, error) {
	id := m.ID("matter/" + string(k.ID) + "/" + about)
	_, err := tx.Exec(`INSERT INTO complaint_matter (force, id, case_id, kind, about, known_day, criteria, announced, finished_day, how, covers, reference, words, by_person) VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', '', '', '', '')`,
		string(m.Force), id, string(c), string(k.ID), about, known.String())
	e := candour.Event{Kind: MatterOpened, Subject: cases.Subject(c), On: known, Data: []candour.Field{
		{Name: "matter", Value: string(k.ID)}, {Name: "id", Value: id}, {Name: "owner", Value: k.owners()},
	}}
	if k.Of != "" {
		e.Data = append(e.Data, candour.Field{Name: k.Of, Value: about})
	}
	if known.Before(m.Today()) {
		e.Data = append(e.Data, candour.Field{Name: act.EarlierDay, Value: theForceKnewThatDay})
	}
	return e, err
}

// finish ends one matter. covers are the grounds that it was dealt with for.
func finish(tx *seal.Tx, m act.Made, c candour.CaseID, x matter, how How, covers []Ground, reference, words candour.Marking) (candour.Event, error) {
	var sealed [2]string
	for i, w := range []candour.Marking{reference, words} {
		if w.Empty() {
			continue
		}
		var err error
		if sealed[i], err = cases.Seal(tx, m, c, place(x.id, i), w); err != nil {
			return candour.Event{}, err
		}
	}
	var lines []string
	for _, g := range covers {
		lines = append(lines, g.For)
	}
	_, err := tx.Exec(`UPDATE complaint_matter SET finished_day = $1, how = $2, covers = $3, reference = $4, words = $5, by_person = $6 WHERE force = $7 AND id = $8`,
		m.Today().String(), string(how), strings.Join(lines, "\n"), sealed[0], sealed[1], string(m.Actor.ID), string(m.Force), x.id)
	e := candour.Event{Kind: MatterFinished, Subject: cases.Subject(c), On: m.Today(), Data: []candour.Field{
		{Name: "matter", Value: string(x.kind)}, {Name: "id", Value: x.id}, {Name: "how", Value: string(how)},
	}}
	if k := kindOf(x.kind); k.Of != "" {
		e.Data = append(e.Data, candour.Field{Name: k.Of, Value: x.about})
	}
	if !reference.Empty() {
		e.Data = append(e.Data, candour.Field{Name: "reference", Value: reference.Words(), Of: cases.Subject(c)})
	}
	if !words.Empty() {
		e.Data = append(e.Data, candour.Field{Name: "reasons", Value: words.Words(), Of: cases.Subject(c)})
	}
	return e, err
}

func place(id string, column int) string {
	return []string{"complaint_matter.reference/", "complaint_matter.words/"}[column] + id
}

// criteria announces that a referral is mandatory, on the day on which it becomes
// clear; one that is due already is not due twice. Where everything that met a
// criterion was described anew, the announcement is corrected.
func criteria(tx *seal.Tx, m act.Made, c candour.CaseID, f Facts) ([]candour.Event, error) {
	all, err := mattersOf(tx, m.Force, c)
	if err != nil {
		return nil, err
	}
	var out []candour.Event
	met := unmet(f, all)
	for _, x := range all {
		if x.kind != ReferralDecision || x.how == ReferredIt {
			continue
		}
		e := candour.Event{Subject: cases.Subject(c), On: m.Today(), Data: criteriaFields(f)}
		switch {
		case x.criteria != "" && (len(met) == 0 || !x.open()):
			e.Kind, e.Corrects, e.Data = CriteriaCorrected, x.criteria, nil
			x.criteria, met = "", nil
		case !x.open() || !slices.ContainsFunc(met, func(t string) bool { return !slices.Contains(x.announced, t) }):
			continue
		case len(x.announced) > 0:
			e.Kind = CriteriaAdded
		default:
			e.Kind = CriteriaMet
		}
		if _, err := tx.Exec(`UPDATE complaint_matter SET criteria = $1, announced = $2 WHERE force = $3 AND id = $4`, x.criteria, strings.Join(met, "\n"), string(m.Force), x.id); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func criteriaFields(f Facts) []candour.Field {
	var about, with []string
	for _, x := range Criteria(f) {
		if id := string(x.Allegation); id != "" && !slices.Contains(about, id) {
			about = append(about, id)
		}
	}
	for _, id := range Siblings(f) {
		with = append(with, string(id))
	}
	return []candour.Field{
		{Name: "allegation", Value: strings.Join(about, ",")}, {Name: "criterion", Value: say(Criteria(f))}, {Name: "same incident", Value: strings.Join(with, ",")},
	}
}

// Announced notes by which event a mandatory referral became due, so that a
// description which was wrong can be put right. A reaction calls it.
func Announced(tx *seal.Tx, force candour.ForceID, c candour.CaseID, event string) error {
	_, err := tx.Exec(`UPDATE complaint_matter SET criteria = $1 WHERE force = $2 AND case_id = $3 AND kind = $4 AND finished_day = ''`, event, string(force), string(c), string(ReferralDecision))
	return err
}

// NothingOwed refuses, in a sentence, while something that the account must become
// is not dealt with, or while nobody has decided on a wish to withdraw.
func NothingOwed(tx *seal.Tx, force candour.ForceID, c candour.CaseID) error {
	all, err := mattersOf(tx, force, c)
	if err != nil {
		return err
	}
	alleged, err := cases.AllAlleged(tx, force, c)
	if err != nil {
		return err
	}
	var names []string
	for _, k := range MatterKinds {
		for _, x := range all {
			if x.kind == k.ID && x.open() {
				names = append(names, k.name(x.about, alleged)+" ("+k.owners()+")")
			}
		}
	}
	if len(names) > 0 {
		return candour.Conflict("The case cannot be closed: what it must become is not dealt with yet. Still to do: %s.", strings.Join(names, "; "))
	}
	waits, err := undecided(tx, force, c)
	if err != nil {
		return err
	}
	if waits {
		return candour.Conflict("The case cannot be closed: the person asked to withdraw, and nobody has decided on that. Decide on it first.")
	}
	return nil
}

// Open is a matter that waits.
type Open struct {
	ID    string
	Kind  Matter
	About string
}

// OpenOf are the matters of a case that nobody has dealt with.
func OpenOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []Open, err error) {
	all, err := mattersOf(tx, force, c)
	for _, k := range MatterKinds {
		for _, x := range all {
			if x.kind == k.ID && x.open() {
				out = append(out, Open{x.id, x.kind, x.about})
			}
		}
	}
	return out, err
}

func standMatter(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var c, finished string
	if err := tx.One(`SELECT case_id, finished_day FROM complaint_matter WHERE force = $1 AND id = $2`, []any{string(force), id}, &c, &finished); err != nil {
		return act.Standing{}, err
	}
	return matterStanding(c, finished), nil
}

func matterStanding(c, finished string) act.Standing {
	s := act.Standing{State: Due, Within: []candour.Subject{cases.Subject(candour.CaseID(c))}}
	if finished != "" {
		s.State = Finished
	}
	return s
}

// standMatters is standMatter for up to fifty.
func standMatters(tx *seal.Tx, force candour.ForceID, ids []string) (map[string]act.Standing, error) {
	args, out := append([]any{string(force)}, store.Places(50, ids)...), map[string]act.Standing{}
	err := tx.Each(`SELECT m.id, m.case_id, m.finished_day FROM (VALUES ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25), ($26), ($27), ($28), ($29), ($30), ($31), ($32), ($33), ($34), ($35), ($36), ($37), ($38), ($39), ($40), ($41), ($42), ($43), ($44), ($45), ($46), ($47), ($48), ($49), ($50), ($51)) x CROSS JOIN complaint_matter m WHERE m.force = $1 AND m.id = x.column1`, args, func(scan func(...any) error) error {
		var id, c, finished string
		err := scan(&id, &c, &finished)
		out[id] = matterStanding(c, finished)
		return err
	})
	return out, err
}

// matterOf is one matter and its case.
func matterOf(tx *seal.Tx, force candour.ForceID, id string) (x matter, c candour.CaseID, err error) {
	var of string
	if err := tx.One(`SELECT case_id FROM complaint_matter WHERE force = $1 AND id = $2`, []any{string(force), id}, &of); err != nil {
		return x, "", err
	}
	all, err := mattersOf(tx, force, candour.CaseID(of))
	for _, y := range all {
		if y.id == id {
			x = y
		}
	}
	return x, candour.CaseID(of), err
}
