package exchange

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/workforce"
)

// Workforce imports the register of a force's people: CSV files with any columns,
// read as a mapping says. A person is known by the mapping's key; a posting by
// person, unit and first day; a manager by both people and the first day; an
// identifier by person, kind and normal form; a relationship by both and its kind.
// Every person with all of their rows is one act.
//
// Somebody who is on file already under the same number and name, because they
// were among the first people of the force, is that person: else the one who signs
// in would stand on no wall.
type Workforce struct {
	DB      *seal.DB
	Runner  *act.Runner
	Force   candour.ForceID
	Mapping *Mapping
	Files   []string
	Now     func() time.Time // asked once for each transaction

	Progress func(done, total int64) // as of Complaints
}

// Gone is a row of an earlier import that the files no longer hold. Nothing was
// done to it: who managed somebody is not taken back because a file forgets it.
type Gone struct {
	What    string // "person", "posting", "manager", "identifier", "type", "relationship"
	Officer candour.OfficerID
}

// WorkforceResult is what such an import did; as Result.
type WorkforceResult struct {
	People, Rows Count    // rows beside the people's own, each counted as its person was
	Unread       []string // "people.csv: Shoe size": columns that the mapping does not name
	Gone         []Gone

	Rejects  []Reject
	Warnings []Warning
}

// Run imports. It returns what it did also beside an error, as Complaints.
func (c Workforce) Run(ctx context.Context) (WorkforceResult, error) {
	paths, err := c.Mapping.paths(c.Files)
	if err != nil {
		return WorkforceResult{}, err
	}
	source := "workforce/" + c.Mapping.Source
	n, err := namesIn(ctx, c.DB, c.Force, source)
	fresh := errors.Is(err, candour.ErrNotFound)
	if err != nil && !fresh {
		return WorkforceResult{}, err
	}
	r := newRegister(c.Mapping, candour.On(c.Now()))
	if err := r.read(ctx, paths); err != nil {
		return WorkforceResult{}, err
	}
	out := WorkforceResult{Rejects: r.rejects, Warnings: r.warnings, Unread: r.unread}
	if fresh {
		if err := found(ctx, c.Runner, c.Force, c.Now()); err != nil {
			return out, err
		}
		if n, err = namesIn(ctx, c.DB, c.Force, source); err != nil {
			return out, err
		}
	}
	w := &members{Workforce: c, names: n, res: &out}
	w.batches = batches{runner: c.Runner, force: c.Force, now: c.Now, progress: c.Progress, rejects: &out.Rejects, total: r.rows()}
	err = w.all(ctx, r)
	slices.SortStableFunc(out.Rejects, func(a, b Reject) int {
		return cmp.Or(slices.Index(r.files, a.File)-slices.Index(r.files, b.File), a.Line-b.Line)
	})
	slices.SortStableFunc(out.Warnings, func(a, b Warning) int {
		return cmp.Or(slices.Index(r.files, a.File)-slices.Index(r.files, b.File), a.Line-b.Line)
	})
	return out, err
}

// members is one run, from the moment the files have been judged.
type members struct {
	Workforce
	batches
	names *names
	res   *WorkforceResult
	held  map[candour.OfficerID]workforce.HeldMember
}

// all finds who is who, and writes the people from the top of the line down: the
// wall of whoever is below somebody is worked out when a manager is set, and from
// the top there is nobody below yet.
func (w *members) all(ctx context.Context, r *register) error {
	var people []*personRow
	err := w.DB.Read(ctx, func(tx *seal.Tx) (err error) {
		if w.held, err = workforce.HeldMembers(tx, w.Force, w.source()); err != nil {
			return err
		}
		people, err = w.whoIsWho(tx, r)
		return err
	})
	if err != nil {
		return err
	}
	w.res.Rejects = r.rejects
	depth := r.depths()
	slices.SortFunc(people, func(a, b *personRow) int {
		return cmp.Or(depth[a]-depth[b], cmp.Compare(a.officer, b.officer))
	})
	seen := map[candour.OfficerID]bool{}
	for _, p := range people {
		seen[p.officer] = true
		if err := w.add(ctx, w.member(r, p)); err != nil {
			return err
		}
	}
	for o, h := range w.held {
		if !seen[o] {
			for _, k := range h.Keys() {
				w.res.Gone = append(w.res.Gone, Gone{goneWhat(k), o})
			}
		}
	}
	slices.SortFunc(w.res.Gone, func(a, b Gone) int { return cmp.Or(cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.What, b.What)) })
	return w.flush(ctx)
}

func (w *members) source() string { return w.Mapping.Source }

// whoIsWho gives each person the ids of their employment: those of an earlier
// import, of somebody who is on file by another way, or new ones.
func (w *members) whoIsWho(tx *seal.Tx, r *register) (out []*personRow, err error) {
	taken := map[candour.OfficerID]bool{} // whom a row of these files is already
	for _, p := range r.people {
		p.officer, p.person = candour.OfficerID(w.names.id("officer", "people", p.key)), candour.PersonID(w.names.id("person", "people", p.key))
		if _, p.onFile = w.held[p.officer]; p.onFile {
			taken[p.officer] = true
		}
	}
	for _, p := range r.people {
		if p.onFile {
			out = append(out, p)
			continue
		}
		list, err := workforce.ByNumber(tx, w.Force, p.number)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			out = append(out, p)
			continue
		}
		why, err := w.adopt(tx, p, list, taken)
		if err != nil {
			return nil, err
		}
		if why != "" {
			r.rejects = append(r.rejects, Reject{r.files[0], p.line, why})
			r.drop(p)
			continue
		}
		out = append(out, p)
	}
	// Managers and others may have been dropped above.
	for _, p := range out {
		r.withoutDropped(p)
	}
	return out, nil
}

// adopt takes a person to be one of those on file under their number, or says why
// not. It never guesses: a number is used again, and two people would become one.
func (w *members) adopt(tx *seal.Tx, p *personRow, list []candour.OfficerID, taken map[candour.OfficerID]bool) (why string, err error) {
	var same []workforce.Officer
	for _, id := range list {
		if taken[id] {
			continue // the number was another's when that row was last taken in
		}
		o, err := workforce.Read(tx, w.Force, id)
		if err != nil {
			return "", err
		}
		over := !o.Left.IsZero() && (p.joined.IsZero() || o.Left.Before(p.joined)) || !p.left.IsZero() && !o.Appointed.IsZero() && p.left.Before(o.Appointed)
		if over {
			continue // the number was used again
		}
		same = append(same, o)
	}
	switch {
	case len(same) == 0:
		return "", nil
	case len(same) > 1:
		return "its number is on file for more than one person here: decide by hand which is right", nil
	case !workforce.SameName(same[0].Name, candour.Mark(p.name)):
		return "its number is on file here for somebody of another name: decide by hand which is right", nil
	}
	taken[same[0].ID] = true
	p.officer, p.person, p.onFile = same[0].ID, same[0].Person, true
	return "", nil
}
