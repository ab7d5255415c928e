package intake

import (
	"context"
	"errors"
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

// EscalateDangerKind has the next one paged. Only the program does it.
var EscalateDangerKind = act.Kind{
	ID:     "escalate-danger",
	Button: "Page the next one",
	Does:   "Has the next person paged, because nobody said within 15 minutes that they act on a call for help.",
	Of:     "report",
	Emits:  []candour.EventKind{DangerUnanswered},
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

// Apply says that nobody answered. Whom it is the turn of, a reaction finds.
func (a *EscalateDanger) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	due, err := dueDanger(tx, m.Force, m.Now)
	if err != nil {
		return nil, err
	}
	for _, d := range due {
		if d == *a {
			return []candour.Event{{Kind: DangerUnanswered, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "step", Value: strconv.FormatInt(a.Step, 10)}}}}, nil
		}
	}
	return nil, candour.Conflict("This call was answered, or somebody else is paged already.")
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

// Once has the next one paged for every call that nobody answered in time, and says
// for how many. Several servers may do it at once: each step happens in one
// transaction, and only from the step before.
func (w Watch) Once(ctx context.Context, now time.Time) (n int, err error) {
	var due []EscalateDanger
	if err := w.Runner.DB.Read(ctx, func(tx *seal.Tx) (err error) {
		due, err = dueDanger(tx, w.Who.Force, now)
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
