package twin

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/view"
	"candour/web/api"
	"candour/web/desk"
	"candour/web/subject"
	"candour/workforce"

	"github.com/alexedwards/scs/v2"
)

// IDs are those of the matter that was not disclosed.
type IDs struct {
	Report     candour.ReportID
	Waiting    candour.ReportID // a second one, that nobody opened
	Case       candour.CaseID
	Allegation candour.AllegationID
	Owed       string // a review of vetting
	Withdrawal string // a wish to withdraw
	Message    string // from the person who reported
	Page       string // of a call for help that names them all
}

// World is one of the two, with the doors that ask for it.
type World struct {
	*testdb.World
	View       view.View
	Desk, API  http.Handler
	Own        http.Handler // of the person complained of
	DeskServer *desk.Server // what Desk is the handler of
	Matter     IDs          // known from the start, because what is drawn apart follows from the stage alone

	Crew   testdb.Staff
	Others Others

	program string // the secret of a program for which the accused answers

	named  int // requests that have a name, so far
	held   int // answers held since the question began
	tokens map[candour.PersonID]string
	sent   testdb.Sent
}

// Others are the matters that are in both worlds.
type Others struct {
	Report  candour.ReportID
	Case    candour.CaseID // about somebody else, open
	Earlier candour.CaseID // about the accused, closed long ago
}

// The people about whom it is, and those around them. Numbers are by what the
// words of a report could mean them.
var people = []struct{ letter, name, number, unit, manager string }{
	{"second-line", "Officer Second", "7003", "command", ""},
	{"first-line", "Officer First", "7002", "command", "second-line"},
	{"accused", "Officer Accused", "7001", "response", "first-line"},
	{"gone", "Officer Gone", "7006", "response", "first-line"},
	{"mate", "Officer Mate", "7004", "response", ""},
	{"named", "Officer Named", "7005", "named-unit", ""},
	{"related", "Officer Related", "7007", "related-unit", ""},
	{"friend", "Officer Friend", "7008", "friend-unit", ""},
	{"other", "Officer Other", "7010", "other-unit", ""},
}

// Person is one of them, in both worlds.
func Person(letter string) testdb.Person {
	id := candour.PersonID("person-" + letter)
	return testdb.Person{Officer: candour.OfficerID("officer-" + letter), ID: id, Who: act.Staff(testdb.Force, id)}
}

// Open makes the two worlds, before anything of the matter has happened.
func Open(t *testing.T) *Pair {
	t.Helper()
	p := &Pair{T: t, people: map[string]testdb.Person{}, report: func(s string) { t.Error(s) }}
	p.With, p.Without = p.world(), p.world()
	return p
}

func (p *Pair) world() *World {
	w := &World{World: testdb.Open(p.T), tokens: map[candour.PersonID]string{}, Matter: IDs{Absent, Absent, Absent, Absent, Absent, Absent, Absent, Absent}}
	w.Crew = w.World.Crew()
	p.people["the administrator"] = w.Crew.Administrator
	for _, x := range people {
		a := &workforce.Enrol{
			Officer: candour.OfficerID("officer-" + x.letter), Person: candour.PersonID("person-" + x.letter), Rank: "constable",
			Name: candour.Mark(x.name), Number: candour.Mark(x.number), Unit: x.unit, From: candour.Date{Year: 2020, Month: 1, Day: 6},
		}
		if x.manager != "" {
			a.Manager = candour.OfficerID("officer-" + x.manager)
		}
		w.Do(authz.Program(testdb.Force), a)
		p.people[x.letter] = Person(x.letter)
	}
	w.Holds(p.people["friend"], authz.Authority)
	w.Others.Earlier, _ = w.matter(p.people["accused"].Officer, candour.Date{Year: 2024, Month: 5, Day: 7}, true)
	w.Others.Case, w.Others.Report = w.matter(p.people["other"].Officer, candour.Date{Year: 2025, Month: 6, Day: 3}, false)
	w.Send(1) // somebody has to read it
	w.account(p.people["accused"])
	w.roster(p)
	w.View = view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	w.doors(p)
	return w
}

// account gives a program an account for which somebody answers.
func (w *World) account(p testdb.Person) {
	id := w.Do(w.Crew.Chief.Who, &workforce.ProposeService{Officer: p.Officer, Name: words, Role: workforce.ServiceRole(authz.CaseWorker), Until: candour.On(w.Now).AddDays(300), Reasons: words})[0].Subject.ID
	w.Do(w.Crew.Approver.Who, &workforce.ApproveGrant{Grant: id, Reasons: words})
	secret := strings.Repeat("s", 52)
	w.Do(p.Who, (&workforce.RenewServiceSecret{Service: id}).With(candour.Mark(secret)))
	w.program = string(testdb.Force) + "." + id + "." + secret
}

// matter is one that is in both worlds.
func (w *World) matter(o candour.OfficerID, happened candour.Date, whole bool) (candour.CaseID, candour.ReportID) {
	sent := w.Send(2)
	id := w.OpenCase(w.Crew.Triage.Who, sent.Report)
	for _, a := range sent.Allegations {
		w.Do(w.Crew.Triage.Who, &cases.LinkOfficer{Allegation: a, Officer: o, Happened: happened, Reasons: words})
	}
	w.Assess(w.Crew.Assessor.Who, id)
	if whole {
		w.Decide(w.Crew.Authority.Who, sent.Allegations...)
		w.Tell(w.Crew.CaseWorker.Who, id)
		w.Close(w.Crew.Authority.Who, id)
	} else {
		w.Decide(w.Crew.Authority.Who, sent.Allegations[0])
	}
	return id, sent.Report
}

var words = candour.Mark("for the reason that was given")

// doors are the desk, the subject door and the API, wired as main wires them, but
// for one sign-in that opens all; sessions lie in memory, so that the traces hold
// nothing of theirs.
func (w *World) doors(p *Pair) {
	sessions := scs.New()
	sessions.IdleTimeout, sessions.Lifetime = time.Hour, 24*time.Hour
	sessions.Cookie.Name, sessions.Cookie.Persist = "desk", false
	hold := func() func(context.Context) { return func(context.Context) { w.held++ } }
	now := func() time.Time { return w.Now }
	log := slog.New(slog.NewTextHandler(p.T.Output(), nil))
	var demo []desk.Person
	for _, name := range slices.Sorted(maps.Keys(p.people)) {
		demo = append(demo, desk.Person{Force: testdb.Force, ID: p.people[name].ID, Name: name})
	}
	w.DeskServer = &desk.Server{View: w.View, Runner: w.Runner, Sessions: sessions, Demo: demo, Now: now, Log: log, Hold: hold}
	w.Desk = w.DeskServer.Handler()
	w.Own = (&subject.Server{View: w.View, Runner: w.Runner, Sessions: sessions, Demo: demo, Now: now, Log: log, Hold: hold}).Handler()
	w.API = (&api.Server{View: w.View, Runner: w.Runner, Acts: testdb.Kinds(), Sessions: sessions, In: w.DeskServer.WayIn().Who, Now: now, Log: log, Hold: hold}).Handler()
}

// Through is the same world behind another desk, for tests of what would be seen
// if it were so.
func (w *World) Through(door http.Handler) *World {
	other := *w
	other.Desk = door
	return &other
}
