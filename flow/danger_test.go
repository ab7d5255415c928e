package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/internal/testdb"
	"candour/outbox"
	"candour/seal"
	"candour/workforce"
)

// onCall puts somebody on call for the day of the world and the next.
func onCall(w *testdb.World, by, p testdb.Person, turn workforce.Turn) {
	w.T.Helper()
	today := candour.On(w.Now)
	w.Do(by.Who, &workforce.PutOnCall{
		Officer: p.Officer, FromDay: today, FromTime: "00:00", UntilDay: today.AddDays(2), UntilTime: "00:00",
		Turn: turn, Way: workforce.ByMail, Address: candour.Mark(string(p.ID) + "@pager.example.org"),
	})
}

// call calls for help.
func call(w *testdb.World, words, keepOut string) (testdb.Sent, []candour.Event) {
	w.T.Helper()
	secret := intake.Secret(w.Made(authz.Actor{}).Rand)
	s := testdb.Sent{Report: secret.Report(), Reporter: act.Reporter(testdb.Force, secret.Reporter()), Code: secret.ReturnCode()}
	return s, w.Do(s.Reporter, &intake.CallDanger{Report: s.Report, Code: s.Code, Words: candour.Mark(words), Reach: candour.Mark("text 555"), KeepOut: candour.Mark(keepOut)})
}

// pages are who was paged, in order: person and turn.
func pages(w *testdb.World, s testdb.Sent) (out []string) {
	w.Read(func(tx *seal.Tx) error {
		all, err := intake.Pages(tx, testdb.Force, s.Report)
		for _, p := range all {
			out = append(out, string(p.Person)+" "+p.Whom)
		}
		return err
	})
	return out
}

// pageOf is the page that reached somebody, or empty.
func pageOf(w *testdb.World, s testdb.Sent, p testdb.Person) (id string) {
	w.Read(func(tx *seal.Tx) error {
		all, err := intake.Pages(tx, testdb.Force, s.Report)
		for _, x := range all {
			if x.Person == p.ID {
				id = x.ID
			}
		}
		return err
	})
	return id
}

// filed is somebody with a name, a number and a unit.
func filed(w *testdb.World, letter, name, number, unit string) testdb.Person {
	w.T.Helper()
	p := testdb.Person{Officer: candour.OfficerID("officer-" + letter), ID: candour.PersonID("person-" + letter), Who: act.Staff(testdb.Force, candour.PersonID("person-"+letter))}
	w.Do(authz.Program(testdb.Force), &workforce.Enrol{Officer: p.Officer, Person: p.ID, Name: candour.Mark(name), Number: candour.Mark(number), Unit: unit, From: candour.Date{Year: 2020, Month: 1, Day: 6}})
	return p
}

func watch(w *testdb.World, now time.Time) int {
	w.T.Helper()
	w.Now = now
	n, err := (intake.Watch{Runner: w.Runner, Who: authz.Program(testdb.Force)}).Once(ctx, now)
	if err != nil {
		w.T.Fatal(err)
	}
	return n
}

