package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/cases/investigation"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

// looked is a case that is being looked into.
type looked struct {
	*testdb.World
	t    *testing.T
	crew testdb.Staff
	sent testdb.Sent
	id   candour.CaseID
}

// lookInto opens a case with n allegations about one officer.
func lookInto(t *testing.T, n int) looked {
	t.Helper()
	x := looked{World: testdb.Open(t), t: t}
	x.crew, x.sent = x.Crew(), x.Send(n)
	x.id = x.OpenCase(x.crew.Triage.Who, x.sent.Report)
	x.Link(x.crew.Triage.Who, x.crew.Officer.Officer, x.sent.Allegations...)
	return x
}

func (x looked) describe(i int, f ...cases.Factor) []candour.Event {
	x.t.Helper()
	return x.Do(x.crew.Assessor.Who, &cases.DescribeAllegation{Allegation: x.sent.Allegations[i], Category: "J", Factors: f, OnDuty: cases.WasOffDuty})
}

func (x looked) assess() error {
	_, err := x.Try(x.crew.Assessor.Who, &cases.AssessSeverity{Case: x.id, Severity: cases.GrossMisconduct, Reasons: reasons})
	return err
}

func (x looked) review(who testdb.Person, decision string, answer investigation.Review) []candour.Event {
	x.t.Helper()
	return x.Do(who.Who, &investigation.ReviewDecision{Decision: decision, Answer: answer, Reasons: reasons})
}

func kinds(events []candour.Event) (out []candour.EventKind) {
	for _, e := range events {
		out = append(out, e.Kind)
	}
	return out
}

func tellsWhy(t *testing.T, err error, want ...string) {
	t.Helper()
	if !errors.Is(err, candour.ErrConflict) {
		t.Fatalf("%v, want a conflict", err)
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the refusal %q does not say %q", err, w)
		}
	}
}

