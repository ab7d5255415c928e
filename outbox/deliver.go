package outbox

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"candour"
	"candour/intake"
	"candour/seal"
	"candour/store"
)

// Mailer sends one mail, and Caller calls one webhook. An error's text may hold an
// address: it is never kept or logged, only that there was one.
type (
	// Mailer sends one mail, under an id that is the same each time.
	Mailer interface {
		Mail(ctx context.Context, id, from, to, subject, text string) error
	}
	// Caller calls one webhook.
	Caller interface {
		// Signed with each of the secrets, or with its own where there is none.
		Call(ctx context.Context, id, address string, body []byte, now time.Time, secrets ...[]byte) error
	}
)

// Box sends what waits.
type Box struct {
	DB     *seal.DB
	Forces []candour.ForceID
	Mail   Mailer // nil: this deployment sends no mail
	Hook   Caller // nil: it calls nobody
	Set    Settings
	Name   string        // of this process, random: what it has leased is its own
	Lease  time.Duration // for one try; two thirds of it are for the try itself

	// Programs says how a program is called, or ErrStopped or ErrNoSecret. nil: none is.
	Programs func(tx *seal.Tx, force candour.ForceID, account string, now time.Time) (Program, error)
}

// Settings are what a force says of its messages.
type Settings struct {
	Desk      string // https://desk.example
	From      string // of what goes to staff
	NoteFrom  string // of what goes to people who reported; it names nobody. Empty: no notes are sent
	Called    string // what people call the force, for those who allowed it to be named
	Oversight string // a mail address or an https:// address
	Words     bool   // a person's words may stand on a pager
}

// lane is what is sent beside other things, in slots of its own: however many others
// hang, a page does not wait for them. Many pages hang at once where the service of a
// pager is down, and the next may go by mail.
type lane struct {
	urgent int // as it stands in the row
	atOnce int
}

var (
	pages    = lane{0, 32}
	others   = lane{1, 8}
	programs = lane{2, 4} // whoever runs one may have it hang for ever
)

// every is how often is looked for what is due.
const every = time.Second