// TestTheAccusedIsOnCall: the first on call is the one whom she fears, the second sits
// at the next desk, the third is his manager. None of them is paged, none of them can
// find out that there is a call, and the fourth gets it at once, not 45 minutes later.
func TestTheAccusedIsOnCall(t *testing.T) {
	for name, keepOut := range map[string]string{"by number": "number 7001 must not get this", "by name": "Officer Accused", "by unit": "anybody in the response unit"} {
		w := testdb.Open(t)
		crew := w.Crew()
		file := func(letter, name, number, unit, manager string) testdb.Person {
			p := testdb.Person{Officer: candour.OfficerID("officer-" + letter), ID: candour.PersonID("person-" + letter), Who: act.Staff(testdb.Force, candour.PersonID("person-"+letter))}
			a := &workforce.Enrol{Officer: p.Officer, Person: p.ID, Name: candour.Mark(name), Number: candour.Mark(number), Unit: unit, From: candour.Date{Year: 2020, Month: 1, Day: 6}}
			if manager != "" {
				a.Manager = candour.OfficerID("officer-" + manager)
			}
			w.Do(authz.Program(testdb.Force), a)
			return p
		}
		over := file("over", "Somebody Over", "7003", "command", "")
		accused := file("accused", "Officer Accused", "7001", "response", "over")
		mate := file("mate", "Somebody Beside", "7002", "response", "")
		other := file("other", "Somebody Else", "7004", "elsewhere", "")
		onCall(w, crew.Supervisor, accused, workforce.First)
		onCall(w, crew.Supervisor, mate, workforce.First)
		if name != "by unit" { // a unit names no line
			onCall(w, crew.Supervisor, over, workforce.Second)
		}
		onCall(w, crew.Supervisor, other, workforce.SupervisorTurn)
		s, _ := call(w, "he is at the door", keepOut)
		if got, want := pages(w, s), []string{"person-other supervisor"}; !slices.Equal(got, want) {
			t.Errorf("%s: paged %q, want %q", name, got, want)
		}
		id := pageOf(w, s, other)
		for _, p := range []testdb.Person{accused, mate, over} {
			for _, a := range []act.Act{&intake.TakeOnDanger{Page: id}, &intake.CloseDanger{Page: id, Reason: intake.ByMistake, Done: reasons}} {
				if _, err := w.Try(p.Who, a); !errors.Is(err, candour.ErrNotFound) {
					t.Errorf("%s: %s did %s: %v", name, p.ID, a.Kind().ID, err)
				}
			}
			w.Read(func(tx *seal.Tx) error {
				for _, reading := range []string{intake.ReadPage.ID} {
					if _, sees, err := w.Runner.May(tx, p.Who, reading, candour.Subject{Kind: "page", ID: id}); err != nil || sees {
						t.Errorf("%s: %s sees the call (%v)", name, p.ID, err)
					}
				}
				return nil
			})
		}
	}
}

// TestNamedAnywhereInACall: whoever is named is not paged, and cannot find the call,
// whichever of the three boxes their name stands in: she writes in a hurry.
func TestNamedAnywhereInACall(t *testing.T) {
	said := candour.Mark("text me, PC 7001 Officer Accused is in the room")
	for in, a := range map[string]*intake.CallDanger{"what is happening": {Words: said}, "how to reach her": {Reach: said}, "who must not get it": {KeepOut: said}} {
		w := testdb.Open(t)
		crew := w.Crew()
		accused, other := filed(w, "accused", "Officer Accused", "7001", "response"), filed(w, "other", "Somebody Else", "7004", "elsewhere")
		onCall(w, crew.Supervisor, accused, workforce.First)
		onCall(w, crew.Supervisor, other, workforce.Second)
		secret := intake.Secret(w.Made(authz.Actor{}).Rand)
		a.Report, a.Code = secret.Report(), secret.ReturnCode()
		s := testdb.Sent{Report: a.Report, Reporter: act.Reporter(testdb.Force, secret.Reporter())}
		w.Do(s.Reporter, a)
		if got, want := pages(w, s), []string{"person-other second"}; !slices.Equal(got, want) {
			t.Errorf("named in %s: paged %q, want %q", in, got, want)
		}
		w.Read(func(tx *seal.Tx) error {
			found, err := authz.ConflictOf(tx.Tx, testdb.Force, accused.ID, s.Subject(), candour.On(w.Now))
			if err != nil || found != authz.Walled {
				t.Errorf("named in %s: whom it names is not on the wall (%v)", in, err)
			}
			return nil
		})
	}
}

// TestAPageIsOnePersons: who was not paged has nothing, whatever role they hold; and
// who was paged and is then named by the one who links an officer loses it.
func TestAPageIsOnePersons(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	first := w.Enrol("first")
	onCall(w, crew.Supervisor, first, workforce.First)
	s, _ := call(w, "help", "")
	id := pageOf(w, s, first)
	for _, p := range []testdb.Person{crew.Triage, crew.Authority, crew.Supervisor, crew.Inspector, crew.Administrator} {
		if _, err := w.Try(p.Who, &intake.TakeOnDanger{Page: id}); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%s answered a page that was another's: %v", p.ID, err)
		}
	}
	if _, err := w.Try(crew.Supervisor.Who, &workforce.PutOnCall{
		Officer: crew.Supervisor.Officer, FromDay: candour.On(w.Now), FromTime: "00:00", UntilDay: candour.On(w.Now).AddDays(1), UntilTime: "00:00", Turn: workforce.First, Way: workforce.ByMail, Address: candour.Mark("a@example.org"),
	}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("a supervisor put themselves on call: %v", err)
	}
	if err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
		return authz.Relate(tx.Tx, testdb.Force, first.ID, s.Subject(), authz.Accused)
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Try(first.Who, &intake.TakeOnDanger{Page: id}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("one who turned out to be accused answered: %v", err)
	}
}

