package cases

import (
	"slices"

	"candour"
	"candour/act"
	"candour/seal"
)

// What the tracks of a case share. A track is a package below this one
// (investigation, complaint, misconduct): it has its own acts and tables, and
// imports no other track.

// Subject is a case as something that acts are done to.
func Subject(id candour.CaseID) candour.Subject { return caseSubject(id) }

// AllegationSubject is an allegation as something that acts are done to.
func AllegationSubject(id candour.AllegationID) candour.Subject {
	return candour.Subject{Kind: "allegation", ID: string(id)}
}

// CaseOf is the case of an allegation, or candour.ErrNotFound.
func CaseOf(tx *seal.Tx, force candour.ForceID, id candour.AllegationID) (candour.CaseID, error) {
	return caseOf(tx, force, id)
}

// CaseIn is the case among those to which something that hangs on a case belongs.
func CaseIn(s act.Standing) candour.CaseID {
	for _, within := range s.Within {
		if within.Kind == "case" {
			return candour.CaseID(within.ID)
		}
	}
	return ""
}

// Seal seals words of a case under its key. place names the column and the row, so
// that sealed words moved to another row do not open.
func Seal(tx *seal.Tx, m act.Made, c candour.CaseID, place string, words candour.Marking) (string, error) {
	return sealReasons(tx, m, c, place, words)
}

// MustReason refuses a decision without reasons, which are in the field of that
// name.
func MustReason(r candour.Marking) error { return mustReason(r) }

// MustPick refuses a form on which no officer was picked.
func MustPick(o candour.OfficerID) error { return mustPick(o) }

// MustBeAccused refuses an act about an officer whom the case is not about.
func MustBeAccused(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) error {
	accused, err := Accused(tx, force, c)
	if err != nil {
		return err
	}
	for _, list := range accused {
		for _, x := range list {
			if x == o {
				return nil
			}
		}
	}
	return candour.Invalid(FieldOfficer, "This case is not about that officer. Choose one of those whom it is about.")
}

// Thing is something that hangs on a case and has a state and acts of its own: a
// line of enquiry, an item of evidence, a hearing. Whoever shows it has asked authz
// about the case.
type Thing struct {
	Of      candour.Subject
	Title   string            // what it is, in clear words: "Line of enquiry"
	Officer candour.OfficerID // whom it is about, where it is about one: the page writes the name
	State   string
	Over    bool // nothing is to be done with it any more: the page folds it away
	Rows    []Row
}

// Row is one line of what is known of a thing.
type Row struct {
	Key   string
	Value candour.Marking
	By    candour.PersonID  // who said or did it, where that matters: the page writes the name
	Whom  candour.OfficerID // whom it names as “officer ID”: the page writes the name for whoever may know it
}

// ThingsOf are some lists of what hangs on a case, one after the other; they are read
// together.
func ThingsOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID, lists ...func(*seal.Tx, candour.ForceID, candour.CaseID) ([]Thing, error)) ([]Thing, error) {
	all, ask := make([][]Thing, len(lists)), make([]func() error, len(lists))
	for i, list := range lists {
		ask[i] = func() (err error) {
			all[i], err = list(tx, force, c)
			return err
		}
	}
	if err := tx.Together(ask...); err != nil {
		return nil, err
	}
	return slices.Concat(all...), nil
}

// Day reads a stored civil date; ” is no day.
func Day(s string) candour.Date { return day(s) }
