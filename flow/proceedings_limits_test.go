package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/cases/misconduct"
	"candour/clock"
	"candour/internal/testdb"
	"candour/seal"
)

// proceed brings proceedings against the officer of a case to a state, at a meeting
// or a hearing.
func (x looked) proceed(at misconduct.Proceedings, to string) string {
	x.t.Helper()
	o := x.crew.Officer.Officer
	x.Assess(x.crew.Assessor.Who, x.id)
	x.Plan(x.crew.Liaison.Who, x.id, o)
	p := x.Notice(x.crew.Authority.Who, x.id, o)
	x.Proceed(x.crew, p, at, to)
	return p
}

// once does an act of the hearing office whose button is there before and gone
// after, and which is refused the second time.
func (x looked) once(p string, a act.Act) []candour.Event {
	x.t.Helper()
	of := candour.Subject{Kind: "proceeding", ID: p}
	if !x.offered(x.crew.Hearing, a.Kind().ID, of) {
		x.t.Errorf("%s has no button, and it can be done", a.Kind().ID)
	}
	done := x.Do(x.crew.Hearing.Who, a)
	if x.offered(x.crew.Hearing, a.Kind().ID, of) {
		x.t.Errorf("%s was done, and its button is still there", a.Kind().ID)
	}
	if _, err := x.Try(x.crew.Hearing.Who, a); !errors.Is(err, candour.ErrConflict) {
		x.t.Errorf("%s a second time: %v, want a conflict", a.Kind().ID, err)
	}
	return done
}

// tooSoon tries an act that has no point yet: it has no button and is refused.
func (x looked) tooSoon(p string, a act.Act, says string) {
	x.t.Helper()
	if x.offered(x.crew.Hearing, a.Kind().ID, candour.Subject{Kind: "proceeding", ID: p}) {
		x.t.Errorf("%s has a button in vain", a.Kind().ID)
	}
	_, err := x.Try(x.crew.Hearing.Who, a)
	tellsWhy(x.t, err, says)
}

