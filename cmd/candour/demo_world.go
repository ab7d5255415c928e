package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/intake"
	"candour/seal"
	"candour/web/desk"
	"candour/web/report"
	"candour/web/subject"
	"candour/workforce"
)

// world is the invented people and reports of a demonstration.
type world struct {
	f      *folder
	seed   []byte
	forces []report.Force
	people []desk.Person
	own    []subject.Person // who may be told something about themselves, those who left among them
	codes  []string
}

// invented are the people of each force, named by role and letter.
var invented = []struct {
	name, rank, number, unit string
	staff                    bool
	roles                    []authz.Role
}{
	{"Triage T", "Case handler", "2001", "Standards", true, []authz.Role{authz.Triage}},
	{"Case worker C", "Investigator", "2002", "Standards", true, []authz.Role{authz.CaseWorker}},
	{"Assessor S", "Inspector", "2003", "Standards", false, []authz.Role{authz.Assessor}},
	{"Authority U", "Superintendent", "2004", "Standards", false, []authz.Role{authz.Authority}},
	{"Alternate W", "Superintendent", "2005", "Operations", false, nil},
	{"Supervisor R", "Investigations manager", "2006", "Standards", true, []authz.Role{authz.Supervisor}},
	{"Liaison L", "Victim liaison", "2007", "Care", true, []authz.Role{authz.Liaison}},
	{"Hearing office E", "Hearings clerk", "2008", "Legal", true, []authz.Role{authz.HearingOffice}},
	{"Vetting V", "Vetting officer", "2009", "Vetting", true, []authz.Role{authz.VettingOfficer}},
	{"Counter-corruption K", "Analyst", "2010", "Integrity", true, []authz.Role{authz.CounterCorruption}},
	{"Approver P", "Data protection officer", "2011", "Legal", true, []authz.Role{authz.Approver}},
	{"Approver Q", "Head of people", "2012", "People", true, []authz.Role{authz.Approver}},
	{"Chief H", "Deputy chief constable", "2013", "Command", false, []authz.Role{authz.Chief}},
	{"Adviser D", "Independent adviser", "4001", "Outside", true, []authz.Role{authz.Adviser}},
	{"Inspector I", "Oversight inspector", "4002", "Outside", true, []authz.Role{authz.Inspector}},
	{"Policing body B", "Of the local policing body", "4003", "Outside", true, []authz.Role{authz.PolicingBody}},
	{"Officer A", "Constable", "1001", "Response 1", false, []authz.Role{authz.CaseWorker, authz.OfTheirOwn}},
	{"Officer B", "Constable", "1002", "Response 2", false, nil},
	{formerOfficer, "Constable", "1004", "Response 2", false, nil},
	{"Manager M", "Sergeant", "1003", "Response 1", false, []authz.Role{authz.Supervisor}},
	{"Administrator N", "System administrator", "3001", "Systems", true, []authz.Role{authz.Administrator}},
}

// formerOfficer has left, and can still be told something and answer it. The other two
// can be named to represent somebody: a colleague, and a lawyer of no force.
const (
	formerOfficer = "Former officer G"
	friend        = "Officer B"
	lawyer        = "Lawyer J"
)

// makeWorld makes the world, once, by the same acts as anybody's.
func (f *folder) makeWorld(ctx context.Context, seed []byte, now time.Time) (*world, error) {
	w := &world{f: f, seed: seed, forces: []report.Force{{ID: "north", Name: "North force"}, {ID: "south", Name: "South force"}}}
	for _, force := range w.forces {
		for _, p := range invented {
			var roles []string
			for _, r := range p.roles {
				roles = append(roles, string(r))
			}
			person := desk.Person{Force: force.ID, ID: candour.PersonID(w.id(string(force.ID) + "/person/" + p.name)), Name: p.name + ", " + force.Name, Role: strings.Join(roles, ", ")}
			if slices.Contains(p.roles, authz.OfTheirOwn) || p.name == formerOfficer || p.name == friend {
				w.own = append(w.own, subject.Person{Force: person.Force, ID: person.ID, Name: person.Name})
			}
			if len(roles) > 0 || p.name == "Alternate W" { // an alternate holds no role, and acts where the authority may not
				w.people = append(w.people, person)
			}
		}
		w.own = append(w.own, subject.Person{Force: force.ID, ID: w.person(force.ID, lawyer).ID, Name: lawyer + ", " + force.Name})
		if err := w.found(ctx, force.ID, now.AddDate(0, 0, -500)); err != nil {
			return nil, fmt.Errorf("making the demonstration: %w", err)
		}
		if err := w.onCall(ctx, force.ID, now); err != nil {
			return nil, fmt.Errorf("making the demonstration: %w", err)
		}
	}
	for _, who := range []string{"reporter A", "reporter B"} {
		w.codes = append(w.codes, w.secret(who).ReturnCode().Words())
	}
	if err := w.past(ctx, now); err != nil {
		return nil, fmt.Errorf("making the demonstration: %w", err)
	}
	return w, nil
}

