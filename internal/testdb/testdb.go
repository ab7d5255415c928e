// Package testdb opens a whole deployment in a temporary folder, wired as main
// wires it, for tests of what several packages do together. Plumbing for tests
// only: nothing else imports it.
package testdb

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/cases/investigation"
	"candour/cases/misconduct"
	"candour/clock"
	"candour/flow"
	"candour/intake"
	"candour/ledger"
	"candour/outbox"
	"candour/record"
	"candour/retention"
	"candour/seal"
	"candour/store"
	"candour/web/api/answered"
	"candour/web/page/session"
	"candour/workforce"
)

// Force is the force of the deployment.
const Force candour.ForceID = "north"

// Schemas are all the tables, in the order in which main makes them.
func Schemas() []store.Schema {
	return []store.Schema{seal.Schema(), authz.Schema(), ledger.Schema(), record.Schema(), clock.Schema(), workforce.Schema(), intake.Schema(), cases.Schema(), investigation.Schema(), complaint.Schema(), misconduct.Schema(), retention.Schema(), outbox.Schema(), session.Schema(), answered.Schema()}
}

// Kinds are all the acts.
func Kinds() []*act.Kind {
	return slices.Concat(intake.Acts, cases.Acts, investigation.Acts, complaint.Acts, misconduct.Acts, workforce.Acts, retention.Acts, record.Acts)
}

// Readings are all the readings.
func Readings() []authz.Action {
	return slices.Concat(intake.Readings, cases.Readings, workforce.Readings)
}

// Actions are the acts and readings as authz knows them.
func Actions() []authz.Action {
	var out []authz.Action
	for _, k := range Kinds() {
		out = append(out, k.Action())
	}
	return append(out, Readings()...)
}

// World is a deployment: a database with every schema, its key, and a Runner
// with every kind, noun and reaction.
type World struct {
	T      testing.TB
	Dir    string
	URL    string // of its PostgreSQL database; '': it is in candour.db
	DB     *seal.DB
	Runner *act.Runner
	Now    time.Time // moves only by hand

	Torn      bool // its rows were changed past the acts: what acts promise of them is not held at its end
	AsksFirst bool // acts are refused to whoever has not said whether they know anyone in the matter

	mu    sync.Mutex
	drawn uint64
	apart string // of whose stream of random bytes the next are, where not the common one
}

// Day is the day on which a World begins: a Monday without a holiday near.
var Day = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// migrated is a database with the schemas and nothing in it, made once for all
// tests of a process.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "candour-schema-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "candour.db")
	db, err := store.Open(file)
	if err != nil {
		return nil, err
	}
	if _, err := db.Migrate(context.Background(), Schemas()...); err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil { // also brings the write-ahead log into the file
		return nil, err
	}
	return os.ReadFile(file)
})

// Open opens a fresh World on the Engine of this run, closed at the end of the test.
func Open(t testing.TB) *World {
	t.Helper()
	return OpenOn(t, Engine())
}

// OpenOn is Open on a certain engine.
func OpenOn(t testing.TB, engine string) *World {
	t.Helper()
	dir, url := folder(t), ""
	if engine == "PostgreSQL" {
		url = Postgres(t)
	} else {
		blank, err := migrated()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "candour.db"), blank, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := &World{T: t, Dir: dir, URL: url, Now: Day}
	w.wire()
	return w
}

// wire opens what lies in the folder.
func (w *World) wire() {
	w.T.Helper()
	w.DB = seal.Bind(w.Connect(), seal.OpenKeys(filepath.Join(w.Dir, "keys"), seal.Commands{}))
	w.Runner = Wire(w.T, w.DB)
	w.T.Cleanup(w.concernsAgree)
}

// Connect opens the database of the World once more, as another process would.
func (w *World) Connect() *store.DB {
	w.T.Helper()
	db, err := store.Open(filepath.Join(w.Dir, "candour.db"))
	if w.URL != "" {
		db, err = store.OpenPostgres(context.Background(), store.Postgres{URL: w.URL})
	}
	if err != nil {
		w.T.Fatal(err)
	}
	w.T.Cleanup(func() {
		if err := db.Close(); err != nil {
			w.T.Error(err)
		}
	})
	return db
}