// TestNobodyAnswers: after 15 minutes the next, after 30 the supervisor, then those
// who watch over the force, again and again; an answer ends it.
func TestNobodyAnswers(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	a, b, c := w.Enrol("one"), w.Enrol("two"), w.Enrol("three")
	onCall(w, crew.Supervisor, c, workforce.SupervisorTurn)
	onCall(w, crew.Supervisor, b, workforce.Second)
	onCall(w, crew.Supervisor, a, workforce.First)
	began := w.Now
	s, _ := call(w, "", "")
	for _, x := range []struct {
		after time.Duration
		want  int
	}{
		{0, 0},
		{15*time.Minute - time.Microsecond, 0},
		{15 * time.Minute, 1},
		{15 * time.Minute, 0},
		{30*time.Minute - time.Microsecond, 0},
		{30 * time.Minute, 1},
		{45 * time.Minute, 1},
		{60 * time.Minute, 1},
		{74 * time.Minute, 0},
		{75 * time.Minute, 1},
	} {
		if got := watch(w, began.Add(x.after)); got != x.want {
			t.Errorf("after %v: %d steps, want %d", x.after, got, x.want)
		}
	}
	want := []string{"person-one first", "person-two second", "person-three supervisor"}
	got := pages(w, s)
	if !slices.Equal(got[:3], want) {
		t.Errorf("paged %q, want %q first", got, want)
	}
	rest := strings.Join(got[3:], ", ")
	for _, x := range []string{"person-inspector oversight", "person-body oversight", " oversight"} {
		if !strings.Contains(rest, x) {
			t.Errorf("paged %q, want %q among them", got, x)
		}
	}
	if n := strings.Count(rest, "person-inspector"); n != 1 {
		t.Errorf("the inspector has %d pages for one call", n)
	}
	w.Do(crew.Inspector.Who, &intake.TakeOnDanger{Page: pageOf(w, s, crew.Inspector)})
	if n := watch(w, began.Add(5*time.Hour)); n != 0 {
		t.Errorf("after an answer %d more were paged", n)
	}
	if _, err := w.Try(a.Who, &intake.TakeOnDanger{Page: pageOf(w, s, a)}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("a second answer: %v", err)
	}
	w.Do(crew.Inspector.Who, &intake.CloseDanger{Page: pageOf(w, s, crew.Inspector), Reason: intake.NowSafe, Done: reasons})
	w.Read(func(tx *seal.Tx) error {
		m, err := intake.ReadMine(tx, testdb.Force, s.Report)
		var says []string
		for _, x := range m.Told {
			says = append(says, x.Says)
		}
		if text := strings.Join(says, " "); err != nil || !strings.Contains(text, "has read your call for help at 10:45") {
			t.Errorf("she is told %q (%v)", text, err)
		}
		if m.Allegations[0].What.Words() != "I am in danger now." {
			t.Errorf("the report says %q", m.Allegations[0].What.Words())
		}
		return err
	})
}