// TestLimitsUpToTheHearing: each limit between the documents and the hearing begins,
// runs and is met by the act for it.
func TestLimitsUpToTheHearing(t *testing.T) {
	x := lookInto(t, 1)
	p := x.proceed(misconduct.Hearing, misconduct.Undated)
	hearing, today := x.crew.Hearing.Who, candour.On(x.Now) // Monday 2 March 2026
	lists, bundle := &misconduct.ExchangeWitnessLists{Proceeding: p, Lists: reasons}, &misconduct.SendBundle{Proceeding: p, What: reasons, PreHearing: misconduct.WithPreHearing}
	supply, pre := &misconduct.SupplyWitnessLists{Proceeding: p, How: misconduct.ByHand}, &misconduct.HoldPreHearing{Proceeding: p, Settled: reasons}
	objection := &misconduct.ObjectToPanel{Proceeding: p, Says: reasons}
	x.tooSoon(p, objection, "nobody to object to")
	x.tooSoon(p, lists, "has not answered the documents")
	x.tooSoon(p, bundle, "has not answered the documents")
	x.tooSoon(p, supply, "were not exchanged yet")
	x.tooSoon(p, pre, "does not have the documents yet")

	panel := &misconduct.NamePanel{Proceeding: p, Officer: x.crew.Chief.Officer, Others: reasons, Adviser: reasons}
	x.Do(hearing, panel)
	x.has("conduct-30-panel-objection", "runs to 2026-03-05")
	x.once(p, objection)
	x.has("conduct-30-panel-objection", "to 2026-03-05, panel-objected on 2026-03-02")
	x.Do(hearing, panel) // the new one may be objected to as well
	if !x.offered(x.crew.Hearing, "object-to-panel", candour.Subject{Kind: "proceeding", ID: p}) {
		t.Error("nobody may object to the second panel")
	}

	x.Do(hearing, &misconduct.Record31Response{Proceeding: p, Admits: misconduct.No, Says: reasons})
	x.has("conduct-31-4-witness-lists", "runs to 2026-03-05")
	x.has("conduct-32-6-bundle", "runs to 2026-03-16")
	for _, wrong := range []misconduct.ExchangeWitnessLists{{}, {Lists: reasons, Day: today.AddDays(1)}, {Lists: reasons, Day: today.AddDays(-1)}} {
		wrong.Proceeding = p
		if _, err := x.Try(hearing, &wrong); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%+v: %v, want not valid", wrong, err)
		}
	}
	x.Later(1)
	x.once(p, lists)
	x.has("conduct-31-4-witness-lists", "to 2026-03-05, witness-lists-exchanged on 2026-03-03")
	x.has("conduct-32-2-witness-lists-to-chair", "runs to 2026-03-17")
	x.Later(1)
	x.once(p, supply)
	x.has("conduct-32-2-witness-lists-to-chair", "to 2026-03-17, witness-lists-supplied on 2026-03-04")
	x.once(p, bundle)
	x.has("conduct-32-6-bundle", "to 2026-03-16, bundle-sent-to-chair on 2026-03-04")
	x.has("conduct-33-1-a-pre-hearing", "runs to 2026-03-25")
	x.Later(5)
	x.once(p, pre)
	x.has("conduct-33-1-a-pre-hearing", "to 2026-03-25, pre-hearing-held on 2026-03-09")

	// A date, another that the officer proposes, and the notice of each.
	x.Do(hearing, &misconduct.FixHearing{Proceeding: p, Date: candour.Date{Year: 2026, Month: 6, Day: 15}, Where: reasons})
	x.has("conduct-33-3-alternative-date", "runs to 2026-03-16")
	other := candour.Date{Year: 2026, Month: 6, Day: 22}
	_, err := x.Try(hearing, &misconduct.AskAlternativeDate{Proceeding: p, Date: candour.Date{Year: 2026, Month: 6, Day: 15}, Why: reasons})
	if !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("the same day proposed: %v", err)
	}
	x.once(p, &misconduct.AskAlternativeDate{Proceeding: p, Date: other, Why: reasons})
	x.has("conduct-33-3-alternative-date", "to 2026-03-16, alternative-date-asked on 2026-03-09")
	x.has("conduct-36-public-notice", "runs to 2026-06-08")
	notice := &misconduct.PublishHearingNotice{Proceeding: p, Says: reasons, Leads: true}
	if _, err := x.Try(hearing, notice); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("a notice that leads to who reported: %v", err)
	}
	notice.Leads = false
	x.once(p, notice)
	x.has("conduct-36-public-notice", "to 2026-06-08, hearing-notice-published on 2026-03-09")
	x.Do(hearing, &misconduct.PostponeHearing{Proceeding: p, Reason: misconduct.OfficerAsked, Reasons: reasons, Date: other, Where: reasons})
	x.once(p, notice) // of the new date
	x.Read(func(tx *seal.Tx) error {
		all, err := misconduct.Things(tx, testdb.Force, x.id)
		for _, want := range []string{"Alternative date asked: 22 June 2026", "Bundle sent to chair", "Proposed: reasons", "Settled: reasons"} {
			if !strings.Contains(page(all), want) {
				t.Errorf("the page does not say %q:\n%s", want, page(all))
			}
		}
		return err
	})
}

// TestNoticeOfAHearingNeedsAPlan: the public is not told before the person who
// reported has a safety plan for it.
func TestNoticeOfAHearingNeedsAPlan(t *testing.T) {
	x := lookInto(t, 1)
	o := x.crew.Officer.Officer
	x.Assess(x.crew.Assessor.Who, x.id)
	plan := &misconduct.PlanSafety{Case: x.id, Officer: o, Before: misconduct.Occasions{misconduct.ANotice, misconduct.ADisclosure, misconduct.AHearing}, Could: reasons, InPlace: reasons, Contact: reasons, Agreed: misconduct.Yes}
	x.Do(x.crew.Liaison.Who, plan)
	p := x.Notice(x.crew.Authority.Who, x.id, o)
	x.Proceed(x.crew, p, misconduct.Hearing, misconduct.Fixed)
	notice := &misconduct.PublishHearingNotice{Proceeding: p, Says: reasons}
	_, err := x.Try(x.crew.Hearing.Who, notice)
	tellsWhy(t, err, "no safety plan for the person who reported that stands before the publication")
	plan.Before = misconduct.Occasions{misconduct.APublication}
	x.Do(x.crew.Liaison.Who, plan)
	x.Do(x.crew.Hearing.Who, notice)
}

