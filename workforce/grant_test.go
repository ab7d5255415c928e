package workforce_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"

	"golang.org/x/mod/sumdb/note"
)

var why = candour.Mark("for the reason that was given")

// publicKey makes one whose hash has a letter in it, so that it can be spelt in
// another way: one in forty has not.
func publicKey(t *testing.T) string {
	t.Helper()
	for {
		_, v, err := note.GenerateKey(nil, workforce.KeyName)
		if err != nil {
			t.Fatal(err)
		}
		if upperHash(v) != v {
			return v
		}
	}
}

// upperHash spells the same key in another way.
func upperHash(key string) string {
	part := strings.SplitN(key, "+", 3)
	return part[0] + "+" + strings.ToUpper(part[1]) + "+" + part[2]
}

func roles(w *testdb.World, p testdb.Person) (out []string) {
	w.Read(func(tx *seal.Tx) error {
		list, err := authz.RolesOf(tx.Tx, p.Who)
		for _, r := range list {
			out = append(out, string(r))
		}
		return err
	})
	return out
}

// under puts one person below another from a day on.
func under(w *testdb.World, p, boss testdb.Person, over authz.Span) {
	w.T.Helper()
	if err := w.DB.WithTx(w.T.Context(), func(tx *seal.Tx) error {
		_, err := authz.Managed(tx.Tx, testdb.Force, p.ID, boss.ID, over)
		return err
	}); err != nil {
		w.T.Fatal(err)
	}
}

func propose(w *testdb.World, by, to testdb.Person, role authz.Role) string {
	w.T.Helper()
	return w.Do(by.Who, &workforce.ProposeGrant{Officer: to.Officer, Role: workforce.StaffRole(role), Reasons: why})[0].Subject.ID
}

func approve(w *testdb.World, by testdb.Person, id string) error {
	_, err := w.Try(by.Who, &workforce.ApproveGrant{Grant: id, Reasons: why})
	return err
}

// TestTwoPeopleGiveARole: nothing is given by one person, and what two gave is
// held from then on.
func TestTwoPeopleGiveARole(t *testing.T) {
	w := testdb.Open(t)
	a, b, to := w.Enrol("a", authz.Administrator), w.Enrol("b", authz.Approver), w.Enrol("x")
	id := propose(w, a, to, authz.Triage)
	if got := roles(w, to); got != nil {
		t.Fatalf("a proposal alone gave %v", got)
	}
	if err := approve(w, a, id); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("an administrator approves: %v", err)
	}
	if err := approve(w, b, id); err != nil {
		t.Fatal(err)
	}
	if got := roles(w, to); !slices.Equal(got, []string{"triage"}) {
		t.Errorf("after two people: %v", got)
	}
	w.Later(1)
	if err := approve(w, b, id); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("approved twice: %v", err)
	}
	w.Later(1)
	if _, err := w.Try(a.Who, &workforce.ProposeGrant{Officer: to.Officer, Role: "triage", Reasons: why}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("proposed though held: %v", err)
	}
	w.Do(a.Who, &workforce.WithdrawRole{Officer: to.Officer, Role: "triage", Reasons: why})
	if got := roles(w, to); got != nil {
		t.Errorf("after one person took it away: %v", got)
	}
	for _, e := range w.Events(candour.Subject{Kind: "grant", ID: id}) {
		if e.Value("reasons") != why.Words() {
			t.Errorf("%s has the reasons %q", e.Kind, e.Value("reasons"))
		}
	}
	for _, row := range append(w.Rows("workforce_grant"), w.Rows("workforce_grant_answer")...) {
		if strings.Contains(row, why.Words()) {
			t.Errorf("in clear: %s", row)
		}
	}
}

