package twin

import (
	"slices"
	"strconv"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/cases/investigation"
	"candour/intake"
	"candour/internal/testdb"
)

// stages are the life of the matter, up to the act that discloses it.
var stages = []struct {
	name string
	do   func(*Pair, *World)
}{
	{"before anything happened", func(*Pair, *World) {}},
	{"a report waits", func(_ *Pair, w *World) {
		w.sent = w.say("number 7001, and number 7006 drove", "number 7005")
		w.Matter.Report, w.Matter.Allegation = w.sent.Report, w.sent.Allegations[0]
		w.Matter.Message = "message-of-the-matter"
		w.Do(w.sent.Reporter, &intake.WriteToUs{Report: w.sent.Report, Message: w.Matter.Message, Words: words})
	}},
	{"a case is open", func(p *Pair, w *World) {
		w.Matter.Case = w.OpenCase(w.Crew.Triage.Who, w.sent.Report)
	}},
	{"the officers are linked", func(p *Pair, w *World) {
		for i, a := range w.sent.Allegations {
			who := p.people["accused"]
			if i == 2 {
				who = p.people["gone"]
			}
			w.Do(w.Crew.Triage.Who, &cases.LinkOfficer{Allegation: a, Officer: who.Officer, Happened: candour.Date{Year: 2025, Month: 11, Day: 3}, Reasons: words})
		}
	}},
	{"assessed, assigned, people kept out", func(p *Pair, w *World) {
		w.Do(w.Crew.Assessor.Who, &cases.DescribeAllegation{Allegation: w.sent.Allegations[0], Category: "J", Factors: cases.Factors{"domestic", "serious-assault"}, OnDuty: cases.WasOffDuty})
		for _, x := range w.Matters(w.Matter.Case) {
			if x.Kind == complaint.VettingReview {
				w.Matter.Owed = x.ID
			}
		}
		w.Matter.Withdrawal = w.Do(w.Crew.CaseWorker.Who, &complaint.AskWithdrawal{Case: w.Matter.Case, Words: words})[0].Value("withdrawal")
		w.Early(w.Crew, w.Matter.Case)
		w.Do(w.Crew.Liaison.Who, &investigation.OfferInterview{Allegation: w.Matter.Allegation, Interviewer: words, Place: words})
		w.Assess(w.Crew.Assessor.Who, w.Matter.Case)
		w.Do(w.Crew.Triage.Who, &cases.KeepOutOfCase{Case: w.Matter.Case, Officer: p.people["related"].Officer, Because: cases.Tie(authz.Related)})
		friend := p.people["friend"]
		w.Do(friend.Who, &cases.DeclareOnCase{Case: w.Matter.Case, Knows: cases.Somebody})
		w.Matter.Page = w.callForHelp(p)
		w.Do(w.Crew.Supervisor.Who, &cases.AssignCase{Case: w.Matter.Case, Officer: w.Crew.CaseWorker.Officer})
	}},
	{"partly decided, and the person told", func(p *Pair, w *World) {
		w.Decide(w.Crew.Authority.Who, w.sent.Allegations[0])
		w.Tell(w.Crew.CaseWorker.Who, w.Matter.Case)
	}},
	{"the person writes, says that the record is wrong, and adds something", func(_ *Pair, w *World) {
		w.Do(w.sent.Reporter, &intake.ConfirmRecord{Report: w.sent.Report, Allegation: w.sent.Allegations[0], Version: 1, Answer: intake.AnsweredWrong, Words: words})
		w.Do(w.Crew.Liaison.Who, &intake.WriteToPerson{Mailbox: string(w.sent.Report), Words: words})
		w.Do(w.sent.Reporter, &intake.AddToReport{Report: w.sent.Report, Allegation: "added-to-the-matter", Said: intake.Said{What: words, Who: candour.Mark("number 7001")}})
	}},
	{"what was added is sorted, and a second report waits", func(p *Pair, w *World) {
		w.Do(w.Crew.Triage.Who, &cases.LinkOfficer{Allegation: "added-to-the-matter", Officer: p.people["gone"].Officer, Reasons: words})
		w.Matter.Waiting = w.say("number 7001 again", "number 7005").Report
	}},
}

