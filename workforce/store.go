package workforce

import (
	"errors"

	"candour"
	"candour/act"
	"candour/seal"
)

type employment struct {
	Officer         candour.OfficerID
	Person          candour.PersonID
	Kind, Rank      string
	Name, Number    candour.Marking
	Appointed, Left candour.Date
	Serving         string
	Source, Digest  string
	Equality        candour.Marking
}

func insertOfficer(tx *seal.Tx, m act.Made, e employment) error {
	key, err := tx.Make(m.Force, officerSubject(e.Officer), m.NewKey)
	if err != nil {
		return err
	}
	name, err := sealOr(key, "workforce_officer.name/"+string(e.Officer), e.Name)
	if err != nil {
		return err
	}
	number, err := sealOr(key, "workforce_officer.number/"+string(e.Officer), e.Number)
	if err != nil {
		return err
	}
	if err := tx.ExecLater(`INSERT INTO workforce_person (id) VALUES ($1) ON CONFLICT (id) DO NOTHING`, string(e.Person)); err != nil {
		return err
	}
	if err := tx.ExecLater(`INSERT INTO workforce_officer (force, id, person, kind, rank, name, number, appointed_day, left_day, serving, source, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		string(m.Force), string(e.Officer), string(e.Person), e.Kind, e.Rank, name, number, e.Appointed.String(), e.Left.String(), e.Serving, e.Source, e.Digest); err != nil {
		return err
	}
	if !e.Equality.Empty() {
		sealed, err := key.Seal("workforce_equality.sealed/"+string(e.Officer), e.Equality.Words())
		if err != nil {
			return err
		}
		if err := tx.ExecLater(`INSERT INTO workforce_equality (force, officer, sealed) VALUES ($1, $2, $3)`, string(m.Force), string(e.Officer), sealed); err != nil {
			return err
		}
	}
	return index(tx, m, e)
}

func insertPosting(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, p Posting) error {
	unit := "workforce/unit/" + string(force) + "/" + p.Unit
	if _, noted := tx.Known(unit); !noted { // an import comes with hundreds of one unit
		if err := tx.ExecLater(`INSERT INTO workforce_unit (force, unit) VALUES ($1, $2) ON CONFLICT (force, unit) DO NOTHING`, string(force), p.Unit); err != nil {
			return err
		}
		tx.Note(unit, true)
		tx.Note(unitsWritten, true)
	}
	err := tx.ExecLater(`INSERT INTO workforce_posting (force, officer, unit, from_day, to_day) VALUES ($1, $2, $3, $4, $5)`, string(force), string(o), p.Unit, p.From.String(), p.To.String())
	return err
}

// postings are where one employment was, the latest first.
func postings(tx *seal.Tx, force candour.ForceID, o candour.OfficerID) (out []Posting, err error) {
	err = tx.Each(`SELECT unit, from_day, to_day FROM workforce_posting WHERE force = $1 AND officer = $2 ORDER BY from_day DESC, unit, to_day`, []any{string(force), string(o)}, func(scan func(...any) error) error {
		var p Posting
		var from, to string
		err := scan(&p.Unit, &from, &to)
		p.From, p.To = day(from), day(to)
		out = append(out, p)
		return err
	})
	return out, err
}

// UnitsOf are the units in which an officer is posted on a day.
func UnitsOf(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, on candour.Date) (out []string, err error) {
	all, err := postings(tx, force, o)
	for _, p := range all {
		if !p.From.After(on) && (p.To.IsZero() || !p.To.Before(on)) {
			out = append(out, p.Unit)
		}
	}
	return out, err
}

// Officer is one employment as a page shows it.
type Officer struct {
	Force     candour.ForceID
	ID        candour.OfficerID
	Person    candour.PersonID
	Kind      string
	Rank      string
	Name      candour.Marking
	Number    candour.Marking
	Appointed candour.Date
	Left      candour.Date
	Serving   string
	Postings  []Posting
}

// Read opens an officer's file. Whoever shows it has asked authz.
func Read(tx *seal.Tx, force candour.ForceID, id candour.OfficerID) (Officer, error) {
	o := Officer{Force: force, ID: id}
	var person, name, number, appointed, left string
	var words seal.Words
	if err := tx.Together(func() error {
		return tx.One(`SELECT person, kind, rank, name, number, appointed_day, left_day, serving FROM workforce_officer WHERE force = $1 AND id = $2`, []any{string(force), string(id)},
			&person, &o.Kind, &o.Rank, &name, &number, &appointed, &left, &o.Serving)
	}, func() (err error) {
		words, err = tx.Words(force, officerSubject(id))
		return err
	}, func() (err error) {
		o.Postings, err = postings(tx, force, id)
		return err
	}); err != nil {
		return o, err
	}
	o.Person, o.Appointed, o.Left = candour.PersonID(person), day(appointed), day(left)
	var err error
	if o.Name, err = words.Open("workforce_officer.name/"+string(id), name); err != nil {
		return o, err
	}
	o.Number, err = words.Open("workforce_officer.number/"+string(id), number)
	return o, err
}

// PersonOf is the human being behind an employment, or candour.ErrNotFound.
func PersonOf(tx *seal.Tx, force candour.ForceID, id candour.OfficerID) (candour.PersonID, error) {
	var p string
	err := tx.One(`SELECT person FROM workforce_officer WHERE force = $1 AND id = $2`, []any{string(force), string(id)}, &p)
	return candour.PersonID(p), err
}

// NameOf is what a page calls a person who works for the force, or represents
// somebody who does.
func NameOf(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (string, error) {
	var id, sealed string
	err := tx.One(`SELECT id, name FROM workforce_officer WHERE force = $1 AND person = $2 ORDER BY id LIMIT 1`, []any{string(force), string(p)}, &id, &sealed)
	if errors.Is(err, candour.ErrNotFound) {
		name, err := representativeName(tx, force, p)
		if errors.Is(err, candour.ErrNotFound) {
			return "the system", nil
		}
		return name.Words(), err
	}
	if err != nil {
		return "", err
	}
	words, err := tx.Words(force, officerSubject(candour.OfficerID(id)))
	if err != nil {
		return "", err
	}
	name, err := words.Open("workforce_officer.name/"+id, sealed)
	return name.Words(), err
}

func sealOr(key *seal.Key, place string, w candour.Marking) (string, error) {
	if w.Empty() {
		return "", nil
	}
	return key.Seal(place, w.Words())
}

func forceSubject(f candour.ForceID) candour.Subject {
	return candour.Subject{Kind: "force", ID: string(f)}
}

func day(s string) candour.Date {
	d, err := candour.ParseDate(s)
	if err != nil {
		return candour.Date{}
	}
	return d
}