// TestAttacksOnAGrant is every way in which one person could be both, or have
// both in hand; each is refused with a sentence, and gives nothing.
func TestAttacksOnAGrant(t *testing.T) {
	day := candour.On(testdb.Day)
	for name, c := range map[string]struct {
		lines  func(w *testdb.World, boss, one, two, to testdb.Person)
		by, ok string // who proposes, who approves: letters
		later  int
		says   string
	}{
		"right":              {by: "one", ok: "two"},
		"their own proposal": {by: "two", ok: "two", says: "You proposed this yourself"},
		"for themselves":     {by: "one", ok: "to", says: "This is for you"},
		"above the proposer": {by: "one", ok: "two", says: "one line of management", lines: func(w *testdb.World, _, one, two, _ testdb.Person) { under(w, one, two, authz.Span{}) }},
		"below the proposer": {by: "one", ok: "two", says: "one line of management", lines: func(w *testdb.World, _, one, two, _ testdb.Person) { under(w, two, one, authz.Span{}) }},
		"two levels above the proposer": {by: "one", ok: "two", says: "one line of management", lines: func(w *testdb.World, boss, one, two, _ testdb.Person) {
			under(w, one, boss, authz.Span{})
			under(w, boss, two, authz.Span{})
		}},
		"below the one who gets it":           {by: "one", ok: "two", says: "over one of the two", lines: func(w *testdb.World, _, _, two, to testdb.Person) { under(w, two, to, authz.Span{}) }},
		"the proposer below the one who gets": {by: "one", ok: "two", says: "over one of the two", lines: func(w *testdb.World, _, one, _, to testdb.Person) { under(w, one, to, authz.Span{}) }},
		"a line that ended since":             {by: "one", ok: "two", later: 1, says: "one line of management", lines: func(w *testdb.World, _, one, two, _ testdb.Person) { under(w, one, two, authz.Span{To: day}) }},
		"a line that began since": {by: "one", ok: "two", later: 1, says: "one line of management", lines: func(w *testdb.World, _, one, two, _ testdb.Person) {
			under(w, one, two, authz.Span{From: day.AddDays(1)})
		}},
		"one boss over both, who gets nothing": {by: "one", ok: "two", lines: func(w *testdb.World, boss, one, two, _ testdb.Person) {
			under(w, one, boss, authz.Span{})
			under(w, two, boss, authz.Span{})
		}},
		"a line that is long over": {by: "one", ok: "two", lines: func(w *testdb.World, _, one, two, _ testdb.Person) {
			under(w, one, two, authz.Span{To: day.AddDays(-1)})
		}},
		"their own subordinate gets it":        {by: "one", ok: "two", lines: func(w *testdb.World, _, _, two, to testdb.Person) { under(w, to, two, authz.Span{}) }},
		"on the last day":                      {by: "one", ok: "two", later: 30},
		"after the last day":                   {by: "one", ok: "two", later: 31, says: "30 days ago"},
		"the proposer lost the role meanwhile": {by: "gone", ok: "two", says: "holds no role any more"},
	} {
		t.Run(name, func(t *testing.T) {
			w := testdb.Open(t)
			p := map[string]testdb.Person{
				"one": w.Enrol("one", authz.Approver), "two": w.Enrol("two", authz.Approver), "to": w.Enrol("to", authz.Approver),
				"boss": w.Enrol("boss", authz.Approver), "gone": w.Enrol("gone", authz.Administrator),
			}
			if c.lines != nil {
				c.lines(w, p["boss"], p["one"], p["two"], p["to"])
			}
			id := propose(w, p[c.by], p["to"], authz.Triage)
			if c.by == "gone" {
				w.Do(p["one"].Who, &workforce.WithdrawRole{Officer: p["gone"].Officer, Role: "administrator", Reasons: why})
			}
			w.Later(c.later)
			err := approve(w, p[c.ok], id)
			if c.says == "" {
				if err != nil || !slices.Contains(roles(w, p["to"]), "triage") {
					t.Errorf("%v, roles %v", err, roles(w, p["to"]))
				}
				return
			}
			if !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %q", err, c.says)
			}
			if slices.Contains(roles(w, p["to"]), "triage") {
				t.Error("the role was given")
			}
		})
	}
}

