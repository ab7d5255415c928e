package misconduct

import (
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/clock"
	"candour/seal"
)

// planThings are the safety plans of a case, and what went ahead without one.
func planThings(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	type shut struct{ key, place, sealed string }
	var all [][]shut
	add := func(id, officer, title, state string, open []cases.Row, sealed ...shut) {
		out = append(out, cases.Thing{Of: subject("plan", id), Title: title, Officer: candour.OfficerID(officer), State: state, Rows: open})
		all = append(all, sealed)
	}
	args := []any{string(force), string(c)}
	if err := tx.Each(`SELECT id, officer, occasions, could, in_place, contact, agreed, not_agreed, on_day FROM misconduct_plan WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`, args, func(scan func(...any) error) error {
		var id, officer, occasions, could, place, contact, agreed, not, on string
		if err := scan(&id, &officer, &occasions, &could, &place, &contact, &agreed, &not, &on); err != nil {
			return err
		}
		add(id, officer, "Safety plan", Standing, []cases.Row{row("Made on", cases.Day(on).Words()), row("Stands before", occasionsOf(occasions).Words()), row("The person agreed", agreed)},
			shut{"What could happen", "misconduct_plan.could/" + id, could}, shut{"What is in place", "misconduct_plan.in_place/" + id, place},
			shut{"Who contacts the person", "misconduct_plan.contact/" + id, contact}, shut{"Why it stands without their agreement", "misconduct_plan.not_agreed/" + id, not})
		return nil
	}); err != nil {
		return nil, err
	}
	if err := tx.Each(`SELECT id, officer, occasion, reasons, on_day, used_day, review, review_day FROM misconduct_override WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`, args, func(scan func(...any) error) error {
		var id, officer, occasion, reasons, on, used, review, reviewed string
		if err := scan(&id, &officer, &occasion, &reasons, &on, &used, &review, &reviewed); err != nil {
			return err
		}
		state := Overridden
		if reviewed != "" {
			state = Reviewed
		}
		add(id, officer, "Without a safety plan", state, []cases.Row{row("Decided on", cases.Day(on).Words()), row("What goes ahead", Occasion(occasion).Words()), row("Done on", cases.Day(used).Words())},
			shut{"Why it could not wait", "misconduct_override.reasons/" + id, reasons}, shut{"What the review found", "misconduct_override.review/" + id, review})
		return nil
	}); err != nil {
		return nil, err
	}
	for i := range out {
		for _, s := range all[i] {
			w, err := words.Open(s.place, s.sealed)
			if err != nil {
				return nil, err
			}
			if !w.Empty() {
				out[i].Rows = append(out[i].Rows, cases.Row{Key: s.key, Value: w})
			}
		}
	}
	return out, nil
}

// stepThings are the measures and the proceedings of a case, with all that
// happened to each.
func stepThings(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	measures, proceedings, err := things(tx, force, c)
	if err != nil {
		return nil, err
	}
	for _, t := range append(measures, proceedings...) {
		all, err := t.steps(tx, force)
		if err != nil {
			return nil, err
		}
		x := cases.Thing{Of: t.of, Officer: t.officer, Rows: []cases.Row{row("Under", t.under.Words())}}
		if t.of.Kind == "measure" {
			x.Title, x.State = "Restricted duties", measureState(all)
			if all[0].kind == OfficerSuspended {
				x.Title = "Suspension"
			}
		} else {
			x.Title, x.State = "Proceedings", proceedingState(all)
			x.Rows = append(x.Rows, dated(all)...)
		}
		for i, s := range all {
			said, err := words.Open(place(t.of.ID, i+1), s.words)
			if err != nil {
				return nil, err
			}
			line := cases.Row{Key: s.on.Words(), Value: candour.Mark(strings.TrimSpace(s.says() + "\n" + said.Words()))}
			if s.kind == PanelNamed {
				line.Whom = candour.OfficerID(s.detail)
			}
			x.Rows = append(x.Rows, line)
		}
		x.Over = x.State == Lifted
		out = append(out, x)
	}
	return out, nil
}

// dated says when a meeting or hearing is, or since when it could have a date.
func dated(all []step) []cases.Row {
	out := []cases.Row{}
	if f := faces(all); f != "" {
		out = append(out, row("Faces", f.Words()))
	}
	switch proceedingState(all) {
	case Fixed:
		out = append(out, row("Date", datedOn(all).Words()))
	case Undated:
		supplied := last(all, DocumentsSupplied)
		if supplied.kind == "" {
			supplied = last(all, AcceleratedNoticeServed)
		}
		out = append(out, row("Date", "None is fixed. It could have had one since the documents were supplied, on "+supplied.on.Words()+"."))
	}
	return out
}

// says is what a step was, in a line.
func (s step) says() string {
	out := strings.ToUpper(string(s.kind[:1])) + strings.ReplaceAll(string(s.kind[1:]), "-", " ")
	switch s.kind {
	case NoticeServed, DocumentsSupplied, AcceleratedNoticeServed:
		return out + ", counts as served on " + cases.Day(s.detail).Words()
	case HearingFixed:
		return out + " for " + cases.Day(s.detail).Words()
	case HearingPostponed:
		return out + " to " + cases.Day(s.detail).Words()
	case AlternativeDateAsked:
		return out + ": " + cases.Day(s.detail).Words()
	case BundleSentToChair:
		if s.detail == string(NoPreHearing) {
			return out + ", and there is no pre-hearing"
		}
	case clock.Extended, clock.Reduced, clock.Postponed:
		return movedSays(s)
	case CaseToAnswerDecided:
		return out + ": " + Proceedings(s.detail).Words()
	case OutcomeRecorded:
		return out + ": " + Outcome(s.detail).known().Label
	case WarningGiven:
		return out + ", live for " + s.detail + " months"
	case OfficerSuspended:
		return out + ": " + chosen(Ground("").Choices(), s.detail)
	case SuspensionReviewed, RestrictionReviewed:
		return out + ": " + chosen(Next("").Choices(), s.detail)
	}
	return out
}

func chosen(all []act.Choice, value string) string {
	for _, c := range all {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

func row(key, value string) cases.Row { return cases.Row{Key: key, Value: candour.Mark(value)} }
