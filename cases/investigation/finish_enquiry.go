package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// EnquiryFinished is what happens when a line of enquiry ends.
const EnquiryFinished candour.EventKind = "enquiry-finished"

// FinishEnquiryKind ends a line of enquiry, with what was found.
var FinishEnquiryKind = act.Kind{
	ID:     "finish-enquiry",
	Button: "Finish",
	Does:   "Ends this line of enquiry with what was found, or with the reason why it was not followed.",
	Of:     "enquiry",
	Emits:  []candour.EventKind{EnquiryFinished},
	From:   []string{Running},
	Roles:  []authz.Role{authz.CaseWorker, authz.Supervisor},
	New:    func() act.Act { return new(FinishEnquiry) },
}

// FinishEnquiry ends one.
type FinishEnquiry struct {
	Enquiry string          `hidden:"yes"`
	Found   candour.Marking `ask:"What was found?" hint:"If it was not followed, say why." rows:"5"`
}

// Kind is FinishEnquiryKind.
func (*FinishEnquiry) Kind() *act.Kind { return &FinishEnquiryKind }

// Of is the line of enquiry.
func (a *FinishEnquiry) Of() candour.Subject {
	return candour.Subject{Kind: "enquiry", ID: a.Enquiry}
}

// Check refuses an end in silence.
func (a *FinishEnquiry) Check() error {
	if a.Found.Empty() {
		return candour.Invalid("found", "Write what was found, or why it was not followed.")
	}
	return nil
}

// Apply ends it.
func (a *FinishEnquiry) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	stands, err := standEnquiry(tx, m.Force, a.Enquiry)
	if err != nil {
		return nil, err
	}
	c := cases.CaseIn(stands)
	found, err := cases.Seal(tx, m, c, "investigation_enquiry.found/"+a.Enquiry, a.Found)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`UPDATE investigation_enquiry SET done_day = $1, found = $2 WHERE force = $3 AND id = $4`, m.Today().String(), found, string(m.Force), a.Enquiry); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: EnquiryFinished, Subject: cases.Subject(c), On: m.Today(), Data: []candour.Field{
		{Name: "enquiry", Value: a.Enquiry}, {Name: "found", Value: a.Found.Words(), Of: cases.Subject(c)},
	}}}, nil
}
