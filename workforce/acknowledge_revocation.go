package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// RevocationAcknowledged is what happens when a system says that it ended
// somebody's access.
const RevocationAcknowledged candour.EventKind = "revocation-acknowledged"

// AcknowledgeRevocationKind records that a system answered. An administrator does
// it, and learns nothing by it but what every system was told.
var AcknowledgeRevocationKind = act.Kind{
	ID:     "acknowledge-revocation",
	Button: "Record that a system ended the access",
	Does:   "Records that another system has ended somebody’s access, and who answered for it. What is not recorded within an hour is overdue.",
	Of:     "officer",
	Emits:  []candour.EventKind{RevocationAcknowledged},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.Administrator},
	New:    func() act.Act { return new(AcknowledgeRevocation) },
	Fits: func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		var n int
		err := tx.One(`SELECT count(*) FROM workforce_revocation r WHERE r.force = $1 AND r.officer = $2
			AND NOT EXISTS (SELECT 1 FROM workforce_revocation_answer a WHERE a.force = r.force AND a.id = r.id)`, []any{string(force), of.ID}, &n)
		return n > 0, err
	},
}

// AcknowledgeRevocation is one answer.
type AcknowledgeRevocation struct {
	Officer candour.OfficerID `hidden:"yes"`
	System  string            `ask:"Which system?" hint:"Its code, as it was named."`
	Who     candour.Marking   `ask:"Who answered for it?"`
}

// Kind is AcknowledgeRevocationKind.
func (*AcknowledgeRevocation) Kind() *act.Kind { return &AcknowledgeRevocationKind }

// Of is the employment of whose access it was.
func (a *AcknowledgeRevocation) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses an answer that nobody gave.
func (a *AcknowledgeRevocation) Check() error {
	if a.Who.Empty() {
		return candour.Invalid("who", "Say who answered for the system.")
	}
	return nil
}

// Apply records it.
func (a *AcknowledgeRevocation) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	id, err := openOrder(tx, m.Force, a.Officer, a.System)
	if err != nil {
		return nil, err
	}
	key, err := tx.Key(m.Force, a.Of())
	if err != nil {
		return nil, err
	}
	sealed, err := key.Seal("workforce_revocation_answer.answered/"+id, a.Who.Words())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_revocation_answer (force, id, answered, by_whom, at) VALUES ($1, $2, $3, $4, $5)`,
		string(m.Force), id, sealed, string(m.Actor.ID), m.Now.UnixMicro()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: RevocationAcknowledged, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "system", Value: a.System}, {Name: "order", Value: id}, {Name: "answered", Value: a.Who.Words(), Of: a.Of()},
	}}}, nil
}
