package workforce

import (
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// WallChanged is what happens to a matter when a fact about somebody's work
// moved its wall: who could see it on which day must be answerable years later.
// It says what kind of fact it was, and never whose.
const WallChanged candour.EventKind = "wall-changed"

// The facts that move a wall.
const (
	byPosting = "posting"
	byLine    = "line"
	byOffice  = "office"
)

func wallChanged(m act.Made, because string, matters []candour.Subject) (out []candour.Event) {
	for _, s := range matters {
		out = append(out, candour.Event{Kind: WallChanged, Subject: s, On: m.Today(), Data: []candour.Field{{Name: "because", Value: because}}})
	}
	return out
}

// wallByPostings tells authz all postings of one employment.
func wallByPostings(tx *seal.Tx, m act.Made, o candour.OfficerID, p candour.PersonID, list []Posting) ([]candour.Event, error) {
	all := make([]authz.Posting, 0, len(list))
	for _, x := range list {
		all = append(all, authz.Posting{Unit: x.Unit, Over: authz.Span{From: x.From, To: x.To}})
	}
	matters, err := authz.Posted(tx.Tx, m.Force, p, o, all)
	return wallChanged(m, byPosting, matters), err
}

// manage puts one employment under the manager of another from a day, in place
// of whoever managed it then.
func manage(tx *seal.Tx, m act.Made, o candour.OfficerID, p candour.PersonID, manager candour.OfficerID, from candour.Date) ([]candour.Event, error) {
	over, err := PersonOf(tx, m.Force, manager)
	if err != nil {
		return nil, err
	}
	last := from.AddDays(-1)
	if _, err := tx.Exec(`UPDATE workforce_line SET to_day = $1 WHERE force = $2 AND officer = $3 AND (to_day = '' OR to_day > $4)`,
		last.String(), string(m.Force), string(o), last.String()); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_line (force, officer, manager, from_day, to_day) VALUES ($1, $2, $3, $4, '') ON CONFLICT (force, officer, manager, from_day) DO UPDATE SET to_day = ''`,
		string(m.Force), string(o), string(manager), from.String()); err != nil {
		return nil, err
	}
	ended, err := authz.Unmanaged(tx.Tx, m.Force, p, last)
	if err != nil {
		return nil, err
	}
	matters, err := authz.Managed(tx.Tx, m.Force, p, over, authz.Span{From: from})
	for _, s := range ended { // once each: it is one change of the line
		if !slices.Contains(matters, s) {
			matters = append(matters, s)
		}
	}
	return wallChanged(m, byLine, matters), err
}

// earlier is the reason for a day before it was recorded, where there is one.
func earlier(m act.Made, of candour.Subject, from candour.Date, why candour.Marking) ([]candour.Field, error) {
	switch {
	case from.After(m.Today()):
		return nil, candour.Invalid("from", "%s has not come yet: record it on the day or after.", from.Words())
	case !from.Before(m.Today()):
		return nil, nil
	case why.Empty():
		return nil, candour.Invalid("reason", "%s is before today: say why it is recorded only now.", from.Words())
	}
	return []candour.Field{{Name: act.EarlierDay, Value: why.Words(), Of: of}}, nil
}