// TestLimitsOfAnotherKindDoNotRun: a meeting has no public notice and no
// pre-hearing, an accelerated hearing no lists, and a chair may hold no pre-hearing.
func TestLimitsOfAnotherKindDoNotRun(t *testing.T) {
	for at, none := range map[misconduct.Proceedings][]string{
		misconduct.Meeting:     {"conduct-33-1-a-pre-hearing", "conduct-36-public-notice", "police-appeals-tribunal-appeal"},
		misconduct.Accelerated: {"conduct-31-4-witness-lists", "conduct-32-6-bundle", "conduct-33-1-a-pre-hearing"},
		misconduct.Hearing:     {"conduct-33-1-a-pre-hearing"},
	} {
		t.Run(string(at), func(t *testing.T) {
			x := lookInto(t, 1)
			p := x.proceed(at, misconduct.Undated)
			x.Do(x.crew.Hearing.Who, &misconduct.Record31Response{Proceeding: p, Admits: misconduct.No, Says: reasons})
			bundle := &misconduct.SendBundle{Proceeding: p, What: reasons, PreHearing: misconduct.NoPreHearing}
			if at == misconduct.Accelerated {
				x.tooSoon(p, bundle, "accelerated hearing")
				x.tooSoon(p, &misconduct.ExchangeWitnessLists{Proceeding: p, Lists: reasons}, "accelerated hearing")
			} else {
				if at == misconduct.Meeting {
					if _, err := x.Try(x.crew.Hearing.Who, &misconduct.SendBundle{Proceeding: p, What: reasons, PreHearing: misconduct.WithPreHearing}); !errors.Is(err, candour.ErrInvalid) {
						t.Errorf("a meeting with a pre-hearing: %v", err)
					}
				}
				x.once(p, bundle)
				x.tooSoon(p, &misconduct.HoldPreHearing{Proceeding: p, Settled: reasons}, "no pre-hearing")
			}
			x.Do(x.crew.Hearing.Who, &misconduct.NamePanel{Proceeding: p, Officer: x.crew.Chief.Officer, Others: reasons, Adviser: reasons}, &misconduct.FixHearing{Proceeding: p, Date: candour.On(x.Now), Where: reasons})
			if at == misconduct.Meeting {
				x.tooSoon(p, &misconduct.PublishHearingNotice{Proceeding: p, Says: reasons}, "not public")
			}
			for _, rule := range none {
				x.has(rule)
			}
		})
	}
}

