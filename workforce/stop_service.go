package workforce

import (
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ServiceEnded is what happens when the account of a program is stopped.
const ServiceEnded candour.EventKind = "service-stopped"

// StopServiceKind stops the account of a program at once. One person is enough.
var StopServiceKind = act.Kind{
	ID:     "stop-service",
	Button: "Stop this account",
	Does:   "Stops the account of a program at once: from the next question on it gets no answer, and it is told nothing any more. It does not come back; another takes two people.",
	Of:     "service",
	Emits:  []candour.EventKind{ServiceEnded},
	From:   []string{ServiceWorks},
	Roles:  append(slices.Clone(proposers), authz.OfTheirOwn),
	New:    func() act.Act { return new(StopService) },
}

// StopService stops one.
type StopService struct {
	Service string          `hidden:"yes"`
	Reasons candour.Marking `ask:"Why?" rows:"4"`
}

// Kind is StopServiceKind.
func (*StopService) Kind() *act.Kind { return &StopServiceKind }

// Of is the account.
func (a *StopService) Of() candour.Subject { return serviceSubject(a.Service) }

// Check refuses to stop it without reasons.
func (a *StopService) Check() error { return reasoned(a.Reasons) }

// Apply stops it.
func (a *StopService) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	s, err := ServiceAt(tx, m.Force, a.Service)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_service_ended (force, id, on_day, by_person) VALUES ($1, $2, $3, $4)`, string(m.Force), a.Service, m.Today().String(), string(m.Actor.ID)); err != nil {
		return nil, err
	}
	of := officerSubject(s.Officer)
	return []candour.Event{{Kind: ServiceEnded, Subject: of, On: m.Today(), Data: []candour.Field{{Name: "service", Value: a.Service}, {Name: "reasons", Value: a.Reasons.Words(), Of: of}}}}, nil
}
