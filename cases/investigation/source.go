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

// SourceKind is where evidence may be.
type SourceKind string

// otherSource is what is on no list.
const otherSource SourceKind = "other"

// Choices are all that may be named.
func (SourceKind) Choices() []act.Choice {
	return append(SourceKinds{}.Choices(), act.Choice{Value: string(otherSource), Label: "Something else"})
}

// SourceKinds are some of the usual ones.
type SourceKinds []SourceKind

// Choices are the usual ones: on a sexual or domestic allegation each of them is
// named or ruled out, because each is deleted on a day that nobody sees coming
// (Police Reform Act 2002, Sch 3 para 1).
func (SourceKinds) Choices() []act.Choice {
	return []act.Choice{
		{Value: "body-worn-video", Label: "Body-worn video"},
		{Value: "cctv", Label: "CCTV, or a doorbell’s or car’s camera"},
		{Value: "radio", Label: "Radio traffic"},
		{Value: "vehicle-location", Label: "Where a police vehicle was"},
		{Value: "access-logs", Label: "Logs of who looked up which record"},
		{Value: "phones", Label: "Phones and messages", Hint: "The officer’s work phone and own; the person’s only as far as they agree."},
		{Value: "incident-log", Label: "Incident log"},
		{Value: "custody-record", Label: "Custody record"},
		{Value: "rosters", Label: "Rosters and duty records"},
	}
}

// String joins them by commas, as a row and an event hold them.
func (s SourceKinds) String() string {
	var out []string
	for _, k := range s {
		out = append(out, string(k))
	}
	return strings.Join(out, ",")
}

// Words says the kind on a page and in a sentence.
func (s SourceKind) Words() string { return label(s.Choices(), string(s)) }

func label(list []act.Choice, value string) string {
	for _, c := range list {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// The states of a source. One that nobody decided about is at risk, and so is one
// on which the second person did not agree.
const (
	AtRisk       = "at-risk"
	Preserved    = "preserved"
	NotPreserved = "not-preserved"
)

func sourceSubject(id string) candour.Subject { return candour.Subject{Kind: "source", ID: id} }

func standSource(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var c string
	if err := tx.One(`SELECT case_id FROM investigation_source WHERE force = $1 AND id = $2`, []any{string(force), id}, &c); err != nil {
		return act.Standing{}, err
	}
	s := act.Standing{Within: []candour.Subject{cases.Subject(candour.CaseID(c))}}
	var answer, review string
	err := tx.One(`SELECT answer, review FROM investigation_decision WHERE force = $1 AND case_id = $2 AND kind = $3 AND about = $4 AND replaced_day = ''`,
		[]any{string(force), c, string(ofPreservation), id}, &answer, &review)
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		return s, err
	}
	s.State = sourceState(Preservation(answer), Review(review))
	return s, nil
}

func sourceState(answer Preservation, review Review) string {
	switch {
	case answer == "" || review == Disagrees:
		return AtRisk
	case answer == IsPreserved:
		return Preserved
	}
	return NotPreserved
}

// source is one source of evidence.
type source struct {
	id         string
	allegation candour.AllegationID
	kind       SourceKind
	holder     string // sealed
	deleted    candour.Date
	unknown    string // sealed
	by         candour.PersonID
}

func sourcesOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []source, err error) {
	err = tx.Each(`SELECT id, allegation, kind, holder, deleted_day, why_unknown, by_person FROM investigation_source WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`,
		[]any{string(force), string(c)}, func(scan func(...any) error) error {
			var s source
			var allegation, kind, deleted, by string
			err := scan(&s.id, &allegation, &kind, &s.holder, &deleted, &s.unknown, &by)
			s.allegation, s.kind, s.deleted, s.by = candour.AllegationID(allegation), SourceKind(kind), cases.Day(deleted), candour.PersonID(by)
			out = append(out, s)
			return err
		})
	return out, err
}

// sources are those of a case as its page shows them.
func sources(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	all, err := sourcesOf(tx, force, c)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	made, err := decisionsOf(tx, force, c)
	if err != nil {
		return nil, err
	}
	briefs, err := cases.Briefs(tx, force, c)
	if err != nil {
		return nil, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		x := cases.Thing{Of: sourceSubject(s.id), Title: "Evidence: " + lower(s.kind.Words()) + ", for " + nameOf(briefs, s.allegation)}
		now := current(made, ofPreservation, s.id)
		x.State = sourceState(Preservation(now.answer), now.review)
		holder, err := words.Open("investigation_source.holder/"+s.id, s.holder)
		if err != nil {
			return nil, err
		}
		x.Rows = append(x.Rows, cases.Row{Key: "What and where", Value: holder, By: s.by})
		unknown, err := words.Open("investigation_source.why_unknown/"+s.id, s.unknown)
		if err != nil {
			return nil, err
		}
		// Nothing here knows what day it is: the day stands there, past or to come.
		day := s.deleted.Words() + sayIf(x.State == AtRisk, ": it is lost then if nothing is done")
		if s.deleted.IsZero() {
			day = "Not known, so it is due at once"
		}
		x.Rows = append(x.Rows, cases.Row{Key: "Deleted on", Value: candour.Mark(strings.TrimSpace(day + ". " + unknown.Words()))})
		out = append(out, x)
	}
	return out, nil
}

func nameOf(briefs []cases.Brief, id candour.AllegationID) string {
	if i := slices.IndexFunc(briefs, func(b cases.Brief) bool { return b.ID == id }); i >= 0 {
		return briefs[i].Name()
	}
	return "an allegation"
}

func sayIf(is bool, words string) string {
	if is {
		return words
	}
	return ""
}

// lower writes a label inside a sentence; what is an abbreviation stays.
func lower(s string) string {
	if len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
