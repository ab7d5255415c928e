package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/view"
	"candour/web/desk"
	"candour/web/page"
	"candour/web/page/session"
	"candour/workforce"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// years is a force over six years: an officer of whom something was said in each of
// them, a unit in which it was said of several, and a case of 192 allegations.
type years struct {
	officer candour.OfficerID
	said    candour.CaseID // of a report as long as one can be
	large   candour.CaseID
}

// grown makes such a force behind a desk without a demonstration's limits: no hold, so
// that the looking takes no longer than the pages.
func grown(t *testing.T) (years, *process) {
	w := testdb.Open(t)
	crew := w.Crew()
	team := []testdb.Person{w.Enrol("p"), w.Enrol("q"), w.Enrol("r"), w.Enrol("boss")}
	system := authz.Program(testdb.Force)
	for i, p := range team {
		w.Do(system, &workforce.PostOfficer{Officer: p.Officer, Unit: "Response 1", From: candour.Date{Year: 2021, Month: 3, Day: 1 + i}, Reason: candour.Mark("entered late")})
	}
	for _, p := range team[:3] {
		w.Do(system, &workforce.SetManager{Officer: p.Officer, Manager: team[3].Officer, From: candour.Date{Year: 2021, Month: 3, Day: 1}, Reason: candour.Mark("entered late")})
	}
	w.Do(system, &workforce.PostOfficer{Officer: team[0].Officer, Unit: "Neighbourhood team of the long river", From: candour.Date{Year: 2024, Month: 9, Day: 2}, Reason: candour.Mark("entered late")})
	w.Now = time.Date(2021, 4, 5, 9, 0, 0, 0, time.UTC)
	out := years{officer: team[0].Officer}
	said := []cases.DescribeAllegation{
		{Category: "F", Factors: cases.Factors{"discrimination"}}, {Category: "H", Factors: cases.Factors{"workplace"}}, {Category: "A"}, {Category: "F", Factors: cases.Factors{"discrimination", "workplace"}}, {Category: "D"},
	}
	decided := []cases.Decision{cases.NoCaseToAnswer, cases.CaseToAnswer, "", cases.NoCaseToAnswer, cases.Disproved}
	for i := range 22 {
		sent := w.Send(1 + i%2)
		c := w.OpenCase(crew.Triage.Who, sent.Report)
		for _, a := range sent.Allegations {
			w.Do(crew.Triage.Who, &cases.LinkOfficer{Allegation: a, Officer: team[i%3*(i%2)].Officer, Happened: candour.On(w.Now).AddDays(-20), Reasons: candour.Mark("by the number")})
		}
		for _, a := range sent.Allegations {
			d := said[i%len(said)]
			d.Allegation, d.OnDuty = a, cases.WasOnDuty
			w.Do(crew.Assessor.Who, &d)
		}
		w.Assess(crew.Assessor.Who, c)
		for _, a := range sent.Allegations {
			if d := decided[i%len(decided)]; d != "" {
				w.Do(crew.Authority.Who, &cases.DecideAllegation{Allegation: a, Decision: d, Standard: cases.Balance, Reasons: candour.Mark("what was seen")})
			}
		}
		w.Later(75)
	}
	w.Now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	sent := w.Send(50) // as many as one report can hold
	out.said = w.OpenCase(crew.Triage.Who, sent.Report)
	for i, a := range sent.Allegations {
		w.Do(crew.Triage.Who, &cases.LinkOfficer{Allegation: a, Officer: team[i%3].Officer, Happened: candour.Date{Year: 2026, Month: 2, Day: 3}, Reasons: candour.Mark("by the number")})
	}
	w.Do(crew.Supervisor.Who, &cases.AssignCase{Case: out.said, Officer: crew.CaseWorker.Officer})
	large := cases.ImportCase{Case: "largecase0000000", Source: "elsewhere", Digest: "d", Received: candour.Date{Year: 2025, Month: 5, Day: 6}}
	for i := range 192 {
		large.Rows = append(large.Rows, cases.ImportedAllegation{ID: candour.AllegationID(fmt.Sprintf("large%03d", i)), Officer: team[i%3].Officer, Person: team[i%3].ID, Category: "B", Code: "Force", Finding: []string{"", "Not upheld"}[i%2]})
	}
	w.Do(system, &large)
	out.large = large.Case
	for _, of := range []candour.Subject{{Kind: "case", ID: string(out.large)}, {Kind: "case", ID: string(out.said)}, sent.Subject()} {
		w.KnowsNobody(crew.Authority.Who, of)
	}
	now := func() time.Time { return w.Now }
	server := &desk.Server{
		View: view.View{Runner: w.Runner, Acts: testdb.Kinds()}, Runner: w.Runner, Sessions: session.New(w.DB.DB, "desk", time.Hour, time.Hour, now),
		Demo: []desk.Person{{Force: testdb.Force, ID: crew.Authority.ID, Name: "Authority U, North force"}, {Force: testdb.Force, ID: team[1].ID, Name: "Officer Q, North force"}}, Now: now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	m := http.NewServeMux()
	m.Handle("/desk/", server.Handler())
	m.Handle(page.AssetsPath, page.AssetHandler())
	srv := httptest.NewServer(m)
	t.Cleanup(srv.Close)
	return out, &process{t: t, at: srv.URL}
}

// files looks at an officer's file over years, at their unit and at a large case, and
// takes each away on paper.
func files(t *testing.T, h *house) {
	y, at := grown(t)
	h.demo = at
	for _, s := range []screen{desktop, oldPhone} {
		b := h.visit(s)
		signIn(b, "Authority U")
		b.open("/desk/officers/" + string(y.officer))
		b.sees("Case to answer", "Response 1", "decides nothing", "Line managers", "Officer boss")
		b.look("desk-officer-years")
		b.press("Response 1")
		b.heading("Response 1")
		b.sees("Discrimination", "Bullying or harassment of a colleague", "The same in figures", "Day not known", "Posted here now")
		b.look("desk-unit")
		b.press("Units")
		b.look("desk-units")
		b.open("/desk/cases/" + string(y.large))
		b.sees("192 in this case", "Shown: 1 to 50 of 192", "Allegation 50")
		b.look("desk-case-large")
		b.open("/desk/cases/" + string(y.said))
		b.sees("50 in this case: 50 undecided", "Owed: to be described", "Assigned to")
		b.look("desk-case-said")
		b.toggle("Allegation 7: Undecided. Not described yet. Owed: to be described")
		b.sees("When, as they said", "These are the latest 20. There are more.")
		b.press("Show every concern about the officers of this case")
		b.not("These are the latest 20", "Show every concern")
		b.look("desk-case-every-concern")
		paper(b, y)
	}
}

// paper takes a copy of a case and of a file: what it is for is asked, and it is all
// there.
func paper(b *tab, y years) {
	b.open("/desk/cases/" + string(y.large))
	b.press("Print this case")
	b.press("Make a copy")
	b.status(422)
	b.sees("Say what the copy is for.")
	b.look("desk-print-error")
	b.fill("What is the copy for?", "For the meeting with the adviser")
	b.press("Make a copy")
	b.sees("For the meeting with the adviser", "Allegation 192")
	b.not("Sign out", "Describe this allegation", "Print this case")
	b.onPaper("case-on-paper")
	b.open("/desk/officers/" + string(y.officer) + "/print")
	b.fill("What is the copy for?", "For the hearing")
	b.press("Make a copy")
	b.sees("For the hearing", "that they made of this officer’s file", "Every concern, the latest first")
	b.look("desk-officer-printed")
	b.onPaper("officer-on-paper")
}

// onPaper keeps the page as a printer gets it, where pictures are kept, and wants it
// to be a document of pages.
func (b *tab) onPaper(name string) {
	b.t.Helper()
	yes := true
	r, err := chromedp.Call(b.ctx, cdppage.PrintToPDF, cdppage.PrintToPDFParams{PreferCSSPageSize: &yes})
	b.must("printing", err)
	if !strings.HasPrefix(string(r.Data), "%PDF") {
		b.t.Errorf("%s: not a document", name)
	}
	name += "_" + b.screen.String()
	if to := b.house.gallery.shots; to != "" {
		b.must("keeping it", os.WriteFile(filepath.Join(to, name+".pdf"), r.Data, 0o600))
	}
	_, err = chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	b.must("looking at it as on paper", err)
	if eval[bool](b, `[...document.querySelectorAll('.app-screen-only, .govuk-template__header')].some(e => e.getClientRects().length)`) {
		b.t.Errorf("%s: what leads elsewhere is on paper", name)
	}
	b.picture(name)
	_, err = chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: ""})
	b.must("looking at it as on a screen", err)
}
