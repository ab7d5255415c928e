package record

import (
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// Covered is a row that says nothing. Its leaf looks like any other.
const Covered candour.EventKind = "cover"

// CoverKind makes the journal as long as the next tick publishes.
var CoverKind = act.Kind{
	ID:     "cover",
	Button: "Add cover rows",
	Does:   "Adds rows that say nothing, so that the public record grows by the same number at every tick.",
	Of:     "force",
	Emits:  []candour.EventKind{Covered},
	Roles:  []authz.Role{authz.System},
}

// mostMissed is how many missed ticks are made up for when the service was
// stopped or slow: a day of them at a tick a minute. Those before it are let go.
// Either way what is published follows from how long it was stopped alone.
const mostMissed = 1440

// Cover decides how many rows are published at a tick and adds what is missing
// to make up that number.
type Cover struct {
	Force     candour.ForceID
	At        time.Time     // the tick: a whole number of ticks since 1970
	Every     time.Duration // from one tick to the next
	Leaves    int           // published at each
	Published int64         // what the log has already: an import goes past the pace
}

// Kind is CoverKind.
func (*Cover) Kind() *act.Kind { return &CoverKind }

// Of is the force.
func (a *Cover) Of() candour.Subject { return subject(a.Force) }

// Check refuses a pace that is none.
func (a *Cover) Check() error {
	if err := CheckPace(a.Every, a.Leaves); err != nil {
		return err
	}
	if !a.At.Equal(onGrid(a.At, a.Every)) {
		return candour.Invalid("", "%s is not on the grid of ticks", a.At)
	}
	return nil
}

// Apply does nothing at a tick that was made ready before. The first tick of all
// publishes what is there: there is no earlier size to grow from.
func (a *Cover) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if a.Force != m.Force {
		return nil, candour.Conflict("this program keeps the record of %s, and not that of another force", m.Force)
	}
	s, err := read(tx, a.Force)
	if err != nil {
		return nil, err
	}
	have, err := ledger.Length(tx, a.Force)
	if err != nil {
		return nil, err
	}
	ticks := a.ticks(s.tick)
	if ticks == 0 {
		return nil, nil
	}
	if s.tick == 0 {
		s.size = have
	} else {
		s.size = max(s.size, a.Published) + ticks*int64(a.Leaves)
	}
	s.tick = a.At.UnixMicro()
	var covers []candour.Event
	for range s.size - have {
		covers = append(covers, candour.Event{Kind: Covered, Subject: a.Of(), On: m.Today()})
	}
	return covers, s.keep(tx, a.Force)
}

// ticks is how many ticks are due: one and those missed. A clock that went back
// counts as one, because what it says is all that is known.
func (a *Cover) ticks(last int64) int64 {
	gone := a.At.Sub(time.UnixMicro(last))
	switch {
	case last == 0 || gone < 0:
		return 1
	case gone == 0:
		return 0
	}
	return min(max(1, int64(gone/a.Every)), mostMissed)
}

// onGrid is the last tick at an instant or before it. Ticks are counted from 1970,
// not from when the service started: a restart does not move them.
func onGrid(t time.Time, tick time.Duration) time.Time {
	return time.UnixMicro(t.UnixMicro() - t.UnixMicro()%tick.Microseconds()).UTC()
}

// CheckPace refuses a pace that would publish nothing, or at no instant.
func CheckPace(tick time.Duration, leaves int) error {
	switch {
	case tick < 100*time.Millisecond || tick > time.Hour || tick%time.Millisecond != 0:
		return candour.Invalid("tick", "a tick takes from 100ms to 1h: write it as 60s")
	case leaves < 1 || leaves > 10_000:
		return candour.Invalid("leaves", "from 1 to 10000 leaves are published at each tick")
	}
	return nil
}
