package misconduct

import (
	"fmt"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// proceedingState is how proceedings stand after their steps. What may follow what
// is in the From of each act; this only says what each did.
func proceedingState(all []step) (state string) {
	for _, s := range all {
		switch s.kind {
		case NoticeServed:
			state = Noticed
		case OfficerResponded:
			if state == Noticed { // what comes after the decision undoes nothing
				state = Answered
			}
		case CaseToAnswerDecided:
			if state = ToAnswer; s.detail == string(NoProceedings) {
				state = NotToAnswer
			}
		case DocumentsSupplied, AcceleratedNoticeServed:
			state = Undated
		case HearingFixed:
			state = Fixed
		case HearingCompleted:
			state = Held
		case OutcomeRecorded:
			state = Decided
		}
	}
	return state
}

// Proceedings are what an officer with a case to answer faces.
type Proceedings string

// The proceedings.
const (
	NoProceedings Proceedings = "none"
	Meeting       Proceedings = "meeting"
	Hearing       Proceedings = "hearing"
	Accelerated   Proceedings = "accelerated-hearing"
)

// Choices are the proceedings as they are asked.
func (Proceedings) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(NoProceedings), Label: "None: there is no case to answer", Hint: "The proceedings against this officer end here."},
		{Value: string(Meeting), Label: "A misconduct meeting", Hint: "It can end in a warning."},
		{Value: string(Hearing), Label: "A misconduct hearing", Hint: "It can end in dismissal."},
		{Value: string(Accelerated), Label: "An accelerated misconduct hearing", Hint: "Since 28 May 2025 the usual way for a former officer."},
	}
}

// Words is what the proceedings are called.
func (p Proceedings) Words() string {
	switch p {
	case Meeting:
		return "misconduct meeting"
	case Hearing:
		return "misconduct hearing"
	case Accelerated:
		return "accelerated misconduct hearing"
	}
	return "no proceedings"
}

// faces are the proceedings that were decided on.
func faces(all []step) Proceedings { return Proceedings(last(all, CaseToAnswerDecided).detail) }

// with reads proceedings and their steps.
func with(tx *seal.Tx, force candour.ForceID, id string) (thing, []step, error) {
	t, err := proceeding(tx, force, id)
	if err != nil {
		return t, nil, err
	}
	all, err := t.steps(tx, force)
	return t, all, err
}

// mustFollow refuses a step on a day before what it follows.
func mustFollow(day candour.Date, before step, what string) error {
	if !day.IsZero() && day.Before(before.on) {
		return candour.Invalid("day", "That is before %s, which was on %s. Give a later day.", what, before.on.Words())
	}
	return nil
}

// beforeIt are the states in which something that was done before a meeting or
// hearing is recorded: also afterwards, so that a duty that was done in time does not
// stand for ever as one that was not.
var beforeIt = []string{Undated, Fixed, Held, Decided}

// mustPrecede refuses it on a day after the meeting or hearing.
func mustPrecede(m act.Made, day candour.Date, all []step) error {
	if over := last(all, HearingCompleted); over.kind != "" && dayOf(m, day).After(over.on) {
		return candour.Invalid("day", "The meeting or hearing was over on %s. Give the day on which it was done before that. If it was not done, leave it as it stands.", over.on.Words())
	}
	return nil
}

// MayClose refuses to close a case while an officer with a case to answer faces no
// proceedings, whatever was decided in them before, while proceedings have not ended, while somebody is suspended or
// restricted, and while nobody has looked at why a safety plan was gone past.
func MayClose(tx *seal.Tx, force candour.ForceID, c candour.CaseID) error {
	answer, err := cases.ToAnswer(tx, force, c)
	if err != nil {
		return err
	}
	measures, proceedings, err := things(tx, force, c)
	if err != nil {
		return err
	}
	answered, open := map[candour.OfficerID]string{}, 0
	for _, t := range proceedings {
		s, err := t.stands(tx, force, proceedingState)
		if err != nil {
			return err
		}
		answered[t.officer] = s.State
		if s.State != Decided && s.State != NotToAnswer {
			open++
		}
	}
	without, against := 0, 0
	for _, o := range answer {
		switch answered[o] {
		case "":
			without++
		case NotToAnswer: // and an allegation about them says the opposite
			against++
		}
	}
	standing := 0
	for _, t := range measures {
		s, err := t.stands(tx, force, measureState)
		if err != nil {
			return err
		}
		if s.State != Lifted {
			standing++
		}
	}
	var unseen int
	if err := tx.One(`SELECT count(*) FROM misconduct_override WHERE force = $1 AND case_id = $2 AND review_day = ''`, []any{string(force), string(c)}, &unseen); err != nil {
		return err
	}
	switch {
	case without > 0:
		return candour.Conflict("The case cannot be closed: there is a case to answer, and no proceedings have begun against %s. Serve the notice, and decide which proceedings follow.", officers(without))
	case against > 0:
		return candour.Conflict("The case cannot be closed: an allegation has a case to answer, and it was decided that %s faces no proceedings. Decide again which proceedings follow.", officers(against))
	case open > 0:
		return candour.Conflict("The case cannot be closed: the proceedings against %s have not ended. Decide them first, or decide that there is no case to answer.", officers(open))
	case standing > 0:
		return candour.Conflict("The case cannot be closed: %s suspended or restricted in it. Lift that first.", are(standing))
	case unseen > 0:
		return candour.Conflict("The case cannot be closed: something went ahead without a safety plan, and nobody else has looked at why. Review it first.")
	}
	return nil
}

func officers(n int) string {
	if n == 1 {
		return "an officer"
	}
	return fmt.Sprintf("%d officers", n)
}

func are(n int) string {
	if n == 1 {
		return "an officer is"
	}
	return fmt.Sprintf("%d officers are", n)
}
