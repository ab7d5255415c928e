package flow_test

import (
	"errors"
	"slices"
	"testing"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/view"
)

// own is what the person sees when they come back.
func own(t *testing.T, w *testdb.World, s testdb.Sent) (m intake.Mine) {
	t.Helper()
	if err := w.Runner.Read(ctx, s.Reporter, intake.ReadOwnReport, s.Subject(), func(tx *seal.Tx) (err error) {
		m, err = intake.ReadMine(tx, testdb.Force, s.Report)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return m
}

// waits is what the worklist of somebody says that the people who reported are owed.
func waits(t *testing.T, w *testdb.World, p testdb.Person) (out []string) {
	t.Helper()
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	list, err := v.Worklist(ctx, view.Viewer{Who: p.Who, Today: candour.On(w.Now), Now: w.Now}, view.Filter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list.Due {
		for _, k := range []intake.Owing{intake.OwedReading, intake.OwedSorting, intake.OwedRecord} {
			if x.What == k.Words() {
				out = append(out, x.Of.Kind+": "+x.What+" by "+x.By.String())
			}
		}
	}
	if got := int(list.Count); got != len(list.Due) {
		t.Errorf("the worklist counts %d and shows %d", got, len(list.Due))
	}
	return out
}

// TestMailbox: what the person wrote waits until somebody says that they read it; it
// is there for nobody on the wall, and nobody else's code opens it.
func TestMailbox(t *testing.T) {
	x := lookInto(t, 1)
	other := x.Send(1)
	accused := x.crew.Officer
	x.Holds(accused, authz.CaseWorker, authz.Triage, authz.Authority, authz.Liaison)

	// Before anybody does anything: what must be refused.
	if _, err := x.Try(other.Reporter, &intake.WriteToUs{Report: x.sent.Report, Message: "m0", Words: reasons}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("another reporter writes into this report: %v", err)
	}
	for _, p := range []testdb.Person{accused, x.crew.Hearing, x.crew.Supervisor} {
		if _, err := x.Try(p.Who, &intake.WriteToPerson{Mailbox: string(x.sent.Report), Words: reasons}); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%s writes to the person: %v", p.ID, err)
		}
	}

	x.Do(x.sent.Reporter, &intake.WriteToUs{Report: x.sent.Report, Message: "m1", Words: candour.Mark("I moved. Please do not ring me.")})
	if _, err := x.Try(x.sent.Reporter, &intake.WriteToUs{Report: x.sent.Report, Message: "m1", Words: reasons}); !errors.Is(err, intake.ErrSentAlready) {
		t.Errorf("pressing twice: %v", err)
	}
	if got, want := waits(t, x.World, x.crew.CaseWorker), []string{"case: Read what the person wrote by 2026-03-03"}; !slices.Equal(got, want) {
		t.Errorf("the case worker has %q, want %q", got, want)
	}
	if got := waits(t, x.World, accused); len(got) != 0 {
		t.Errorf("the accused has %q on the worklist", got)
	}
	if by, due := own(t, x.World, x.sent).Messages[0].Due(); !due || by.String() != "2026-03-03" {
		t.Errorf("the person is promised %v %v", by, due)
	}
	if _, err := x.Try(accused.Who, &intake.MarkMessageRead{Message: "m1"}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("the accused marks it as read: %v", err)
	}

	// A case is not closed over what nobody read.
	x.Assess(x.crew.Assessor.Who, x.id)
	x.Decide(x.crew.Authority.Who, x.sent.Allegations...)
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Settle(x.crew, x.id)
	_, err := x.Try(x.crew.Authority.Who, &cases.CloseCase{Case: x.id, Reasons: reasons})
	refused(t, err, "the person wrote on 2 March 2026, and nobody has said that they read it")

	// An answer that would do harm is not sent.
	if _, err := x.Try(x.crew.Liaison.Who, &intake.AnswerMessage{Message: "m1", Words: reasons, Harm: true}); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("an answer that would do harm: %v", err)
	}
	x.Later(1)
	if got := kinds(x.Do(x.crew.Liaison.Who, &intake.AnswerMessage{Message: "m1", Words: candour.Mark("We will write here only.")})); !slices.Equal(got, []candour.EventKind{intake.PersonWritten, intake.MessageRead}) {
		t.Errorf("an answer is %q", got)
	}
	if got := waits(t, x.World, x.crew.CaseWorker); len(got) != 0 {
		t.Errorf("after an answer the case worker has %q", got)
	}
	m := own(t, x.World, x.sent).Messages
	if len(m) != 2 || m[0].ReadOn.IsZero() || m[1].By != x.crew.Liaison.ID || m[1].Words.Words() != "We will write here only." {
		t.Errorf("the person sees %+v", m)
	}
	if got := own(t, x.World, other).Messages; len(got) != 0 {
		t.Errorf("another person sees %+v", got)
	}
	x.Close(x.crew.Authority.Who, x.id)

	// Whoever has a code cannot fill the desk.
	for i := range 20 {
		x.Do(x.sent.Reporter, &intake.WriteToUs{Report: x.sent.Report, Message: string(rune('a' + i)), Words: reasons})
	}
	if _, err := x.Try(x.sent.Reporter, &intake.WriteToUs{Report: x.sent.Report, Message: "z", Words: reasons}); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("the 21st message that nobody read: %v", err)
	}
}