// Run sends what is due until the context ends. It may run in several processes.
func (b *Box) Run(ctx context.Context, now func() time.Time, failed func(error)) {
	note := func(_ bool, err error) {
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
	var both sync.WaitGroup
	for _, l := range []lane{pages, others, programs} {
		both.Go(func() { b.keep(ctx, l, now, note) })
	}
	both.Wait()
}

// keep looks for what is due in one lane again and again, and waits for none of it but
// where all slots are taken.
func (b *Box) keep(ctx context.Context, l lane, now func() time.Time, note func(bool, error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var sending sync.WaitGroup
	defer sending.Wait()
	slots := make(chan bool, l.atOnce)
	for {
		b.start(ctx, l, now, slots, &sending, note)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once sends what is due at a time, and says how many messages it dealt with.
func (b *Box) Once(ctx context.Context, now time.Time) (n int, err error) {
	var mu sync.Mutex
	var sending sync.WaitGroup
	for _, l := range []lane{pages, others, programs} {
		b.start(ctx, l, func() time.Time { return now }, make(chan bool, l.atOnce), &sending, func(did bool, one error) {
			mu.Lock()
			defer mu.Unlock()
			if err = errors.Join(err, one); did {
				n++
			}
		})
	}
	sending.Wait()
	return n, err
}

// start begins to send what is due in a lane as slots come free.
func (b *Box) start(ctx context.Context, l lane, now func() time.Time, slots chan bool, sending *sync.WaitGroup, note func(bool, error)) {
	for _, force := range b.Forces {
		due, err := b.due(ctx, force, l, now())
		if err != nil {
			note(false, err)
		}
		for _, id := range due {
			select {
			case slots <- true:
			case <-ctx.Done():
				return
			}
			sending.Go(func() {
				defer func() { <-slots }()
				note(b.one(ctx, force, id, now))
			})
		}
	}
}

// due are the first of a lane that may be sent now.
func (b *Box) due(ctx context.Context, force candour.ForceID, l lane, now time.Time) (out []string, err error) {
	err = b.DB.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		return tx.Each(`SELECT id FROM outbox_delivery WHERE force = $1 AND state = 'waiting' AND urgent = $2 AND next_at <= $3 AND lease_until <= $4 ORDER BY next_at, id LIMIT 100`,
			[]any{string(force), l.urgent, now.UnixMicro(), now.UnixMicro()}, func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				out = append(out, id)
				return err
			})
	})
	return out, err
}

// one claims a message, sends it if it may be sent, and notes what came of it. The time
// is taken anew for each: one that waited for its slot would be claimed for a time that
// is over, and a caller signs the time at which it calls.
func (b *Box) one(ctx context.Context, force candour.ForceID, id string, now func() time.Time) (did bool, err error) {
	mine, tries, err := b.claim(ctx, force, id, now())
	if err != nil || !mine {
		return false, err
	}
	var x Message
	var do verdict
	err = b.DB.Read(ctx, func(tx *seal.Tx) (err error) {
		if x, err = open(tx, force, id); errors.Is(err, seal.ErrErased) {
			do = verdict{drop: "erased"}
			return nil
		}
		if err == nil {
			do, err = b.may(tx, &x, now())
		}
		return err
	})
	switch {
	case err != nil:
		return true, errors.Join(fmt.Errorf("reading a message: %w", err), b.again(ctx, force, id, now(), tries, x.Kind, "it could not be read"))
	case do.drop != "":
		return true, b.note(ctx, force, id, Dropped, do.drop, now())
	case !do.later.IsZero():
		return true, b.wait(ctx, force, id, do.later, tries-1, "")
	}
	try, stop := context.WithTimeout(ctx, b.Lease*2/3)
	failed := b.send(try, x, now())
	stop()
	if failed != nil {
		return true, b.again(ctx, force, id, now(), tries, x.Kind, reason(failed))
	}
	return true, b.note(ctx, force, id, Sent, "", now())
}

// verdict is what the plan of the person says, for what goes to one.
type verdict struct {
	drop  string
	later time.Time
}

// may asks the safe-contact plan, before anything else, as it stands now and not as
// it stood when the message was written.
//
// BUG(outbox): a person who withdraws in the same moment in which a note is being
// sent gets that note. It says no more than that there is something to read.
func (b *Box) may(tx *seal.Tx, x *Message, now time.Time) (verdict, error) {
	if x.Way == ToProgram {
		return b.program(tx, x, now)
	}
	if x.Way != ByPlan {
		return verdict{}, nil
	}
	plan, err := intake.Contact(tx, x.Force, candour.ReportID(x.About.ID))
	switch {
	case errors.Is(err, candour.ErrNotFound):
		return verdict{drop: "no plan"}, nil
	case err != nil:
		return verdict{}, err
	case !plan.Sends():
		return verdict{drop: "withdrawn"}, nil
	case b.Set.NoteFrom == "":
		return verdict{drop: "no neutral sender"}, nil
	}
	at, ever := plan.Next(now)
	if !ever {
		return verdict{drop: "no hours"}, nil
	}
	if at.After(now) {
		return verdict{later: at}, nil
	}
	x.Address = plan.Where
	x.Words = candour.Marking{}
	if plan.Named {
		x.System = b.Set.Called
	}
	return verdict{}, nil
}

// claim leases a message: of two processes one has it. It counts the try before it is
// made, so that a message at which the program dies is given up one day.
func (b *Box) claim(ctx context.Context, force candour.ForceID, id string, now time.Time) (mine bool, tries int64, err error) {
	err = b.DB.DB.Aside(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(`UPDATE outbox_delivery SET lease = $1, lease_until = $2, tries = tries + 1 WHERE force = $3 AND id = $4 AND state = 'waiting' AND next_at <= $5 AND lease_until <= $6`,
			b.Name, now.Add(b.Lease).UnixMicro(), string(force), id, now.UnixMicro(), now.UnixMicro())
		if mine = n == 1; err != nil || !mine {
			return err
		}
		return tx.One(`SELECT tries FROM outbox_delivery WHERE force = $1 AND id = $2`, []any{string(force), id}, &tries)
	})
	return mine, tries, err
}

// note ends a delivery that this process has the lease of.
func (b *Box) note(ctx context.Context, force candour.ForceID, id, state, because string, now time.Time) error {
	return b.DB.DB.Aside(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE outbox_delivery SET state = $1, because = $2, done_at = $3, lease = '', lease_until = 0 WHERE force = $4 AND id = $5 AND lease = $6`,
			state, because, now.UnixMicro(), string(force), id, b.Name)
		return err
	})
}

// again gives a message up, or tries it later.
func (b *Box) again(ctx context.Context, force candour.ForceID, id string, now time.Time, tries int64, kind Kind, because string) error {
	if tries >= most(kind) {
		return b.note(ctx, force, id, GivenUp, because, now)
	}
	return b.wait(ctx, force, id, now.Add(pause(kind, tries)), tries, because)
}

func (b *Box) wait(ctx context.Context, force candour.ForceID, id string, until time.Time, tries int64, because string) error {
	return b.DB.DB.Aside(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE outbox_delivery SET next_at = $1, tries = $2, because = $3, lease = '', lease_until = 0 WHERE force = $4 AND id = $5 AND lease = $6`,
			until.UnixMicro(), tries, because, string(force), id, b.Name)
		return err
	})
}

// most is how often a message is tried.
func most(kind Kind) int64 {
	if kind == Page {
		return 20
	}
	return 12
}

// pause is how long it waits after so many tries: twice as long each time, for a page
// a minute at most and for all else an hour.
func pause(kind Kind, tries int64) time.Duration {
	first, longest := time.Minute, time.Hour
	if kind == Page {
		first, longest = 5*time.Second, time.Minute
	}
	return min(first<<min(tries-1, 12), longest)
}
