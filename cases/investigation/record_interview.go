package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// What becomes of an interview that was offered. StatementTaken is apart, because
// time limits count from it and not from a talk of which only notes were made.
const (
	InterviewDone     candour.EventKind = "evidential-interview-done"
	InterviewDeclined candour.EventKind = "evidential-interview-declined"
	StatementTaken    candour.EventKind = "statement-taken"
)

// InterviewOutcome is whether it was done.
type InterviewOutcome string

// Choices are the outcomes as they are asked.
func (InterviewOutcome) Choices() []act.Choice {
	return []act.Choice{
		{Value: Done, Label: "It was done"},
		{Value: Declined, Label: "The person does not want it now", Hint: "They need not say why, and it can be offered again."},
	}
}

// InterviewForm is what there is of it.
type InterviewForm string

// The forms.
const (
	OnVideo   InterviewForm = "video"
	InWriting InterviewForm = "written"
	OnlyNotes InterviewForm = "notes"
)

// Choices are the forms as they are asked.
func (InterviewForm) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(OnVideo), Label: "A video interview"},
		{Value: string(InWriting), Label: "A written witness statement, signed"},
		{Value: string(OnlyNotes), Label: "Notes only", Hint: "Notes are no statement: no time limit counts from them."},
	}
}

// RecordInterviewKind records what became of an offer.
var RecordInterviewKind = act.Kind{
	ID:     "record-interview",
	Button: "Record the evidential interview",
	Does:   "Records that the interview which was offered was done, or that the person does not want it now.",
	Of:     "allegation",
	Emits:  []candour.EventKind{InterviewDone, InterviewDeclined, StatementTaken},
	From:   []string{cases.Undecided, cases.Decided},
	Roles:  []authz.Role{authz.CaseWorker, authz.Supervisor, authz.Liaison},
	New:    func() act.Act { return new(RecordInterview) },
	Fits:   interviewOffered,
}

// RecordInterview is one outcome.
type RecordInterview struct {
	Allegation candour.AllegationID `hidden:"yes"`
	Outcome    InterviewOutcome     `ask:"What became of it?"`
	On         candour.Date         `ask:"On which day?"`
	Form       InterviewForm        `ask:"If it was done, what is there of it?" optional:"yes"`
	Said       candour.Marking      `ask:"What did they say about it?" hint:"If they do not want it: their reasons, only if they gave any. Not what they said in the interview." rows:"3" optional:"yes"`
	Late       candour.Marking      `ask:"If that day is past, why is it recorded only now?" rows:"2" optional:"yes"`
}

// Kind is RecordInterviewKind.
func (*RecordInterview) Kind() *act.Kind { return &RecordInterviewKind }

// Of is the allegation.
func (a *RecordInterview) Of() candour.Subject { return cases.AllegationSubject(a.Allegation) }

// Check refuses an interview of which nobody knows what there is.
func (a *RecordInterview) Check() error {
	switch {
	case a.Outcome == Done && a.Form == "":
		return candour.Invalid("form", "Say what there is of the interview: time limits count from a statement or a video, and not from notes.")
	case a.Outcome == Declined && a.Form != "":
		return candour.Invalid("form", "It was not done, so there is nothing of it. Leave this empty.")
	}
	return nil
}

// Apply records it.
func (a *RecordInterview) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, err := cases.CaseOf(tx, m.Force, a.Allegation)
	if err != nil {
		return nil, err
	}
	if err := cases.MustBeOpen(tx, m.Force, c); err != nil {
		return nil, err
	}
	id, offered, err := offeredNow(tx, m.Force, c, a.Allegation)
	if isNotFound(err) {
		return nil, candour.Conflict("No interview is offered now. Record the offer first.")
	}
	if err != nil {
		return nil, err
	}
	of := cases.Subject(c)
	late, err := earlier(m, of, a.On, a.Late)
	if err != nil {
		return nil, err
	}
	if a.On.Before(offered) {
		return nil, candour.Invalid("on", "It was offered on %s, and cannot have been done or declined before.", offered.Words())
	}
	said := ""
	if !a.Said.Empty() {
		if said, err = cases.Seal(tx, m, c, "investigation_interview.said/"+id, a.Said); err != nil {
			return nil, err
		}
	}
	if _, err := tx.Exec(`UPDATE investigation_interview SET outcome = $1, form = $2, said = $3, outcome_by = $4, outcome_day = $5 WHERE force = $6 AND id = $7`,
		string(a.Outcome), string(a.Form), said, string(m.Actor.ID), a.On.String(), string(m.Force), id); err != nil {
		return nil, err
	}
	e := candour.Event{Kind: InterviewDeclined, Subject: of, On: a.On, Data: append([]candour.Field{
		{Name: "interview", Value: id}, {Name: "allegation", Value: string(a.Allegation)}, {Name: "said", Value: a.Said.Words(), Of: of},
	}, late...)}
	if a.Outcome == Declined {
		return []candour.Event{e}, nil
	}
	e.Kind = InterviewDone
	e.Data = append(e.Data, candour.Field{Name: "form", Value: string(a.Form)})
	if a.Form == OnlyNotes {
		return []candour.Event{e}, nil
	}
	return []candour.Event{e, {Kind: StatementTaken, Subject: of, On: a.On, Data: append([]candour.Field{
		{Name: "interview", Value: id}, {Name: "allegation", Value: string(a.Allegation)}, {Name: "form", Value: string(a.Form)},
	}, late...)}}, nil
}
