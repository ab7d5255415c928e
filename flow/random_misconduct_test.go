package flow_test

import (
	"errors"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases/misconduct"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"

	"pgregory.net/rapid"
)

// faced is what random people began against officers in one case, with the ids
// that the events gave; what state each is in the model does not know.
type faced struct {
	measures, proceedings, overrides []string
	began                            bool // something that may keep the case from being closed
	next                             int  // of wayOfMisconduct
}

// wayOfMisconduct is the way from a notice to an outcome: at random alone nobody would
// come to its end.
var wayOfMisconduct = []string{"notice", "answer", "documents", "panel", "fix", "held", "outcome"}

// misconduct are the acts, as often as they are drawn.
var ofMisconduct = []string{
	"suspend", "suspend", "restrict", "review measure", "lift measure", "lift measure", "override", "review override",
	"notice", "notice", "notice", "response", "answer", "answer", "documents", "documents", "panel", "panel", "fix", "fix", "fix", "postpone", "held", "held", "outcome", "outcome",
}

// proceed draws an act of misconduct by random people. What must come of it is not
// modelled, but that whoever may not see the case is told that there is none, and
// that it is never an error of ours; the promises are looked at after each.
func (m *model) proceed(r *rapid.T, w *testdb.World, x *told, p *worker, target *worker) {
	if x.id == "" {
		return
	}
	do := rapid.SampledFrom(ofMisconduct).Draw(r, "of misconduct")
	careful := rapid.IntRange(0, 3).Draw(r, "careful") > 0
	if careful {
		if p = m.people[0]; !m.may(p, x, p.roles...) {
			p = m.people[1]
		}
		for _, w := range m.people {
			if slices.ContainsFunc(x.complaints, func(c *allegation) bool { return slices.Contains(c.officers, w.Officer) }) {
				target = w
			}
		}
		if do = "plan"; slices.Contains(x.planned, target.Officer) {
			do = wayOfMisconduct[min(x.next, len(wayOfMisconduct)-1)]
		}
	}
	one := func(list []string) string {
		if len(list) == 0 {
			return "nothing"
		}
		return rapid.SampledFrom(list).Draw(r, "which of them")
	}
	o, today := target.Officer, candour.On(w.Now)
	measure, proceeding := one(x.measures), one(x.proceedings)
	var a act.Act
	then := func([]candour.Event) {}
	began := func(field string, into *[]string) func([]candour.Event) {
		return func(events []candour.Event) {
			x.began = true
			if id := events[0].Value(field); id != "" && !slices.Contains(*into, id) {
				*into = append(*into, id)
			}
		}
	}
	switch do {
	case "plan":
		a = &misconduct.PlanSafety{Case: x.id, Officer: o, Before: testdb.EveryOccasion, Could: reasons, InPlace: reasons, Contact: reasons, Agreed: misconduct.Yes}
		then = func([]candour.Event) { x.planned = append(x.planned, o) }
	case "suspend":
		a = &misconduct.SuspendOfficer{Case: x.id, Officer: o, Under: misconduct.ConductRegulations, Redeployment: reasons, Ground: misconduct.PublicInterest, Reasons: reasons}
		then = began("measure", &x.measures)
	case "restrict":
		a = &misconduct.RestrictOfficer{Case: x.id, Officer: o, Under: misconduct.ConductRegulations, MayNot: reasons, Reasons: reasons}
		then = began("measure", &x.measures)
	case "review measure":
		a = &misconduct.ReviewMeasure{Measure: measure, Next: rapid.SampledFrom([]misconduct.Next{misconduct.Continue, misconduct.Change}).Draw(r, "next"), MayNot: reasons, Reasons: reasons}
	case "lift measure":
		a = &misconduct.LiftMeasure{Measure: measure, Reasons: reasons}
	case "override":
		a = &misconduct.OverrideSafetyPlan{Case: x.id, Officer: o, Before: rapid.SampledFrom([]misconduct.Occasion{misconduct.ANotice, misconduct.AMeasure, misconduct.AHearing}).Draw(r, "before"), Reasons: reasons}
		then = began("plan", &x.overrides)
	case "review override":
		a = &misconduct.ReviewOverride{Plan: one(x.overrides), Right: rapid.Bool().Draw(r, "right"), Found: reasons}
	case "notice":
		a = &misconduct.ServeNotice{Case: x.id, Officer: o, Under: misconduct.ConductRegulations, How: misconduct.ByHand, Deemed: today, Says: reasons, Harm: reasons}
		then = began("proceeding", &x.proceedings)
	case "response":
		a = &misconduct.RecordResponse{Proceeding: proceeding, Says: reasons}
	case "answer":
		faces := []misconduct.Proceedings{misconduct.NoProceedings, misconduct.Meeting, misconduct.Hearing}
		if careful {
			faces = faces[1:]
		}
		a = &misconduct.DecideCaseToAnswer{Proceeding: proceeding, Proceedings: rapid.SampledFrom(faces).Draw(r, "faces"), Reasons: reasons}
	case "documents":
		a = &misconduct.SupplyDocuments{Proceeding: proceeding, How: misconduct.ByHand, What: reasons, Deemed: today}
	case "panel":
		if careful {
			o = m.people[2].Officer
		}
		a = &misconduct.NamePanel{Proceeding: proceeding, Officer: o, Others: reasons, Adviser: reasons}
	case "fix":
		a = &misconduct.FixHearing{Proceeding: proceeding, Date: today.AddDays(rapid.SampledFrom([]int{0, 0, 0, -1, 3}).Draw(r, "days")), Where: reasons}
	case "postpone":
		p := &misconduct.PostponeHearing{Proceeding: proceeding, Reason: misconduct.OurReason, Reasons: reasons, Where: reasons}
		if rapid.Bool().Draw(r, "with a date") {
			p.Date = today.AddDays(3)
		}
		a = p
	case "held":
		a = &misconduct.CompleteHearing{Proceeding: proceeding, Came: reasons}
	case "outcome":
		a = &misconduct.RecordOutcome{Proceeding: proceeding, Found: misconduct.FoundGross, Outcome: rapid.SampledFrom([]misconduct.Outcome{misconduct.Dismissal, misconduct.WrittenWarning, misconduct.FinalWrittenWarning}).Draw(r, "outcome"), Departs: reasons, Reasons: reasons}
	}
	events, err := w.Try(p.Who, a)
	got := of(err)
	m.counts["misconduct: "+do+" "+string(got)]++
	switch {
	case !slices.Contains([]outcome{done, notFound, conflict, invalid}, got):
		r.Fatalf("%s by %s: %v", do, p.ID, err)
	case got != notFound && got != invalid && !m.may(p, x, p.roles...):
		r.Fatalf("%s by %s, who may do nothing in this case: %s (%v)", do, p.ID, got, err)
	case got == done:
		if then(events); careful && do == wayOfMisconduct[min(x.next, len(wayOfMisconduct)-1)] {
			x.next++
		}
	}
	m.stand(r, w)
}