// TestLimitsAfterTheHearing: the report begins the time to appeal, a warning stands
// until it is set aside, and what was published comes down in time or with reasons.
func TestLimitsAfterTheHearing(t *testing.T) {
	for _, at := range []misconduct.Proceedings{misconduct.Meeting, misconduct.Hearing} {
		t.Run(string(at), func(t *testing.T) {
			x := lookInto(t, 1)
			hearing, p := x.crew.Hearing.Who, x.proceed(at, misconduct.Held)
			x.Do(hearing, &misconduct.RecordOutcome{Proceeding: p, Found: misconduct.FoundMisconduct, Outcome: misconduct.WrittenWarning, Reasons: reasons})
			give, appeal := &misconduct.GiveReport{Proceeding: p, What: reasons}, &misconduct.RecordAppeal{Proceeding: p, Grounds: reasons}
			x.tooSoon(p, give, "chair’s report has not come")
			x.tooSoon(p, appeal, "Record that first")
			x.Do(hearing, &misconduct.RecordChairReport{Proceeding: p, Report: reasons})
			x.once(p, give)
			runs, none, by, kind := "conduct-45-3-meeting-appeal", "police-appeals-tribunal-appeal", "2026-03-11", misconduct.MeetingAppealed
			if at == misconduct.Hearing {
				runs, none, by, kind = none, runs, "2026-03-16", misconduct.TribunalAppealed
			}
			x.has(runs, "runs to "+by)
			x.Later(3)
			if got := kinds(x.once(p, appeal)); !slices.Equal(got, []candour.EventKind{kind}) {
				t.Errorf("an appeal gave %v", got)
			}
			x.has(runs, "to "+by+", "+string(kind)+" on 2026-03-05")
			x.has(none)
			x.has("conduct-42-written-warning", "runs to 2027-09-01")
			x.once(p, &misconduct.SetAsideWarning{Proceeding: p, Reasons: reasons})
			x.has("conduct-42-written-warning", "to 2027-09-01, warning-set-aside on 2026-03-05")
			x.has("conduct-42-final-written-warning")

			down := &misconduct.TakeDownOutcome{Proceeding: p}
			x.tooSoon(p, down, "was not published")
			if at == misconduct.Meeting {
				return
			}
			x.Do(hearing, &misconduct.PublishOutcome{Proceeding: p, Says: reasons})
			x.has("conduct-43-outcome-stays-up", "runs to 2026-04-02")
			x.Later(28) // its last day
			if _, err := x.Try(hearing, down); !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), "2 April 2026") {
				t.Errorf("taken down on its last day without reasons: %v", err)
			}
			x.Later(1)
			x.once(p, down)
			x.has("conduct-43-outcome-stays-up", "to 2026-04-02, outcome-taken-down on 2026-04-03")
		})
	}
}

// TestNoAppealFromNoFinding: there is nothing to appeal against.
func TestNoAppealFromNoFinding(t *testing.T) {
	x := lookInto(t, 1)
	p := x.proceed(misconduct.Hearing, misconduct.Held)
	x.Do(x.crew.Hearing.Who, &misconduct.RecordOutcome{Proceeding: p, Found: misconduct.FoundNothing, Outcome: misconduct.NoFinding, Reasons: reasons},
		&misconduct.RecordChairReport{Proceeding: p, Report: reasons}, &misconduct.GiveReport{Proceeding: p, What: reasons})
	x.tooSoon(p, &misconduct.RecordAppeal{Proceeding: p, Grounds: reasons}, "no finding")
	x.tooSoon(p, &misconduct.SetAsideWarning{Proceeding: p, Reasons: reasons}, "No warning was given")
}

// TestObjection: an objection to the panel waits for an answer. Where it is upheld
// nothing is held before that panel, and the limit of an accelerated hearing begins
// anew.
func TestObjection(t *testing.T) {
	x := lookInto(t, 1)
	p := x.proceed(misconduct.Accelerated, misconduct.Fixed)
	of, hearing := candour.Subject{Kind: "proceeding", ID: p}, x.crew.Hearing.Who
	decide := &misconduct.DecideObjection{Proceeding: p, Upheld: misconduct.Upheld(misconduct.No), Reasons: reasons}
	x.tooSoon(p, decide, "No objection")
	x.Do(hearing, &misconduct.ObjectToPanel{Proceeding: p, Says: reasons})
	x.once(p, decide)
	x.has("conduct-52-accelerated-hearing", "runs to 2026-03-23")

	panel := &misconduct.NamePanel{Proceeding: p, Officer: x.crew.Chief.Officer, Others: reasons, Adviser: reasons}
	x.Do(hearing, panel)
	x.Later(2)
	x.Do(hearing, &misconduct.ObjectToPanel{Proceeding: p, Says: reasons})
	decide.Upheld = misconduct.Upheld(misconduct.Yes)
	x.once(p, decide)
	x.has("conduct-52-accelerated-hearing", "runs to 2026-03-25")
	_, err := x.Try(hearing, &misconduct.CompleteHearing{Proceeding: p, Came: reasons})
	tellsWhy(t, err, "was upheld")
	x.Do(hearing, panel)
	if x.offered(x.crew.Hearing, "decide-objection", of) {
		t.Error("another panel was named, and the objection to the one before waits still")
	}
	x.Do(hearing, &misconduct.CompleteHearing{Proceeding: p, Came: reasons})
	x.has("conduct-52-accelerated-hearing", "to 2026-03-25, accelerated-hearing-held on 2026-03-04")
}

