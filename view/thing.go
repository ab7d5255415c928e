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
	accused, err := cases.Accused(tx, w.Who.Force, id)
	if err != nil {
		return nil, err
	}
	for _, t := range tracks {
		all, err := t.things(tx, w.Who.Force, id)
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			var offers []act.Offer
			if v.Runner.Knows(x.Of.Kind) { // what has acts of its own
				if offers, err = v.Runner.Offers(tx, w.Who, v.Acts, x.Of); err != nil {
					return nil, err
				}
			}
			if err := v.name(tx, w, id, accused, &x); err != nil {
				return nil, err
			}
			out = append(out, Thing{x, offers})
		}
	}
	return out, nil
}

// name writes who said or did each line, and who it is that a thing names without
// the case being about them: of those whom it is about the page has the names.
func (v View) name(tx *seal.Tx, w Viewer, c candour.CaseID, accused map[candour.AllegationID][]candour.OfficerID, x *cases.Thing) error {
	for i, r := range x.Rows {
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
			continue
		}
		n, err := workforce.NameOf(tx, w.Who.Force, r.By)
		if err != nil {
			return err
		}
		x.Rows[i].Value = candour.Mark(r.Value.Words() + "\n(by " + n + ")")
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
