package cases

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// PersonUpdated is what happens when the person who reported is told: it meets
// the update that is due and starts the next four weeks.
const PersonUpdated candour.EventKind = "person-updated"

// TellPersonKind tells the person who reported how things stand, and releases to
// them every decision made so far.
var TellPersonKind = act.Kind{
	ID:     "tell-person",
	Button: "Tell the person",
	Does:   "Writes to the person who reported, and releases to them each decision made so far. It meets the update that is due.",
	Of:     "case",
	Emits:  []candour.EventKind{PersonUpdated},
	From:   []string{Opened, Assessed, Closed},
	Roles:  []authz.Role{authz.CaseWorker, authz.Authority, authz.Liaison},
	New:    func() act.Act { return new(TellPerson) },
}

// TellPerson is one update.
type TellPerson struct {
	Case    candour.CaseID  `hidden:"yes"`
	Message candour.Marking `ask:"What do you want to tell them?" hint:"They read it on this service with their code. Write plainly and kindly; say what happens next." rows:"6"`
	Harm    bool            `ask:"Would telling them this now put anyone at risk, or harm the investigation?" hint:"The harm test. If the answer is yes, it is not sent."`
}

// Kind is TellPersonKind.
func (*TellPerson) Kind() *act.Kind { return &TellPersonKind }

// Of is the case.
func (a *TellPerson) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses an update that says nothing, or that would do harm.
func (a *TellPerson) Check() error {
	if a.Harm {
		return candour.Invalid("harm", "It is not sent, because it would do harm. Take out what would do harm, then answer no; the update stays due until they are told something.")
	}
	if a.Message.Empty() {
		return candour.Invalid("message", "Write what you want to tell them.")
	}
	return nil
}

// Apply notes that the decisions made so far are told. A reaction writes to the
// person.
func (a *TellPerson) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	report, err := ReportOf(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	if report == "" {
		return nil, candour.Conflict("This case came from another system and nobody here can write to the person. Write to them by the way that system used.")
	}
	switch on, err := tx.ErasedOn(m.Force, reportSubject(report)); {
	case err == nil:
		return nil, candour.Conflict("What the person told us was erased on %s, and their return code with it: nobody can write to them here any more.", on.Words())
	case !errors.Is(err, candour.ErrNotFound):
		return nil, err
	}
	if _, err := tx.Exec(`UPDATE cases_decision SET told_day = $1 WHERE force = $2 AND case_id = $3 AND told_day = ''`, m.Today().String(), string(m.Force), string(a.Case)); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PersonUpdated, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "message", Value: a.Message.Words(), Of: reportSubject(report)}}}}, nil
}
