package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// DelayedForProceedings is what happens when a case waits for a criminal case.
const DelayedForProceedings candour.EventKind = "delayed-for-proceedings"

// DelayForProceedingsKind delays a case for criminal proceedings (Police (Conduct)
// Regulations 2020, regs 10(3), 22 and 48). It is a reasoned act and no habit: a
// case that waits for another without anybody having said why is how one is lost.
var DelayForProceedingsKind = act.Kind{
	ID:     "delay-for-proceedings",
	Button: "Delay for criminal proceedings",
	Does:   "Says that the case waits, because going on would prejudice criminal proceedings. That is looked at again every four weeks, and the person who reported is still told how things stand.",
	Of:     "case",
	Emits:  []candour.EventKind{DelayedForProceedings},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(DelayForProceedings) },
	Fits:   notDelayed,
}

// DelayForProceedings is one delay. A case has one at a time.
type DelayForProceedings struct {
	Case      candour.CaseID  `hidden:"yes"`
	Reasons   candour.Marking `ask:"Why would going on prejudice the criminal proceedings?" hint:"That there are any is not enough." rows:"6"`
	Consulted candour.Marking `ask:"Whom did you ask?" hint:"For example: the prosecutor, the criminal investigator. Say what they said." rows:"3"`
}

// Kind is DelayForProceedingsKind.
func (*DelayForProceedings) Kind() *act.Kind { return &DelayForProceedingsKind }

// Of is the case.
func (a *DelayForProceedings) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses a delay for which nobody asked anybody.
func (a *DelayForProceedings) Check() error {
	if a.Consulted.Empty() {
		return candour.Invalid("consulted", "Write whom you asked, and what they said.")
	}
	return cases.MustReason(a.Reasons)
}

// Apply delays.
func (a *DelayForProceedings) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if _, err := openDelay(tx, m.Force, a.Case); err == nil {
		return nil, candour.Conflict("The case is delayed already. Review or end that delay.")
	} else if !isNotFound(err) {
		return nil, err
	}
	id := m.ID("delay")
	sealed, err := sealAll(tx, m, a.Case, id, "investigation_delay.", map[string]candour.Marking{"reasons": a.Reasons, "consulted": a.Consulted})
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO investigation_delay (force, id, case_id, reasons, consulted, by_person, from_day, ended_day, why_ended, ending) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '')`,
		string(m.Force), id, string(a.Case), sealed["reasons"], sealed["consulted"], string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: DelayedForProceedings, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "delay", Value: id}, {Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()}, {Name: "consulted", Value: a.Consulted.Words(), Of: a.Of()},
	}}}, nil
}
