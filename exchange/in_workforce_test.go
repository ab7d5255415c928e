// One file over 500 lines: every odd row that a register can hold is tried on the
// same few files.

package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/workforce"
)

const registerMapping = `source = "hr"
dates = "DD/MM/YYYY"
[people]
file = "people.csv"
key = ["key"]
name = ["first", "last"]
number = "number"
type = "type"
types = { "P" = "officer", "S" = "staff", "X" = "special" }
rank = "rank"
ranks = { "PC" = "Constable" }
joined = "joined"
left = "left"
reason = "why"
reasons = { "RET" = "retired" }
status = "status"
statuses = { "" = "serving", "A" = "serving", "SUSP" = "suspended", "REST" = "restricted", "L" = "left" }
status_from = "since"
identifiers = { "phone" = "phone" }
[types]
file = "types.csv"
person = ["key"]
value = "type"
values = { "P" = "officer", "S" = "staff" }
from = "from"
to = "to"
[postings]
file = "postings.csv"
person = ["key"]
value = "unit"
from = "from"
to = "to"
[managers]
file = "managers.csv"
person = ["key"]
manager = ["boss"]
from = "from"
to = "to"
[identifiers]
file = "identifiers.csv"
person = ["key"]
kind = "kind"
kinds = { "W" = "warrant-number", "C" = "collar-number" }
value = "value"
[relationships]
file = "relationships.csv"
person = ["key"]
other = ["other"]
name = "name"
kind = "kind"
kinds = { "M" = "partner" }
from = "from"
to = "to"
`

// registerFiles are invented rows. Whatever an attacker of the lists would like to
// read in them begins with "canary".
func registerFiles() map[string]string {
	return map[string]string{
		"people.csv": "\ufeffkey,first,last,number,type,rank,joined,left,why,status,since,phone,canteen\r\n" +
			"canaryK1,canaryAlpha,One,1001,P,PC,06/01/2010,,,A,,020 7946 0018,x\r\n" +
			"canaryK2,canaryBravo,Two,1002,P,canaryRank,06/01/2010,,,A,,canaryPhone,x\r\n" +
			"canaryK3,canaryCharlie,Three,1003,P,PC,31/02/2010,,,A,,,x\r\n" +
			"canaryK4,canaryDelta,Four,1004,P,PC,06/01/2010,05/01/2010,,A,,,x\r\n" +
			"canaryK1,canaryEcho,Five,1005,P,PC,06/01/2010,,,A,,,x\r\n" +
			"canaryK6,canaryFoxtrot,Six,10-01,P,PC,06/01/2012,,,A,,,x\r\n" +
			"canaryK7,canaryGolf,\xe9,1007,P,PC,06/01/2012,,,A,,,x\r\n" +
			"canaryK8,canaryHotel,Eight,1008,canaryType,PC,06/01/2012,,,A,,,x\r\n" +
			"canaryK9,canaryIndia,Nine,,S,,,31/08/2020,RET,L,,,x\r\n" +
			"canaryK10,canaryJuliet,Ten,1010,X,PC,06/01/2012,,,SUSP,01/02/2026,,x\r\n" +
			"canaryK11,canaryKilo,Eleven,1011,P,PC,06/01/2012,,canaryWhy,canaryStatus,,,x\r\n" +
			"canaryK12,canaryLima,Twelve,1012,P,PC\r\n" +
			",canaryMike,Thirteen,1013,P,PC,06/01/2012,,,A,,,x\r\n" +
			"canaryK14,,,1014,P,PC,06/01/2012,,,A,,,x\r\n" +
			"canaryK15," + strings.Repeat("canary", 10<<20/6) + ",Fifteen,1015,P,PC,06/01/2012,,,A,,,x\r\n" +
			"canaryK16,canaryOscar,Sixteen,1016,P,PC,06/01/2012,01/01/2050,,A,,,x\r\n" +
			"canaryK17,canaryPapa,Seventeen,1004,P,PC,06/01/2012,31/12/2012,,A,,,x\r\n",
		"types.csv": "key,type,from,to\ncanaryK2,S,06/01/2010,31/12/2011\ncanaryK2,P,01/01/2012,\ncanaryK2,P,01/06/2012,\ncanaryK2,Z,01/06/2005,01/07/2005\ncanaryK3,P,01/06/2012,\n",
		"postings.csv": "key,unit,from,to\ncanaryK1,U1,06/01/2010,31/12/2014\ncanaryK1,U2,01/01/2014,\ncanaryK1,U2,01/01/2014,01/01/2016\ncanaryK3,U1,01/01/2014,\ncanaryK2,,01/01/2014,\n" +
			"canaryK2,U1,,\ncanaryK2,U1,02/01/2014,01/01/2014\ncanaryK9,U1,01/01/2014,\ncanaryK2,\"U1,01/01/2014,\n",
		"managers.csv":    "key,boss,from,to\ncanaryK2,canaryK1,01/01/2014,\ncanaryK1,canaryK2,01/01/2015,\ncanaryK1,canaryK2,01/01/2012,31/12/2013\ncanaryK1,canaryK3,01/01/2014,\ncanaryK1,canaryK1,01/01/2014,\ncanaryK2,canaryK1,01/01/2014,\n",
		"identifiers.csv": "key,kind,value\ncanaryK1,W,canaryW1\ncanaryK2,W,canary-w1\ncanaryK2,Z,1\ncanaryK2,C,--\ncanaryK1,W,CANARYW1\n",
		"relationships.csv": "key,other,name,kind,from,to\ncanaryK1,canaryK2,,M,,\ncanaryK1,,canaryOutside,M,01/01/2000,01/01/2001\ncanaryK1,canaryK3,,M,,\ncanaryK1,,,M,,\ncanaryK1,canaryK2,canaryToo,M,,\n" +
			"canaryK1,canaryK1,,M,,\ncanaryK1,canaryK2,,Z,,\ncanaryK1,canaryK9,,M,02/01/2000,01/01/2000\n",
	}
}