// TestSensitiveCaseIsNotAssessedAlone walks the gate step by step: after each, the
// refusal says what is still missing and no longer what is done.
func TestSensitiveCaseIsNotAssessedAlone(t *testing.T) {
	x := lookInto(t, 2)
	if got := kinds(x.describe(0, "serious-sexual-offence")); !slices.Contains(got, investigation.EarlyOwed) {
		t.Errorf("describing it as sexual gave %v, want that early decisions are owed", got)
	}
	x.describe(1)
	o := "for officer officer-o, "
	restriction, arrest := o+"restriction or suspension (", o+"arrest and bail ("
	tellsWhy(t, x.assess(), restriction+"nobody has decided)", arrest+"nobody has decided)", "for allegation 1, naming or ruling out each of: body-worn video, CCTV", "rosters")
	if strings.Contains(x.assess().Error(), "allegation 2") {
		t.Error("an everyday allegation needs early decisions")
	}
	if n := x.Count("cases_severity"); n != 0 {
		t.Fatal("a refused assessment left a row")
	}

	first := x.Do(x.crew.Authority.Who, &investigation.DecideRestriction{Case: x.id, Officer: x.crew.Officer.Officer, Answer: investigation.NoRestriction, Reasons: reasons})[0].Value("decision")
	tellsWhy(t, x.assess(), restriction+"waits for a second person)")
	// Neither who took it nor who answers to them looks at it.
	x.Holds(x.crew.Authority, authz.Authority, authz.Assessor)
	_, err := x.Try(x.crew.Authority.Who, &investigation.ReviewDecision{Decision: first, Answer: investigation.Agrees, Reasons: reasons})
	tellsWhy(t, err, "You took this decision")
	below := x.Enrol("below", authz.Supervisor)
	x.Do(authz.Program(testdb.Force), &workforce.SetManager{Officer: below.Officer, Manager: x.crew.Authority.Officer, From: candour.On(x.Now)})
	_, err = x.Try(below.Who, &investigation.ReviewDecision{Decision: first, Answer: investigation.Agrees, Reasons: reasons})
	tellsWhy(t, err, "is over you")

	x.review(x.crew.Supervisor, first, investigation.Disagrees)
	tellsWhy(t, x.assess(), restriction+"sent back)")
	// A later decision takes its place, and is reviewed anew.
	again := x.Do(x.crew.Authority.Who, &investigation.DecideRestriction{Case: x.id, Officer: x.crew.Officer.Officer, Answer: investigation.Suspend, Reasons: reasons})[0].Value("decision")
	tellsWhy(t, x.assess(), restriction+"waits for a second person)")
	x.review(x.crew.Supervisor, again, investigation.Agrees)
	if err := x.assess(); strings.Contains(err.Error(), "restriction or suspension") {
		t.Errorf("still missing after it was agreed: %v", err)
	}
	_, err = x.Try(x.crew.Supervisor.Who, &investigation.ReviewDecision{Decision: first, Answer: investigation.Agrees, Reasons: reasons})
	tellsWhy(t, err, "this decision is replaced")

	_, err = x.Try(x.crew.Authority.Who, &investigation.DecideArrest{Case: x.id, Officer: x.crew.CaseWorker.Officer, Answer: investigation.NotNow, Reasons: reasons})
	if !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("a decision on somebody whom the case is not about: %v", err)
	}
	x.review(x.crew.Supervisor, x.Do(x.crew.Authority.Who, &investigation.DecideArrest{Case: x.id, Officer: x.crew.Officer.Officer, Answer: investigation.Voluntary, Reasons: reasons})[0].Value("decision"), investigation.Agrees)

	// Sources: one is named, the others are ruled out.
	cctv := x.Do(x.crew.CaseWorker.Who, &investigation.NameSource{Allegation: x.sent.Allegations[0], What: "cctv", Where: reasons, Unknown: reasons})[0]
	if cctv.Value("deleted") != candour.On(x.Now).String() {
		t.Errorf("a source whose day nobody knows is deleted %q, want that it is due today", cctv.Value("deleted"))
	}
	err = x.assess()
	tellsWhy(t, err, "whether CCTV, or a doorbell’s or car’s camera is preserved (nobody has decided)", "naming or ruling out each of: body-worn video, radio traffic")
	var others investigation.SourceKinds
	for _, c := range others.Choices() {
		if c.Value != "cctv" {
			others = append(others, investigation.SourceKind(c.Value))
		}
	}
	ruled := x.Do(x.crew.CaseWorker.Who, &investigation.RuleOutSources{Allegation: x.sent.Allegations[0], What: others, Reasons: reasons})[0].Value("decision")
	tellsWhy(t, x.assess(), "the ruling out of body-worn video", "waits for a second person")
	x.review(x.crew.Supervisor, ruled, investigation.Agrees)
	_, err = x.Try(x.crew.CaseWorker.Who, &investigation.PreserveSource{Source: cctv.Value("source"), Answer: investigation.IsPreserved, Reasons: reasons})
	if !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("preserved without a reference: %v", err)
	}
	kept := x.Do(x.crew.CaseWorker.Who, &investigation.PreserveSource{Source: cctv.Value("source"), Answer: investigation.IsPreserved, Reference: reasons, Reasons: reasons})[0].Value("decision")
	if got := kinds(x.review(x.crew.Supervisor, kept, investigation.Agrees)); !slices.Contains(got, investigation.EarlyTaken) {
		t.Errorf("the last agreement gave %v, want that all are taken", got)
	}

	// Whoever took one of them does not assess.
	_, err = x.Try(x.crew.Authority.Who, &cases.AssessSeverity{Case: x.id, Severity: cases.Neither, Reasons: reasons})
	tellsWhy(t, err, "somebody else assesses it")
	if err := x.assess(); err != nil {
		t.Fatal(err)
	}
}