// TestRecordIsConfirmed: one of two things is written down as something lesser, and
// the person says so; nothing closes until it is put right, or they are told why not.
func TestRecordIsConfirmed(t *testing.T) {
	x := lookInto(t, 2)
	a := x.sent.Allegations
	record := func(i int) (last intake.Record) {
		t.Helper()
		for _, r := range own(t, x.World, x.sent).Records {
			if r.Allegation == a[i] {
				last = r
			}
		}
		return last
	}
	answer := func(i, version int, says, words string) error {
		_, err := x.Try(x.sent.Reporter, &intake.ConfirmRecord{Report: x.sent.Report, Allegation: a[i], Version: version, Answer: says, Words: candour.Mark(words)})
		return err
	}
	if err := answer(0, 1, intake.AnsweredRight, ""); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("confirming what nobody recorded: %v", err)
	}
	describe := func(i int, c cases.Category, f ...cases.Factor) {
		t.Helper()
		x.Do(x.crew.Assessor.Who, &cases.DescribeAllegation{Allegation: a[i], Category: c, Factors: f, OnDuty: cases.WasOnDuty})
	}
	describe(0, "H")
	describe(1, "H")
	if got := record(1).Says.Words(); got != "Being rude, mean or unfair to someone.\nIt was while they were at work." {
		t.Errorf("she reads %q", got)
	}
	if err := answer(0, 1, intake.AnsweredRight, ""); err != nil {
		t.Fatal(err)
	}
	if err := answer(1, 1, intake.AnsweredWrong, "  "); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("wrong without saying what: %v", err)
	}
	if err := answer(1, 1, intake.AnsweredWrong, "He touched me. That is not rude."); err != nil {
		t.Fatal(err)
	}
	if got, want := waits(t, x.World, x.crew.Assessor), []string{"case: Put the record right, or answer the person by 2026-03-09"}; !slices.Equal(got, want) {
		t.Errorf("the assessor has %q, want %q", got, want)
	}

	x.Assess(x.crew.Assessor.Who, x.id)
	x.Decide(x.crew.Authority.Who, a[0])
	x.Tell(x.crew.CaseWorker.Who, x.id)

	// She is asked again when it is described again, and a stale page does not answer.
	describe(1, "J")
	if r := record(1); r.Version != 2 || r.Answer != "" {
		t.Errorf("after another description she is asked %+v", r)
	}
	if got := waits(t, x.World, x.crew.Assessor); len(got) != 0 {
		t.Errorf("it was put right, and waits still: %q", got)
	}
	if err := answer(1, 1, intake.AnsweredRight, ""); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("an answer to a record that was replaced: %v", err)
	}
	describe(1, "J") // the same again: she has not answered, and is not asked twice
	if r := record(1); r.Version != 2 {
		t.Errorf("the same description asks again: %+v", r)
	}
	if err := answer(1, 2, intake.AnsweredWrong, "He was in uniform, and told me to keep quiet."); err != nil {
		t.Fatal(err)
	}
	x.Decide(x.crew.Authority.Who, a[1])
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Settle(x.crew, x.id)
	_, err := x.Try(x.crew.Authority.Who, &cases.CloseCase{Case: x.id, Reasons: reasons})
	refused(t, err, "the person says that what is recorded of allegation 2 is not right")

	// Or she is told why it stays. Nobody may say that of what nobody disputes.
	_, err = x.Try(x.crew.Authority.Who, &intake.AnswerRecord{Allegation: a[0], Reasons: reasons})
	refused(t, err, "did not say that this record is wrong")
	x.Do(x.crew.Authority.Who, &intake.AnswerRecord{Allegation: a[1], Reasons: candour.Mark("That he told you to keep quiet stands in your own words, and was decided with it.")})
	if r := record(1); r.Reply.Empty() || r.Words.Empty() {
		t.Errorf("she sees %+v", r)
	}
	if err := answer(1, 2, intake.AnsweredWrong, "Still."); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("an answer to what was answered: %v", err)
	}
	x.Close(x.crew.Authority.Who, x.id)
}

