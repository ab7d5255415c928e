package act

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"candour"
	"candour/authz"
	"candour/seal"
)

// May asks whether an actor may do an act or a reading to a subject, and tells
// how the subject stands. What is absent and what is hidden both answer false.
// Every row of every list goes through here, or through MayRow.
func (r *Runner) May(tx *seal.Tx, who authz.Actor, do string, of candour.Subject) (Standing, bool, error) {
	stands, q, err := r.about(tx, who, of)
	if err != nil {
		return Standing{}, false, fmt.Errorf("%s: %w", do, err)
	}
	d, err := q.Ask(do)
	if err != nil || stands.State == Absent || !d.Allowed {
		return Standing{State: Absent}, false, err
	}
	return stands, true, nil
}

// askingRows is one actor's question about every row of a list.
type askingRows struct {
	who      authz.Actor
	do, kind string
}

// Rows is one actor's question about the rows of a list that authz.Listed left to them.
type Rows struct {
	r       *Runner
	tx      *seal.Tx
	q       askingRows
	of      authz.Listing
	refused map[string]bool // rows that Ahead found not to be theirs
	coming  []string        // rows of which May will be asked, in that order, and nothing was read yet
}

// MayRow is May for the rows of a list that authz.Listed left to an actor by args: the
// policies are asked once for all of them where they can say it of all, and of each row
// where they cannot.
func (r *Runner) MayRow(tx *seal.Tx, who authz.Actor, args []any, do, kind string) (*Rows, error) {
	name := askingRows{who, do, kind}
	of, known := tx.Known(name)
	if !known {
		all, err := r.Rules.AskListed(tx.Tx, who, args, do, kind)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", do, err)
		}
		of = all
		if tx.Reading() {
			tx.Note(name, of)
		}
	}
	return &Rows{r, tx, name, of.(authz.Listing), map[string]bool{}, nil}, nil
}

// None reports whether no row of the list is theirs, so that nobody need read it.
func (x *Rows) None() bool { return x.of.All && !x.of.Allowed }

// May is the answer about one row.
func (x *Rows) May(id string) (bool, error) {
	if x.of.All {
		return x.of.Allowed, nil
	}
	if x.refused[id] {
		return false, nil
	}
	if i := slices.Index(x.coming, id); i >= 0 {
		some := x.coming[i:min(i+atOnce, len(x.coming))]
		x.coming = x.coming[i+len(some):]
		if err := x.r.Ahead(x.tx, x.q.who, x.q.kind, some); err != nil {
			return false, err
		}
	}
	_, ok, err := x.r.May(x.tx, x.q.who, x.q.do, candour.Subject{Kind: x.q.kind, ID: id})
	return ok, err
}

// Ahead says which rows May will be asked of, and finds out at once which of them it will
// refuse, as far as that can be told without asking about each. May's answers are the same
// without it, and later.
func (x *Rows) Ahead(ids []string) error {
	if x.of.All {
		return nil
	}
	perhaps := ids
	if x.of.OnlyChief || x.of.OnlyNobodyLeft {
		var err error
		if perhaps, err = x.of.Perhaps(x.tx.Tx, x.q.who.Force, x.q.kind, ids); err != nil {
			return fmt.Errorf("%s: %w", x.q.do, err)
		}
		for _, id := range ids {
			x.refused[id] = true
		}
		for _, id := range perhaps {
			delete(x.refused, id)
		}
	}
	x.coming = nil
	seen := map[string]bool{}
	for _, id := range perhaps {
		if !seen[id] {
			seen[id] = true
			x.coming = append(x.coming, id)
		}
	}
	return nil
}

// atOnce is of how many rows of a list it is read at once how they stand.
const atOnce = 50

// stood names how one subject stands, noted by Ahead.
type stood struct {
	force candour.ForceID
	of    candour.Subject
}

// Ahead reads at once how some subjects of one kind stand and how an actor stands to
// them, for a reading that is about to ask of each. It changes no answer.
func (r *Runner) Ahead(tx *seal.Tx, who authz.Actor, kind string, ids []string) error {
	i := slices.IndexFunc(r.Nouns, func(n Noun) bool { return n.Kind == kind })
	if i < 0 || !tx.Reading() || len(ids) < 2 {
		return nil
	}
	var all []candour.Subject
	for some := range slices.Chunk(ids, atOnce) {
		standing := map[string]Standing{}
		if many := r.Nouns[i].StandMany; many != nil {
			var err error
			if standing, err = many(tx, who.Force, some); err != nil {
				return fmt.Errorf("finding the %ss of a list: %w", kind, err)
			}
		}
		for _, id := range some {
			of := candour.Subject{Kind: kind, ID: id}
			all = append(all, of)
			if s, ok := standing[id]; ok {
				tx.Note(stood{who.Force, of}, s)
				all = append(all, s.Within...)
			}
		}
	}
	return authz.ExpectStands(tx.Tx, who, all)
}

