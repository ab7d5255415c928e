package act

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"

	"candour"
	"candour/authz"
	"candour/clock"
	"candour/ledger"
	"candour/seal"
)

// Runner runs acts. Main makes the only one.
type Runner struct {
	DB    *seal.DB
	Rules *authz.Rules
	Nouns []Noun
	Then  []Reaction

	// Told is done once at the end of a transaction with all that happened in it, when
	// every wall stands as it will stand: so it asks authz what is then true. nil: nothing.
	Told func(r *Runner, tx *seal.Tx, m Made, happened []candour.Event) error

	// ClockWentBack says that an act of this process found it so, for whoever runs it.
	ClockWentBack atomic.Bool

	refused refusals
}

// Beside is what a door does in the transaction of an act. Allowed is asked when authz
// has allowed the act, and before its state is looked at: what it refuses is refused to
// nobody from whom the matter is hidden. Done is done at the end, with all that
// happened: what it writes, in tables that are not of record, stands or falls with it.
// Either may be nil.
type Beside struct {
	Allowed func(tx *seal.Tx, of candour.Subject, within []candour.Subject) error
	Done    func(tx *seal.Tx, happened []candour.Event) error
}

// Run does the acts in one transaction, in order. It returns what happened, or
// an error that is candour.ErrNotFound (absent or hidden: we do not say which),
// ErrInvalid or ErrConflict with a sentence for the person, or internal.
func (r *Runner) Run(ctx context.Context, m Made, acts ...Act) ([]candour.Event, error) {
	return r.RunBeside(ctx, m, Beside{}, acts...)
}

