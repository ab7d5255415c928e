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
// Every row of every list goes through here.
func (r *Runner) May(tx *seal.Tx, who authz.Actor, do string, of candour.Subject) (Standing, bool, error) {
	i := slices.IndexFunc(r.Nouns, func(n Noun) bool { return n.Kind == of.Kind })
	if i < 0 {
		return Standing{}, false, fmt.Errorf("%s: nobody knows how a %s stands", do, of.Kind)
	}
	stands, err := r.Nouns[i].Stand(tx, who.Force, of.ID)
	absent := errors.Is(err, candour.ErrNotFound)
	if err != nil && !absent {
		return Standing{}, false, fmt.Errorf("finding a %s: %w", of.Kind, err)
	}
	d, err := r.Rules.Ask(tx.Tx, who, do, authz.Resource{Force: who.Force, Subject: of, Within: stands.Within, Reporter: stands.Reporter, Person: stands.Person})
	if err != nil || absent || !d.Allowed {
		return Standing{State: Absent}, false, err
	}
	return stands, true, nil
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
	var out []Offer
	var stands *Standing
	for _, k := range kinds {
		if k.Of != of.Kind || k.New == nil {
			continue
		}
		if stands != nil && len(k.From) > 0 && !slices.Contains(k.From, stands.State) {
			continue // whoever could do another act to it knows how it stands
		}
		s, ok, err := r.May(tx, who, k.ID, of)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		stands = &s
		if len(k.From) > 0 && !slices.Contains(k.From, s.State) {
			continue
		}
		if k.Fits != nil {
			fits, err := k.Fits(tx, who.Force, of)
			if err != nil {
				return nil, err
			}
			if !fits {
				continue
			}
		}
		out = append(out, Offer{k, of})
	}
	return out, nil
}