// stand reads who is suspended or has left: whatever they held gives them nothing now.
func (m *model) stand(r *rapid.T, w *testdb.World) {
	w.Read(func(tx *seal.Tx) error {
		for _, p := range m.people {
			s, err := workforce.StandingOf(tx, testdb.Force, p.Officer, candour.On(w.Now))
			if err != nil {
				r.Fatalf("%v", err)
			}
			o, err := workforce.Read(tx, testdb.Force, p.Officer)
			if err != nil && !errors.Is(err, candour.ErrNotFound) {
				r.Fatalf("%v", err)
			}
			p.away = s.State == workforce.Suspended || !o.Left.IsZero()
			if barred, err := authz.Barred(tx.Tx, p.Who); err != nil || barred != p.away {
				r.Fatalf("%s is %s (left %v), and authz says barred: %v (%v)", p.ID, s.State, o.Left, barred, err)
			}
		}
		return nil
	})
}

// nothingBeforeAPlan: no notice, measure or hearing without a safety plan that was
// made for it before, or an override of that day or the day before; no hearing
// stands without a date; and no case is closed over proceedings or a measure. It
// reads the rows, and knows nothing of the gates.
func nothingBeforeAPlan(r breaker, _ *testdb.World, tx *seal.Tx, _ *model) {
	var bad int
	if err := tx.One(`SELECT count(*) FROM misconduct_step s JOIN (
			SELECT force, id, case_id, officer FROM misconduct_measure UNION ALL SELECT force, id, case_id, officer FROM misconduct_proceeding) t ON t.force = s.force AND t.id = s.thing
		WHERE s.kind IN ('notice-served', 'officer-suspended', 'officer-restricted', 'hearing-fixed')
		AND NOT EXISTS (SELECT 1 FROM misconduct_plan p WHERE p.force = t.force AND p.case_id = t.case_id AND p.officer = t.officer AND p.on_day <= s.on_day)
		AND NOT EXISTS (SELECT 1 FROM misconduct_override v WHERE v.force = t.force AND v.case_id = t.case_id AND v.officer = t.officer AND v.used_day = s.on_day)`, nil, &bad); err != nil || bad > 0 {
		r.Fatalf("%d times an officer could learn of it before there was a plan (%v)", bad, err)
	}
	if err := tx.One(`SELECT count(*) FROM misconduct_step s WHERE s.kind IN ('hearing-fixed', 'hearing-postponed') AND s.detail < '2000'`, nil, &bad); err != nil || bad > 0 {
		r.Fatalf("%d hearings were fixed or postponed without a date (%v)", bad, err)
	}
	if err := tx.One(`SELECT count(*) FROM misconduct_override WHERE review_by <> '' AND review_by = by_person`, nil, &bad); err != nil || bad > 0 {
		r.Fatalf("%d overrides were reviewed by who decided them (%v)", bad, err)
	}
	if err := tx.One(`SELECT count(*) FROM cases_case c WHERE c.closed_day <> '' AND (
		EXISTS (SELECT 1 FROM misconduct_proceeding p WHERE p.force = c.force AND p.case_id = c.id AND NOT EXISTS (SELECT 1 FROM misconduct_step s WHERE s.force = p.force AND s.thing = p.id
			AND (s.kind = 'outcome-recorded' OR s.kind = 'case-to-answer-decided' AND s.detail = 'none')))
		OR EXISTS (SELECT 1 FROM misconduct_measure x WHERE x.force = c.force AND x.case_id = c.id AND NOT EXISTS (SELECT 1 FROM misconduct_step s WHERE s.force = x.force AND s.thing = x.id AND s.kind IN ('suspension-lifted', 'restriction-lifted')))
		OR EXISTS (SELECT 1 FROM misconduct_override v WHERE v.force = c.force AND v.case_id = c.id AND v.review_day = ''))`, nil, &bad); err != nil || bad > 0 {
		r.Fatalf("%d cases are closed over proceedings, a measure or an override that nobody looked at (%v)", bad, err)
	}
}
