package intake

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ContactWithdrawn is what happens when a person says that they must not be
// contacted. What waits to be sent to them is dropped.
const ContactWithdrawn candour.EventKind = "contact-withdrawn"

// WithdrawContactKind is "do not contact me", from the next moment on.
var WithdrawContactKind = act.Kind{
	ID:     "withdraw-contact",
	Button: "Do not contact me",
	Does:   "Says that the person who reported must not be contacted, in any way. What waits to be sent to them is dropped.",
	Of:     "report",
	Emits:  []candour.EventKind{ContactWithdrawn},
	From:   []string{Sent, Opened},
	Roles:  []authz.Role{authz.Reporter},
}

// WithdrawContact is one such word.
type WithdrawContact struct{ Report candour.ReportID }

// Kind is WithdrawContactKind.
func (*WithdrawContact) Kind() *act.Kind { return &WithdrawContactKind }

// Of is the report.
func (a *WithdrawContact) Of() candour.Subject { return reportSubject(a.Report) }

// Check finds nothing wrong: nobody has to say why.
func (*WithdrawContact) Check() error { return nil }

// Apply keeps it, beside what was said before.
func (a *WithdrawContact) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := keepContact(tx, m, a.Report, ""); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: ContactWithdrawn, Subject: a.Of(), On: m.Today()}}, nil
}