func (w *world) bytes(name string) []byte {
	m := hmac.New(sha256.New, w.seed)
	m.Write([]byte(name))
	return m.Sum(nil)
}

func (w *world) id(name string) string { return act.RandomID(w.bytes(name)) }

func (w *world) secret(name string) intake.Secret { return intake.Secret(w.bytes("secret/" + name)) }

func (w *world) person(f candour.ForceID, name string) authz.Actor {
	return act.Staff(f, candour.PersonID(w.id(string(f)+"/person/"+name)))
}

func (w *world) officer(f candour.ForceID, name string) candour.OfficerID {
	return candour.OfficerID(w.id(string(f) + "/officer/" + name))
}

// there reports whether something is in the folder already.
func (w *world) there(ctx context.Context, f candour.ForceID, of candour.Subject) (ok bool, err error) {
	i := slices.IndexFunc(w.f.runner.Nouns, func(n act.Noun) bool { return n.Kind == of.Kind })
	err = w.f.db.Read(ctx, func(tx *seal.Tx) error {
		s, err := w.f.runner.Nouns[i].Stand(tx, f, of.ID)
		ok = err == nil && s.State != act.Absent
		return nil
	})
	return ok, err
}

// found begins a force and enrols its people.
func (w *world) found(ctx context.Context, force candour.ForceID, at time.Time) error {
	if ok, err := w.there(ctx, force, candour.Subject{Kind: "force", ID: string(force)}); ok || err != nil {
		return err
	}
	if _, err := w.f.runner.Run(ctx, act.By(authz.Program(force), at), w.enrolments(force, at)...); err != nil {
		return err
	}
	if _, err := w.f.runner.Run(ctx, act.By(authz.Program(force), at.AddDate(0, 0, 60)), &workforce.LeaveForce{Officer: w.officer(force, formerOfficer), Day: candour.On(at.AddDate(0, 0, 60)), Why: "resigned"}); err != nil {
		return err
	}
	if _, err := w.f.runner.Run(ctx, act.By(w.person(force, "Hearing office E"), at), (&workforce.EnrolRepresentative{
		Force: force, Name: candour.Mark(lawyer), Body: candour.Mark("A firm of this demonstration"), Number: candour.Mark("J-5001"), Checked: candour.Mark("Invented."),
	}).Known(w.person(force, lawyer).ID)); err != nil {
		return err
	}
	_, err := w.f.runner.Run(ctx, act.By(w.person(force, "Chief H"), at), w.alternate(force))
	return err
}

// enrolments are the acts that begin a force and enrol its people.
func (w *world) enrolments(force candour.ForceID, at time.Time) []act.Act {
	acts := []act.Act{&workforce.FoundForce{Force: force}}
	for _, p := range invented {
		acts = append(acts, &workforce.Enrol{
			Officer: w.officer(force, p.name), Person: w.person(force, p.name).ID, Staff: p.staff, Rank: p.rank,
			Name: candour.Mark(p.name), Number: candour.Mark(p.number), Unit: p.unit, From: candour.On(at), Roles: p.roles,
		})
	}
	return append(acts, &workforce.SetManager{Officer: w.officer(force, "Officer A"), Manager: w.officer(force, "Manager M"), From: candour.On(at)})
}

