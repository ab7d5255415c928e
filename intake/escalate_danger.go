package intake

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// DangerUnanswered is what happens when nobody of those who were paged said in time
// that they act.
const DangerUnanswered candour.EventKind = "danger-unanswered"

// DangerLost is what happens when whoever took a call on may not act on it any more:
// they came to stand on its wall, or their access ended.
const DangerLost candour.EventKind = "danger-lost"

// EscalateDangerKind has the next one paged. Only the program does it.
var EscalateDangerKind = act.Kind{
	ID:     "escalate-danger",
	Button: "Page the next one",
	Does:   "Has the next person paged, because nobody said within 15 minutes that they act on a call for help, or because whoever said so must not act on it any more.",
	Of:     "report",
	Emits:  []candour.EventKind{DangerLost, DangerUnanswered},
	Roles:  []authz.Role{authz.System},
}

// EscalateDanger is one step further, from the step that stood when it was asked:
// of two servers that ask at once, one does it, and the other finds it done.
type EscalateDanger struct {
	Report candour.ReportID
	Step   int64
}

// Kind is EscalateDangerKind.
func (*EscalateDanger) Kind() *act.Kind { return &EscalateDangerKind }

// Of is the report.
func (a *EscalateDanger) Of() candour.Subject { return reportSubject(a.Report) }

// Check finds nothing wrong: only the program makes one.
func (*EscalateDanger) Check() error { return nil }

// Apply says that nobody answered, or that the answer is worth nothing any more, which
// it takes back: the journal keeps both. Whom it is the turn of, a reaction finds.
func (a *EscalateDanger) Apply(tx *seal.Tx, m act.Made) (events []candour.Event, err error) {
	due, err := dueDanger(tx, m.Force, m.Now)
	if err != nil {
		return nil, err
	}
	lost, err := lostDanger(tx, m.Force, m.Now)
	if err != nil {
		return nil, err
	}
	by, voids := lost[*a]
	switch {
	case voids:
		if _, err := tx.Exec(`DELETE FROM intake_danger_taken WHERE force = $1 AND report = $2 AND person = $3`, string(m.Force), string(a.Report), string(by)); err != nil {
			return nil, err
		}
		events = append(events, candour.Event{Kind: DangerLost, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "person", Value: string(by)}}})
	case !slices.Contains(due, *a):
		return nil, candour.Conflict("This call was answered, or somebody else is paged already.")
	}
	return append(events, candour.Event{Kind: DangerUnanswered, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "step", Value: strconv.FormatInt(a.Step, 10)}}}), nil
}

// lostDanger are the calls that somebody took on who could not take them on now: a
// wall that comes later would else leave the person with nobody, told that somebody
// acts. However it came about, it is found here.
func lostDanger(tx *seal.Tx, force candour.ForceID, now time.Time) (map[EscalateDanger]candour.PersonID, error) {
	taken := map[EscalateDanger]candour.PersonID{}
	if err := tx.Each(`SELECT t.report, t.person, COALESCE(max(p.step), 0) AS step FROM intake_danger_taken t LEFT JOIN intake_page p ON p.force = t.force AND p.report = t.report
		WHERE t.force = $1 AND NOT EXISTS (SELECT 1 FROM intake_danger_closed c WHERE c.force = t.force AND c.report = t.report)
		GROUP BY t.report, t.person ORDER BY t.report`, []any{string(force)}, func(scan func(...any) error) error {
		var report, person string
		var e EscalateDanger
		err := scan(&report, &person, &e.Step)
		e.Report = candour.ReportID(report)
		taken[e] = candour.PersonID(person)
		return err
	}); err != nil {
		return nil, err
	}
	for e, p := range taken {
		if may, err := mayStillAct(tx, force, e.Report, p, now); err != nil {
			return nil, err
		} else if may {
			delete(taken, e)
		}
	}
	return taken, nil
}

func mayStillAct(tx *seal.Tx, force candour.ForceID, report candour.ReportID, p candour.PersonID, now time.Time) (bool, error) {
	if barred, err := authz.Barred(tx.Tx, act.Staff(force, p)); err != nil || barred {
		return false, err
	}
	within, err := withinOf(tx, force, report)
	if err != nil {
		return false, err
	}
	for _, of := range within {
		if found, err := authz.ConflictOf(tx.Tx, force, p, of, candour.On(now)); err != nil || found == authz.Walled {
			return false, err
		}
	}
	return true, nil
}

// dueDanger are the calls whose last page is as old as an answer may take.
func dueDanger(tx *seal.Tx, force candour.ForceID, now time.Time) (out []EscalateDanger, err error) {
	err = tx.Each(`SELECT d.report, COALESCE(max(p.step), 0) AS step FROM intake_danger d LEFT JOIN intake_page p ON p.force = d.force AND p.report = d.report
		WHERE d.force = $1 AND NOT EXISTS (SELECT 1 FROM intake_danger_taken t WHERE t.force = d.force AND t.report = d.report)
		AND NOT EXISTS (SELECT 1 FROM intake_danger_closed c WHERE c.force = d.force AND c.report = d.report)
		GROUP BY d.report, d.at HAVING COALESCE(max(p.at), d.at) <= $2 ORDER BY d.at, d.report`,
		[]any{string(force), now.Add(-AnswerWithin).UnixMicro()}, func(scan func(...any) error) error {
			var id string
			var e EscalateDanger
			err := scan(&id, &e.Step)
			e.Report = candour.ReportID(id)
			out = append(out, e)
			return err
		})
	return out, err
}

// Watch keeps the promise of 15 minutes for one force.
type Watch struct {
	Runner *act.Runner
	Who    authz.Actor // the program, in the force
}

// Once has the next one paged for every call that nobody answered in time, or that is
// with somebody who must not have it, and says for how many. Several servers may do it at once: each step happens in one
// transaction, and only from the step before.
func (w Watch) Once(ctx context.Context, now time.Time) (n int, err error) {
	var due []EscalateDanger
	if err := w.Runner.DB.Read(ctx, func(tx *seal.Tx) (err error) {
		if due, err = dueDanger(tx, w.Who.Force, now); err != nil {
			return err
		}
		lost, err := lostDanger(tx, w.Who.Force, now)
		for e := range lost {
			due = append(due, e)
		}
		return err
	}); err != nil {
		return 0, err
	}
	for i := range due { // one that fails must not keep the others waiting
		switch _, one := w.Runner.Run(ctx, act.By(w.Who, now), &due[i]); {
		case one == nil:
			n++
		case !errors.Is(one, candour.ErrConflict):
			err = errors.Join(err, one)
		}
	}
	return n, err
}
