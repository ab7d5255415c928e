package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/intake"
	"candour/seal"
)

// recordToConfirm puts what was recorded of an allegation before the person who told
// it, in plain words and beside their own: one of two things was once written down as
// something lesser, and nobody asked her. A case does not close while they say that it
// is wrong and nobody put it right or told them why not; nor over a message of theirs
// that nobody has read, in which that may stand too.
var recordToConfirm = []act.Reaction{
	{
		ID: "ask-whether-the-record-is-right",
		On: cases.AllegationDescribed,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			c, a := candour.CaseID(e.Subject.ID), candour.AllegationID(e.Value("allegation"))
			report, err := cases.ReportOf(tx, m.Force, c)
			if err != nil || report == "" {
				return nil, err
			}
			said, err := cases.Described(tx, m.Force, c)
			if err != nil {
				return nil, err
			}
			return nil, intake.AskToConfirm(tx, m.Force, report, a, e.On, said[a].ForThePerson())
		},
	},
	{
		ID: "refuse-over-what-the-person-sent",
		On: cases.CaseClosed,
		Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
			c := candour.CaseID(e.Subject.ID)
			report, err := cases.ReportOf(tx, m.Force, c)
			if err != nil || report == "" {
				return nil, err
			}
			owed, err := intake.OwedOn(tx, m.Force, report)
			if err != nil || len(owed) == 0 {
				return nil, err
			}
			o := owed[0]
			if o.Kind != intake.OwedRecord {
				return nil, candour.Conflict("The case cannot be closed: the person wrote on %s, and nobody has said that they read it. Read it first.", o.Since.Words())
			}
			name, err := nameOf(tx, m, c, candour.AllegationID(o.About))
			if err != nil {
				return nil, err
			}
			return nil, candour.Conflict("The case cannot be closed: the person says that what is recorded of %s is not right, and nobody has put it right or told them why it stays. Do that first.", name)
		},
	},
}

// nameOf is what a sentence calls an allegation of a case.
func nameOf(tx *seal.Tx, m act.Made, c candour.CaseID, a candour.AllegationID) (string, error) {
	all, err := cases.Briefs(tx, m.Force, c)
	for _, b := range all {
		if b.ID == a {
			return b.Name(), err
		}
	}
	return "an allegation", err
}
