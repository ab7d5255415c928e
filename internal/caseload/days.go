package caseload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/intake"
)

// step is one thing that is done to a case, in the order in which a day goes.
type step int

const (
	openIt step = iota
	linkIt
	describeIt
	recordIt
	assessIt
	decideIt
	tellThem
	closeIt
	steps
)

// live is a case that is being handled.
type live struct {
	matter
	report      candour.ReportID
	of          candour.CaseID
	allegations []candour.AllegationID
	held        bool // something was refused: nothing more is done
	asked       bool // the authority has said that they know nobody in it
}

// handleAll goes through the days since the force has had this system: reports are
// sent one by one, and each evening's work is done person by person.
func (c *Caseload) handleAll(ctx context.Context, here [][]handledCase) error {
	agenda := make([][steps][]*live, since+1)
	for day, sent := range here {
		on := c.began().AddDays(day)
		for k, h := range sent {
			m := c.matter(int(h.i), int(h.ordinal), c.Allegations-int(h.ordinal))
			at := noon(on).Add(-4*time.Hour + time.Duration(k)*time.Millisecond)
			l, err := c.send(ctx, m, at)
			if err != nil {
				return fmt.Errorf("sending a report: %w", err)
			}
			for s, day := range l.plan(int32(day)) {
				if day >= 0 {
					agenda[day][s] = append(agenda[day][s], l)
				}
			}
		}
		for s, list := range agenda[day] {
			if err := c.work(ctx, step(s), list, noon(on).Add(time.Duration(s)*time.Minute)); err != nil {
				return err
			}
		}
		agenda[day] = [steps][]*live{}
	}
	return nil
}

// plan says on which day each step is done, counted from the first day with this
// system; -1: not.
func (l *live) plan(sent int32) (on [steps]int32) {
	on = [steps]int32{-1, -1, -1, -1, -1, -1, -1, -1}
	d, day := &l.dice, sent
	for _, x := range []struct {
		step   step
		soon   int
		within int
		has    bool
	}{
		{openIt, 1, 2, l.stage != Waiting},
		{linkIt, 0, 3, l.stage != Waiting && l.stage != Opened},
		{describeIt, 0, 2, l.stage != Waiting && l.stage != Opened && l.stage != Linked},
		{recordIt, 1, 3, l.stage == Assessed || l.decided() > 0},
		{assessIt, 1, 8, l.stage == Assessed || l.decided() > 0},
		{decideIt, 15, 50, l.decided() > 0},
		{tellThem, 1, 3, l.stage == Done},
		{closeIt, 0, 10, l.stage == Done},
	} {
		wait := int32(x.soon + d.below(x.within))
		if x.has {
			day += wait
			on[x.step] = day
		}
	}
	// Half of those that are open and known to be about somebody have had their
	// update in the last four weeks, and the others are overdue, or soon.
	lately := int32(since - 1 - d.below(24))
	if told := d.percent(50); told && l.open() && on[linkIt] >= 0 && lately >= day {
		on[tellThem] = lately
	}
	return on
}

// decided is how many of its allegations are decided.
func (l *live) decided() int {
	switch l.stage {
	case Partly:
		return l.n - 1
	case Decided, Done:
		return l.n
	}
	return 0
}

func (c *Caseload) send(ctx context.Context, m matter, at time.Time) (*live, error) {
	secret := intake.Secret(c.secret("reporter", uint64(m.i)))
	l := &live{matter: m, report: secret.Report()}
	a := &intake.SendReport{Report: l.report, Code: secret.ReturnCode()}
	for k := range m.n {
		whom := ""
		if m.accused[k] >= 0 {
			whom = number(int(m.accused[k]))
		}
		a.Said = append(a.Said, account(&l.dice, whom))
	}
	events, err := c.happen(ctx, act.Reporter(c.Force, secret.Reporter()), at, []act.Act{a}, m.n)
	for _, e := range events {
		if e.Kind == intake.AllegationConfirmed {
			l.allegations = append(l.allegations, candour.AllegationID(e.Value("allegation")))
		}
	}
	c.out.Allegations += len(l.allegations)
	return l, err
}

// work does one step on every case for which the day has come, several cases in
// one transaction.
func (c *Caseload) work(ctx context.Context, s step, list []*live, at time.Time) error {
	who := c.Cast.Authority
	switch s {
	case openIt, linkIt, describeIt:
		who = c.Cast.Triage
	case assessIt:
		who = c.Cast.Assessor
	}
	var some []*live
	var acts [][]act.Act
	rows := 0
	for i, l := range list {
		if !l.held {
			todo := l.acts(s)
			if s == linkIt {
				todo = c.link(l)
			}
			some, acts, rows = append(some, l), append(acts, todo), rows+2*len(todo)
		}
		if rows < rowsATransaction && i < len(list)-1 {
			continue
		}
		if err := c.together(ctx, who, at, some, acts); err != nil {
			return fmt.Errorf("on %s: %w", candour.On(at), err)
		}
		some, acts, rows = nil, nil, 0
	}
	return nil
}