// TestAddedLater: one more thing is an allegation like every other, and whoever it
// could mean is on the wall before they can open it, though they work on the case.
func TestAddedLater(t *testing.T) {
	x := lookInto(t, 1)
	x.Do(x.crew.Supervisor.Who, &cases.AssignCase{Case: x.id, Officer: x.crew.CaseWorker.Officer})
	in := candour.Subject{Kind: "case", ID: string(x.id)}
	reads := func(p testdb.Person) bool {
		x.KnowsNobody(p.Who, in)
		return x.Runner.Read(ctx, p.Who, cases.ReadCase, in, func(*seal.Tx) error { return nil }) == nil
	}
	add := func(id, who string) []candour.Event {
		t.Helper()
		return x.Do(x.sent.Reporter, &intake.AddToReport{Report: x.sent.Report, Allegation: candour.AllegationID(id), Said: intake.Said{What: candour.Mark("and then this"), Who: candour.Mark(who)}})
	}
	other := x.Send(1)
	if _, err := x.Try(other.Reporter, &intake.AddToReport{Report: x.sent.Report, Allegation: "x", Said: intake.Said{What: reasons}}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("another reporter adds to this report: %v", err)
	}
	if !reads(x.crew.CaseWorker) || !reads(x.crew.Assessor) {
		t.Fatal("whoever handles the case cannot read it")
	}

	// She names the one who works on it.
	add("added-1", "Officer C, the case worker")
	seen := own(t, x.World, x.sent)
	if n := len(seen.Allegations); n != 2 || seen.Allegations[1].What.Words() != "and then this" {
		t.Fatalf("the person sees %d things", n)
	}
	if reads(x.crew.Assessor) || !reads(x.crew.Triage) {
		t.Error("until somebody has said who it is about, it must be triage's alone")
	}
	if got, want := waits(t, x.World, x.crew.Triage), []string{"case: Sort what the person added by 2026-03-03"}; !slices.Equal(got, want) {
		t.Errorf("triage has %q, want %q", got, want)
	}
	if got := waits(t, x.World, x.crew.Assessor); len(got) != 0 {
		t.Errorf("the assessor has %q", got)
	}
	if _, err := x.Try(x.sent.Reporter, &intake.AddToReport{Report: x.sent.Report, Allegation: "added-1", Said: intake.Said{What: reasons}}); !errors.Is(err, intake.ErrSentAlready) {
		t.Errorf("pressing twice: %v", err)
	}
	x.Link(x.crew.Triage.Who, x.crew.Officer.Officer, "added-1")
	if !reads(x.crew.Assessor) {
		t.Error("whoever handles the case cannot read it after it was sorted")
	}
	if got := waits(t, x.World, x.crew.Triage); len(got) != 0 {
		t.Errorf("after sorting, triage has %q", got)
	}

	// It must be decided, and a closed case is open again for another.
	x.Assess(x.crew.Assessor.Who, x.id)
	x.Decide(x.crew.Authority.Who, x.sent.Allegations...)
	x.Tell(x.crew.CaseWorker.Who, x.id)
	_, err := x.Try(x.crew.Authority.Who, &cases.CloseCase{Case: x.id, Reasons: reasons})
	refused(t, err, "allegation 2 has no decision")
	x.Decide(x.crew.Authority.Who, "added-1")
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Close(x.crew.Authority.Who, x.id)
	if got := kinds(add("added-2", "the same man")); !slices.Contains(got, cases.CaseReopened) {
		t.Errorf("what was added to a closed case is %q", got)
	}
	x.Read(func(tx *seal.Tx) error {
		c, err := cases.Read(tx, testdb.Force, x.id)
		if c.State != cases.Assessed || len(c.Allegations) != 3 || c.Allegations[0].Decision == "" || c.Allegations[2].Decision != "" {
			t.Errorf("the case is %s with %d allegations", c.State, len(c.Allegations))
		}
		return err
	})
	if told := toldKinds(own(t, x.World, x.sent)); !slices.Contains(told, "case-reopened") {
		t.Errorf("the person is told %q", told)
	}
}

func toldKinds(m intake.Mine) (told []string) {
	for _, x := range m.Told {
		told = append(told, string(x.Kind))
	}
	return told
}

// TestAddedNamesOneWhoWorksOnIt: a name, a number or a unit in what was added walls
// the case from those whom it could mean, as on receipt.
func TestAddedNamesOneWhoWorksOnIt(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	worker := named(w, "worker", "Ada Quill", "7311", "", authz.CaseWorker)
	s := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, s.Report)
	w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations...)
	in := cases.Subject(c)
	sees := func() bool {
		declare(w, in, worker)
		return w.Runner.Read(ctx, worker.Who, cases.ReadCase, in, func(*seal.Tx) error { return nil }) == nil
	}
	if !sees() {
		t.Fatal("the case worker cannot read the case")
	}
	w.Do(s.Reporter, &intake.AddToReport{Report: s.Report, Allegation: "added", Said: intake.Said{What: candour.Mark("She laughed"), Who: candour.Mark("number 7311")}})
	change(w, func(tx *seal.Tx) error { return authz.Triaged(tx.Tx, testdb.Force, in) }) // so that only the wall is left
	if sees() {
		t.Error("whoever the person named reads the case")
	}
}