// TestLaterSensitiveOpensTheQuestion: an allegation turns out to be domestic after
// the assessment; the case does not close before the decisions are taken.
func TestLaterSensitiveOpensTheQuestion(t *testing.T) {
	x := lookInto(t, 1)
	x.describe(0)
	if err := x.assess(); err != nil {
		t.Fatal(err)
	}
	if got := kinds(x.describe(0, "domestic")); !slices.Contains(got, investigation.EarlyOwed) {
		t.Fatalf("described as domestic: %v", got)
	}
	if got := kinds(x.describe(0, "domestic", "workplace")); slices.Contains(got, investigation.EarlyOwed) {
		t.Error("they became owed twice")
	}
	// Nor is it decided before an interview was offered.
	decide := func() error {
		_, err := x.Try(x.crew.Authority.Who, &cases.DecideAllegation{Allegation: x.sent.Allegations[0], Decision: cases.CaseToAnswer, Standard: cases.Balance, Reasons: reasons})
		return err
	}
	tellsWhy(t, decide(), "Nobody has offered the person an evidential interview")
	x.Do(x.crew.CaseWorker.Who, &investigation.OfferInterview{Allegation: x.sent.Allegations[0], Interviewer: reasons, Place: reasons, Help: investigation.Helps{"intermediary"}})
	_, err := x.Try(x.crew.CaseWorker.Who, &investigation.OfferInterview{Allegation: x.sent.Allegations[0], Interviewer: reasons, Place: reasons})
	tellsWhy(t, err, "offered already")
	if err := decide(); err != nil {
		t.Fatal(err)
	}
	x.Tell(x.crew.CaseWorker.Who, x.id)
	_, err = x.Try(x.crew.Authority.Who, &cases.CloseCase{Case: x.id, Reasons: reasons})
	tellsWhy(t, err, "what it must become is not dealt with yet")
	x.Settle(x.crew, x.id)
	_, err = x.Try(x.crew.Authority.Who, &cases.CloseCase{Case: x.id, Reasons: reasons})
	tellsWhy(t, err, "early decisions are owed")
	x.Early(x.crew, x.id)
	x.Answer(x.crew, x.id, x.crew.Officer.Officer)
	x.Close(x.crew.Authority.Who, x.id)
}

// TestInterview: declined without a word and offered again; a statement starts the
// time that a web account does not.
func TestInterview(t *testing.T) {
	x := lookInto(t, 1)
	x.describe(0, "domestic")
	a := x.sent.Allegations[0]
	record := func(outcome investigation.InterviewOutcome, form investigation.InterviewForm, on candour.Date, late string) ([]candour.Event, error) {
		return x.Try(x.crew.CaseWorker.Who, &investigation.RecordInterview{Allegation: a, Outcome: outcome, Form: form, On: on, Late: candour.Mark(late)})
	}
	today := candour.On(x.Now)
	_, err := record(investigation.Done, investigation.OnVideo, today, "")
	tellsWhy(t, err, "No interview is offered now")
	offer := func() {
		x.Do(x.crew.CaseWorker.Who, &investigation.OfferInterview{Allegation: a, Interviewer: reasons, Place: reasons})
	}
	offer()
	events, err := record(investigation.Declined, "", today, "")
	if err != nil || !slices.Equal(kinds(events), []candour.EventKind{investigation.InterviewDeclined}) {
		t.Fatalf("declined: %v %v", kinds(events), err)
	}
	offer()
	x.Later(3)
	for _, wrong := range []struct {
		on   candour.Date
		late string
	}{{today.AddDays(1), ""}, {today.AddDays(4), ""}, {today.AddDays(-1), "why"}} {
		if _, err := record(investigation.Done, investigation.OnVideo, wrong.on, wrong.late); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("an interview on %s (%q): %v, want not valid", wrong.on, wrong.late, err)
		}
	}
	events, err = record(investigation.Done, investigation.OnVideo, today.AddDays(1), "the video unit was slow")
	if err != nil || !slices.Equal(kinds(events), []candour.EventKind{investigation.InterviewDone, investigation.StatementTaken}) || events[1].On != today.AddDays(1) {
		t.Fatalf("done: %v %v", events, err)
	}
	// Its day is put right, and the interview's with it.
	x.Do(x.crew.Authority.Who, &cases.CorrectEvent{Case: x.id, What: "statement-taken", Entered: today.AddDays(1), Right: today, Reasons: reasons})
	offer()
	if events, err = record(investigation.Done, investigation.OnlyNotes, today.AddDays(3), ""); err != nil || !slices.Equal(kinds(events), []candour.EventKind{investigation.InterviewDone}) {
		t.Errorf("notes only: %v %v, want no statement", kinds(events), err)
	}
	x.Read(func(tx *seal.Tx) error {
		all, err := investigation.Things(tx, testdb.Force, x.id)
		if err != nil {
			return err
		}
		text := page(all)
		for _, want := range []string{"Evidential interview, allegation 1 is done", "Criminal Justice Act 1988, s. 39A", "On " + today.Words() + ": It was done: a video interview", "The person does not want it now"} {
			if !strings.Contains(text, want) {
				t.Errorf("the page does not say %q:\n%s", want, text)
			}
		}
		return nil
	})
}