// TestNobodyGivesThemselves: not by proposing for themselves, and not under a
// second employment.
func TestNobodyGivesThemselves(t *testing.T) {
	w := testdb.Open(t)
	a := w.Enrol("a", authz.Administrator)
	w.Do(system, &workforce.Enrol{Officer: "second-of-a", Person: a.ID, Name: candour.Mark("Officer a"), From: candour.On(w.Now)})
	for _, o := range []candour.OfficerID{a.Officer, "second-of-a"} {
		for _, x := range []act.Act{
			&workforce.ProposeGrant{Officer: o, Role: "triage", Reasons: why},
			&workforce.ProposeKey{Officer: o, Key: publicKey(t), Reasons: why},
		} {
			if _, err := w.Try(a.Who, x); !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), "themselves") {
				t.Errorf("%s for oneself: %v", x.Kind().ID, err)
			}
			w.Later(1)
		}
	}
	if n := w.Count("workforce_grant"); n != 0 {
		t.Errorf("%d proposals", n)
	}
}

// TestWhoMayPropose: only three roles do, and a role that is not on the list is
// not proposed by leaving the form out.
func TestWhoMayPropose(t *testing.T) {
	w := testdb.Open(t)
	to := w.Enrol("to")
	for _, r := range authz.StaffRoles {
		who := w.Enrol(string(r), r)
		_, err := w.Try(who.Who, &workforce.ProposeGrant{Officer: to.Officer, Role: "triage", Reasons: why})
		if may := r == authz.Administrator || r == authz.Approver || r == authz.Chief; may != (err == nil) {
			t.Errorf("%s proposes: %v", r, err)
		}
	}
	boss := w.Enrol("boss", authz.Chief)
	for _, role := range []workforce.StaffRole{"", "system", "reporter", "king"} {
		if _, err := w.Try(boss.Who, &workforce.ProposeGrant{Officer: to.Officer, Role: role, Reasons: why}); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("the role %q: %v", role, err)
		}
	}
	if _, err := w.Try(boss.Who, &workforce.ProposeGrant{Officer: to.Officer, Role: "triage"}); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("without reasons: %v", err)
	}
}

// TestTheLastApprovers: whoever takes the last two away would have the force back
// at its founding, where the machine gives roles.
func TestTheLastApprovers(t *testing.T) {
	w := testdb.Open(t)
	a, b, c, x := w.Enrol("a", authz.Approver), w.Enrol("b", authz.Approver), w.Enrol("c", authz.Approver), w.Enrol("x", authz.Administrator)
	under(w, c, b, authz.Span{})
	take := func(from testdb.Person) error {
		_, err := w.Try(x.Who, &workforce.WithdrawRole{Officer: from.Officer, Role: "approver", Reasons: why})
		w.Later(1)
		return err
	}
	if err := take(a); !errors.Is(err, candour.ErrConflict) { // b and c are in one line
		t.Errorf("taking a: %v", err)
	}
	if err := take(c); err != nil {
		t.Errorf("taking c: %v", err)
	}
	if err := take(b); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("taking b: %v", err)
	}
	if err := take(c); !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), "does not hold") {
		t.Errorf("taking c again: %v", err)
	}
}

func TestShut(t *testing.T) {
	for _, c := range []struct {
		holds  []authz.Role
		adding authz.Role
		says   bool
	}{
		{nil, authz.Administrator, false},
		{[]authz.Role{authz.Triage}, authz.Administrator, true},
		{[]authz.Role{authz.Administrator}, authz.Triage, true},
		{[]authz.Role{authz.Triage}, authz.Approver, false},
		{[]authz.Role{authz.Approver}, authz.Administrator, false},
	} {
		if got := workforce.Shut(c.holds, c.adding); (got != "") != c.says || c.says && !strings.Contains(got, "triage") {
			t.Errorf("%v and %s: %q", c.holds, c.adding, got)
		}
	}
	w := testdb.Open(t)
	a, b, to := w.Enrol("a", authz.Chief), w.Enrol("b", authz.Approver), w.Enrol("to", authz.Triage)
	if err := approve(w, b, propose(w, a, to, authz.Administrator)); err != nil {
		t.Fatal(err)
	}
	s := w.Send(1)
	w.Read(func(tx *seal.Tx) error {
		_, ok, err := w.Runner.May(tx, to.Who, "open-case", s.Subject())
		if ok || err != nil {
			t.Errorf("triage and administrator opens a case: %v, %v", ok, err)
		}
		return nil
	})
}