func (f *folder) register(t testing.TB, files map[string]string) Workforce {
	t.Helper()
	dir := t.TempDir()
	mapping := filepath.Join(dir, "m.toml")
	if err := os.WriteFile(mapping, []byte(registerMapping), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := ReadMapping(mapping)
	if err != nil {
		t.Fatal(err)
	}
	w := Workforce{DB: f.db, Runner: f.run, Force: force, Mapping: m, Now: f.complaints("").Now}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		w.Files = append(w.Files, file)
	}
	return w
}

func (f *folder) importRegister(t testing.TB, files map[string]string) WorkforceResult {
	t.Helper()
	r, err := f.register(t, files).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRegisterRejectsAndWarnings(t *testing.T) {
	f := newFolder(t)
	r := f.importRegister(t, registerFiles())
	var rejects, warnings []string
	for _, x := range r.Rejects {
		rejects = append(rejects, x.String())
	}
	for _, x := range r.Warnings {
		warnings = append(warnings, x.String())
	}
	same(t, "rejects", rejects, []string{
		"people.csv:4: joined is not a day that exists, written as DD/MM/YYYY",
		"people.csv:5: they left before they joined",
		"people.csv:6: the person is there already",
		"people.csv:7: its number is that of line 2, who works here at the same time",
		"people.csv:8: the line is not UTF-8 text, or has control characters in it",
		"people.csv:9: its type of person is not in the mapping",
		"people.csv:13: it has 6 columns where the header has 13",
		"people.csv:14: it does not say whose row it is: a part of the key is empty",
		"people.csv:15: it has no name",
		"people.csv:16: the line is longer than 65536 bytes",
		"types.csv:4: it overlaps another row of this person: nobody is two things at once",
		"types.csv:5: its type of person is not in the mapping",
		"types.csv:6: " + unknownPerson,
		"postings.csv:4: the posting of this person to this unit on this day is there already",
		"postings.csv:5: " + unknownPerson,
		"postings.csv:6: it names no unit",
		"postings.csv:7: it has no first day",
		"postings.csv:8: it ends before it starts",
		"postings.csv:10: a quotation mark is out of place or is not closed on its line",
		"managers.csv:3: it would make a ring of managers: somebody would be over themselves",
		"managers.csv:5: " + unknownManager,
		"managers.csv:6: somebody would be their own manager",
		"managers.csv:7: this manager of this person from this day is there already",
		"identifiers.csv:3: its warrant number is that of another person: it is one person's for good",
		"identifiers.csv:4: its kind of identifier is not in the mapping",
		"identifiers.csv:5: its value cannot be read as a collar number",
		"identifiers.csv:6: this identifier of this person is there already",
		"relationships.csv:4: " + unknownOther,
		"relationships.csv:5: it must name one other person: by key somebody who works here, or by name somebody who does not",
		"relationships.csv:6: it must name one other person: by key somebody who works here, or by name somebody who does not",
		"relationships.csv:7: somebody would be related to themselves",
		"relationships.csv:8: its kind of relationship is not in the mapping",
		"relationships.csv:9: it ends before it starts",
	})
	same(t, "warnings", warnings, []string{
		"people.csv:3: its rank is not in the mapping, and is kept word for word",
		"people.csv:3: its phone number cannot be read as one, and is left out",
		"people.csv:10: it has no number: nobody will find the person by one",
		"people.csv:10: it has no day on which they joined",
		"people.csv:12: its status is not in the mapping: it is not known whether they serve",
		"people.csv:12: its reason for leaving is not in the mapping, and is left out",
		"people.csv:17: they leave on a day that has not come yet: import the file again on that day or after, or their access goes on",
		"people.csv:18: it has a day on which they left, and its status says otherwise: they are taken to have left",
		"postings.csv:3: it overlaps another posting of this person: both count for what they must not see",
		"postings.csv:9: the posting goes on after they left",
	})
	same(t, "unread", r.Unread, []string{"people.csv: canteen"})
	if s := fmt.Sprint(rejects, warnings, r.Unread, r.Gone); strings.Contains(s, "canary") {
		t.Error("a list says what a row held")
	}
	if r.People != (Count{New: 7}) || len(r.Gone) != 0 {
		t.Errorf("people %+v, gone %v", r.People, r.Gone)
	}
	if n := f.count(t, `SELECT count(*) FROM journal WHERE instr(data, 'partner') > 0`) + f.count(t, `SELECT count(*) FROM workforce_relationship WHERE kind = 'partner'`); n != 0 {
		t.Errorf("what kind of relationship it is stands in clear %d times", n)
	}
	files, err := filepath.Glob(filepath.Join(f.dir, "candour.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range []string{"canaryA", "canaryB", "canaryK", "canaryW", "canaryO", "79460018", "7946 0018"} {
			if bytes.Contains(b, []byte(w)) {
				t.Errorf("%s stands in %s", w, filepath.Base(file))
			}
		}
	}
}

// officerOf is the id that a person of the register has.
func (f *folder) officerOf(t testing.TB, key string) candour.OfficerID {
	t.Helper()
	n, err := namesIn(t.Context(), f.db, force, "workforce/hr")
	if err != nil {
		t.Fatal(err)
	}
	return candour.OfficerID(n.id("officer", "people", fmt.Sprintf("%d:%s", len(key), key)))
}

func TestRegisterOnFile(t *testing.T) {
	f := newFolder(t)
	f.importRegister(t, registerFiles())
	k1, k2, k9, k10, k11 := f.officerOf(t, "canaryK1"), f.officerOf(t, "canaryK2"), f.officerOf(t, "canaryK9"), f.officerOf(t, "canaryK10"), f.officerOf(t, "canaryK11")
	today := candour.On(noon)
	err := f.db.Read(t.Context(), func(tx *seal.Tx) error {
		o, err := workforce.Read(tx, force, k1)
		if err != nil {
			return err
		}
		if o.Name.Words() != "canaryAlpha One" || o.Number.Words() != "1001" || o.Rank != "Constable" || o.Kind != "officer" || len(o.Postings) != 2 || o.Appointed.String() != "2010-01-06" {
			t.Errorf("got %+v", o)
		}
		for _, x := range []struct {
			o    candour.OfficerID
			want workforce.State
		}{{k1, workforce.Serving}, {k9, workforce.Gone}, {k10, workforce.Suspended}, {k11, workforce.NotKnown}} {
			if s, err := workforce.StandingOf(tx, force, x.o, today); err != nil || s.State != x.want {
				t.Errorf("%s stands %+v, %v; want %q", x.o, s, err, x.want)
			}
		}
		for day, want := range map[string]workforce.PersonType{"2010-06-01": workforce.StaffType, "2012-01-01": workforce.Sworn, "2026-01-01": workforce.Sworn} {
			d, err := candour.ParseDate(day)
			if err != nil {
				return err
			}
			if got, err := workforce.TypeOn(tx, force, k2, d); err != nil || got != want {
				t.Errorf("on %s a %s, %v; want %s", day, got, err, want)
			}
		}
		for _, i := range []workforce.Identified{{Kind: candour.PhoneNumber, Value: candour.Mark("+44 20 79460018")}, {Kind: candour.WarrantNumber, Value: candour.Mark("canary w1")}} {
			if got, err := workforce.WithIdentifier(tx, force, i); err != nil || !slices.Equal(got, []candour.OfficerID{k1}) {
				t.Errorf("by %s: %v, %v", i.Kind, got, err)
			}
		}
		if got, err := workforce.Numbered(tx, force, "canaryw1"); err != nil || !slices.Equal(got, []candour.OfficerID{k1}) {
			t.Errorf("a search for the warrant number finds %v, %v", got, err)
		}
		two, err := workforce.PersonOf(tx, force, k2)
		if err != nil {
			return err
		}
		if got, err := workforce.Related(tx, force, o.Person); err != nil || !slices.Equal(got, []candour.PersonID{two}) {
			t.Errorf("related: %v, %v; want %s", got, err, two)
		}
		all, err := workforce.Relationships(tx, force, k1)
		if err != nil || len(all) != 2 || all[0].Kind != "partner" {
			t.Errorf("relationships: %+v, %v", all, err)
		}
		l, err := workforce.LeavingOf(tx, force, k9)
		if err != nil || l.Why != "retired" || l.Day.String() != "2020-08-31" {
			t.Errorf("left: %+v, %v", l, err)
		}
		if over, err := authz.Over(tx.Tx, force, o.Person, two, today); err != nil || !over {
			t.Errorf("the manager is over them: %v, %v", over, err)
		}
		for _, x := range []struct {
			o    candour.OfficerID
			want bool
		}{{k1, false}, {k9, true}, {k10, true}} {
			p, err := workforce.PersonOf(tx, force, x.o)
			if err != nil {
				return err
			}
			if barred, err := authz.Barred(tx.Tx, act.Staff(force, p)); err != nil || barred != x.want {
				t.Errorf("%s is barred: %v, %v; want %v", x.o, barred, err, x.want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRegisterAgain(t *testing.T) {
	f := newFolder(t)
	files := registerFiles()
	first := f.importRegister(t, files)
	rows := f.count(t, `SELECT count(*) FROM journal`)
	again := f.importRegister(t, files)
	if again.People != (Count{Held: first.People.New}) || again.Rows != (Count{Held: first.Rows.New}) || len(again.Rejects) != len(first.Rejects) || len(again.Gone) != 0 {
		t.Errorf("again: %+v %+v gone %v", again.People, again.Rows, again.Gone)
	}
	if n := f.count(t, `SELECT count(*) FROM journal`); n != rows {
		t.Errorf("a second run wrote %d rows of the journal", n-rows)
	}

	// A name, a posting that ends, somebody back at work; a manager and a person gone.
	changed := registerFiles()
	changed["people.csv"] = strings.Replace(changed["people.csv"], "canaryAlpha,One", "canaryAlpha,Married", 1)
	changed["people.csv"] = strings.Replace(changed["people.csv"], "SUSP,01/02/2026", "A,", 1)
	at := strings.Index(changed["people.csv"], "canaryK16")
	changed["people.csv"] = changed["people.csv"][:at] + changed["people.csv"][at+strings.Index(changed["people.csv"][at:], "\n")+1:]
	changed["postings.csv"] = strings.Replace(changed["postings.csv"], "canaryK1,U2,01/01/2014,\n", "canaryK1,U2,01/01/2014,31/12/2025\n", 1)
	changed["managers.csv"] = strings.Replace(changed["managers.csv"], "canaryK1,canaryK2,01/01/2012,31/12/2013\n", "", 1)
	r := f.importRegister(t, changed)
	if r.People.Corrected != 2 || r.People.New != 0 {
		t.Errorf("changed: %+v", r.People)
	}
	k1, k10, k16 := f.officerOf(t, "canaryK1"), f.officerOf(t, "canaryK10"), f.officerOf(t, "canaryK16")
	wantGone := []Gone{{"manager", k1}, {"person", k16}}
	slices.SortFunc(wantGone, func(a, b Gone) int { return strings.Compare(string(a.Officer), string(b.Officer)) })
	if !slices.Equal(r.Gone, wantGone) {
		t.Errorf("gone: %v, want %v", r.Gone, wantGone)
	}
	if n := f.count(t, fmt.Sprintf(`SELECT count(*) FROM journal WHERE seq > %d`, rows)); n != 1+1+1+1 {
		t.Errorf("%d rows of the journal, want 4: two people, a posting, a suspension lifted", n)
	}
	if n := f.count(t, fmt.Sprintf(`SELECT count(*) FROM journal WHERE seq > %d AND corrects <> ''`, rows)); n != 3 {
		t.Errorf("%d events correct an earlier one, want 3", n)
	}
	if n := f.count(t, `SELECT count(*) FROM workforce_line`); n != 2 {
		t.Errorf("%d lines, want 2: a line that is gone from the files stays", n)
	}
	err := f.db.Read(t.Context(), func(tx *seal.Tx) error {
		o, err := workforce.Read(tx, force, k1)
		if err != nil || o.Name.Words() != "canaryAlpha Married" || o.Postings[0].To.String() != "2025-12-31" || len(o.Postings) != 2 {
			t.Errorf("corrected: %+v, %v", o, err)
		}
		for _, name := range []string{"One", "Married"} { // a report may say either
			if got, err := workforce.Named(tx, force, name, false); err != nil || !slices.Contains(got, k1) {
				t.Errorf("%s finds %v, %v", name, got, err)
			}
		}
		if s, err := workforce.StandingOf(tx, force, k10, candour.On(noon)); err != nil || s.State != workforce.Serving {
			t.Errorf("back at work: %+v, %v", s, err)
		}
		p, err := workforce.PersonOf(tx, force, k10)
		if err != nil {
			return err
		}
		if barred, err := authz.Barred(tx.Tx, act.Staff(force, p)); err != nil || barred {
			t.Errorf("back at work and barred: %v, %v", barred, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if again := f.importRegister(t, changed); again.People.Corrected != 0 || len(again.Gone) != 2 {
		t.Errorf("and once more: %+v, gone %v", again.People, again.Gone)
	}
}

// Somebody among the first people of the force, who comes again with the register,
// is one person; somebody of another name under their number is not taken in.
func TestRegisterAdopts(t *testing.T) {
	f := newFolder(t)
	_, err := f.run.Run(t.Context(), act.By(authz.Program(force), noon), &workforce.Enrol{
		Officer: "first", Person: "first-person", Name: candour.Mark("One, canaryAlpha"), Number: candour.Mark("10-01"), Unit: "U9", From: candour.On(noon), Roles: []authz.Role{authz.Approver},
	}, &workforce.Enrol{Officer: "second", Person: "second-person", Name: candour.Mark("Somebody Else"), Number: candour.Mark("1002"), From: candour.On(noon)})
	if err != nil {
		t.Fatal(err)
	}
	files := registerFiles()
	r := f.importRegister(t, files)
	if r.People != (Count{New: 6}) {
		t.Errorf("%+v", r.People)
	}
	for _, want := range []string{
		"people.csv:3: its number is on file here for somebody of another name: decide by hand which is right",
		"types.csv:2: " + unknownPerson, "managers.csv:2: " + unknownPerson, "relationships.csv:2: " + unknownOther,
	} {
		if !slices.ContainsFunc(r.Rejects, func(x Reject) bool { return x.String() == want }) {
			t.Errorf("%q is not among the rejects", want)
		}
	}
	err = f.db.Read(t.Context(), func(tx *seal.Tx) error {
		o, err := workforce.Read(tx, force, "first")
		if err != nil || o.Person != "first-person" || o.Appointed.String() != "2010-01-06" || len(o.Postings) != 3 {
			t.Errorf("the first of the force: %+v, %v", o, err)
		}
		if _, err := workforce.Read(tx, force, f.officerOf(t, "canaryK1")); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("they are on file twice: %v", err)
		}
		roles, err := authz.RolesOf(tx.Tx, act.Staff(force, "first-person"))
		if err != nil || !slices.Contains(roles, authz.Approver) {
			t.Errorf("their roles: %v, %v", roles, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows := f.count(t, `SELECT count(*) FROM journal`)
	if again := f.importRegister(t, files); again.People != (Count{Held: 6}) {
		t.Errorf("again: %+v", again.People)
	}
	if n := f.count(t, `SELECT count(*) FROM journal`); n != rows {
		t.Errorf("a second run wrote %d rows", n-rows)
	}
}

// A number that moves to somebody new is theirs in one run, and nobody is taken
// for its former owner.
func TestRegisterNumberMoves(t *testing.T) {
	f := newFolder(t)
	files := registerFiles()
	f.importRegister(t, files)
	files["people.csv"] = strings.Replace(files["people.csv"], "canaryBravo,Two,1002", "canaryBravo,Two,1098", 1) + "canaryK20,canaryNew,Twenty,1002,P,PC,06/01/2012,,,A,,,x\r\n"
	r := f.importRegister(t, files)
	if r.People.New != 1 || r.People.Corrected != 1 {
		t.Errorf("%+v", r.People)
	}
}

func TestMappingRefused(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"not a file of ours":    {`source = "hr"`, `source = `, "line 1 of the mapping cannot be read"},
		"something unknown":     {`[people]`, "[people]\nshoes = \"x\"", "“people.shoes”, which is not known"},
		"no source":             {`source = "hr"`, `source = "H R"`, "source must be"},
		"no such date":          {`DD/MM/YYYY`, `dd/mm/yy`, "dates must be written"},
		"two months":            {`DD/MM/YYYY`, `MM/MM/YYYY`, "dates must be written"},
		"no such type":          {`"S" = "staff"`, `"S" = "robot"`, "none of: officer, special"},
		"no such status":        {`"A" = "serving"`, `"A" = "fine"`, "none of: serving"},
		"no such relationship":  {`"M" = "partner"`, `"M" = "wife"`, "none of: family"},
		"no such identifier":    {`"W" = "warrant-number"`, `"W" = "badge"`, "none of: collar-number"},
		"another key":           {"person = [\"key\"]\nmanager", "person = [\"key\", \"x\"]\nmanager", "[managers] must say"},
		"no key":                {`key = ["key"]`, `key = []`, "[people] must say"},
		"a reason without left": {"left = \"left\"\n", "", "reason without left"},
	} {
		file := filepath.Join(t.TempDir(), "m.toml")
		text := strings.Replace(registerMapping, c.from, c.to, 1)
		if text == registerMapping {
			t.Fatalf("%s changes nothing", name)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadMapping(file); err == nil || !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestRegisterFilesRefused(t *testing.T) {
	f := newFolder(t)
	files := registerFiles()
	missing := f.register(t, files)
	missing.Files = slices.DeleteFunc(missing.Files, func(n string) bool { return filepath.Base(n) == "types.csv" })
	extra := f.register(t, files)
	extra.Files = append(extra.Files, filepath.Join(t.TempDir(), "wages.csv"))
	twice := f.register(t, files)
	twice.Files = append(twice.Files, twice.Files[0])
	files["postings.csv"] = "key,team,from,to\n"
	column := f.register(t, files)
	for want, w := range map[string]Workforce{
		"the mapping names types.csv": missing, "wages.csv is not named in the mapping": extra, "is given twice": twice, "postings.csv has no column “unit”": column,
	} {
		if _, err := w.Run(t.Context()); err == nil || !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if n := f.count(t, `SELECT count(*) FROM journal`); n != 0 {
		t.Errorf("%d rows were written before the files were read", n)
	}
}

// A ring that is closed over other people, on days that all have in common, is
// refused; where they have none it is no ring.
func TestRegisterRing(t *testing.T) {
	f := newFolder(t)
	files := map[string]string{}
	for name, text := range registerFiles() {
		files[name] = text[:strings.Index(text, "\n")+1]
	}
	for i := range 4 {
		files["people.csv"] += fmt.Sprintf("r%d,Ring,Person%d,20%d,P,PC,06/01/2010,,,A,,,x\n", i, i, i)
	}
	files["managers.csv"] += "r0,r1,01/01/2014,31/12/2014\nr1,r2,01/06/2014,31/12/2015\nr2,r3,01/01/2014,31/12/2016\nr3,r0,01/07/2014,31/12/2014\nr3,r0,01/01/2015,31/12/2016\nr3,r1,01/01/2016,\n"
	r := f.importRegister(t, files)
	var got []string
	for _, x := range r.Rejects {
		got = append(got, x.String())
	}
	same(t, "rings", got, []string{"managers.csv:5: it would make a ring of managers: somebody would be over themselves"})
}

func FuzzRegister(f *testing.F) {
	for name, text := range registerFiles() {
		if len(text) < 5000 {
			f.Add(name, text)
		}
	}
	f.Add("people.csv", "key,first,last,number,type,rank,joined,left,why,status,since,phone\n\"a\",b,c,1,P,,01/01/2000,,,A,,\n")
	mapping := filepath.Join(f.TempDir(), "m.toml")
	if err := os.WriteFile(mapping, []byte(registerMapping), 0o600); err != nil {
		f.Fatal(err)
	}
	m, err := ReadMapping(mapping)
	if err != nil {
		f.Fatal(err)
	}
	whole := registerFiles()
	whole["people.csv"] = strings.Join(strings.SplitAfter(whole["people.csv"], "\n")[:3], "")
	f.Fuzz(func(t *testing.T, name, text string) {
		if _, ok := whole[name]; !ok {
			return
		}
		dir, paths := t.TempDir(), map[string]string{}
		for n, x := range whole {
			if n == name {
				x = text
			}
			paths[n] = filepath.Join(dir, n)
			if err := os.WriteFile(paths[n], []byte(x), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r := newRegister(m, candour.On(noon))
		if err := r.read(t.Context(), paths); err != nil && !errors.Is(err, candour.ErrInvalid) {
			t.Fatal(err)
		}
		r.depths()
		for _, p := range r.people {
			if p.key == "" || p.name == "" || !p.left.IsZero() && !p.joined.IsZero() && p.left.Before(p.joined) || p.rows() > mostOfOnePerson+len(candour.IdentifierKinds) {
				t.Errorf("taken in: %+v", p)
			}
		}
	})
}