// RunBeside is Run with what a door does beside it. An error of the door's is returned
// as it is.
func (r *Runner) RunBeside(ctx context.Context, m Made, door Beside, acts ...Act) ([]candour.Event, error) {
	for _, a := range acts {
		if err := chosen(a); err != nil {
			return nil, err
		}
		if err := a.Check(); err != nil {
			return nil, err
		}
	}
	if m.Force != m.Actor.Force {
		return nil, fmt.Errorf("an actor of %q cannot act in %q", m.Actor.Force, m.Force)
	}
	var out []candour.Event
	var no *refusal
	err := r.DB.WithTx(ctx, func(tx *seal.Tx) error {
		out, no = nil, nil
		if err := r.clockStep(tx, m); err != nil {
			return err
		}
		if len(acts) > 1 && m.Actor.Kind == "System" { // an import; a person is told of what is absent in the time that hidden takes
			of := make([]candour.Subject, len(acts))
			for i, a := range acts {
				of[i] = a.Of()
			}
			if err := tx.Expect(m.Force, of); err != nil {
				return err
			}
			if err := ahead(tx, m.Force, acts); err != nil {
				return err
			}
		}
		for i, a := range acts {
			mine := m
			if len(acts) > 1 {
				mine = m.within(strconv.Itoa(i))
			}
			events, err := r.one(tx, mine, a, door, &no)
			if err != nil {
				return err
			}
			out = append(out, events...)
		}
		if err := r.clocks(tx, m, out); err != nil {
			return err
		}
		if r.Told != nil {
			if err := r.Told(r, tx, m.within("told"), out); err != nil {
				return err
			}
		}
		if door.Done == nil {
			return nil
		}
		return door.Done(tx, out)
	})
	if err != nil && no != nil {
		return nil, errors.Join(err, r.journalRefusal(ctx, m, *no))
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ahead lets each kind of a batch read at once what its acts will ask for.
func ahead(tx *seal.Tx, force candour.ForceID, acts []Act) error {
	var kinds []*Kind
	of := map[*Kind][]Act{}
	for _, a := range acts {
		k := a.Kind()
		if of[k] == nil {
			kinds = append(kinds, k)
		}
		of[k] = append(of[k], a)
	}
	for _, k := range kinds {
		if k.Ahead == nil {
			continue
		}
		if err := k.Ahead(tx, force, of[k]); err != nil {
			return fmt.Errorf("reading ahead for %s: %w", k.ID, err)
		}
	}
	return nil
}

func (r *Runner) one(tx *seal.Tx, m Made, a Act, door Beside, no **refusal) ([]candour.Event, error) {
	k, of := a.Kind(), a.Of()
	if of.Kind != k.Of {
		return nil, fmt.Errorf("%s is done to a %s, not to a %s", k.ID, k.Of, of.Kind)
	}
	i := slices.IndexFunc(r.Nouns, func(n Noun) bool { return n.Kind == of.Kind })
	if i < 0 {
		return nil, fmt.Errorf("%s: nobody knows how a %s stands", k.ID, of.Kind)
	}
	stands, err := Standing{}, candour.ErrNotFound
	if !r.Nouns[i].Keyed || !tx.New(m.Force, of) {
		stands, err = r.Nouns[i].Stand(tx, m.Force, of.ID)
	}
	if errors.Is(err, candour.ErrNotFound) {
		stands = Standing{State: Absent}
	} else if err != nil {
		return nil, fmt.Errorf("finding %s: %w", of, err)
	}
	// Asked also for what is absent, so that absent costs what hidden costs.
	d, err := r.Rules.Ask(tx.Tx, m.Actor, k.ID, stands.resource(m.Force, of))
	if err != nil || !d.Allowed {
		*no = &refusal{k, of, "not allowed"}
		return nil, errors.Join(candour.ErrNotFound, err)
	}
	if from := k.From; stands.State == Absent && !slices.Contains(from, Absent) {
		*no = &refusal{k, of, "not allowed"} // the same words as hidden
		return nil, candour.ErrNotFound
	}
	if door.Allowed != nil {
		if err := door.Allowed(tx, of, stands.Within); err != nil {
			return nil, err
		}
	}
	if from := k.From; len(from) > 0 && !slices.Contains(from, stands.State) {
		*no = &refusal{k, of, "state " + stands.State}
		return nil, candour.Conflict("“%s” cannot be done now: this %s is %s. Look at it again to see what can be done.", k.Button, of.Kind, stands.State)
	}
	happened, err := a.Apply(tx, m)
	if err != nil {
		if errors.Is(err, candour.ErrConflict) {
			*no = &refusal{k, of, "state " + stands.State}
		}
		return nil, fmt.Errorf("%s on %s: %w", k.ID, of, err)
	}
	return r.record(tx, m, k.ID, k.Emits, happened)
}

// record journals what an act emitted, then what follows from each event, and so
// on. A loop of reactions is a bug, and stops at 1,000 events more.
func (r *Runner) record(tx *seal.Tx, m Made, by string, may []candour.EventKind, events []candour.Event) ([]candour.Event, error) {
	all, err := r.journal(tx, m, by, may, events)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(all); i++ {
		if i == len(events)+1000 {
			return nil, fmt.Errorf("%s set off more than 1,000 events", by)
		}
		for _, then := range r.Then {
			if then.On != all[i].Kind || all[i].Corrects != "" && !then.Corrections {
				continue
			}
			more, err := then.Do(tx, m.within(then.ID+"/"+all[i].ID), all[i])
			if err != nil {
				return nil, fmt.Errorf("%s after %s: %w", then.ID, all[i].Kind, err)
			}
			more, err = r.journal(tx, m.within(then.ID+"/"+all[i].ID), then.ID, then.Emits, more)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
	}
	return all, nil
}

// The id of an event does not depend on what else happened in the same act: where that is
// in a matter that somebody must not know of, they get the same ids as if it were not.
func (r *Runner) journal(tx *seal.Tx, m Made, by string, may []candour.EventKind, events []candour.Event) ([]candour.Event, error) {
	same := map[string]int{}
	for i := range events {
		e := &events[i]
		if !slices.Contains(may, e.Kind) {
			return nil, fmt.Errorf("%s emitted %q, which it does not declare", by, e.Kind)
		}
		if e.On.IsZero() {
			return nil, fmt.Errorf("%s emitted %q without a day", by, e.Kind)
		}
		if e.On.After(m.Today()) {
			return nil, candour.Invalid("", "%s has not come yet: a thing is recorded on the day it happened or after", e.On.Words())
		}
		if e.On.Before(m.Today()) && e.Value(EarlierDay) == "" {
			return nil, fmt.Errorf("%s emitted %q on an earlier day and does not say why", by, e.Kind)
		}
		if s := m.Actor.Through.ID; s != "" {
			e.Data = append(e.Data, candour.Field{Name: "through", Value: s}) // a program did it, for whom By answers
		}
		of := string(e.Kind) + "/" + e.Subject.String() + "/"
		same[of]++
		e.ID, e.Force, e.At, e.By, e.Act = m.ID("event/"+of+strconv.Itoa(same[of])), m.Force, m.Now, m.Actor.ID, by
	}
	return events, ledger.Append(tx, m.Force, events, m.NewKey)
}

// clocks rewrites the cache of due dates for every subject that something
// happened to which moves a clock, in the act's own transaction.
func (r *Runner) clocks(tx *seal.Tx, m Made, events []candour.Event) error {
	done := map[candour.Subject]bool{}
	for _, e := range events {
		if done[e.Subject] || !clock.Moves(e.Kind) && e.Corrects == "" {
			continue
		}
		done[e.Subject] = true
		all, err := ledger.Happened(tx, m.Force, e.Subject)
		if err != nil {
			return err
		}
		if err := clock.Cache(tx.Tx, m.Force, e.Subject, all); err != nil {
			return err
		}
	}
	return nil
}