// TestOperatorKeys: a key takes two people too, the next one ends the one before,
// and no key is ever two people's.
func TestOperatorKeys(t *testing.T) {
	w := testdb.Open(t)
	a, b, to, other := w.Enrol("a", authz.Administrator), w.Enrol("b", authz.Approver), w.Enrol("x", authz.Triage), w.Enrol("y", authz.Triage)
	first, second := publicKey(t), publicKey(t)
	give := func(to testdb.Person, key string) error {
		events, err := w.Try(a.Who, &workforce.ProposeKey{Officer: to.Officer, Key: key, Reasons: why})
		w.Later(1)
		if err != nil {
			return err
		}
		return approve(w, b, events[0].Subject.ID)
	}
	keyOf := func(p testdb.Person) (key string) {
		w.Read(func(tx *seal.Tx) (err error) { key, err = workforce.KeyOf(tx, testdb.Force, p.ID); return err })
		return key
	}
	if err := give(to, first); err != nil || keyOf(to) != first {
		t.Fatalf("the first key: %v, %q", err, keyOf(to))
	}
	signIn := func(id, key string) error {
		_, err := w.Try(to.Who, &workforce.SignIn{Force: testdb.Force, Officer: to.Officer, ID: id, Key: key, Expires: w.Now.Add(time.Hour), Purpose: why})
		return err
	}
	if err := signIn("s1", first); err != nil {
		t.Fatal(err)
	}
	signedIn := func(id string) bool {
		var err error
		w.Read(func(tx *seal.Tx) error { _, err = workforce.SignedIn(tx, testdb.Force, id, w.Now); return nil })
		return err == nil
	}
	if !signedIn("s1") || signedIn("s2") {
		t.Error("s1 is not signed in, or s2 is")
	}
	if err := give(other, first); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("another’s key: %v", err)
	}
	if err := signIn("s3", second); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("a key that is not on file: %v", err)
	}
	w.Now = testdb.Day.AddDate(0, 0, 1)
	if err := give(to, second); err != nil || keyOf(to) != second {
		t.Fatalf("the second key: %v", err)
	}
	w.Now = testdb.Day.AddDate(0, 0, 1)
	if signedIn("s1") {
		t.Error("signed in by a key that was replaced")
	}
	if err := give(to, first); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("a key that was stopped comes back: %v", err)
	}
	if err := signIn("s4", second); err != nil || !signedIn("s4") {
		t.Fatalf("the second key: %v", err)
	}
	w.Do(a.Who, &workforce.WithdrawKey{Officer: to.Officer, Reasons: why})
	if signedIn("s4") || keyOf(to) != "" {
		t.Error("signed in by a key that was withdrawn")
	}
	w.Later(1)
	if _, err := w.Try(a.Who, &workforce.WithdrawKey{Officer: to.Officer, Reasons: why}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("withdrawn twice: %v", err)
	}
	private, _, err := note.GenerateKey(nil, workforce.KeyName)
	if err != nil {
		t.Fatal(err)
	}
	_, ofALog, err := note.GenerateKey(nil, "candour/north")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"", "x", private, ofALog, first + "\n", first[:len(first)-9] + "\n" + first[len(first)-9:], upperHash(first), strings.Repeat("a", 300)} {
		if _, err := w.Try(a.Who, &workforce.ProposeKey{Officer: other.Officer, Key: key, Reasons: why}); !errors.Is(err, candour.ErrInvalid) || strings.Contains(err.Error(), private) {
			t.Errorf("the key %.20q: %v", key, err)
		}
	}
}

