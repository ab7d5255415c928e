package workforce_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

var system = authz.Program(testdb.Force)

func enrol(w *testdb.World, id, name, number string) {
	w.Do(system, &workforce.Enrol{Officer: candour.OfficerID(id), Person: candour.PersonID("p-" + id), Name: candour.Mark(name), Number: candour.Mark(number), Rank: "sergeant", Unit: "unit-1", From: candour.Date{Year: 2020, Month: 1, Day: 6}})
}

func find(t *testing.T, w *testdb.World, query string) (out []string) {
	t.Helper()
	w.Read(func(tx *seal.Tx) error {
		got, err := workforce.Find(tx, testdb.Force, query, 10)
		for _, o := range got {
			out = append(out, string(o))
		}
		return err
	})
	slices.Sort(out)
	return out
}

func TestFind(t *testing.T) {
	w := testdb.Open(t)
	if got := find(t, w, "anybody"); got != nil {
		t.Errorf("before anybody is on file: %q", got)
	}
	enrol(w, "o1", "Alpha Bravo-Charlie", "4711")
	enrol(w, "o2", "Alpha Delta", "0815")
	enrol(w, "o3", "Écho 4711", "X-12")
	for query, want := range map[string]string{
		"alpha": "o1 o2", "ALPHA  bravo": "o1", "charlie alpha": "o1", "delta, alpha": "o2", "4711": "o1 o3", "alpha 0815": "o2",
		"alph": "o1 o2", "alp": "o1 o2", "al": "", "alphx": "", "cha": "o1", "char bra": "o1", "alfa": "o1 o2", "braffo": "", "brahvo": "o1", "ECHO": "o3", "x12": "o3", "12": "o3",
		"alpha echo": "", "x 12": "o3", "bravo-charlie": "o1", "écho": "o3", "": "", "--": "", "' OR 1=1": "",
	} {
		if got := strings.Join(find(t, w, query), " "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
	w.Read(func(tx *seal.Tx) error {
		got, err := workforce.Find(tx, testdb.Force, "alpha", 1)
		if len(got) != 1 {
			t.Errorf("at most 1: %v", got)
		}
		other, err2 := workforce.Find(tx, "south", "alpha", 10)
		if len(other) != 0 {
			t.Errorf("another force finds %v", other)
		}
		return errors.Join(err, err2)
	})
	for _, row := range append(w.Rows("workforce_index"), w.Rows("workforce_officer")...) {
		if strings.Contains(strings.ToLower(row), "alpha") || strings.Contains(row, "token=4711") || strings.Contains(row, "number=4711") {
			t.Errorf("in clear: %s", row)
		}
	}
}

// TestSurestFirst: whose number it is comes before whose name it is, then who
// begins so, then who sounds so; and nobody comes twice.
func TestSurestFirst(t *testing.T) {
	w := testdb.Open(t)
	enrol(w, "o1", "Alpha Schmit", "1")
	enrol(w, "o2", "Alpha Smithson", "2")
	enrol(w, "o3", "Smit Smit", "3")
	enrol(w, "o4", "Bravo Delta", "Smit")
	w.Read(func(tx *seal.Tx) error {
		got, err := workforce.Find(tx, testdb.Force, "smit", 10)
		if want := []candour.OfficerID{"o4", "o3", "o2", "o1"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		return err
	})
}

// TestNamed is for those who must be kept out: nobody is missed for a limit.
func TestNamed(t *testing.T) {
	w := testdb.Open(t)
	enrol(w, "o1", "Alpha Smith", "AB-12")
	enrol(w, "o2", "Alpha Schmit", "12")
	enrol(w, "o3", "Bravo O’Neil", "AB12")
	for _, c := range []struct {
		word     string
		phonetic bool
		want     string
	}{{"SMITH", false, "o1"}, {"smith", true, "o1 o2"}, {"oneil", false, "o3"}, {"alpha", false, "o1 o2"}, {"smi", true, ""}, {"", true, ""}, {"alpha-bravo", false, "o1 o2 o3"}} {
		w.Read(func(tx *seal.Tx) error {
			got, err := workforce.Named(tx, testdb.Force, c.word, c.phonetic)
			if s := strings.Trim(fmt.Sprint(got), "[]"); s != c.want {
				t.Errorf("named %q (%v): %q, want %q", c.word, c.phonetic, s, c.want)
			}
			return err
		})
	}
	for word, want := range map[string]string{"12": "o1 o2", "ab12": "o1 o3", "AB-12": "o1 o3", "13": "", "": "", "smith": ""} {
		w.Read(func(tx *seal.Tx) error {
			got, err := workforce.Numbered(tx, testdb.Force, word)
			if s := strings.Trim(fmt.Sprint(got), "[]"); s != want {
				t.Errorf("numbered %q: %q, want %q", word, s, want)
			}
			return err
		})
	}
}

func TestOfficerFile(t *testing.T) {
	w := testdb.Open(t)
	enrol(w, "o1", "Alpha Bravo", "4711")
	w.Read(func(tx *seal.Tx) error {
		o, err := workforce.Read(tx, testdb.Force, "o1")
		if err != nil || o.Name.Words() != "Alpha Bravo" || o.Number.Words() != "4711" || o.Person != "p-o1" || o.Rank != "sergeant" || o.Kind != "officer" || o.Serving != "yes" || len(o.Postings) != 1 || o.Postings[0].Unit != "unit-1" {
			t.Errorf("%+v (%v)", o, err)
		}
		if got := fmt.Sprintf("%v %+v", o, o); strings.Contains(got, "Alpha") || strings.Contains(got, "4711") {
			t.Errorf("printed as %s", got)
		}
		if _, err := workforce.Read(tx, testdb.Force, "nobody"); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		p, err := workforce.PersonOf(tx, testdb.Force, "o1")
		if p != "p-o1" || err != nil {
			t.Errorf("the person behind o1 is %q (%v)", p, err)
		}
		for id, want := range map[candour.PersonID]string{"p-o1": "Alpha Bravo", "system": "the system"} {
			if got, err := workforce.NameOf(tx, testdb.Force, id); got != want || err != nil {
				t.Errorf("%s is called %q (%v), want %q", id, got, err, want)
			}
		}
		return nil
	})
	if _, err := w.Try(system, &workforce.Enrol{Officer: "o9", Person: "p9"}); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("without a name: %v", err)
	}
}

// TestImportedOfficers: an import is one event a row, a correction takes the
// earlier rows' place, and neither gives anybody a role.
func TestImportedOfficers(t *testing.T) {
	w := testdb.Open(t)
	day := candour.On(w.Now)
	a := &workforce.ImportOfficer{Officer: "o1", Person: "p1", Source: "x", Digest: "1", Appointed: day.AddDays(-900), Serving: "yes", Equality: candour.Mark("canary"), Postings: []workforce.Posting{{Unit: "u1", From: day.AddDays(-900), To: day.AddDays(-1)}, {Unit: "u2", From: day}}}
	if got := w.Do(system, a); len(got) != 3 {
		t.Errorf("%d events, want one for each row", len(got))
	}
	b := *a
	b.Digest, b.Correction, b.Postings = "2", true, a.Postings[:1]
	w.Do(system, &b)
	w.Read(func(tx *seal.Tx) error {
		o, err := workforce.Read(tx, testdb.Force, "o1")
		if err != nil || len(o.Postings) != 1 || o.Postings[0].Unit != "u1" || !o.Name.Empty() {
			t.Errorf("%+v (%v)", o, err)
		}
		held, err := workforce.Held(tx, testdb.Force, "x")
		if len(held) != 1 || held["o1"] != "2" {
			t.Errorf("held %v", held)
		}
		return err
	})
	if n := w.Count("authz_role"); n != 0 {
		t.Errorf("an import gave %d roles", n)
	}
	if got := len(w.Events(candour.Subject{Kind: "officer", ID: "o1"})); got != 5 {
		t.Errorf("%d events of the officer, want what was imported first kept beside the correction: 5", got)
	}
}

// TestOnlyTheProgramEnrols: a role comes by an act of the program, and nobody who
// is signed in can give one.
func TestOnlyTheProgramEnrols(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	all := w.Enrol("all", authz.StaffRoles[:5]...)
	before := w.Dump("journal", "journal_head")
	for _, who := range []authz.Actor{crew.Triage.Who, crew.Administrator.Who, crew.Authority.Who, all.Who, {Kind: "Reporter", Force: testdb.Force, ID: "system"}, {Kind: "Person", Force: testdb.Force, ID: "system"}} {
		if _, err := w.Try(who, &workforce.Enrol{Officer: "new", Person: who.ID, Name: candour.Mark("x"), Roles: authz.StaffRoles}); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%s enrols: %v, want not found", who.ID, err)
		}
		w.Later(1)
	}
	if w.Dump("journal", "journal_head") != before {
		t.Error("something was written")
	}
}

func TestFoundForce(t *testing.T) {
	w := testdb.Open(t)
	if _, err := w.Try(system, &workforce.FoundForce{Force: "south"}); !errors.Is(err, candour.ErrConflict) && !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("founding another force: %v", err)
	}
	if w.Count("seal_key") != 0 {
		t.Error("a key was made")
	}
	w.Do(system, &workforce.FoundForce{Force: testdb.Force})
	if _, err := w.Try(system, &workforce.FoundForce{Force: testdb.Force}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("founding it twice: %v, want %v", err, candour.ErrConflict)
	}
	if n := w.Count("seal_key"); n != 1 {
		t.Errorf("%d keys, want 1", n)
	}
	enrol(w, "o1", "Alpha Bravo", "1") // under the same key
	if got := find(t, w, "alpha"); len(got) != 1 {
		t.Errorf("found %v", got)
	}
}
