package investigation

import (
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// The states of an early decision.
const (
	Waiting  = "waiting-for-review"
	Agreed   = "agreed"
	SentBack = "sent-back"
	Replaced = "replaced" // a later one took its place; it stays on record
)

// decisionKind is what an early decision is on.
type decisionKind string

const (
	ofRestriction  decisionKind = "restriction"
	ofArrest       decisionKind = "arrest"
	ofPreservation decisionKind = "preservation"
	ofSources      decisionKind = "ruled-out"
)

// decision is one of them. Of a kind about one thing, the one that nothing replaced
// is in force.
type decision struct {
	id, about, answer      string
	kind                   decisionKind
	terms, reasons         string // sealed
	by, reviewer           candour.PersonID
	on, replaced, reviewed candour.Date
	review                 Review
	said                   string // sealed
}

func (d decision) state() string {
	switch {
	case !d.replaced.IsZero():
		return Replaced
	case d.review == Agrees:
		return Agreed
	case d.review == Disagrees:
		return SentBack
	}
	return Waiting
}

// stands reports whether a decision was made that a second person agreed to.
func (d decision) stands() bool { return d.id != "" && d.state() == Agreed }

func decisionSubject(id string) candour.Subject { return candour.Subject{Kind: "decision", ID: id} }

func standDecision(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var c, review, replaced string
	if err := tx.One(`SELECT case_id, review, replaced_day FROM investigation_decision WHERE force = $1 AND id = $2`, []any{string(force), id}, &c, &review, &replaced); err != nil {
		return act.Standing{}, err
	}
	d := decision{review: Review(review), replaced: cases.Day(replaced)}
	return act.Standing{State: d.state(), Within: []candour.Subject{cases.Subject(candour.CaseID(c))}}, nil
}

// decide keeps a decision in the place of the one before.
func decide(tx *seal.Tx, m act.Made, c candour.CaseID, d decision, terms, reasons candour.Marking) (string, error) {
	if err := cases.MustBeOpen(tx, m.Force, c); err != nil {
		return "", err
	}
	id := m.ID("decision")
	sealed, err := sealAll(tx, m, c, id, "investigation_decision.", map[string]candour.Marking{"terms": terms, "reasons": reasons})
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(`UPDATE investigation_decision SET replaced_day = $1 WHERE force = $2 AND case_id = $3 AND kind = $4 AND about = $5 AND replaced_day = ''`,
		m.Today().String(), string(m.Force), string(c), string(d.kind), d.about); err != nil {
		return "", err
	}
	_, err = tx.Exec(`INSERT INTO investigation_decision (force, id, case_id, kind, about, answer, terms, reasons, by_person, on_day, replaced_day, review, review_reasons, review_by, review_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '', '', '')`,
		string(m.Force), id, string(c), string(d.kind), d.about, d.answer, sealed["terms"], sealed["reasons"], string(m.Actor.ID), m.Today().String())
	return id, err
}

func decisionsOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []decision, err error) {
	err = tx.Each(`SELECT id, kind, about, answer, terms, reasons, by_person, on_day, replaced_day, review, review_reasons, review_by, review_day FROM investigation_decision WHERE force = $1 AND case_id = $2 ORDER BY on_day, kind, about, id`,
		[]any{string(force), string(c)}, func(scan func(...any) error) error {
			var d decision
			var kind, by, on, replaced, review, reviewer, reviewed string
			err := scan(&d.id, &kind, &d.about, &d.answer, &d.terms, &d.reasons, &by, &on, &replaced, &review, &d.said, &reviewer, &reviewed)
			d.kind, d.by, d.reviewer, d.review = decisionKind(kind), candour.PersonID(by), candour.PersonID(reviewer), Review(review)
			d.on, d.replaced, d.reviewed = cases.Day(on), cases.Day(replaced), cases.Day(reviewed)
			out = append(out, d)
			return err
		})
	return out, err
}

// current is the decision of a kind about one thing that is in force, or none.
func current(all []decision, kind decisionKind, about string) decision {
	i := slices.IndexFunc(all, func(d decision) bool { return d.kind == kind && d.about == about && d.replaced.IsZero() })
	if i < 0 {
		return decision{}
	}
	return all[i]
}

// decisions are those of a case as its page shows them, replaced ones too.
func decisions(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	all, err := decisionsOf(tx, force, c)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	briefs, err := cases.Briefs(tx, force, c)
	if err != nil {
		return nil, err
	}
	sources, err := sourcesOf(tx, force, c)
	if err != nil {
		return nil, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		x := cases.Thing{Of: decisionSubject(d.id), State: d.state(), Over: d.state() == Replaced}
		var answer, terms string
		switch d.kind {
		case ofRestriction:
			x.Title, x.Officer, answer = "Restriction or suspension", candour.OfficerID(d.about), label(Restriction("").Choices(), d.answer)
		case ofArrest:
			x.Title, x.Officer, answer, terms = "Arrest and bail", candour.OfficerID(d.about), label(Arrest("").Choices(), d.answer), "Bail conditions"
		case ofSources:
			x.Title = "Sources ruled out for " + nameOf(briefs, candour.AllegationID(d.about))
			var all []string
			for _, k := range strings.Split(d.answer, ",") {
				all = append(all, SourceKind(k).Words())
			}
			answer = strings.Join(all, "; ")
		case ofPreservation:
			i := slices.IndexFunc(sources, func(s source) bool { return s.id == d.about })
			x.Title, answer, terms = "Whether a source is preserved", label(Preservation("").Choices(), d.answer), "Reference"
			if i >= 0 {
				x.Title = "Whether it is preserved: " + lower(sources[i].kind.Words()) + ", for " + nameOf(briefs, sources[i].allegation)
			}
		}
		reasons, err := words.Open("investigation_decision.reasons/"+d.id, d.reasons)
		if err != nil {
			return nil, err
		}
		x.Rows = append(x.Rows, cases.Row{Key: "Decided on " + d.on.Words(), Value: candour.Mark(answer), By: d.by})
		if d.terms != "" {
			t, err := words.Open("investigation_decision.terms/"+d.id, d.terms)
			if err != nil {
				return nil, err
			}
			x.Rows = append(x.Rows, cases.Row{Key: terms, Value: t})
		}
		x.Rows = append(x.Rows, cases.Row{Key: "Reasons", Value: reasons})
		if d.review != "" {
			said, err := words.Open("investigation_decision.review_reasons/"+d.id, d.said)
			if err != nil {
				return nil, err
			}
			x.Rows = append(x.Rows, cases.Row{Key: "Reviewed on " + d.reviewed.Words(), Value: candour.Mark(label(Review("").Choices(), string(d.review)) + ". " + said.Words()), By: d.reviewer})
		}
		out = append(out, x)
	}
	return out, nil
}