// TestTakenAndThenWalled: a call that was taken on by somebody who turns out to be the
// one whom it is about, or who may not act any more, does not stay with them: the next
// is paged at the next look, and not after 15 minutes. It happens once.
func TestTakenAndThenWalled(t *testing.T) {
	for name, turns := range map[string]func(*testdb.World, testdb.Staff, testdb.Sent, testdb.Person){
		"named in what she added": func(w *testdb.World, _ testdb.Staff, s testdb.Sent, _ testdb.Person) {
			w.Do(s.Reporter, &intake.AddToReport{Report: s.Report, Allegation: "added", Said: intake.Said{What: candour.Mark("it is him"), Who: candour.Mark("PC 7001 Accused")}})
		},
		"linked to the case": func(w *testdb.World, crew testdb.Staff, s testdb.Sent, taker testdb.Person) {
			w.OpenCase(crew.Triage.Who, s.Report)
			w.Read(func(tx *seal.Tx) error {
				r, err := intake.Read(tx, testdb.Force, s.Report)
				s.Allegations = []candour.AllegationID{r.Allegations[0].ID}
				return err
			})
			w.Link(crew.Triage.Who, taker.Officer, s.Allegations...)
		},
		"has left": func(w *testdb.World, _ testdb.Staff, _ testdb.Sent, taker testdb.Person) {
			w.Do(authz.Program(testdb.Force), &workforce.LeaveForce{Officer: taker.Officer, Day: candour.On(w.Now), Why: "retired"})
		},
	} {
		w := testdb.Open(t)
		crew := w.Crew()
		taker, other := filed(w, "taker", "Officer Accused", "7001", "response"), filed(w, "other", "Somebody Else", "7004", "elsewhere")
		onCall(w, crew.Supervisor, taker, workforce.First)
		onCall(w, crew.Supervisor, other, workforce.Second)
		s, _ := call(w, "help", "")
		w.Do(taker.Who, &intake.TakeOnDanger{Page: pageOf(w, s, taker)})
		if n := watch(w, w.Now.Add(time.Hour)); n != 0 {
			t.Errorf("%s: %d were paged while somebody acts", name, n)
		}
		turns(w, crew, s, taker)
		if n := watch(w, w.Now.Add(time.Second)); n != 1 {
			t.Errorf("%s: %d steps, want 1", name, n)
		}
		if got, want := pages(w, s), []string{"person-taker first", "person-other second"}; !slices.Equal(got, want) {
			t.Errorf("%s: paged %q, want %q", name, got, want)
		}
		if n := watch(w, w.Now.Add(time.Second)); n != 0 {
			t.Errorf("%s: a second look paged %d more", name, n)
		}
		w.Do(other.Who, &intake.TakeOnDanger{Page: pageOf(w, s, other)})
		w.Read(func(tx *seal.Tx) error {
			d, err := intake.ReadDanger(tx, testdb.Force, s.Report)
			if d.By != other.ID || d.State() != intake.TakenOn {
				t.Errorf("%s: it stands with %q as %s", name, d.By, d.State())
			}
			m, mine := intake.ReadMine(tx, testdb.Force, s.Report)
			var says []string
			for _, x := range m.Told {
				says = append(says, x.Says)
			}
			if !strings.Contains(strings.Join(says, " "), "can not go on") {
				t.Errorf("%s: she is told %q", name, says)
			}
			return errors.Join(err, mine)
		})
	}
}

// TestPagesAreNotRedirected: whoever keeps the roster cannot send the pages of somebody
// who is on call to an address of their own: not by a second turn of theirs, and not
// before another by a turn that began in the past.
func TestPagesAreNotRedirected(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	first, ally := w.Enrol("first"), w.Enrol("ally")
	onCall(w, crew.Supervisor, first, workforce.First)
	today := candour.On(w.Now)
	put := func(p testdb.Person, from, until int, at string) error {
		_, err := w.Try(crew.Supervisor.Who, &workforce.PutOnCall{
			Officer: p.Officer, FromDay: today.AddDays(from), FromTime: at, UntilDay: today.AddDays(until), UntilTime: "00:00",
			Turn: workforce.First, Way: workforce.ByHook, Address: candour.Mark("https://elsewhere.example/x"),
		})
		return err
	}
	for name, err := range map[string]error{
		"a second turn, begun before":  put(first, -1, 2, "00:00"),
		"a second turn, begun now":     put(first, 0, 1, "23:59"),
		"a second turn, begun at last": put(first, 1, 4, "23:59"),
		"a second turn around it":      put(first, 0, 9, "00:00"),
		"another’s, begun before":      put(ally, -1, 2, "00:00"),
	} {
		if !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v, want it refused", name, err)
		}
	}
	if err := put(first, 2, 3, "00:00"); err != nil {
		t.Errorf("a turn after the other: %v", err)
	}
	w.Now = w.Now.Add(time.Second)
	if err := put(ally, 0, 2, "00:00"); err != nil {
		t.Errorf("a turn from this midnight: %v", err)
	}
	s, _ := call(w, "secret words", "")
	if got, want := pages(w, s), []string{"person-first first"}; !slices.Equal(got, want) {
		t.Errorf("paged %q, want %q", got, want)
	}
	w.Read(func(tx *seal.Tx) error {
		var way string
		err := tx.One(`SELECT way FROM outbox_message WHERE force = $1 AND kind = 'page'`, []any{string(testdb.Force)}, &way)
		if way != string(workforce.ByMail) {
			t.Errorf("the page goes by %q", way)
		}
		return err
	})
	w.Do(crew.Supervisor.Who, &workforce.TakeOffCall{Officer: first.Officer, Sure: true})
	if err := put(first, 0, 2, "00:00"); err != nil {
		t.Errorf("a turn after they were taken off: %v", err)
	}
}