// page is what hangs on a case, as text.
func page(all []cases.Thing) string {
	var b strings.Builder
	for _, x := range all {
		b.WriteString(x.Title + " is " + x.State + "\n")
		for _, r := range x.Rows {
			b.WriteString("  " + r.Key + ": " + r.Value.Words() + "\n")
		}
	}
	return b.String()
}

// TestInvestigator: whoever is in conflict is refused, and the person is told that
// somebody was appointed and not who.
func TestInvestigator(t *testing.T) {
	x := lookInto(t, 1)
	program, day := authz.Program(testdb.Force), candour.Date{Year: 2021, Month: 1, Day: 4}
	appoint := func(o candour.OfficerID, why string) error {
		_, err := x.Try(x.crew.Authority.Who, &investigation.AppointInvestigator{Case: x.id, Officer: o, Terms: reasons, Reasons: candour.Mark(why)})
		return err
	}
	tellsWhy(t, appoint(x.crew.Officer.Officer, ""), "cannot work on this case")
	if err := appoint("nobody", ""); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("nobody: %v", err)
	}
	// In one unit long after it happened: a presumed conflict, which can be cleared,
	// but not for whoever sits beside the officer today.
	y := looked{World: testdb.Open(t), t: t}
	y.crew, y.sent = y.Crew(), y.Send(1)
	y.id = y.OpenCase(y.crew.Triage.Who, y.sent.Report)
	accused, since := y.crew.Officer.Officer, candour.Date{Year: 2025, Month: 9, Day: 1}
	for _, who := range []candour.OfficerID{"officer-left", "officer-beside"} {
		y.Do(program, &workforce.Enrol{Officer: who, Person: candour.PersonID("person-" + who), Name: reasons, Unit: "of-" + string(who), From: day})
		y.Do(program, &workforce.PostOfficer{Officer: who, Unit: "later", From: since, Reason: reasons})
	}
	y.Do(program, &workforce.PostOfficer{Officer: accused, Unit: "later", From: since, Reason: reasons})
	y.Do(program, &workforce.PostOfficer{Officer: "officer-left", Unit: "since", From: since.AddDays(90), Reason: reasons})
	y.Do(y.crew.Triage.Who, &cases.LinkOfficer{Allegation: y.sent.Allegations[0], Officer: accused, Happened: candour.Date{Year: 2024, Month: 1, Day: 8}, Reasons: reasons})
	for _, who := range []candour.OfficerID{"officer-left", "officer-beside"} {
		a := &investigation.AppointInvestigator{Case: y.id, Officer: who, Terms: reasons, Reasons: reasons}
		_, err := y.Try(y.crew.Authority.Who, a)
		tellsWhy(t, err, "in one unit with an officer")
		y.Do(y.crew.Authority.Who, &cases.ClearConflict{Case: y.id, Officer: who, Reasons: reasons})
		_, err = y.Try(y.crew.Authority.Who, a)
		if who == "officer-left" && err != nil {
			t.Errorf("cleared, and still refused: %v", err)
		}
		if who == "officer-beside" {
			tellsWhy(t, err, "cannot work on this case")
		}
	}

	if err := appoint(x.crew.CaseWorker.Officer, ""); err != nil {
		t.Fatal(err)
	}
	tellsWhy(t, appoint(x.crew.CaseWorker.Officer, "why"), "the investigator already")
	if err := appoint(x.crew.Supervisor.Officer, ""); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("replaced without reasons: %v", err)
	}
	if err := appoint(x.crew.Supervisor.Officer, "on leave"); err != nil {
		t.Fatal(err)
	}
	told, _ := mine(t, x.World, x.sent)
	if n := len(slices.DeleteFunc(told, func(k string) bool { return k != "investigator-appointed" })); n != 2 {
		t.Errorf("the person was told %d times that somebody was appointed, want 2", n)
	}
	x.Read(func(tx *seal.Tx) error {
		m, err := intake.ReadMine(tx, testdb.Force, x.sent.Report)
		for _, y := range m.Told {
			if strings.Contains(y.Says, "Officer") || strings.Contains(y.Says, "officer-") {
				t.Errorf("the person is told who: %q", y.Says)
			}
		}
		return err
	})
}