// together does what somebody does to some cases in one transaction. Where
// something is refused, it is done case by case, a second each, and the case with
// the refusal stays as it is from then on.
func (c *Caseload) together(ctx context.Context, who authz.Actor, at time.Time, list []*live, acts [][]act.Act) error {
	events, err := c.happen(ctx, who, at, slices.Concat(acts...), 0)
	if err == nil {
		return opened(list, events)
	}
	if !errors.Is(err, candour.ErrConflict) {
		return err
	}
	for k, l := range list {
		at = c.last.Add(time.Second)
		events, err := c.happen(ctx, who, at, acts[k], 0)
		if errors.Is(err, candour.ErrConflict) {
			c.hold(l, err)
			continue
		}
		if err != nil {
			return err
		}
		if err := opened(list[k:k+1], events); err != nil {
			return err
		}
	}
	return nil
}

func (c *Caseload) hold(l *live, because error) {
	l.held = true
	c.out.Stages[l.stage]--
	c.out.Stages[Held]++
	if !l.open() {
		c.out.Open++
	}
	var no *candour.Refusal
	if c.out.HeldBecause == "" && errors.As(because, &no) {
		c.out.HeldBecause = no.Says
	}
}

// opened notes which case each report became, where one was opened.
func opened(list []*live, events []candour.Event) error {
	by := map[candour.ReportID]*live{}
	for _, l := range list {
		by[l.report] = l
	}
	for _, e := range events {
		if e.Kind != cases.CaseOpened {
			continue
		}
		l, ok := by[candour.ReportID(e.Value("report"))]
		if !ok {
			return errors.New("a case was opened from a report that nobody sent")
		}
		l.of = candour.CaseID(e.Subject.ID)
	}
	return nil
}

// knowsNobody is what everybody answers before they open a case.
func (l *live) knowsNobody() act.Act {
	return &cases.DeclareOnCase{Case: l.of, Knows: cases.Nobody}
}

// link says of each allegation who it is about, or that nobody can tell.
func (c *Caseload) link(l *live) []act.Act {
	acts := []act.Act{l.knowsNobody()}
	for k, a := range l.allegations {
		if l.accused[k] < 0 {
			acts = append(acts, &cases.NotKnown{Allegation: a, Reasons: reasons(&l.dice)})
			continue
		}
		link := &cases.LinkOfficer{Allegation: a, Officer: c.officerID(int(l.accused[k])), Happened: c.day(l.incident), Reasons: reasons(&l.dice)}
		acts = append(acts, link)
	}
	return acts
}

func (l *live) acts(s step) (acts []act.Act) {
	d := &l.dice
	if (s == recordIt || s >= decideIt) && !l.asked { // linking asked everybody again
		l.asked = true
		acts = append(acts, l.knowsNobody())
	}
	switch s {
	case openIt:
		acts = append(acts, &cases.DeclareOnReport{Report: l.report, Knows: cases.Nobody}, &cases.OpenCase{Report: l.report})
	case describeIt:
		for _, a := range l.allegations {
			what := pick(d, factors)
			switch {
			case l.stage == Described && d.percent(15):
				what = pick(d, sensitive)
			case l.stage == Done: // nothing but a complaint is owed of it
				what = nil
			}
			acts = append(acts, &cases.DescribeAllegation{Allegation: a, Category: pick(d, categories), Factors: what, OnDuty: pick(d, duties)})
		}
	case recordIt:
		acts = append(acts, &complaint.RecordComplaint{Case: l.of, As: complaint.AsComplaint, Wish: true, Reasons: reasons(d)})
	case assessIt:
		acts = append(acts, l.knowsNobody(), &cases.AssessSeverity{Case: l.of, Severity: pick(d, severities), Reasons: reasons(d)})
	case decideIt:
		for k, a := range l.allegations[:l.decided()] {
			how := pick(d, decisions)
			if l.accused[k] < 0 || l.stage == Done && how == cases.CaseToAnswer { // else proceedings are owed before it is closed
				how = cases.NoCaseToAnswer
			}
			acts = append(acts, &cases.DecideAllegation{Allegation: a, Decision: how, Standard: cases.Balance, Reasons: reasons(d)})
		}
	case tellThem:
		acts = append(acts, &cases.TellPerson{Case: l.of, Message: candour.Mark("Invented for a demonstration: this is how things stand today.")})
	case closeIt:
		acts = append(acts, &cases.CloseCase{Case: l.of, Reasons: reasons(d)})
	}
	return acts
}