// TestRecordedAfterTheHearing: what was done in time and recorded late is no breach,
// and what was not done before the hearing cannot be said to have been.
func TestRecordedAfterTheHearing(t *testing.T) {
	x := lookInto(t, 1)
	p := x.proceed(misconduct.Hearing, misconduct.Undated)
	x.Do(x.crew.Hearing.Who, &misconduct.Record31Response{Proceeding: p, Admits: misconduct.No, Says: reasons},
		&misconduct.NamePanel{Proceeding: p, Officer: x.crew.Chief.Officer, Others: reasons, Adviser: reasons}, &misconduct.FixHearing{Proceeding: p, Date: candour.On(x.Now).AddDays(2), Where: reasons})
	x.Later(2)
	x.Do(x.crew.Hearing.Who, &misconduct.CompleteHearing{Proceeding: p, Came: reasons})
	x.Later(5)
	lists := &misconduct.ExchangeWitnessLists{Proceeding: p, Lists: reasons}
	for _, day := range []candour.Date{{}, candour.On(x.Now).AddDays(-4)} {
		lists.Day, lists.Late = day, reasons
		if _, err := x.Try(x.crew.Hearing.Who, lists); !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), "was over on 4 March 2026") {
			t.Errorf("exchanged after the hearing, %s: %v", day, err)
		}
	}
	x.has("conduct-31-4-witness-lists", "runs to 2026-03-05")
	lists.Day = candour.On(x.Now).AddDays(-6)
	x.once(p, lists)
	x.has("conduct-31-4-witness-lists", "to 2026-03-05, witness-lists-exchanged on 2026-03-03")
}