// TestEvidence: the hash never changes, a difference stays, lines are only added.
func TestEvidence(t *testing.T) {
	x := lookInto(t, 1)
	today := candour.On(x.Now)
	hash := func(s string) candour.Marking { return candour.Mark(strings.Repeat(s, 64)) }
	add := &investigation.AddItem{Case: x.id, What: reasons, Hash: candour.Mark(strings.Repeat("AB ", 32)), Kept: reasons, GivenBy: reasons}
	item := x.Do(x.crew.CaseWorker.Who, add)[0].Value("item")
	for _, wrong := range []string{"", "abc", strings.Repeat("g", 64), strings.Repeat("a", 63), strings.Repeat("a", 66)} {
		if _, err := x.Try(x.crew.CaseWorker.Who, &investigation.VerifyItem{Item: item, Hash: candour.Mark(wrong)}); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("the hash %q: %v, want not valid", wrong, err)
		}
	}
	check := func(h candour.Marking, want candour.EventKind) {
		t.Helper()
		if got := x.Do(x.crew.CaseWorker.Who, &investigation.VerifyItem{Item: item, Hash: h})[0].Kind; got != want {
			t.Errorf("checked: %s, want %s", got, want)
		}
	}
	check(candour.Mark(strings.Repeat("ab", 32)), investigation.EvidenceVerified)
	check(hash("c"), investigation.EvidenceDiffers)
	check(candour.Mark(strings.Repeat("ab", 32)), investigation.EvidenceVerified) // and it stays different
	handle := func(on candour.Date, late string) error {
		_, err := x.Try(x.crew.CaseWorker.Who, &investigation.HandleItem{Item: item, From: reasons, To: candour.Mark("the store of " + on.String()), On: on, Why: reasons, Condition: reasons, Late: candour.Mark(late)})
		return err
	}
	for _, wrong := range []candour.Date{today.AddDays(-1), today.AddDays(1)} {
		if err := handle(wrong, ""); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("handled on %s: %v", wrong, err)
		}
	}
	for _, err := range []error{handle(today, ""), handle(today.AddDays(-1), "forgotten")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	x.Read(func(tx *seal.Tx) error {
		all, err := investigation.Things(tx, testdb.Force, x.id)
		text := page(all)
		for _, want := range []string{"Item of evidence is differs", strings.Repeat("ab", 32), "Handled 1: " + today.Words(), "Handled 2: " + today.AddDays(-1).Words(), "it is not the file that was taken in"} {
			if !strings.Contains(text, want) {
				t.Errorf("the page does not say %q:\n%s", want, text)
			}
		}
		return err
	})
}

