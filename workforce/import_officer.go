package workforce

import (
	"fmt"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// What an import makes: one event a row.
const (
	OfficerImported  candour.EventKind = "officer-imported"
	PostingImported  candour.EventKind = "posting-imported"
	OfficerCorrected candour.EventKind = "imported-officer-corrected"
)

// ImportOfficerKind brings an officer from another system, with their postings.
var ImportOfficerKind = act.Kind{
	ID:     "import-officer",
	Button: "Import an officer",
	Does:   "Brings an officer from another system, with their postings and dates.",
	Of:     "officer",
	Emits:  []candour.EventKind{OfficerImported, PostingImported, OfficerCorrected, WallChanged},
	From:   []string{act.Absent, Employed},
	Roles:  []authz.Role{authz.System},
	Ahead: func(tx *seal.Tx, force candour.ForceID, batch []act.Act) error {
		people := make([]candour.PersonID, len(batch))
		for i, a := range batch {
			people[i] = a.(*ImportOfficer).Person
		}
		if err := authz.ExpectPostings(tx.Tx, force, people); err != nil {
			return err
		}
		return authz.ExpectAccused(tx.Tx, force, people)
	},
}

// ImportOfficer is one officer of another system.
type ImportOfficer struct {
	Officer    candour.OfficerID
	Person     candour.PersonID
	Source     string
	Digest     string
	Appointed  candour.Date // zero: the source has none
	Left       candour.Date
	Serving    string
	Equality   candour.Marking // race, sex and birth year as the source gives them
	Postings   []Posting
	Correction bool // on file, and the rows changed
}

// Posting is where somebody worked.
type Posting struct {
	Unit string
	From candour.Date
	To   candour.Date // zero: it lasts
}

// Kind is ImportOfficerKind.
func (*ImportOfficer) Kind() *act.Kind { return &ImportOfficerKind }

// Of is the employment.
func (a *ImportOfficer) Of() candour.Subject { return officerSubject(a.Officer) }

// Check finds nothing wrong: the reader of the files has judged each row.
func (*ImportOfficer) Check() error { return nil }

// Apply puts the officer and the postings on file.
func (a *ImportOfficer) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	kind := OfficerImported
	before := map[string]string{} // the event that stands for the officer and for each posting, where this corrects
	if a.Correction {
		kind = OfficerCorrected
		earlier, err := ledger.EventsOf(tx, m.Force, a.Of())
		if err != nil {
			return nil, err
		}
		for _, e := range earlier {
			before[e.Value("unit")+" "+e.Value("from")] = e.ID
		}
		for _, q := range []string{`DELETE FROM workforce_equality WHERE force = $1 AND officer = $2`, `DELETE FROM workforce_posting WHERE force = $1 AND officer = $2`, `DELETE FROM workforce_officer WHERE force = $1 AND id = $2`} {
			if _, err := tx.Exec(q, string(m.Force), string(a.Officer)); err != nil {
				return nil, err
			}
		}
	}
	if err := insertOfficer(tx, m, employment{Officer: a.Officer, Person: a.Person, Kind: "officer", Appointed: a.Appointed, Left: a.Left, Serving: a.Serving, Source: a.Source, Digest: a.Digest, Equality: a.Equality}); err != nil {
		return nil, err
	}
	why := candour.Field{Name: "source", Value: a.Source}
	events := []candour.Event{{Kind: kind, Subject: a.Of(), On: m.Today(), Corrects: before[" "], Data: []candour.Field{
		why, {Name: "appointed", Value: a.Appointed.String()}, {Name: "left", Value: a.Left.String()}, {Name: "serving", Value: a.Serving},
	}}}
	for _, p := range a.Postings {
		if err := insertPosting(tx, m.Force, a.Officer, p); err != nil {
			return nil, err
		}
		events = append(events, candour.Event{Kind: PostingImported, Subject: a.Of(), On: m.Today(), Corrects: before[p.Unit+" "+p.From.String()], Data: []candour.Field{
			why, {Name: "unit", Value: p.Unit}, {Name: "from", Value: p.From.String()}, {Name: "to", Value: p.To.String()},
		}})
	}
	walls, err := wallByPostings(tx, m, a.Officer, a.Person, a.Postings)
	return append(events, walls...), err
}

// Held gives the digests of the officers that were imported from a source,
// by which the next import tells what has changed.
func Held(tx *seal.Tx, force candour.ForceID, source string) (map[candour.OfficerID]string, error) {
	out := map[candour.OfficerID]string{}
	err := tx.Each(`SELECT id, digest FROM workforce_officer WHERE force = $1 AND source = $2`, []any{string(force), source}, func(scan func(...any) error) error {
		var id, digest string
		err := scan(&id, &digest)
		out[candour.OfficerID(id)] = digest
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading which officers came from %s: %w", source, err)
	}
	return out, nil
}
