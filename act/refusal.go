package act

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"candour"
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
// each actor, and the next one says how many were held back.
type refusals struct {
	mu   sync.Mutex
	last map[candour.PersonID]time.Time
	held map[candour.PersonID]int
}

func (r *Runner) journalRefusal(ctx context.Context, m Made, no refusal) error {
	if m.Actor.Kind != "Person" { // a stranger's errors are no record, and no way to fill the disk
		return nil
	}
	held, now := r.refused.take(m.Actor.ID, m.Now)
	if !now {
		return nil
	}
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

// plain keeps what somebody typed in the place of an id out of the journal.
func plain(id string) string {
	if len(id) > 40 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return "malformed"
	}
	return id
}

func (r *refusals) take(who candour.PersonID, now time.Time) (held int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		r.last, r.held = map[candour.PersonID]time.Time{}, map[candour.PersonID]int{}
	}
	if last, seen := r.last[who]; seen && now.Sub(last) < time.Second {
		r.held[who]++
		return 0, false
	}
	held = r.held[who]
	r.last[who], r.held[who] = now, 0
	return held, true
}
