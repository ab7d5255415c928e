package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// EnquirySet is what happens when a line of enquiry is set.
const EnquirySet candour.EventKind = "enquiry-set"

// SetEnquiryKind sets a line of enquiry: what is to be found out, and by when.
var SetEnquiryKind = act.Kind{
	ID:     "set-enquiry",
	Button: "Set a line of enquiry",
	Does:   "Says what is to be found out, how, and by which day. It ends only with what was found, or why it was not followed.",
	Of:     "case",
	Emits:  []candour.EventKind{EnquirySet},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.CaseWorker, authz.Supervisor},
	New:    func() act.Act { return new(SetEnquiry) },
}

// SetEnquiry is one line of enquiry.
type SetEnquiry struct {
	Case candour.CaseID  `hidden:"yes"`
	What candour.Marking `ask:"What is to be found out, and how?" hint:"Follow what points away from an allegation as much as what points towards it." rows:"4"`
	By   candour.Date    `ask:"By which day?"`
}

// Kind is SetEnquiryKind.
func (*SetEnquiry) Kind() *act.Kind { return &SetEnquiryKind }

// Of is the case.
func (a *SetEnquiry) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses an enquiry into nothing.
func (a *SetEnquiry) Check() error {
	if a.What.Empty() {
		return candour.Invalid("what", "Write what is to be found out.")
	}
	return nil
}

// Apply sets it.
func (a *SetEnquiry) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if a.By.Before(m.Today()) {
		return nil, candour.Invalid("by", "That day is past. Give the day by which it is to be finished.")
	}
	id := m.ID("enquiry")
	what, err := cases.Seal(tx, m, a.Case, "investigation_enquiry.what/"+id, a.What)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO investigation_enquiry (force, id, case_id, what, on_day, by_day, by_person, done_day, found) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '')`,
		string(m.Force), id, string(a.Case), what, m.Today().String(), a.By.String(), string(m.Actor.ID)); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: EnquirySet, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "enquiry", Value: id}, {Name: "by", Value: a.By.String()}, {Name: "what", Value: a.What.Words(), Of: a.Of()},
	}}}, nil
}