// alternate is the chief's naming of who decides where the authority may not.
func (w *world) alternate(force candour.ForceID) act.Act {
	return &workforce.NameAlternate{Officer: w.officer(force, "Authority U"), Alternate: w.officer(force, "Alternate W")}
}

// step is one act of the past: who, when, what. Whoever does something to a
// report or a case has said first that they know nobody in it.
func (w *world) step(ctx context.Context, who authz.Actor, at time.Time, a act.Act) ([]candour.Event, error) {
	if who.Kind == "Person" {
		if err := w.declare(ctx, who, at, a.Of()); err != nil {
			return nil, err
		}
	}
	m := act.By(who, at)
	events, err := w.f.runner.Run(ctx, m, a)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Kind().ID, err)
	}
	return events, nil
}

func (w *world) declare(ctx context.Context, who authz.Actor, at time.Time, of candour.Subject) error {
	var first act.Act
	err := w.f.db.Read(ctx, func(tx *seal.Tx) error {
		first = nil
		i := slices.IndexFunc(w.f.runner.Nouns, func(n act.Noun) bool { return n.Kind == of.Kind })
		stands, err := w.f.runner.Nouns[i].Stand(tx, who.Force, of.ID)
		if err != nil {
			return err
		}
		for _, s := range append([]candour.Subject{of}, stands.Within...) {
			reading := cases.ReadCase
			var a act.Act = &cases.DeclareOnCase{Case: candour.CaseID(s.ID), Knows: cases.Nobody}
			switch s.Kind {
			case "report":
				reading, a = intake.ReadReport, &cases.DeclareOnReport{Report: candour.ReportID(s.ID), Knows: cases.Nobody}
			case "case":
			default:
				continue
			}
			if _, ok, err := w.f.runner.May(tx, who, reading.ID, s); err != nil {
				return err
			} else if !ok {
				first = a
			}
		}
		return nil
	})
	if err != nil || first == nil {
		return err
	}
	_, err = w.f.runner.Run(ctx, act.By(who, at), first)
	return err
}

// past plays what has happened before the demonstration begins: an old concern
// about officer A that was closed, a case whose update is overdue, and a new
// report that nobody has opened.
func (w *world) past(ctx context.Context, now time.Time) error {
	const force = candour.ForceID("north")
	days := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	for _, r := range []struct {
		who    string
		sent   int
		said   []intake.Said
		handle func(context.Context, candour.CaseID, []candour.AllegationID, func(int) time.Time) error
	}{
		{"reporter of long ago", 400, []intake.Said{{What: candour.Mark("An officer came back to my flat after the call was over and asked me for my number."), When: candour.Mark("Last year, in autumn"), Who: candour.Mark("Officer A")}}, w.closedLongAgo},
		{"reporter A", 40, []intake.Said{
			{What: candour.Mark("The officer who was sent to help me wrote to my own phone at night."), When: candour.Mark("Six weeks ago, three times"), Where: candour.Mark("On my phone"), Who: candour.Mark("Officer A, number 1001")},
			{What: candour.Mark("He knew my new address. I had told nobody."), When: candour.Mark("The week after"), Where: candour.Mark("At my door"), Who: candour.Mark("The same officer")},
		}, w.overdue},
		{"reporter B", 1, []intake.Said{{What: candour.Mark("An officer laughed at me when I asked for help."), Where: candour.Mark("At the front desk")}}, nil},
	} {
		if err := w.report(ctx, force, r.who, days(r.sent), r.said, r.handle, days); err != nil {
			return err
		}
	}
	return nil
}