// TestTwoServersWatch: of two that find one call due, one pages.
func TestTwoServersWatch(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	a, b := w.Enrol("one"), w.Enrol("two")
	onCall(w, crew.Supervisor, a, workforce.First)
	onCall(w, crew.Supervisor, b, workforce.Second)
	s, _ := call(w, "help", "")
	w.Now = w.Now.Add(16 * time.Minute)
	step := &intake.EscalateDanger{Report: s.Report, Step: 1}
	w.Do(authz.Program(testdb.Force), step)
	if _, err := w.Try(authz.Program(testdb.Force), step); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("the second server: %v, want a conflict", err)
	}
	if got := pages(w, s); len(got) != 2 {
		t.Errorf("paged %q, want two", got)
	}
}

// TestNobodyIsOnCall, or whoever is can do nothing: it goes outside at once.
func TestNobodyIsOnCall(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	admin, gone := w.Enrol("keeps-machines", authz.Administrator, authz.Triage), w.Enrol("gone")
	onCall(w, crew.Supervisor, admin, workforce.First)
	onCall(w, crew.Supervisor, gone, workforce.First)
	w.Do(authz.Program(testdb.Force), &workforce.LeaveForce{Officer: gone.Officer, Day: candour.On(w.Now), Why: "retired"})
	s, _ := call(w, "help", "")
	got := pages(w, s)
	if len(got) != 3 || slices.ContainsFunc(got, func(p string) bool { return !strings.HasSuffix(p, "oversight") }) {
		t.Errorf("paged %q, want those outside and the contact of the settings", got)
	}
}

// TestNotes: what is told to somebody makes a note for them if they asked for one,
// one however much is told, and none if they never said how to reach them.
func TestNotes(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	waiting := func(s testdb.Sent) (yes bool) {
		w.Read(func(tx *seal.Tx) (err error) { yes, err = outbox.NoteWaits(tx, testdb.Force, s.Report); return err })
		return yes
	}
	silent, asked, gone := w.Send(1), w.Send(2), w.Send(1)
	plan := intake.ContactPlan{Channel: intake.ByMail, Where: candour.Mark("her@example.org"), Notes: true}
	for _, s := range []testdb.Sent{asked, gone} {
		w.Do(s.Reporter, &intake.PlanContact{Report: s.Report, ContactPlan: plan})
	}
	w.Do(gone.Reporter, &intake.WithdrawContact{Report: gone.Report})
	for _, s := range []testdb.Sent{silent, asked, gone} {
		w.OpenCase(crew.Triage.Who, s.Report)
	}
	if waiting(silent) || !waiting(asked) || waiting(gone) {
		t.Errorf("notes wait: without a plan %v, with one %v, withdrawn %v", waiting(silent), waiting(asked), waiting(gone))
	}
	if n := w.Count("outbox_message"); n != 1 {
		t.Errorf("%d notes for all that was told, want 1", n)
	}
	w.Do(asked.Reporter, &intake.WithdrawContact{Report: asked.Report})
	if waiting(asked) {
		t.Error("after “do not contact me” a note still waits")
	}
	if _, err := w.Try(act.Reporter(testdb.Force, "another"), &intake.PlanContact{Report: silent.Report, ContactPlan: plan}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("somebody else said how to reach her: %v", err)
	}
	for _, p := range []testdb.Person{crew.Liaison, crew.Triage, crew.Authority} {
		if _, err := w.Try(p.Who, &intake.PlanContact{Report: silent.Report, ContactPlan: plan}); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%s said how to reach her: %v", p.ID, err)
		}
	}
}