// TestMoveLimit: a limit is extended, reduced or postponed where its rule lets it
// be, for the officer whose it is, and never once it has passed.
func TestMoveLimit(t *testing.T) {
	x := lookInto(t, 1)
	p := x.proceed(misconduct.Hearing, misconduct.ToAnswer)
	of, today := candour.Subject{Kind: "proceeding", ID: p}, candour.On(x.Now)
	x.Do(x.crew.Hearing.Who, &misconduct.SupplyDocuments{Proceeding: p, How: misconduct.ByHand, What: reasons, Deemed: today})
	if !x.offered(x.crew.Hearing, "move-limit", of) {
		t.Error("no button, and limits run that may be moved")
	}
	try := func(kind candour.EventKind, rule string, to candour.Date) error {
		_, err := x.Try(x.crew.Hearing.Who, &misconduct.MoveLimit{Proceeding: p, Limit: misconduct.Move(string(kind) + " " + rule), To: to, Who: reasons, Reasons: reasons})
		return err
	}
	const response, held, meeting, lists = "conduct-31-1-response", "conduct-33-hearing-held", "conduct-34-meeting-held", "conduct-31-4-witness-lists"
	x.has(response, "runs to 2026-03-23")
	for _, wrong := range []struct {
		why  string
		kind candour.EventKind
		rule string
		to   candour.Date
	}{
		{"a way that its rule does not have", clock.Postponed, response, today.AddDays(40)},
		{"a rule that cannot be moved", clock.Extended, lists, today.AddDays(40)},
		{"no rule", clock.Extended, "nothing", today.AddDays(40)},
		{"another kind of event", "case-closed", response, today.AddDays(40)},
		{"extended to an earlier day", clock.Extended, response, candour.Date{Year: 2026, Month: 3, Day: 20}},
		{"extended to its last day", clock.Extended, response, candour.Date{Year: 2026, Month: 3, Day: 23}},
		{"reduced to a later day", clock.Reduced, response, candour.Date{Year: 2026, Month: 3, Day: 24}},
		{"reduced to the day from which it runs", clock.Reduced, response, today},
		{"to a day that is past", clock.Reduced, response, today.AddDays(-1)},
		{"by a century", clock.Extended, response, today.AddDays(36500)},
	} {
		if err := try(wrong.kind, wrong.rule, wrong.to); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v, want not valid", wrong.why, err)
		}
	}
	for _, blank := range []misconduct.MoveLimit{{Who: reasons}, {Reasons: reasons}} {
		blank.Proceeding, blank.Limit, blank.To = p, misconduct.Move(string(clock.Extended)+" "+response), today.AddDays(40)
		if _, err := x.Try(x.crew.Hearing.Who, &blank); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("moved without who or why: %v", err)
		}
	}
	tellsWhy(t, try(clock.Extended, meeting, today.AddDays(40)), "does not run in these proceedings")
	x.has(response, "runs to 2026-03-23")

	if err := try(clock.Extended, response, candour.Date{Year: 2026, Month: 4, Day: 10}); err != nil {
		t.Fatal(err)
	}
	x.has(response, "runs to 2026-04-10")
	if err := try(clock.Reduced, response, candour.Date{Year: 2026, Month: 3, Day: 31}); err != nil {
		t.Fatal(err)
	}
	x.has(response, "runs to 2026-03-31")
	before := x.limits(held)
	if err := try(clock.Postponed, held, candour.Date{Year: 2026, Month: 12, Day: 1}); err != nil {
		t.Fatal(err)
	}
	if x.has(held, "runs to 2026-12-01"); slices.Equal(before, x.limits(held)) {
		t.Error("nothing moved")
	}
	x.Read(func(tx *seal.Tx) error {
		all, err := misconduct.Things(tx, testdb.Force, x.id)
		for _, want := range []string{"Time limit extended to 10 April 2026: Officer's written response to the documents", "Who decided: reasons"} {
			if !strings.Contains(page(all), want) {
				t.Errorf("the page does not say %q:\n%s", want, page(all))
			}
		}
		return err
	})

	x.Later(30) // 1 April: the last day of the response was yesterday
	tellsWhy(t, try(clock.Extended, response, candour.Date{Year: 2026, Month: 4, Day: 20}), "Its last day was 31 March 2026")
	x.has(response, "runs to 2026-03-31")
}

// TestMoveLimitOfOneOfTwo: in one case with two officers, what is moved for one is
// not moved for the other, and what is done for one is still owed for the other.
func TestMoveLimitOfOneOfTwo(t *testing.T) {
	x := lookInto(t, 1)
	second := x.Enrol("second", "case-worker")
	x.Link(x.crew.Triage.Who, second.Officer, x.sent.Allegations...)
	p := x.proceed(misconduct.Hearing, misconduct.Undated)
	x.Plan(x.crew.Liaison.Who, x.id, second.Officer)
	q := x.Notice(x.crew.Authority.Who, x.id, second.Officer)
	x.Proceed(x.crew, q, misconduct.Hearing, misconduct.Undated)
	x.Do(x.crew.Hearing.Who, &misconduct.MoveLimit{Proceeding: q, Limit: "limit-extended conduct-31-1-response", To: candour.Date{Year: 2026, Month: 4, Day: 10}, Who: reasons, Reasons: reasons})
	x.has("conduct-31-1-response", "runs to 2026-03-23", "runs to 2026-04-10")
	for _, id := range []string{p, q} {
		x.Do(x.crew.Hearing.Who, &misconduct.Record31Response{Proceeding: id, Admits: misconduct.No, Says: reasons})
	}
	x.once(p, &misconduct.ExchangeWitnessLists{Proceeding: p, Lists: reasons})
	x.has("conduct-31-4-witness-lists", "runs to 2026-03-05", "to 2026-03-05, witness-lists-exchanged on 2026-03-02")
}