// report sends one report and has it handled; if it was killed half-way, the
// parts that are there stay as they are.
func (w *world) report(ctx context.Context, force candour.ForceID, who string, sent time.Time, said []intake.Said, handle func(context.Context, candour.CaseID, []candour.AllegationID, func(int) time.Time) error, days func(int) time.Time) error {
	s := w.secret(who)
	id := s.Report()
	if ok, err := w.there(ctx, force, candour.Subject{Kind: "report", ID: string(id)}); ok || err != nil {
		return err
	}
	if _, err := w.step(ctx, act.Reporter(force, s.Reporter()), sent, &intake.SendReport{Report: id, Code: s.ReturnCode(), Said: said}); err != nil {
		return err
	}
	if handle == nil {
		return nil
	}
	events, err := w.step(ctx, w.person(force, "Triage T"), sent.AddDate(0, 0, 1), &cases.OpenCase{Report: id})
	if err != nil {
		return err
	}
	var all []candour.AllegationID
	for _, e := range events {
		if e.Kind == cases.AllegationRecorded {
			all = append(all, candour.AllegationID(e.Value("allegation")))
		}
	}
	for _, a := range all {
		if _, err := w.step(ctx, w.person(force, "Triage T"), sent.AddDate(0, 0, 1), &cases.LinkOfficer{Allegation: a, Officer: w.officer(force, "Officer A"), Happened: candour.On(sent.AddDate(0, 0, -2)), Reasons: candour.Mark("The person names the officer.")}); err != nil {
			return err
		}
	}
	return handle(ctx, candour.CaseID(events[0].Subject.ID), all, days)
}

func (w *world) closedLongAgo(ctx context.Context, c candour.CaseID, all []candour.AllegationID, days func(int) time.Time) error {
	assessor, authority := w.person("north", "Assessor S"), w.person("north", "Authority U")
	for _, s := range []struct {
		who authz.Actor
		day int
		a   act.Act
	}{
		{assessor, 395, &cases.DescribeAllegation{Allegation: all[0], Category: "G", OnDuty: cases.WasOnDuty}},
		{authority, 395, &complaint.RecordComplaint{Case: c, As: complaint.AsComplaint, Wish: true, Reasons: candour.Mark("From a member of the public, who wishes it.")}},
		{assessor, 395, &cases.AssessSeverity{Case: c, Severity: cases.Misconduct, Reasons: candour.Mark("A visit without a policing purpose, if proved.")}},
		{authority, 380, &cases.DecideAllegation{Allegation: all[0], Decision: cases.NoCaseToAnswer, Standard: cases.Balance, Reasons: candour.Mark("One account against another, and no record of the visit.")}},
		{authority, 379, &cases.TellPerson{Case: c, Message: candour.Mark("We looked at what you told us. There was not enough evidence to go on. What you said is kept.")}},
		{authority, 379, &cases.CloseCase{Case: c, Reasons: candour.Mark("Decided, and the person was told.")}},
	} {
		if _, err := w.step(ctx, s.who, days(s.day), s.a); err != nil {
			return err
		}
	}
	return nil
}

// overdue leaves the case as it is: the first update was due four weeks after it
// was opened.
func (w *world) overdue(context.Context, candour.CaseID, []candour.AllegationID, func(int) time.Time) error {
	return nil
}

// tell prints the doors and the people.
func (w *world) tell(out io.Writer, at string) {
	fmt.Fprintf(out, "Candour, a demonstration: everybody in it is invented.\n\nDoors\n")
	for _, d := range [][2]string{{"/", "public"}, {"/report/", "tell us what someone in the police did"}, {"/report/come-back", "come back with a code"}, {"/desk/", "desk, for staff"}, {"/subject/", "for somebody about whom something was said"}, {"/verify", "verify the record yourself"}} {
		fmt.Fprintf(out, "  %-40s %s\n", at+d[0], d[1])
	}
	fmt.Fprintf(out, "\nPeople of the desk (sign in as any of them)\n")
	for _, p := range w.people {
		fmt.Fprintf(out, "  %-32s %s\n", p.Name, p.Role)
	}
	fmt.Fprintf(out, "\nPeople about whom something may be said, and who may represent them (sign in at /subject/)\n")
	for _, p := range w.own {
		fmt.Fprintf(out, "  %s\n", p.Name)
	}
	fmt.Fprintf(out, "\nPeople who reported, and their codes\n")
	for i, c := range w.codes {
		fmt.Fprintf(out, "  %-32s %s\n", "reporter "+string(rune('A'+i)), c)
	}
	fmt.Fprintf(out, "\nPress Ctrl-C to stop.\n")
}
