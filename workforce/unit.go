package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ReadUnit is looking at who is and was posted to a unit, and at what was said of
// people while they were there. Whoever was ever posted there is on
// the wall of it: what is said about colleagues is not for colleagues.
var ReadUnit = authz.Action{ID: "read-unit", Roles: []authz.Role{authz.CaseWorker, authz.Assessor, authz.Authority, authz.Supervisor, authz.Inspector, authz.PolicingBody}}

// OnFile is the state of a unit to which anybody was ever posted.
const OnFile = "has-been-posted-to"

func standUnit(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var one int
	err := tx.One(`SELECT 1 FROM workforce_unit WHERE force = $1 AND unit = $2`, []any{string(force), id}, &one)
	return act.Standing{State: OnFile}, err
}

// UnitSubject is a unit as something that can be read.
func UnitSubject(unit string) candour.Subject { return candour.Subject{Kind: "unit", ID: unit} }

// UnitCodes are at most n codes of units, in their order, from the one at a place on.
func UnitCodes(tx *seal.Tx, force candour.ForceID, from, n int) (out []string, err error) {
	err = tx.Each(`SELECT unit FROM workforce_unit WHERE force = $1 ORDER BY unit LIMIT $2 OFFSET $3`, []any{string(force), n, from}, func(scan func(...any) error) error {
		var u string
		err := scan(&u)
		out = append(out, u)
		return err
	})
	return out, err
}

// Posted is somebody in a unit over some days.
type Posted struct {
	Officer  candour.OfficerID
	From, To candour.Date // To zero: while it lasts
}

// PostedTo are at most n of those posted to a unit, from the one at a place on: those
// who are there on a day, the longest there first; or those who are not any more, the
// last to go first.
func PostedTo(tx *seal.Tx, force candour.ForceID, unit string, on candour.Date, still bool, from, n int) (out []Posted, err error) {
	q := `SELECT officer, from_day, to_day FROM workforce_posting WHERE force = $1 AND unit = $2 AND from_day <= $3 AND (to_day = '' OR to_day >= $4) ORDER BY from_day, officer, to_day LIMIT $5 OFFSET $6`
	args := []any{string(force), unit, on.String(), on.String(), n, from}
	if !still {
		q = `SELECT officer, from_day, to_day FROM workforce_posting WHERE force = $1 AND unit = $2 AND from_day < $3 AND to_day <> '' AND to_day < $4 ORDER BY to_day DESC, officer, from_day LIMIT $5 OFFSET $6`
		args = []any{string(force), unit, on.String(), on.String(), n, from}
	}
	err = tx.Each(q, args, func(scan func(...any) error) error {
		var o, first, last string
		err := scan(&o, &first, &last)
		out = append(out, Posted{candour.OfficerID(o), day(first), day(last)})
		return err
	})
	return out, err
}

// CountPosted is how many people are posted to a unit on a day.
func CountPosted(tx *seal.Tx, force candour.ForceID, unit string, on candour.Date) (n int, err error) {
	err = tx.One(`SELECT count(DISTINCT officer) FROM workforce_posting WHERE force = $1 AND unit = $2 AND from_day <= $3 AND (to_day = '' OR to_day >= $4)`,
		[]any{string(force), unit, on.String(), on.String()}, &n)
	return n, err
}

// Manager is somebody who manages, or managed, people over some days.
type Manager struct {
	Officer  candour.OfficerID
	From, To candour.Date // From zero: nobody knows; To zero: while it lasts
	People   int          // in a unit: how many of those posted there
}

// ManagersOf are the line managers of somebody over time, the latest first.
func ManagersOf(tx *seal.Tx, force candour.ForceID, o candour.OfficerID) (out []Manager, err error) {
	err = tx.Each(`SELECT manager, from_day, to_day FROM workforce_line WHERE force = $1 AND officer = $2 ORDER BY from_day DESC, manager`, []any{string(force), string(o)}, func(scan func(...any) error) error {
		var m, from, to string
		err := scan(&m, &from, &to)
		out = append(out, Manager{candour.OfficerID(m), day(from), day(to), 1})
		return err
	})
	return out, err
}

// ManagersIn are at most n of those who manage or managed somebody while that one was
// posted to a unit, over the days on which they did: those who still do first. The join is crossed
// so that SQLite begins with the unit, and not with every line of the force.
func ManagersIn(tx *seal.Tx, force candour.ForceID, unit string, n int) (out []Manager, err error) {
	const open = "9999-12-31"
	err = tx.Each(`SELECT l.manager, MIN(CASE WHEN l.from_day > p.from_day THEN l.from_day ELSE p.from_day END),
			MAX(CASE WHEN l.to_day <> '' AND (p.to_day = '' OR l.to_day < p.to_day) THEN l.to_day WHEN p.to_day <> '' THEN p.to_day ELSE '`+open+`' END) AS until,
			count(DISTINCT l.officer) AS people
		FROM workforce_posting p CROSS JOIN workforce_line l
		WHERE p.force = $1 AND p.unit = $2 AND l.force = p.force AND l.officer = p.officer
			AND (l.to_day = '' OR l.to_day >= p.from_day) AND (p.to_day = '' OR p.to_day >= l.from_day) GROUP BY l.manager ORDER BY until DESC, people DESC, l.manager LIMIT $3`, []any{string(force), unit, n}, func(scan func(...any) error) error {
		var m, from, to string
		var x Manager
		err := scan(&m, &from, &to, &x.People)
		x.Officer, x.From = candour.OfficerID(m), day(from)
		if to != open {
			x.To = day(to)
		}
		out = append(out, x)
		return err
	})
	return out, err
}