// Wire makes a Runner as main does.
func Wire(t testing.TB, db *seal.DB) *act.Runner {
	t.Helper()
	rules, err := authz.New(Actions())
	if err != nil {
		t.Fatal(err)
	}
	return &act.Runner{DB: db, Rules: rules, Nouns: Nouns(), Then: flow.All, Told: flow.News}
}

// Made is where an act of somebody comes from. Its random bytes follow from how
// many were drawn before, so that a failing test fails again.
func (w *World) Made(who authz.Actor) act.Made {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drawn++
	m := act.By(who, w.Now)
	m.Rand = sha256.Sum256(binary.BigEndian.AppendUint64([]byte("testdb"+w.apart), w.drawn))
	return m
}

// Apart draws the random bytes of what f does from a stream of its own: what
// comes after it has the ids that it would have had without.
func (w *World) Apart(stream string, f func()) {
	w.mu.Lock()
	before := w.drawn
	w.apart, w.drawn = "/"+stream, 0
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.apart, w.drawn = "", before
	}()
	f()
}

// Holds gives somebody exactly some roles from today on, without an act: most
// tests are of what a role may see, and not of how it was come by.
func (w *World) Holds(p Person, roles ...authz.Role) {
	w.T.Helper()
	err := w.DB.WithTx(context.Background(), func(tx *seal.Tx) error {
		held, err := authz.RolesOf(tx.Tx, p.Who)
		if err != nil {
			return err
		}
		for _, r := range held {
			if !slices.Contains(roles, r) {
				if err := authz.Revoke(tx.Tx, Force, p.ID, r, candour.On(w.Now)); err != nil {
					return err
				}
			}
		}
		for _, r := range roles {
			if !slices.Contains(held, r) {
				if err := authz.Grant(tx.Tx, Force, p.ID, r, candour.On(w.Now)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// Try does acts as somebody who has said of each matter, where they are asked,
// that they know nobody in it.
func (w *World) Try(who authz.Actor, acts ...act.Act) ([]candour.Event, error) {
	w.T.Helper()
	if who.Kind == "Person" && !w.AsksFirst {
		for _, a := range acts {
			w.KnowsNobody(who, a.Of())
		}
	}
	return w.Runner.Run(context.Background(), w.Made(who), acts...)
}

// KnowsNobody records somebody's answer at the first opening of a matter, without
// an act: most tests are of something else, and count events.
func (w *World) KnowsNobody(who authz.Actor, of candour.Subject) {
	w.T.Helper()
	i := slices.IndexFunc(w.Runner.Nouns, func(n act.Noun) bool { return n.Kind == of.Kind })
	if i < 0 {
		return
	}
	err := w.DB.WithTx(context.Background(), func(tx *seal.Tx) error {
		stands, err := w.Runner.Nouns[i].Stand(tx, who.Force, of.ID)
		if err != nil {
			return nil // nothing is there, or the test broke it on purpose
		}
		for _, s := range append([]candour.Subject{of}, stands.Within...) {
			if s.Kind != "report" && s.Kind != "case" {
				continue
			}
			if err := authz.KnowsNobody(tx.Tx, who.Force, who.ID, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// Do is Try where it must succeed.
func (w *World) Do(who authz.Actor, acts ...act.Act) []candour.Event {
	w.T.Helper()
	events, err := w.Try(who, acts...)
	if err != nil {
		w.T.Fatalf("%s: %v", acts[0].Kind().ID, err)
	}
	return events
}

// Later moves the clock on by a number of days.
func (w *World) Later(days int) { w.Now = w.Now.AddDate(0, 0, days) }

// Person is a member of staff or an officer on file.
type Person struct {
	Officer candour.OfficerID
	ID      candour.PersonID
	Who     authz.Actor
}

// Enrol puts a person on file under a letter, with roles.
func (w *World) Enrol(letter string, roles ...authz.Role) Person {
	w.T.Helper()
	p := Person{Officer: candour.OfficerID("officer-" + letter), ID: candour.PersonID("person-" + letter)}
	p.Who = act.Staff(Force, p.ID)
	w.Do(authz.Program(Force), &workforce.Enrol{
		Officer: p.Officer, Person: p.ID, Rank: "constable", Name: candour.Mark("Officer " + letter), Number: candour.Mark("N" + letter),
		Unit: "unit-" + letter, From: candour.Date{Year: 2020, Month: 1, Day: 6}, Roles: roles,
	})
	return p
}

// Sent is a report that somebody sent.
type Sent struct {
	Report      candour.ReportID
	Reporter    authz.Actor
	Code        intake.ReturnCode
	Allegations []candour.AllegationID
}

// Subject is the report.
func (s Sent) Subject() candour.Subject {
	return candour.Subject{Kind: "report", ID: string(s.Report)}
}

// Report is the report that a draft's secret stands for, with n allegations.
func Report(secret intake.Secret, n int) *intake.SendReport {
	a := &intake.SendReport{Report: secret.Report(), Code: secret.ReturnCode()}
	for i := range n {
		a.Said = append(a.Said, intake.Said{What: candour.Mark(fmt.Sprintf("thing %d", i+1)), When: candour.Mark("in May"), Where: candour.Mark("at home"), Who: candour.Mark("an officer")})
	}
	return a
}

// Send sends a report with n allegations.
func (w *World) Send(n int) Sent {
	w.T.Helper()
	secret := intake.Secret(w.Made(authz.Actor{}).Rand)
	return w.SendAs(secret, Report(secret, n))
}

// SendAs sends a report under a draft's secret.
func (w *World) SendAs(secret intake.Secret, a *intake.SendReport) Sent {
	w.T.Helper()
	s := Sent{Report: secret.Report(), Reporter: act.Reporter(Force, secret.Reporter()), Code: secret.ReturnCode()}
	for _, e := range w.Do(s.Reporter, a) {
		if e.Kind == intake.AllegationConfirmed {
			s.Allegations = append(s.Allegations, candour.AllegationID(e.Value("allegation")))
		}
	}
	return s
}

// OpenCase opens a report into a case.
func (w *World) OpenCase(who authz.Actor, r candour.ReportID) candour.CaseID {
	w.T.Helper()
	return candour.CaseID(w.Do(who, &cases.OpenCase{Report: r})[0].Subject.ID)
}

// Read runs f in a reading transaction that must succeed.
func (w *World) Read(f func(*seal.Tx) error) {
	w.T.Helper()
	if err := w.DB.Read(context.Background(), f); err != nil {
		w.T.Fatal(err)
	}
}

// Events are the events of one subject, opened.
func (w *World) Events(of candour.Subject) (out []candour.Event) {
	w.T.Helper()
	w.Read(func(tx *seal.Tx) (err error) {
		out, err = ledger.EventsOf(tx, Force, of)
		return err
	})
	return out
}

// Staff are one person for each role that can be held, and an officer with none.
type Staff struct {
	Triage, CaseWorker, Assessor, Authority, Supervisor, Administrator, Officer, Chief, Approver, Liaison, Inspector, PolicingBody Person

	Vetting, Adviser, Hearing Person
}

// Crew enrols a Staff.
func (w *World) Crew() Staff {
	w.T.Helper()
	return Staff{
		w.Enrol("t", authz.Triage), w.Enrol("c", authz.CaseWorker), w.Enrol("s", authz.Assessor), w.Enrol("a", authz.Authority),
		w.Enrol("v", authz.Supervisor), w.Enrol("m", authz.Administrator), w.Enrol("o"),
		w.Enrol("chief", authz.Chief), w.Enrol("approver", authz.Approver), w.Enrol("liaison", authz.Liaison), w.Enrol("inspector", authz.Inspector), w.Enrol("body", authz.PolicingBody),
		w.Enrol("vetting", authz.VettingOfficer), w.Enrol("adviser", authz.Adviser), w.Enrol("hearing", authz.HearingOffice),
	}
}

// What staff write; the same each time, because tests compare rows.
var reasons = candour.Mark("for the reason that was given")

// Link says that every allegation is about an officer.
func (w *World) Link(who authz.Actor, o candour.OfficerID, all ...candour.AllegationID) {
	w.T.Helper()
	for _, a := range all {
		w.Do(who, &cases.LinkOfficer{Allegation: a, Officer: o, Reasons: reasons})
	}
}

// Describe says of each allegation that nobody described yet that it is an
// everyday one, on which no further duty hangs.
func (w *World) Describe(who authz.Actor, c candour.CaseID) {
	w.T.Helper()
	var acts []act.Act
	w.Read(func(tx *seal.Tx) error {
		all, err := cases.Read(tx, Force, c)
		if err != nil {
			return err
		}
		said, err := cases.Described(tx, Force, c)
		acts = nil
		for _, a := range all.Allegations {
			if _, ok := said[a.ID]; !ok && a.Decision == "" {
				acts = append(acts, &cases.DescribeAllegation{Allegation: a.ID, Category: "A", OnDuty: cases.WasOnDuty})
			}
		}
		return err
	})
	for _, a := range acts {
		w.Do(who, a)
	}
}

// Assess assesses a case as misconduct, each allegation described before.
func (w *World) Assess(who authz.Actor, c candour.CaseID) {
	w.T.Helper()
	w.Describe(who, c)
	w.Do(who, &cases.AssessSeverity{Case: c, Severity: cases.Misconduct, Reasons: reasons})
}

// Decide decides each allegation: no case to answer.
func (w *World) Decide(who authz.Actor, all ...candour.AllegationID) {
	w.T.Helper()
	for _, a := range all {
		w.Do(who, &cases.DecideAllegation{Allegation: a, Decision: cases.NoCaseToAnswer, Standard: cases.Balance, Reasons: reasons})
	}
}

// Tell tells the person who reported.
func (w *World) Tell(who authz.Actor, c candour.CaseID) {
	w.T.Helper()
	w.Do(who, &cases.TellPerson{Case: c, Message: candour.Mark("this is where we are")})
}

// Nouns tell how everything stands.
func Nouns() []act.Noun {
	return slices.Concat(intake.Nouns, cases.Nouns, investigation.Nouns, complaint.Nouns, misconduct.Nouns, workforce.Nouns)
}

// Copy opens a second World with the same rows and key, to be damaged.
func Copy(t testing.TB, of *World) *World {
	t.Helper()
	w := &World{T: t, Dir: folder(t), Now: of.Now, drawn: of.drawn}
	if of.URL != "" {
		w.URL = ServerOf(t).copyOf(t, of.URL)
	} else {
		for _, name := range []string{"candour.db", "candour.db-wal"} { // nobody writes meanwhile
			b, err := os.ReadFile(filepath.Join(of.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(w.Dir, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.DB = seal.Bind(w.Connect(), seal.OpenKeys(filepath.Join(of.Dir, "keys"), seal.Commands{}))
	w.Runner = Wire(t, w.DB)
	return w
}

// folder is a temporary folder, in memory where the machine has one: each act
// waits until it is on the disk, and tests do thousands.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "candour-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// Form fills in an act on a subject as a form does, from the text of its fields.
func (w *World) Form(kind string, of candour.Subject, fields map[string]string) act.Act {
	w.T.Helper()
	i := slices.IndexFunc(Kinds(), func(k *act.Kind) bool { return k.ID == kind && k.New != nil })
	if i < 0 {
		w.T.Fatalf("there is no form for %s", kind)
	}
	a := Kinds()[i].New()
	from := map[string][]string{of.Kind: {of.ID}}
	for name, v := range fields {
		from[name] = []string{v}
	}
	if err := act.Fill(a, from); err != nil {
		w.T.Fatalf("%s: %v", kind, err)
	}
	return a
}
