package view

import (
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/complaint"
	"candour/cases/investigation"
	"candour/cases/misconduct"
	"candour/seal"
	"candour/workforce"
)

// Thing is something that hangs on a case, with what may be done to it now.
type Thing struct {
	cases.Thing
	Offers []act.Offer
}

// track is a part of the handling of a case, as its page groups it.
type track struct {
	id     string // of its events and addresses
	name   string
	acts   []*act.Kind
	things func(*seal.Tx, candour.ForceID, candour.CaseID) ([]cases.Thing, error)
}

// tracks are all of them, in the order in which a page shows them.
var tracks = []track{
	{"complaint", "The person and the complaint", complaint.Acts, complaint.Things},
	{"investigation", "The investigation", investigation.Acts, investigation.Things},
	{"misconduct", "Conduct proceedings", misconduct.Acts, misconduct.Things},
	{"representation", "Who speaks for the officer", nil, cases.Speaking},
	{"past", "What was decided before", nil, cases.Past},
}

// Group is what may be done now on one track.
type Group struct {
	Name   string
	Offers []act.Offer
}

// grouped puts the acts that may be done to a case under their tracks; those of no
// track stand first.
func grouped(offers []act.Offer) (out []Group) {
	take := func(name string, of func(act.Offer) bool) {
		var mine []act.Offer
		for _, o := range offers {
			if of(o) {
				mine = append(mine, o)
			}
		}
		if len(mine) > 0 {
			out = append(out, Group{name, mine})
		}
	}
	on := func(o act.Offer, t track) bool { return slices.Contains(t.acts, o.Kind) }
	take("The case", func(o act.Offer) bool {
		return !slices.ContainsFunc(tracks, func(t track) bool { return on(o, t) })
	})
	for _, t := range tracks {
		take(t.name, func(o act.Offer) bool { return on(o, t) })
	}
	return out
}

// things are all that hang on a case that authz has allowed.
func (v View) things(tx *seal.Tx, w Viewer, id candour.CaseID) (out []Thing, err error) {
	var accused map[candour.AllegationID][]candour.OfficerID
	lists := make([]func(*seal.Tx, candour.ForceID, candour.CaseID) ([]cases.Thing, error), len(tracks))
	for i, t := range tracks {
		lists[i] = t.things
	}
	var all []cases.Thing
	err = tx.Together(func() (err error) {
		accused, err = cases.Accused(tx, w.Who.Force, id)
		return err
	}, func() (err error) {
		all, err = cases.ThingsOf(tx, w.Who.Force, id, lists...)
		return err
	})
	if err != nil {
		return nil, err
	}
	out = make([]Thing, len(all))
	err = eachOf(tx, all, func(i int, x cases.Thing) error {
		return tx.Together(func() (err error) {
			if v.Runner.Knows(x.Of.Kind) { // what has acts of its own
				out[i].Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, x.Of)
			}
			return err
		}, func() error {
			err := v.name(tx, w, id, accused, &x)
			out[i].Thing = x
			return err
		})
	})
	return out, err
}

// name writes who said or did each line, and who it is that a thing names without
// the case being about them: of those whom it is about the page has the names.
func (v View) name(tx *seal.Tx, w Viewer, c candour.CaseID, accused map[candour.AllegationID][]candour.OfficerID, x *cases.Thing) error {
	if err := eachOf(tx, x.Rows, func(i int, r cases.Row) error {
		if r.Whom != "" {
			ok, err := v.mayKnow(tx, w, r.Whom, caseSubject(c))
			if err != nil {
				return err
			}
			if ok {
				o, err := workforce.Read(tx, w.Who.Force, r.Whom)
				if err != nil {
					return err
				}
				x.Rows[i].Value = candour.Mark(strings.ReplaceAll(r.Value.Words(), "officer "+string(r.Whom), o.Name.Words()))
			}
		}
		if r.By == "" {
			return nil
		}
		n, err := workforce.NameOf(tx, w.Who.Force, r.By)
		if err == nil {
			x.Rows[i].Value = candour.Mark(r.Value.Words() + "\n(by " + n + ")")
		}
		return err
	}); err != nil {
		return err
	}
	about := x.Officer == ""
	for _, list := range accused {
		about = about || slices.Contains(list, x.Officer)
	}
	if about {
		return nil
	}
	_, ok, err := v.Runner.May(tx, w.Who, workforce.ReadOfficer.ID, candour.Subject{Kind: "officer", ID: string(x.Officer)})
	if err != nil || !ok {
		return err
	}
	o, err := workforce.Read(tx, w.Who.Force, x.Officer)
	x.Title, x.Officer = x.Title+": "+o.Name.Words(), ""
	return err
}
