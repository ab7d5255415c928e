package investigation

import (
	"errors"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// What happens when a sexual or domestic allegation stands there without the
// decisions that it needs, and when all of them are taken and agreed.
const (
	EarlyOwed  candour.EventKind = "early-decisions-owed"
	EarlyTaken candour.EventKind = "early-decisions-taken"
)

// lack is one thing that is missing: what it is on, and what of it.
type lack struct {
	what    string
	officer candour.OfficerID // empty: it is about a source
}

// lacks are the early decisions that the sexual and domestic allegations of a case
// still need, in the order of the allegations.
func lacks(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []lack, err error) {
	briefs, err := cases.Briefs(tx, force, c)
	if err != nil || !slices.ContainsFunc(briefs, func(b cases.Brief) bool { return b.Factors.Sensitive() }) {
		return nil, err
	}
	made, err := decisionsOf(tx, force, c)
	if err != nil {
		return nil, err
	}
	named, err := sourcesOf(tx, force, c)
	if err != nil {
		return nil, err
	}
	seen := map[candour.OfficerID]bool{}
	for _, b := range briefs {
		if !b.Factors.Sensitive() {
			continue
		}
		for _, o := range b.Officers {
			if seen[o] {
				continue
			}
			seen[o] = true
			for _, k := range []struct {
				kind decisionKind
				what string
			}{{ofRestriction, "restriction or suspension"}, {ofArrest, "arrest and bail"}} {
				if d := current(made, k.kind, string(o)); !d.stands() {
					out = append(out, lack{k.what + " (" + why(d) + ")", o})
				}
			}
		}
		out = append(out, unseen(b, made, named)...)
	}
	return out, nil
}

// unseen are the usual sources of one allegation about which nothing was agreed.
func unseen(b cases.Brief, made []decision, named []source) (out []lack) {
	ruled := current(made, ofSources, string(b.ID))
	var nobody, waits []string
	for _, choice := range (SourceKinds{}).Choices() {
		k := SourceKind(choice.Value)
		switch {
		case slices.ContainsFunc(named, func(s source) bool { return s.allegation == b.ID && s.kind == k }): // judged below
		case !slices.Contains(strings.Split(ruled.answer, ","), choice.Value):
			nobody = append(nobody, lower(k.Words()))
		case !ruled.stands():
			waits = append(waits, lower(k.Words()))
		}
	}
	if len(nobody) > 0 {
		out = append(out, lack{what: "for " + b.Name() + ", naming or ruling out each of: " + strings.Join(nobody, ", ")})
	}
	if len(waits) > 0 {
		out = append(out, lack{what: "for " + b.Name() + ", the ruling out of " + strings.Join(waits, ", ") + " (" + why(ruled) + ")"})
	}
	for _, s := range named {
		if d := current(made, ofPreservation, s.id); s.allegation == b.ID && !d.stands() {
			out = append(out, lack{what: "for " + b.Name() + ", whether " + lower(s.kind.Words()) + " is preserved (" + why(d) + ")"})
		}
	}
	return out
}

// why says how far a decision has come.
func why(d decision) string {
	switch {
	case d.id == "":
		return "nobody has decided"
	case d.review == Disagrees:
		return "sent back"
	}
	return "waits for a second person"
}

func (l lack) String() string {
	if l.officer != "" {
		return "for officer " + string(l.officer) + ", " + l.what
	}
	return l.what
}

// EarlyMissing says what the sexual and domestic allegations of a case still need,
// as the middle of a sentence, or is empty. It names officers by their id: a
// sentence of refusal may reach a log.
func EarlyMissing(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (string, error) {
	all, err := lacks(tx, force, c)
	var out []string
	for _, l := range all {
		out = append(out, l.String())
	}
	return strings.Join(out, "; "), err
}

// TookEarly reports whether somebody took one of the early decisions that stand in
// a case with a sexual or domestic allegation: somebody else then assesses it.
func TookEarly(tx *seal.Tx, force candour.ForceID, c candour.CaseID, p candour.PersonID) (bool, error) {
	briefs, err := cases.Briefs(tx, force, c)
	if err != nil || !slices.ContainsFunc(briefs, func(b cases.Brief) bool { return b.Factors.Sensitive() }) {
		return false, err
	}
	made, err := decisionsOf(tx, force, c)
	return slices.ContainsFunc(made, func(d decision) bool { return d.by == p && d.replaced.IsZero() }), err
}

// Weigh says whether early decisions became owed or are all taken now, once each.
// Reactions call it whenever either may have changed.
func Weigh(tx *seal.Tx, m act.Made, c candour.CaseID) ([]candour.Event, error) {
	missing, err := EarlyMissing(tx, m.Force, c)
	if err != nil {
		return nil, err
	}
	var id string
	err = tx.One(`SELECT id FROM investigation_owed WHERE force = $1 AND case_id = $2 AND done_day = ''`, []any{string(m.Force), string(c)}, &id)
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		return nil, err
	}
	e := candour.Event{Subject: cases.Subject(c), On: m.Today()}
	switch {
	case missing != "" && id == "":
		e.Kind = EarlyOwed
		_, err = tx.Exec(`INSERT INTO investigation_owed (force, id, case_id, from_day, done_day) VALUES ($1, $2, $3, $4, '')`, string(m.Force), m.ID("owed"), string(c), m.Today().String())
	case missing == "" && id != "":
		e.Kind = EarlyTaken
		_, err = tx.Exec(`UPDATE investigation_owed SET done_day = $1 WHERE force = $2 AND id = $3`, m.Today().String(), string(m.Force), id)
	default:
		return nil, nil
	}
	return []candour.Event{e}, err
}

// early shows what is still owed, a card for each officer and one for the sources;
// of a case without a sexual or domestic allegation it proposes the usual sources.
func early(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	all, err := lacks(tx, force, c)
	if err != nil {
		return nil, err
	}
	row := func(what string) cases.Row { return cases.Row{Key: "Missing", Value: candour.Mark(what)} }
	for _, l := range all {
		i := slices.IndexFunc(out, func(x cases.Thing) bool { return x.Officer == l.officer })
		if i < 0 {
			out, i = append(out, cases.Thing{Of: candour.Subject{Kind: "early", ID: string(c) + string(l.officer)}, Title: "Decisions owed before the assessment", Officer: l.officer, State: "owed"}), len(out)
		}
		out[i].Rows = append(out[i].Rows, row(l.what))
	}
	if len(out) > 0 {
		return out, nil
	}
	briefs, err := cases.Briefs(tx, force, c)
	if err != nil {
		return nil, err
	}
	named, err := sourcesOf(tx, force, c)
	if err != nil {
		return nil, err
	}
	made, err := decisionsOf(tx, force, c)
	if err != nil {
		return nil, err
	}
	state, err := cases.StateOf(tx, force, c)
	if err != nil || state != cases.Opened {
		return nil, err
	}
	x := cases.Thing{Of: candour.Subject{Kind: "early", ID: string(c)}, Title: "Where evidence usually is", State: "suggested, not owed"}
	for _, b := range briefs {
		for _, l := range unseen(b, made, named) {
			x.Rows = append(x.Rows, cases.Row{Key: strings.ToUpper(b.Name()[:1]) + b.Name()[1:], Value: candour.Mark("Not settled: " + strings.TrimPrefix(l.what, "for "+b.Name()+", "))})
		}
	}
	if len(x.Rows) == 0 {
		return nil, nil
	}
	return []cases.Thing{x}, nil
}
