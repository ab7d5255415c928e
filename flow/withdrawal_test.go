package flow_test

import (
	"slices"
	"testing"

	"candour/cases"
	"candour/cases/complaint"
	"candour/internal/testdb"
)

// TestAClickWithdrawsNothing: a wish to withdraw waits for the adviser, for the
// letter and for a decision; it ends what is owed on the complaint and no other matter.
func TestAClickWithdrawsNothing(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	s := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, s.Report)
	w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations...)
	w.Do(crew.Assessor.Who, &cases.DescribeAllegation{Allegation: s.Allegations[0], Category: "G", Factors: cases.Factors{"domestic"}, OnDuty: cases.WasOffDuty})
	before := w.Matters(c)
	if len(before) != 5 {
		t.Fatalf("the account became %v, want five matters: else nothing is shown by what stays", before)
	}

	id := w.Do(crew.CaseWorker.Who, &complaint.AskWithdrawal{Case: c, Words: reasons})[0].Value("withdrawal")
	_, err := w.Try(crew.CaseWorker.Who, &complaint.AskWithdrawal{Case: c, Words: reasons})
	refused(t, err, "They have asked already")
	decide := func(a complaint.Answer, o complaint.WithdrawalOutcome) error {
		_, err := w.Try(crew.Authority.Who, &complaint.DecideWithdrawal{Withdrawal: id, Answer: a, Outcome: o, Reasons: reasons})
		return err
	}
	letter := func() error {
		_, err := w.Try(crew.Liaison.Who, &complaint.SendWithdrawalLetter{Withdrawal: id, How: reasons})
		return err
	}
	refused(t, decide(complaint.Signed, complaint.EndsDuties), "this withdrawal is")
	refused(t, letter(), "this withdrawal is")

	// Whoever handles the case does not judge whether somebody is pressed.
	if _, err := w.Try(crew.CaseWorker.Who, &complaint.CheckWithdrawal{Withdrawal: id, Pressed: complaint.NotPressed, Safe: true, Reasons: reasons}); err == nil {
		t.Error("the case worker did the adviser’s check")
	}
	w.Do(crew.Adviser.Who, &complaint.CheckWithdrawal{Withdrawal: id, Pressed: complaint.IsPressed, Safe: false, Reasons: reasons})
	refused(t, letter(), "this withdrawal is")
	w.Do(crew.Adviser.Who, &complaint.CheckWithdrawal{Withdrawal: id, Pressed: complaint.NotPressed, Safe: true, Reasons: reasons})
	if err := letter(); err != nil {
		t.Fatal(err)
	}
	refused(t, decide(complaint.NoAnswer, complaint.EndsDuties), "They have until")
	w.Later(28)
	refused(t, decide(complaint.NoAnswer, complaint.EndsDuties), "They have until")
	w.Later(1)
	if err := decide(complaint.NoAnswer, complaint.EndsDuties); err != nil {
		t.Fatal(err)
	}
	for _, x := range before {
		if x.Kind != complaint.ComplaintMatter && !slices.Contains(w.Matters(c), x) {
			t.Errorf("the %s is gone with the complaint", x.Kind)
		}
	}
}
