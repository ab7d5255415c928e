package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// OfficerPromoted is what happens when somebody's rank or job changes.
const OfficerPromoted candour.EventKind = "officer-promoted"

// PromoteOfficerKind gives somebody another rank.
var PromoteOfficerKind = act.Kind{
	ID:     "promote-officer",
	Button: "Change the rank",
	Does:   "Gives somebody another rank or job from a day on.",
	Of:     "officer",
	Emits:  []candour.EventKind{OfficerPromoted},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.System},
}

// PromoteOfficer is one change of rank, up or down.
type PromoteOfficer struct {
	Officer candour.OfficerID
	Rank    string
	From    candour.Date
	Reason  candour.Marking // why it is recorded only now, for a day before today
}

// Kind is PromoteOfficerKind.
func (*PromoteOfficer) Kind() *act.Kind { return &PromoteOfficerKind }

// Of is the employment.
func (a *PromoteOfficer) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses no rank and no day.
func (a *PromoteOfficer) Check() error {
	if a.Rank == "" {
		return candour.Invalid("rank", "Give the new rank or job.")
	}
	if a.From.IsZero() {
		return candour.Invalid("from", "Give the first day in the new rank.")
	}
	return nil
}

// Apply changes the rank. The earlier one stays in the history.
func (a *PromoteOfficer) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	data, err := earlier(m, a.Of(), a.From, a.Reason)
	if err != nil {
		return nil, err
	}
	var before string
	if err := tx.One(`SELECT rank FROM workforce_officer WHERE force = $1 AND id = $2`, []any{string(m.Force), string(a.Officer)}, &before); err != nil {
		return nil, err
	}
	if before == a.Rank {
		return nil, candour.Conflict("Their rank is %s already. There is nothing more to do.", a.Rank)
	}
	if _, err := tx.Exec(`UPDATE workforce_officer SET rank = $1 WHERE force = $2 AND id = $3`, a.Rank, string(m.Force), string(a.Officer)); err != nil {
		return nil, err
	}
	data = append(data, candour.Field{Name: "rank", Value: a.Rank}, candour.Field{Name: "before", Value: before})
	return []candour.Event{{Kind: OfficerPromoted, Subject: a.Of(), On: a.From, Data: data}}, nil
}