// Reports are all reports that May may allow, where it can be told which these are.
func (x *Rows) Reports() (ids []string, known bool, err error) {
	if ids, known, err = x.of.Reports(x.tx.Tx, x.q.who.Force); err != nil {
		return nil, false, fmt.Errorf("%s: %w", x.q.do, err)
	}
	return ids, known, nil
}

// MayIn is May where it is also asked from within a matter: whoever stands in for a
// conflicted authority there may, in it, what the authority may anywhere. It is never
// less strict than the matter's own wall.
func (r *Runner) MayIn(tx *seal.Tx, who authz.Actor, do string, of, in candour.Subject) (bool, error) {
	stands, _, err := r.about(tx, who, of)
	if err != nil {
		return false, fmt.Errorf("%s: %w", do, err)
	}
	d, err := r.Rules.Ask(tx.Tx, who, do, authz.Resource{Force: who.Force, Subject: of, Within: append([]candour.Subject{in}, stands.Within...), Person: stands.Person})
	return err == nil && d.Allowed && stands.State != Absent, err
}

// Knows reports whether a kind of subject is a noun: something with states, that
// acts can be done to.
func (r *Runner) Knows(kind string) bool {
	return slices.ContainsFunc(r.Nouns, func(n Noun) bool { return n.Kind == kind })
}

// asking is one actor's question about one subject.
type asking struct {
	who authz.Actor
	of  candour.Subject
}

// answer is how a subject stands, and what authz knows of it and the actor.
type answer struct {
	stands Standing
	q      authz.Question
}

// about finds how a subject stands, and what authz needs to know to judge acts on
// it. It reads the same of what is absent. A reading sees one moment, so that a list
// with ten limits of one case asks once.
func (r *Runner) about(tx *seal.Tx, who authz.Actor, of candour.Subject) (Standing, authz.Question, error) {
	if !tx.Reading() {
		return r.find(tx, who, of)
	}
	name := asking{who, of}
	if known, ok := tx.Known(name); ok {
		a := known.(answer)
		return a.stands, a.q, nil
	}
	stands, q, err := r.find(tx, who, of)
	if err == nil {
		tx.Note(name, answer{stands, q})
	}
	return stands, q, err
}

func (r *Runner) find(tx *seal.Tx, who authz.Actor, of candour.Subject) (Standing, authz.Question, error) {
	i := slices.IndexFunc(r.Nouns, func(n Noun) bool { return n.Kind == of.Kind })
	if i < 0 {
		return Standing{}, authz.Question{}, fmt.Errorf("nobody knows how a %s stands", of.Kind)
	}
	var stands Standing
	var err error
	if noted, ok := tx.Known(stood{who.Force, of}); ok {
		stands = noted.(Standing)
	} else if stands, err = r.Nouns[i].Stand(tx, who.Force, of.ID); errors.Is(err, candour.ErrNotFound) {
		stands = Standing{State: Absent}
	} else if err != nil {
		return Standing{}, authz.Question{}, fmt.Errorf("finding a %s: %w", of.Kind, err)
	}
	q, err := r.Rules.About(tx.Tx, who, stands.resource(who.Force, of))
	return stands, q, err
}

// Read opens a subject for somebody: it asks, and runs f in one reading
// transaction if the answer is yes; else candour.ErrNotFound.
func (r *Runner) Read(ctx context.Context, who authz.Actor, reading authz.Action, of candour.Subject, f func(*seal.Tx) error) error {
	return r.DB.Read(ctx, func(tx *seal.Tx) error {
		_, ok, err := r.May(tx, who, reading.ID, of)
		if err != nil {
			return err
		}
		if !ok {
			return candour.ErrNotFound
		}
		return f(tx)
	})
}

// Offer is an act that an actor may do to a subject as it stands now.
type Offer struct {
	*Kind
	Of candour.Subject
}

// Offers are the acts of a list that have a form and that an actor may do to a
// subject now: what the buttons on its page are made from.
func (r *Runner) Offers(tx *seal.Tx, who authz.Actor, kinds []*Kind, of candour.Subject) ([]Offer, error) {
	stands, q, err := r.about(tx, who, of)
	if err != nil || stands.State == Absent {
		return nil, err
	}
	var may []*Kind
	for _, k := range kinds {
		if k.Of != of.Kind || k.New == nil || len(k.From) > 0 && !slices.Contains(k.From, stands.State) {
			continue
		}
		if d, err := q.Ask(k.ID); err != nil {
			return nil, err
		} else if d.Allowed {
			may = append(may, k)
		}
	}
	fits, ask := make([]bool, len(may)), make([]func() error, 0, len(may))
	for i, k := range may {
		if fits[i] = k.Fits == nil; !fits[i] {
			ask = append(ask, func() (err error) {
				fits[i], err = k.Fits(tx, who.Force, of)
				return err
			})
		}
	}
	if err := tx.Together(ask...); err != nil {
		return nil, err
	}
	var out []Offer
	for i, k := range may {
		if fits[i] {
			out = append(out, Offer{k, of})
		}
	}
	return out, nil
}