// TestSignInIsOnesOwn: nobody signs in or out as another, whatever key they show.
func TestSignInIsOnesOwn(t *testing.T) {
	w := testdb.Open(t)
	key := publicKey(t)
	w.Do(system, &workforce.FoundForce{Force: testdb.Force})
	w.Do(system, &workforce.FoundStaff{Force: testdb.Force, People: []workforce.FirstPerson{
		{Name: candour.Mark("Triage T"), Number: candour.Mark("1"), Roles: []authz.Role{authz.Triage}, Key: key},
		{Name: candour.Mark("Triage U"), Number: candour.Mark("2"), Roles: []authz.Role{authz.Triage}, Key: publicKey(t)},
	}})
	who := map[string]authz.Actor{}
	file := map[string]candour.OfficerID{}
	w.Read(func(tx *seal.Tx) error {
		for _, n := range []string{"1", "2"} {
			ids, err := workforce.ByNumber(tx, testdb.Force, n)
			if err != nil || len(ids) != 1 {
				t.Fatalf("number %s: %v (%v)", n, ids, err)
			}
			p, err := workforce.PersonOf(tx, testdb.Force, ids[0])
			if err != nil {
				return err
			}
			who[n], file[n] = act.Staff(testdb.Force, p), ids[0]
		}
		return nil
	})
	in := func(as, of string) error {
		_, err := w.Try(who[as], &workforce.SignIn{Force: testdb.Force, Officer: file[of], ID: "s" + as + of, Key: key, Expires: w.Now.Add(time.Hour), Purpose: why})
		return err
	}
	if err := in("2", "1"); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("2 on the file of 1: %v", err)
	}
	if err := in("2", "2"); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("2 with the key of 1: %v", err)
	}
	if err := in("1", "1"); err != nil {
		t.Error(err)
	}
	w.Later(0)
	out := func(as, of string) error {
		_, err := w.Try(who[as], &workforce.SignOut{Force: testdb.Force, Officer: file[of], ID: "s11"})
		return err
	}
	for _, c := range [][2]string{{"2", "2"}, {"2", "1"}} {
		if err := out(c[0], c[1]); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%v sign 1 out: %v", c, err)
		}
	}
	if err := out("1", "1"); err != nil {
		t.Error(err)
	}
	if err := out("1", "1"); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("signed out twice: %v", err)
	}
}

// TestFoundStaff: the program gives roles until two independent people can, and
// never again, whatever they lose later.
func TestFoundStaff(t *testing.T) {
	w := testdb.Open(t)
	first := func(n string, manager string, roles ...authz.Role) workforce.FirstPerson {
		return workforce.FirstPerson{Name: candour.Mark("Person " + n), Number: candour.Mark(n), Rank: "Inspector", Unit: "u", Roles: roles, Manager: candour.Mark(manager)}
	}
	found := func(all ...workforce.FirstPerson) error {
		_, err := w.Try(system, &workforce.FoundStaff{Force: testdb.Force, People: all})
		return err
	}
	if err := found(first("1", "")); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("before the force is founded: %v", err)
	}
	w.Do(system, &workforce.FoundForce{Force: testdb.Force})
	for name, list := range map[string][]workforce.FirstPerson{
		"nobody":              nil,
		"without a number":    {first("", "")},
		"one number twice":    {first("7", ""), first("7 ", "")},
		"their own manager":   {first("1", "1")},
		"a manager from afar": {first("1", "9")},
		"no key":              {{Name: candour.Mark("x"), Number: candour.Mark("1"), Key: "x"}},
		"no such role":        {first("1", "", "king")},
	} {
		if err := found(list...); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if w.Count("workforce_officer")+w.Count("authz_role") != 0 {
		t.Fatal("somebody is on file")
	}
	if err := found(first("1", "", authz.Approver), first("2", "1", authz.Approver)); err != nil {
		t.Fatal(err)
	}
	if err := found(first("1", "", authz.Triage)); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("a number that is on file: %v", err)
	}
	if err := found(first("3", "", authz.Approver), first("4", "", authz.Administrator)); err != nil { // 1 and 2 were in one line
		t.Fatal(err)
	}
	if err := found(first("5", "", authz.Triage)); !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), "proposed by one person") {
		t.Errorf("once there are two: %v", err)
	}
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		_, err := tx.Exec(`DELETE FROM authz_role WHERE role = $1`, "approver")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := found(first("5", "", authz.Triage)); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("after the approvers went: %v", err)
	}
	if n := w.Count("workforce_officer"); n != 4 {
		t.Errorf("%d people on file, want 4", n)
	}
}
