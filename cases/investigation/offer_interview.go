package investigation

import (
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// InterviewOffered is what happens when the person is offered an evidential
// interview.
const InterviewOffered candour.EventKind = "evidential-interview-offered"

// Help is what makes an interview easier to give.
type Help string

// Helps are some of it.
type Helps []Help

// Choices are the helps as they are asked.
func (Helps) Choices() []act.Choice {
	return []act.Choice{
		{Value: "intermediary", Label: "An intermediary"},
		{Value: "supporter", Label: "A supporter of their choice beside them"},
		{Value: "same-sex", Label: "An interviewer of the sex they ask for"},
		{Value: "place", Label: "A place of their choice"},
		{Value: "interpreter", Label: "An interpreter"},
	}
}

// OfferInterviewKind offers an evidential interview. It can be offered again after
// it was declined.
var OfferInterviewKind = act.Kind{
	ID:     "offer-interview",
	Button: "Offer an evidential interview",
	Does:   "Records that the person was offered an interview as evidence of this allegation: by whom, where, and with what help.",
	Of:     "allegation",
	Emits:  []candour.EventKind{InterviewOffered},
	From:   []string{cases.Undecided},
	Roles:  []authz.Role{authz.CaseWorker, authz.Supervisor, authz.Liaison},
	New:    func() act.Act { return new(OfferInterview) },
	Fits:   interviewNotOffered,
}

// OfferInterview is one offer.
type OfferInterview struct {
	Allegation  candour.AllegationID `hidden:"yes"`
	Interviewer candour.Marking      `ask:"Who would do the interview?" hint:"Somebody trained for it, and from outside the officer’s unit."`
	Place       candour.Marking      `ask:"Where would it be?"`
	Help        Helps                `ask:"What help was offered?" hint:"All that apply." optional:"yes"`
}

// Kind is OfferInterviewKind.
func (*OfferInterview) Kind() *act.Kind { return &OfferInterviewKind }

// Of is the allegation.
func (a *OfferInterview) Of() candour.Subject { return cases.AllegationSubject(a.Allegation) }

// Check refuses an offer of nothing.
func (a *OfferInterview) Check() error {
	if a.Interviewer.Empty() {
		return candour.Invalid("interviewer", "Write who would do the interview.")
	}
	if a.Place.Empty() {
		return candour.Invalid("place", "Write where it would be.")
	}
	return nil
}

// Apply records it.
func (a *OfferInterview) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, err := cases.CaseOf(tx, m.Force, a.Allegation)
	if err != nil {
		return nil, err
	}
	if _, _, err := offeredNow(tx, m.Force, c, a.Allegation); err == nil {
		return nil, candour.Conflict("An interview is offered already. Record what became of it first.")
	} else if !isNotFound(err) {
		return nil, err
	}
	id := m.ID("interview")
	sealed, err := sealAll(tx, m, c, id, "investigation_interview.", map[string]candour.Marking{"interviewer": a.Interviewer, "place": a.Place})
	if err != nil {
		return nil, err
	}
	var help []string
	for _, h := range a.Help {
		help = append(help, string(h))
	}
	if _, err := tx.Exec(`INSERT INTO investigation_interview (force, id, case_id, allegation, interviewer, place, help, offered_by, offered_day, outcome, form, said, outcome_by, outcome_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', '', '', '')`,
		string(m.Force), id, string(c), string(a.Allegation), sealed["interviewer"], sealed["place"], strings.Join(help, ","), string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	of := cases.Subject(c)
	return []candour.Event{{Kind: InterviewOffered, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "interview", Value: id},
		{Name: "allegation", Value: string(a.Allegation)},
		{Name: "help", Value: strings.Join(help, ",")},
		{Name: "interviewer", Value: a.Interviewer.Words(), Of: of},
		{Name: "place", Value: a.Place.Words(), Of: of},
	}}}, nil
}
