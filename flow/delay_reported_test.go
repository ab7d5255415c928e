package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/cases"
	"candour/cases/investigation"
	"candour/clock"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
)

// limits are those of a rule on the case, computed afresh, as lines: the last day,
// and when it was met or ended.
func (x looked) limits(rule string) (out []string) {
	x.t.Helper()
	all, err := clock.Compute(x.Events(candour.Subject{Kind: "case", ID: string(x.id)}))
	if err != nil {
		x.t.Fatal(err)
	}
	for _, d := range all {
		if d.Rule.ID != rule {
			continue
		}
		line := "runs to " + d.By.String()
		if !d.Running() {
			line = "to " + d.By.String() + ", " + string(d.MetBy) + " on " + d.Met.String()
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// has asks for the limits of a rule on the case.
func (x looked) has(rule string, want ...string) {
	x.t.Helper()
	if got := x.limits(rule); !slices.Equal(got, want) {
		x.t.Errorf("%s: %q, want %q", rule, got, want)
	}
}

// buttons are the acts that have one for somebody.
func (x looked) buttons(who testdb.Person, of candour.Subject) (out []string) {
	x.t.Helper()
	x.KnowsNobody(who.Who, of)
	x.Read(func(tx *seal.Tx) error {
		all, err := x.Runner.Offers(tx, who.Who, testdb.Kinds(), of)
		for _, o := range all {
			out = append(out, o.ID)
		}
		return err
	})
	return out
}

func (x looked) offered(who testdb.Person, kind string, of candour.Subject) bool {
	x.t.Helper()
	return slices.Contains(x.buttons(who, of), kind)
}

// TestDelayReported: after a year it is reported that an investigation is not
// finished, to whom each law says. The limit is met, also on the person's page, and
// the next period runs. A report that comes months too early hides no duty.
func TestDelayReported(t *testing.T) {
	x := lookInto(t, 1)
	of := candour.Subject{Kind: "case", ID: string(x.id)}
	const complaints, conduct = "complaints-13-delay-report", "conduct-19-investigation-delay-report"
	if !x.offered(x.crew.Authority, "report-delay", of) || x.offered(x.crew.Authority, "report-conduct-delay", of) {
		t.Error("the button is not where the limit runs")
	}
	today := candour.On(x.Now)
	report := &investigation.ReportDelay{Case: x.id, To: investigation.ToBoth, Progress: reasons, Why: reasons, Next: reasons, Finished: today.AddDays(90)}
	conductReport := &investigation.ReportConductDelay{Case: x.id, Progress: reasons, Why: reasons, Next: reasons, Finished: today.AddDays(90)}
	_, err := x.Try(x.crew.Authority.Who, report)
	tellsWhy(t, err, "too early", "1 March 2027", "1 February 2027")
	_, err = x.Try(x.crew.Authority.Who, conductReport)
	tellsWhy(t, err, "no time limit for it runs") // nobody investigates
	x.Do(x.crew.Authority.Who, &investigation.AppointInvestigator{Case: x.id, Officer: x.crew.CaseWorker.Officer, Terms: reasons})
	if !x.offered(x.crew.Authority, "report-conduct-delay", of) {
		t.Error("no button for a limit that runs")
	}
	x.has(complaints, "runs to 2027-03-01")
	x.has(conduct, "runs to 2027-03-01")

	x.Later(today.DaysUntil(candour.Date{Year: 2027, Month: 2, Day: 20}))
	today = candour.On(x.Now)
	report.Finished, conductReport.Finished = today.AddDays(-1), today.AddDays(60)
	for field, wrong := range map[string]investigation.ReportDelay{
		"finished": *report,
		"day":      {Case: x.id, To: investigation.ToBoth, Progress: reasons, Why: reasons, Next: reasons, Finished: today, Day: today.AddDays(1)},
		"late":     {Case: x.id, To: investigation.ToBoth, Progress: reasons, Why: reasons, Next: reasons, Finished: today, Day: today.AddDays(-1)},
		"why":      {Case: x.id, To: investigation.ToBoth, Progress: reasons, Next: reasons, Finished: today},
		"to":       {Case: x.id, Progress: reasons, Why: reasons, Next: reasons, Finished: today},
	} {
		if _, err := x.Try(x.crew.Authority.Who, &wrong); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("a report with a wrong %q: %v, want not valid", field, err)
		}
	}
	if _, err := x.Try(x.crew.CaseWorker.Who, report); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("a case worker reports: %v", err)
	}
	report.Finished, report.Day, report.Late = today.AddDays(60), today.AddDays(-2), candour.Mark("forgotten")
	x.Do(x.crew.Authority.Who, report)
	x.has(complaints, "runs to 2027-09-01", "to 2027-03-01, delay-reported on 2027-02-18")
	x.Do(x.crew.Authority.Who, &cases.CorrectEvent{Case: x.id, What: cases.WhichEvent(investigation.DelayReported), Entered: today.AddDays(-2), Right: today.AddDays(-1), Reasons: reasons})
	x.has(complaints, "runs to 2027-09-01", "to 2027-03-01, delay-reported on 2027-02-19")
	x.has(conduct, "runs to 2027-03-01") // the one does not stand for the other
	x.Do(x.crew.Authority.Who, conductReport)
	x.has(conduct, "runs to 2027-09-01", "to 2027-03-01, investigation-delay-reported on 2027-02-20")
	_, err = x.Try(x.crew.Authority.Who, report)
	tellsWhy(t, err, "too early", "1 September 2027")

	var days []candour.Date
	x.Read(func(tx *seal.Tx) error {
		m, err := intake.ReadMine(tx, testdb.Force, x.sent.Report)
		for _, y := range m.Told {
			if y.Kind == investigation.DelayReported {
				days = append(days, y.On)
			}
		}
		return err
	})
	if want := []candour.Date{{Year: 2027, Month: 2, Day: 19}}; !slices.Equal(days, want) {
		t.Errorf("the person is told of a report on %v, want %v", days, want)
	}
	told, due := mine(t, x.World, x.sent)
	if !slices.Contains(told, "delay-reported") || slices.Contains(told, "investigation-delay-reported") {
		t.Errorf("the person is told %q", told)
	}
	if !slices.Contains(due, complaints+" 2027-09-01") {
		t.Errorf("what is due to the person is %q", due)
	}
	x.Read(func(tx *seal.Tx) error {
		all, err := investigation.Things(tx, testdb.Force, x.id)
		text := page(all)
		for _, want := range []string{"Report that it is not finished is reported", "Reported on 19 February 2027: To the local policing body and the oversight body, under", "Why it is not finished: reasons", "Finished by, as expected then: 21 April 2027", "Recorded later because: forgotten", "Reported on 20 February 2027: To the local policing body, under"} {
			if !strings.Contains(text, want) {
				t.Errorf("the page does not say %q:\n%s", want, text)
			}
		}
		return err
	})
}