// The stages from which more people must not know.
const (
	linked = 3 // supervisors and the unit
	tied   = 4 // those whom staff kept out, and those who declared an interest
	deep   = 5 // the last at which supervisors may hold triage; and where most is asked
)

// say sends a report that says who it is about, and who must not see it.
func (w *World) say(who, keepOut string) testdb.Sent {
	secret := intake.Secret(w.Made(authz.Actor{}).Rand)
	a := testdb.Report(secret, 3)
	for i := range a.Said {
		a.Said[i].Who = candour.Mark(who)
	}
	a.KeepOut = candour.Mark(keepOut)
	return w.SendAs(secret, a)
}

// Next moves both worlds on to the next stage, and reports whether there is one.
func (p *Pair) Next() bool {
	if p.stage == len(stages) {
		return false
	}
	s := stages[p.stage]
	p.With.Apart("matter "+strconv.Itoa(p.stage), func() { s.do(p, p.With) })
	if p.stage > 0 {
		p.With.Later(1)
		p.Without.Later(1)
	}
	p.stage++
	return true
}

// readers are the roles of whoever may read nearly everything.
var readers = slices.DeleteFunc(slices.Clone(authz.StaffRoles), func(r authz.Role) bool { return r == authz.Administrator })

// beyondTriage are the roles to which a report is hidden until its officer is
// linked: before, triage sees it, whoever it may be of those not named in it.
var beyondTriage = slices.DeleteFunc(slices.Clone(readers), func(r authz.Role) bool {
	return r == authz.Triage || r == authz.Inspector || r == authz.PolicingBody
})

// Walk calls f for everybody who must not know, with each set of roles, at each
// stage. It leaves both worlds at the last.
func (p *Pair) Walk(f func(Moment)) {
	for p.Next() {
		for _, m := range p.Moments() {
			p.As(m, func() { f(m) })
		}
	}
}

// As gives somebody the roles of a moment while f runs.
func (p *Pair) As(m Moment, f func()) {
	p.With.Holds(m.Person, m.Roles...)
	p.Without.Holds(m.Person, m.Roles...)
	f()
	p.With.Holds(m.Person)
	p.Without.Holds(m.Person)
}

// Moments are all who must not know, at the stage that was come to.
func (p *Pair) Moments() (out []Moment) {
	at := p.stage - 1
	add := func(from int, name, letter, as string, roles ...authz.Role) {
		if at >= from {
			out = append(out, Moment{Stage: stages[at].name, Name: name, As: as, Person: p.people[letter], Roles: roles, Deep: at == deep, Wide: len(roles) > 5})
		}
	}
	as, all := "every role that reads", readers
	if at < linked || at > deep {
		as, all = "roles beyond triage", beyondTriage
	}
	add(0, "the accused", "accused", "every role that reads", readers...)
	add(0, "whom the reporter named", "named", "every role that reads", readers...)
	add(0, "the administrator", "the administrator", "their own", authz.Administrator)
	add(0, "their supervisor", "first-line", as, all...)
	add(linked, "the supervisor’s own", "second-line", as, all...)
	add(linked, "somebody of their unit", "mate", as, all...)
	add(tied, "somebody whom staff kept out", "related", as, all...)
	add(tied, "somebody who declared an interest", "friend", as, all...)
	if at == deep {
		add(0, "the accused", "accused", "every role at once", authz.StaffRoles...)
		add(0, "the accused", "accused", "no role")
		for _, r := range authz.StaffRoles {
			add(0, "the accused", "accused", string(r), r)
		}
		for _, r := range []authz.Role{authz.Authority, authz.Approver, authz.Supervisor} {
			add(0, "their supervisor", "first-line", string(r), r)
		}
	}
	return out
}
