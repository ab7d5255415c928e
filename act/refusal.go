package act

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"candour"
	"candour/authz"
	"candour/seal"
)

// Refused is the event of a refusal. It happens to the force, not to the matter:
// so nobody who reads a matter's history learns who tried to reach it, and one
// that does not exist leaves the same trace as one that is hidden.
const Refused candour.EventKind = "act-refused"

type refusal struct {
	kind *Kind
	of   candour.Subject
	why  string
}

// refusals holds back floods: at most one refusal a second is journalled for
// each actor, and the next one says how many were held back. An actor who never
// tries again is journalled by FlushRefusals.
type refusals struct {
	mu sync.Mutex
	of map[authz.Actor]*heldBack
}

type heldBack struct {
	at   time.Time // of the last that was journalled, or is being journalled
	n    int       // held back since
	last refusal   // of those
}

func (r *Runner) journalRefusal(ctx context.Context, m Made, no refusal) error {
	if m.Actor.Kind != "Person" { // a stranger's errors are no record, and no way to fill the disk
		return nil
	}
	held, now := r.refused.take(m.Actor, m.Now, no)
	if !now {
		return nil
	}
	if err := r.writeRefusal(ctx, m, no, held); err != nil {
		r.refused.giveBack(m.Actor, no, held)
		return err
	}
	return nil
}

func (r *Runner) writeRefusal(ctx context.Context, m Made, no refusal, held int) error {
	return r.DB.WithTx(ctx, func(tx *seal.Tx) error {
		mine := m.within("refused")
		e := candour.Event{
			Kind: Refused, Subject: candour.Subject{Kind: "force", ID: string(m.Force)}, On: m.Today(),
			Data: []candour.Field{
				{Name: "act", Value: no.kind.ID},
				{Name: "to", Value: no.of.Kind + "/" + plain(no.of.ID)},
				{Name: "why", Value: no.why},
				{Name: "held back", Value: strconv.Itoa(held)},
			},
		}
		_, err := r.journal(tx, mine, no.kind.ID, []candour.EventKind{Refused}, []candour.Event{e})
		return err
	})
}

// FlushRefusals journals what was held back for actors of a force who have not
// been refused again since: the last of their refusals, and how many came before
// it. The program calls it at every tick, and before it ends.
func (r *Runner) FlushRefusals(ctx context.Context, force candour.ForceID, now time.Time) error {
	return r.flushRefusals(ctx, r.refused.quiet(now, func(who authz.Actor, last time.Time) bool {
		return who.Force == force && now.Sub(last) >= time.Second
	}), now)
}

// FlushAllRefusals is FlushRefusals for every force and actor, at the end.
func (r *Runner) FlushAllRefusals(ctx context.Context, now time.Time) error {
	return r.flushRefusals(ctx, r.refused.quiet(now, func(authz.Actor, time.Time) bool { return true }), now)
}

func (r *Runner) flushRefusals(ctx context.Context, of []authz.Actor, now time.Time) error {
	var all error
	for _, who := range of {
		no, held, any := r.refused.flush(who, now)
		if !any {
			continue
		}
		if err := r.writeRefusal(ctx, By(who, now), no, held); err != nil {
			r.refused.giveBack(who, no, held)
			all = errors.Join(all, err)
		}
	}
	return all
}

// plain keeps what somebody typed in the place of an id out of the journal.
func plain(id string) string {
	if len(id) > 40 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return "malformed"
	}
	return id
}

// take says whether a refusal is journalled now, and how many were held back
// before it.
func (r *refusals) take(who authz.Actor, now time.Time, no refusal) (held int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil {
		r.of = map[authz.Actor]*heldBack{}
	}
	h := r.of[who]
	if h != nil && now.Sub(h.at) < time.Second {
		h.n++
		h.last = no
		return 0, false
	}
	if h != nil {
		held = h.n
	}
	r.of[who] = &heldBack{at: now}
	return held, true
}

// giveBack undoes take or flush where the journal could not be written.
func (r *refusals) giveBack(who authz.Actor, no refusal, held int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.of[who]
	if h == nil {
		h = &heldBack{}
		r.of[who] = h
	}
	if h.n == 0 {
		h.last = no
	}
	h.n += held + 1
}

// quiet lists the actors of whom something is held and that fits, and forgets
// those of whom nothing is.
func (r *refusals) quiet(now time.Time, fits func(who authz.Actor, last time.Time) bool) (out []authz.Actor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for who, h := range r.of {
		switch {
		case h.n > 0 && fits(who, h.at):
			out = append(out, who)
		case h.n > 0:
		case now.Sub(h.at) >= time.Second:
			delete(r.of, who)
		}
	}
	slices.SortFunc(out, func(a, b authz.Actor) int {
		return cmp.Or(cmp.Compare(a.Force, b.Force), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func (r *refusals) flush(who authz.Actor, now time.Time) (no refusal, held int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := r.of[who]
	if h == nil || h.n == 0 {
		return refusal{}, 0, false
	}
	no, held = h.last, h.n-1
	h.at, h.n = now, 0
	return no, held, true
}