// TestDelay: a delay is reviewed and ends; meanwhile the person is told, nothing
// closes, and there is one at a time.
func TestDelay(t *testing.T) {
	x := lookInto(t, 1)
	x.Assess(x.crew.Assessor.Who, x.id)
	delay := &investigation.DelayForProceedings{Case: x.id, Reasons: reasons, Consulted: reasons}
	first := x.Do(x.crew.Authority.Who, delay)[0].Value("delay")
	_, err := x.Try(x.crew.Authority.Who, delay)
	tellsWhy(t, err, "delayed already")
	_, due := mine(t, x.World, x.sent)
	if !slices.ContainsFunc(due, func(d string) bool { return strings.HasPrefix(d, "complaints-34-2-a-i-first-update") }) {
		t.Errorf("a delayed case owes the person no update: %q", due)
	}
	x.Decide(x.crew.Authority.Who, x.sent.Allegations...)
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Settle(x.crew, x.id)
	_, err = x.Try(x.crew.Authority.Who, &cases.CloseCase{Case: x.id, Reasons: reasons})
	tellsWhy(t, err, "it is delayed for criminal proceedings")
	x.Do(x.crew.Authority.Who, &investigation.ReviewDelay{Delay: first, Answer: investigation.GoOnWaiting, Reasons: reasons})
	if got := kinds(x.Do(x.crew.Authority.Who, &investigation.ReviewDelay{Delay: first, Answer: investigation.WaitNoMore, Reasons: reasons})); !slices.Equal(got, []candour.EventKind{investigation.DelayReviewed, investigation.DelayEnded}) {
		t.Errorf("a review that ends it: %v", got)
	}
	_, err = x.Try(x.crew.Authority.Who, &investigation.EndDelay{Delay: first, Why: investigation.NoFurtherAction, Reasons: reasons})
	tellsWhy(t, err, "this delay is ended")
	second := x.Do(x.crew.Authority.Who, delay)[0].Value("delay")
	x.Do(x.crew.Authority.Who, &investigation.EndDelay{Delay: second, Why: investigation.NoFurtherAction, Reasons: reasons})
	x.Close(x.crew.Authority.Who, x.id)
}

// TestClosingNamesAllThatRuns: one sentence with everything.
func TestClosingNamesAllThatRuns(t *testing.T) {
	x := lookInto(t, 1)
	x.Assess(x.crew.Assessor.Who, x.id)
	x.Do(x.crew.CaseWorker.Who, &investigation.SetEnquiry{Case: x.id, What: reasons, By: candour.On(x.Now)})
	for range 2 {
		x.Do(x.crew.CaseWorker.Who, &investigation.NameSource{Allegation: x.sent.Allegations[0], What: "radio", Where: reasons, Deleted: candour.On(x.Now).AddDays(3)})
	}
	x.Do(x.crew.Authority.Who, &investigation.DecideRestriction{Case: x.id, Officer: x.crew.Officer.Officer, Answer: investigation.NoRestriction, Reasons: reasons})
	x.Do(x.crew.Authority.Who, &investigation.DelayForProceedings{Case: x.id, Reasons: reasons, Consulted: reasons})
	x.Decide(x.crew.Authority.Who, x.sent.Allegations...)
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Settle(x.crew, x.id)
	_, err := x.Try(x.crew.Authority.Who, &cases.CloseCase{Case: x.id, Reasons: reasons})
	tellsWhy(t, err, "1 line of enquiry runs, 2 sources of evidence are undecided, 1 decision waits for a second person, it is delayed for criminal proceedings. Finish that first.")
}
