package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/workforce"

	"github.com/alecthomas/kong"
	"golang.org/x/mod/sumdb/note"
)

// office is a folder that is no demonstration, with first people who have keys,
// and a case.
type office struct {
	t      *testing.T
	dir    string
	keys   map[string]string // number: file of the private key
	person map[string]candour.PersonID
	file   map[string]candour.OfficerID
	report candour.ReportID
	kase   candour.CaseID
}

// The people of the office by number. 20 is accused in the case, 21 manages 20,
// 40 and 41 are the approvers, 40 manages 42.
const firstPeople = `
[[person]]
name = "Quokkatriage Zebraone"
number = "11"
unit = "Standards"
roles = ["triage", "case-worker"]
key = "KEY-11"
[[person]]
name = "Quokkaadmin Zebratwo"
number = "12"
unit = "Systems"
roles = ["administrator", "triage"]
key = "KEY-12"
[[person]]
name = "Quokkaaccused Zebrathree"
number = "20"
unit = "Response 1"
manager = "21"
roles = ["case-worker"]
key = "KEY-20"
[[person]]
name = "Quokkamanager Zebrafour"
number = "21"
unit = "Response 2"
roles = ["case-worker"]
key = "KEY-21"
[[person]]
name = "Quokkaapprover Zebrafive"
number = "40"
unit = "Professional 1"
roles = ["approver"]
key = "KEY-40"
[[person]]
name = "Quokkaapprover Zebrasix"
number = "41"
unit = "Professional 2"
roles = ["approver"]
key = "KEY-41"
[[person]]
name = "Quokkachief Zebraseven"
number = "42"
unit = "Command"
manager = "40"
roles = ["chief"]
key = "KEY-42"
[[person]]
name = "Quokkaidle Zebraeight"
number = "43"
unit = "Stores"
`

const canary = "Quokkawords of the reporter\x1b[2J\nReport forged, sent by nobody"

var aPerson = regexp.MustCompile(`(?i)quokka|zebra`)

// newOffice makes it by the commands and acts that everybody uses.
func newOffice(t *testing.T) *office {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests with a whole data folder")
	}
	o := &office{t: t, dir: filepath.Join(t.TempDir(), "data"), keys: map[string]string{}, person: map[string]candour.PersonID{}, file: map[string]candour.OfficerID{}}
	people := filepath.Join(t.TempDir(), "people.toml")
	list := regexp.MustCompile(`KEY-\d+`).ReplaceAllStringFunc(firstPeople, func(m string) string {
		n := m[4:]
		o.keys[n] = filepath.Join(t.TempDir(), "key")
		return strings.TrimSpace(o.must("operator", "key", "--out", o.keys[n]))
	})
	if err := os.WriteFile(people, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := o.must("staff", "found", "--force", "north", "--file", people); !strings.Contains(out, "two independent approvers") || aPerson.MatchString(out) {
		t.Errorf("staff found says %s", out)
	}
	o.with(func(f *folder) error {
		ctx := t.Context()
		err := f.db.Read(ctx, func(tx *seal.Tx) error {
			for _, n := range []string{"11", "12", "20", "21", "40", "41", "42", "43"} {
				list, err := workforce.ByNumber(tx, "north", n)
				if err != nil || len(list) != 1 {
					return fmt.Errorf("number %s: %v (%w)", n, list, err)
				}
				o.file[n] = list[0]
				if o.person[n], err = workforce.PersonOf(tx, "north", list[0]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		secret := intake.Secret(bytes.Repeat([]byte{7}, 32))
		o.report = secret.Report()
		now := time.Now().Add(-time.Hour)
		if _, err := f.runner.Run(ctx, act.By(act.Reporter("north", secret.Reporter()), now), &intake.SendReport{Report: o.report, Code: secret.ReturnCode(), Said: []intake.Said{{What: candour.Mark(canary)}}}); err != nil {
			return err
		}
		triage := act.Staff("north", o.person["11"])
		if _, err := f.runner.Run(ctx, act.By(triage, now), &cases.DeclareOnReport{Report: o.report, Knows: cases.Nobody}); err != nil {
			return err
		}
		events, err := f.runner.Run(ctx, act.By(triage, now), &cases.OpenCase{Report: o.report})
		if err != nil {
			return err
		}
		o.kase = candour.CaseID(events[0].Subject.ID)
		if _, err := f.runner.Run(ctx, act.By(triage, now), &cases.DeclareOnCase{Case: o.kase, Knows: cases.Nobody}); err != nil {
			return err
		}
		for _, e := range events {
			if e.Kind == cases.AllegationRecorded {
				_, err = f.runner.Run(ctx, act.By(triage, now), &cases.LinkOfficer{Allegation: candour.AllegationID(e.Value("allegation")), Officer: o.file["20"], Reasons: candour.Mark("Quokkareasons")})
			}
		}
		return err
	})
	return o
}

// with opens the folder for a moment.
func (o *office) with(f func(*folder) error) {
	o.t.Helper()
	x, err := openFolder(context.Background(), o.dir)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := f(x); err != nil {
		o.t.Error(err)
	}
	if err := x.Close(); err != nil {
		o.t.Error(err)
	}
}

// run runs a command with some lines of answers. Nothing that it says on stderr
// may be about a person.
func (o *office) run(in string, args ...string) (code int, out, talk string) {
	o.t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), append(args, "--dir", o.dir), streams{&stdout, &stderr, strings.NewReader(in)})
	if said := aPerson.FindString(stderr.String()); said != "" {
		o.t.Errorf("candour %v talks of %q on stderr", args, said)
	}
	return code, stdout.String(), stderr.String()
}

func (o *office) must(args ...string) string {
	o.t.Helper()
	code, out, talk := o.run("", args...)
	if code != 0 {
		o.t.Fatalf("candour %v: exit %d: %s", args, code, talk)
	}
	return out
}

func (o *office) login(n string) {
	o.t.Helper()
	o.must("login", "--force", "north", "--number", n, "--key", o.keys[n], "--for", "a test")
}

// refused runs a command that must print nothing, and gives what it says.
func (o *office) refused(args ...string) string {
	o.t.Helper()
	code, out, talk := o.run("", args...)
	if code != exitFailed || out != "" {
		o.t.Errorf("candour %v: exit %d, printed %q, said %s; want exit 1 and nothing printed", args, code, out, talk)
	}
	return talk
}

// accesses are the rows of the record of accesses, oldest first.
func (o *office) accesses() (out []string) {
	o.with(func(f *folder) error {
		return f.db.Read(context.Background(), func(tx *seal.Tx) error {
			return tx.Each(`SELECT person, page, shown FROM ledger_access ORDER BY at, id`, nil, func(scan func(...any) error) error {
				var person, page, shown string
				err := scan(&person, &page, &shown)
				out = append(out, person+" "+page+" "+shown)
				return err
			})
		})
	})
	return out
}

// events counts the events of a kind.
func (o *office) events(kind candour.EventKind) (n int) {
	o.with(func(f *folder) error {
		return f.db.Read(context.Background(), func(tx *seal.Tx) error {
			return tx.One(`SELECT count(*) FROM journal WHERE kind = $1`, []any{string(kind)}, &n)
		})
	})
	return n
}

func (o *office) sessionFile() string {
	return filepath.Join(o.dir, "run", fmt.Sprintf("operator-%d", os.Getuid()))
}

// protected are the commands that print people, on the things of the office.
func (o *office) protected() [][]string {
	return [][]string{
		{"show", "case", string(o.kase)}, {"show", "report", string(o.report)}, {"show", "officer", string(o.file["20"])},
		{"find", "officer"}, {"staff", "list"}, {"staff", "grants"},
	}
}

// TestEveryCommandHasADoor: a command that nobody has judged does not run, and one
// that prints people gets to nothing but through the gate.
func TestEveryCommandHasADoor(t *testing.T) {
	p, err := parser(t.Context(), new(cli), nil, streams{io.Discard, io.Discard, nil}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, leaf := range p.Model.Leaves(false) {
		name := commandName(leaf)
		seen[name] = true
		d, ok := doors[name]
		if !ok {
			t.Errorf("nobody has said what ‘candour %s’ can print: give it a line in doors", name)
			continue
		}
		if (d.prints == nothing) != (d.why != "") || (d.prints == people) != (d.reading != "") {
			t.Errorf("%s: a command that prints nothing of anybody says why, one that prints people names its reading", name)
		}
		if _, asks := leaf.Target.Addr().Interface().(interface{ asks() asker }); asks != (d.prints != nothing) {
			t.Errorf("%s: it asks for an operator: %v", name, asks)
		}
		run := leaf.Target.MethodByName("Run").Type()
		gated := slices.ContainsFunc(slices.Collect(func(yield func(string) bool) {
			for i := range run.NumIn() {
				if !yield(run.In(i).String()) {
					return
				}
			}
		}), func(s string) bool { return s == "*main.gate" })
		if gated != (d.prints != nothing) {
			t.Errorf("%s: it runs with a gate: %v", name, gated)
		}
		for i := range run.NumIn() {
			if in := run.In(i).String(); gated && in != "*main.gate" && in != "context.Context" {
				t.Errorf("%s: it is given %s beside the gate", name, in)
			}
		}
	}
	for name := range doors {
		if !seen[name] {
			t.Errorf("there is no command %q", name)
		}
	}
	if len(seen) < 15 {
		t.Errorf("only %d commands were seen: this test has gone blind", len(seen))
	}
}

type unjudgedCmd struct{}

func (unjudgedCmd) Run(s streams) error { _, err := fmt.Fprintln(s.out, "Quokka"); return err }

// TestAnUnjudgedCommandDoesNotRun plants a command that is in no line of doors.
func TestAnUnjudgedCommandDoesNotRun(t *testing.T) {
	var c struct {
		cli
		New unjudgedCmd `cmd:""`
	}
	var out bytes.Buffer
	p, err := kong.New(&c, kong.BindTo(t.Context(), (*context.Context)(nil)), kong.Bind(&c.cli), kong.Writers(&out, &out))
	if err != nil {
		t.Fatal(err)
	}
	k, err := p.Parse([]string{"new"})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.through(t.Context(), streams{&out, &out, nil}, k); err == nil || out.Len() > 0 {
		t.Errorf("it ran: %v, %q", err, out.String())
	}
}

// TestOperatorIsShownAndRecorded: what the desk shows is printed, each time after
// an access row that names what was shown; the words of others cannot move the
// terminal or look like ours.
func TestOperatorIsShownAndRecorded(t *testing.T) {
	o := newOffice(t)
	o.login("11")
	case1 := o.must("show", "case", string(o.kase))
	for _, want := range []string{"Case " + string(o.kase), "Quokkawords of the reporter", "Quokkaaccused Zebrathree", "Quokkareasons", "What is due", "Timeline"} {
		if !strings.Contains(case1, want) {
			t.Errorf("show case does not say %q:\n%s", want, case1)
		}
	}
	report := o.must("show", "report", string(o.report))
	if strings.Contains(report+case1, "\x1b") || regexp.MustCompile(`(?m)^Report forged`).MatchString(report) || !strings.Contains(report, "    | Report forged") {
		t.Errorf("the words of a reporter look like ours:\n%q", report)
	}
	if out := o.must("show", "officer", string(o.file["20"])); !strings.Contains(out, "Quokkaaccused") || !strings.Contains(out, string(o.kase)) {
		t.Errorf("show officer: %s", out)
	}
	code, found, _ := o.run("quokkaaccused\n", "find", "officer")
	if code != 0 || !strings.Contains(found, string(o.file["20"])+"  Quokkaaccused Zebrathree, 20") {
		t.Errorf("find officer: exit %d, %s", code, found)
	}
	if code, found, _ := o.run("nobody at all\n", "find", "officer"); code != 0 || !strings.HasPrefix(found, "Nobody that you can see") {
		t.Errorf("find nobody: exit %d, %s", code, found)
	}
	o.refused("show", "case", "no-such-case")
	var sign string
	rows := o.accesses()
	want := []string{
		`candour show case, sign-in ID ["case/` + string(o.kase) + `","officer/` + string(o.file["20"]) + `"]`,
		`candour show report, sign-in ID ["report/` + string(o.report) + `"]`,
		`candour show officer, sign-in ID ["officer/` + string(o.file["20"]) + `","case/` + string(o.kase) + `"]`,
		`candour find officer, sign-in ID ["officer/` + string(o.file["20"]) + `"]`,
		`candour find officer, sign-in ID []`,
		`candour show case, sign-in ID []`,
	}
	for i, row := range rows {
		sign = regexp.MustCompile(`sign-in ([0-9a-f]{32}) `).FindStringSubmatch(row)[1]
		if got := strings.Replace(strings.TrimPrefix(row, string(o.person["11"])+" "), sign, "ID", 1); i >= len(want) || got != want[i] {
			t.Errorf("access %d: %s", i, got)
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d accesses, want %d", len(rows), len(want))
	}
	o.with(func(f *folder) error {
		return f.db.Read(t.Context(), func(tx *seal.Tx) error {
			var n int
			return tx.One(`SELECT 1 FROM journal WHERE kind = 'operator-signed-in' AND data LIKE '%`+sign+`%'`, nil, &n)
		})
	})
}

// TestNoRowNoOutput: where the access cannot be recorded, nothing is printed.
func TestNoRowNoOutput(t *testing.T) {
	o := newOffice(t)
	o.login("11")
	g := &gate{paper: *bytes.NewBufferString("Quokka")}
	x, err := openFolder(t.Context(), o.dir)
	if err != nil {
		t.Fatal(err)
	}
	g.f, g.Who = x, act.Staff("north", o.person["11"])
	if err := x.Close(); err != nil { // nothing can be written
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := g.give(t.Context(), streams{out: &out}, "show case", nil); err == nil || out.Len() > 0 {
		t.Errorf("printed %q (%v)", out.String(), err)
	}
}

// TestTheFirstOpening: whoever has not said whether they know anyone is asked,
// and is shown no more than the question needs.
func TestTheFirstOpening(t *testing.T) {
	o := newOffice(t)
	o.with(func(f *folder) error { // 41 works cases too, and has not opened this one
		return f.db.WithTx(t.Context(), func(tx *seal.Tx) error {
			return authz.Grant(tx.Tx, "north", o.person["41"], authz.CaseWorker, candour.On(time.Now()))
		})
	})
	o.login("41")
	asked := o.must("show", "case", string(o.kase))
	if !strings.Contains(asked, "do you know anyone here") || !strings.Contains(asked, "Quokkaaccused") || strings.Contains(asked, "Quokkawords") {
		t.Errorf("at the first opening: %s", asked)
	}
	if out := o.must("show", "case", string(o.kase), "--knows", "nobody"); !strings.Contains(out, "Quokkawords") {
		t.Errorf("after saying nobody: %s", out)
	}
	if out := o.must("show", "report", string(o.report), "--knows", "somebody"); aPerson.MatchString(out) || !strings.Contains(out, "will not see it again") {
		t.Errorf("after saying somebody: %s", out)
	}
	if got, want := o.refused("show", "case", string(o.kase)), o.refused("show", "case", "no-such-case"); got != want {
		t.Errorf("%q, and for a case that does not exist %q", got, want)
	}
	o.refused("show", "case", string(o.kase), "--knows", "nobody")
}

// TestNoSession: without one, nothing that prints people prints, and nothing is
// done.
func TestNoSession(t *testing.T) {
	o := newOffice(t)
	for _, args := range append(o.protected(), []string{"staff", "do", "propose-grant", "x"}) {
		if talk := o.refused(args...); !strings.Contains(talk, "candour login") {
			t.Errorf("%v: %s", args, talk)
		}
		if talk := o.refused(append(args, "--as", "Triage T", "--force", "north")...); !strings.Contains(talk, "demonstration only") {
			t.Errorf("%v --as: %s", args, talk)
		}
	}
	if rows := o.accesses(); len(rows) != 0 {
		t.Errorf("accesses: %v", rows)
	}
}

// TestAttacksOnASession: each way of coming by a session that is not one's own, or
// is one's own no more.
func TestAttacksOnASession(t *testing.T) {
	o := newOffice(t)
	show := []string{"show", "case", string(o.kase)}
	file := o.sessionFile()
	read := func() string {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	write := func(s string) {
		if err := os.WriteFile(file, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o.login("20")
	accused := read()
	o.login("11")
	good := read()
	o.must(show...)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the session file is %v (%v)", info.Mode(), err)
	}
	signed := func(n string, change func(*stay)) string {
		key, _, err := loadKey(o.keys[n])
		if err != nil {
			t.Fatal(err)
		}
		x := newStay("north", o.person["11"], "a test", time.Now(), time.Hour)
		change(&x)
		b, err := note.Sign(&note.Note{Text: x.text()}, key)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	head := good[:strings.Index(good, "\n\n")]
	for name, attack := range map[string]string{
		"empty":                            "",
		"rubbish":                          strings.Repeat("x\n", 100),
		"too long":                         good + strings.Repeat("x", 9000),
		"no signature":                     head + "\n",
		"a forged signature":               good[:len(good)-6] + "AAAA=\n",
		"another purpose":                  strings.Replace(good, `"a test"`, `"an inspection"`, 1),
		"a later end":                      regexp.MustCompile(`expires 20\d\d`).ReplaceAllString(good, "expires 2099"),
		"another person’s name":            strings.Replace(good, string(o.person["11"]), string(o.person["41"]), 1),
		"another person’s signature":       head + accused[strings.Index(accused, "\n\n"):],
		"signed by another’s key":          signed("20", func(*stay) {}),
		"signed, and never signed in":      signed("11", func(*stay) {}),
		"signed for another account":       signed("11", func(x *stay) { x.uid++ }),
		"signed for another force":         signed("11", func(x *stay) { x.force = "south" }),
		"signed for a hundred years":       signed("11", func(x *stay) { x.expires = x.expires.AddDate(100, 0, 0) }),
		"signed for next year":             signed("11", func(x *stay) { x.issued, x.expires = x.issued.AddDate(1, 0, 0), x.expires.AddDate(1, 0, 0) }),
		"a purpose that is a line of ours": signed("11", func(x *stay) { x.purpose = "a\nperson " + string(o.person["41"]) }),
		"two texts":                        head + "\n\n" + good,
	} {
		write(attack)
		if talk := o.refused(show...); !strings.Contains(talk, "candour login") && !strings.Contains(talk, "too long") {
			t.Errorf("%s: %s", name, talk)
		}
	}
	write(good)
	o.must(show...)

	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	o.refused(show...)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "session")
	if err := os.WriteFile(elsewhere, []byte(good), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, file); err != nil {
		t.Fatal(err)
	}
	o.refused(show...)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	write(good)
	if talk := o.refused(append(show, "--force", "south")...); !strings.Contains(talk, "another force") {
		t.Errorf("in another force: %s", talk)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := ownOnly(file, info, os.Getuid()+1); err == nil || !strings.Contains(err.Error(), "another account") {
		t.Errorf("a file of another account: %v", err)
	}
	o.must("logout")
	if exists(file) {
		t.Error("the session is there after logout")
	}
	write(good)
	o.refused(show...) // a copy from before logout
	o.must("logout")
	if n := o.events(workforce.OperatorSignedOut); n != 1 {
		t.Errorf("%d sign-outs in the journal, want 1", n)
	}
}

// TestExpired: a session ends by itself.
func TestExpired(t *testing.T) {
	o := newOffice(t)
	o.login("11")
	o.with(func(f *folder) error {
		return f.db.Read(t.Context(), func(tx *seal.Tx) error {
			now := time.Now()
			for after, want := range map[time.Duration]error{0: nil, 29 * time.Minute: nil, 31 * time.Minute: errExpired, 24 * 365 * time.Hour: errExpired} {
				if _, err := f.stay(tx, now.Add(after)); err != want {
					t.Errorf("after %s: %v, want %v", after, err, want)
				}
			}
			return nil
		})
	})
	for _, stay := range []string{"0s", "-1m", "13h"} {
		if code, out, _ := o.run("", "login", "--force", "north", "--number", "11", "--key", o.keys["11"], "--for", "x", "--stay", stay); code != exitUsage || out != "" {
			t.Errorf("stay %s: exit %d", stay, code)
		}
	}
}

// TestAfterRevocation: a session is worth what the key and the roles behind it are
// worth now.
func TestAfterRevocation(t *testing.T) {
	o := newOffice(t)
	as := func(n string, a act.Act) {
		t.Helper()
		o.with(func(f *folder) error {
			_, err := f.runner.Run(t.Context(), act.By(act.Staff("north", o.person[n]), time.Now()), a)
			return err
		})
	}
	show, why := []string{"show", "case", string(o.kase)}, candour.Mark("the reason")
	o.login("11")
	o.must(show...)
	as("40", &workforce.WithdrawRole{Officer: o.file["11"], Role: "case-worker", Reasons: why})
	o.must(show...) // triage still
	as("40", &workforce.WithdrawRole{Officer: o.file["11"], Role: "triage", Reasons: why})
	if talk := o.refused(show...); !strings.Contains(talk, "no role") {
		t.Errorf("without a role: %s", talk)
	}
	if code, _, talk := o.run("", "login", "--force", "north", "--number", "11", "--key", o.keys["11"], "--for", "x"); code != exitFailed || !strings.Contains(talk, "no role") {
		t.Errorf("signing in without a role: exit %d, %s", code, talk)
	}
	o.must("logout")
	o.login("20")
	o.must("show", "officer", string(o.file["21"]))
	as("40", &workforce.WithdrawKey{Officer: o.file["20"], Reasons: why})
	if talk := o.refused("show", "officer", string(o.file["21"])); !strings.Contains(talk, "candour login") {
		t.Errorf("with a key that was withdrawn: %s", talk)
	}
}

// TestHiddenAnswersAsAbsent: the accused, and whoever is over them, get for their
// own case what anybody gets for none: the same bytes, code, and record.
func TestHiddenAnswersAsAbsent(t *testing.T) {
	o := newOffice(t)
	for _, n := range []string{"20", "21"} {
		o.login(n)
		before := len(o.accesses())
		for _, kind := range [][2]string{{"case", string(o.kase)}, {"report", string(o.report)}} {
			for _, more := range [][]string{nil, {"--knows", "nobody"}, {"--knows", "somebody"}} {
				code1, out1, talk1 := o.run("", append([]string{"show", kind[0], kind[1]}, more...)...)
				code2, out2, talk2 := o.run("", append([]string{"show", kind[0], "a2b3c4d5e6f7g2h3"}, more...)...)
				if code1 != exitFailed || code1 != code2 || out1 != out2 || talk1 != talk2 || out1 != "" {
					t.Errorf("%s: their own %s %v: exit %d, %q, %q\nnone: exit %d, %q, %q", n, kind[0], more, code1, out1, talk1, code2, out2, talk2)
				}
			}
		}
		rows := o.accesses()[before:]
		if len(rows) != 12 {
			t.Errorf("%s: %d accesses, want 12", n, len(rows))
		}
		for i := 0; i+1 < len(rows); i += 2 {
			if rows[i] != rows[i+1] || !strings.HasSuffix(rows[i], "[]") {
				t.Errorf("%s: recorded as %q, and of none %q", n, rows[i], rows[i+1])
			}
		}
	}
}

// TestAdministrator: whatever other role they hold, they are refused with a
// sentence, and nothing is recorded as shown.
func TestAdministrator(t *testing.T) {
	o := newOffice(t)
	o.login("12")
	for _, args := range o.protected() {
		if talk := o.refused(args...); !strings.Contains(talk, "administrator") {
			t.Errorf("%v: %s", args, talk)
		}
	}
	if rows := o.accesses(); len(rows) != 0 {
		t.Errorf("accesses: %v", rows)
	}
	o.must("logout")
}

// TestKeys: a private key is its owner's alone, and goes nowhere.
func TestKeys(t *testing.T) {
	o := newOffice(t)
	private, err := os.ReadFile(o.keys["11"])
	if err != nil {
		t.Fatal(err)
	}
	login := func(key string, more ...string) (int, string) {
		code, out, talk := o.run("", append([]string{"login", "--force", "north", "--key", key, "--for", "x"}, more...)...)
		if strings.Contains(out+talk, strings.TrimSpace(string(private))[20:]) {
			t.Error("the private key was printed")
		}
		return code, talk
	}
	nobody := ""
	for name, who := range map[string][]string{"another’s number": {"--number", "20"}, "no such number": {"--number", "9999"}, "somebody without a key": {"--number", "43"}, "no such person": {"--person", "x"}, "a name": {"--number", "quokkatriage"}} {
		code, talk := login(o.keys["11"], who...)
		if nobody == "" {
			nobody = talk
		}
		if code != exitFailed || talk != nobody || !strings.Contains(talk, "does not count") {
			t.Errorf("%s: exit %d, %s", name, code, talk)
		}
	}
	if code, talk := login(o.keys["11"], "--person", string(o.person["11"])); code != 0 {
		t.Errorf("by id: exit %d, %s", code, talk)
	}
	if b, err := os.ReadFile(o.sessionFile()); err != nil || bytes.Contains(b, private[len(private)-40:len(private)-2]) {
		t.Errorf("the session holds the private key (%v)", err)
	}
	for _, mode := range []os.FileMode{0o644, 0o640, 0o604, 0o620} {
		if err := os.Chmod(o.keys["11"], mode); err != nil {
			t.Fatal(err)
		}
		if code, talk := login(o.keys["11"], "--number", "11"); code != exitFailed || !strings.Contains(talk, "open to other accounts") {
			t.Errorf("mode %v: exit %d, %s", mode, code, talk)
		}
	}
	if err := os.Chmod(o.keys["11"], 0o600); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"empty": "", "rubbish": "rubbish", "a public key": "candour-operator+00000000+AAAA", "two lines": string(private) + string(private)} {
		file := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, talk := login(file, "--number", "11"); code != exitFailed || !strings.Contains(talk, "not the private half") {
			t.Errorf("%s: exit %d, %s", name, code, talk)
		}
	}
	if code, out, _ := o.run("", "operator", "key", "--out", o.keys["11"]); code != exitFailed || out != "" {
		t.Errorf("a key is written over: exit %d", code)
	}
	if again, err := os.ReadFile(o.keys["11"]); err != nil || !bytes.Equal(again, private) {
		t.Errorf("the key changed (%v)", err)
	}
}

// TestStaffByCommand: a role and a key go the whole way by the command line, and
// the founding of a force is closed behind it.
func TestStaffByCommand(t *testing.T) {
	o := newOffice(t)
	people := filepath.Join(t.TempDir(), "more.toml")
	if err := os.WriteFile(people, []byte("[[person]]\nname=\"Quokka X\"\nnumber=\"99\"\nroles=[\"triage\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if talk := o.refused("staff", "found", "--force", "north", "--file", people); !strings.Contains(talk, "proposed by one person") {
		t.Errorf("founding again: %s", talk)
	}
	for name, text := range map[string]string{"not TOML": "[[person]]\nname = Quokka", "a field too many": "[[person]]\nname=\"Quokka X\"\nnumber=\"99\"\nquokka=1\n", "no number": "[[person]]\nname=\"Quokka X\"\n", "no such role": "[[person]]\nname=\"Quokka X\"\nnumber=\"99\"\nroles=[\"quokka\"]\n"} {
		if err := os.WriteFile(people, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, _ := o.run("", "staff", "found", "--force", "south", "--file", people); code != exitUsage || out != "" {
			t.Errorf("%s: exit %d, %q", name, code, out)
		}
	}
	newKey := filepath.Join(t.TempDir(), "key")
	public := strings.TrimSpace(o.must("operator", "key", "--out", newKey))
	propose := func(by, in string, args ...string) string {
		t.Helper()
		o.login(by)
		code, out, talk := o.run(in, append([]string{"staff", "do"}, args...)...)
		if code != 0 || aPerson.MatchString(out) {
			t.Fatalf("%v: exit %d, %s %s", args, code, out, talk)
		}
		f := strings.Fields(out)
		return f[2]
	}
	role := propose("12", "liaison\nto keep in touch with people who report\n", "propose-grant", "--number", "43")
	key := propose("12", public+"\nher first key, read out by herself\n", "propose-key", string(o.file["43"]))
	if code, out, talk := o.run("yes\n", "staff", "do", "approve-grant", role); code != exitFailed || out != "" || !strings.Contains(talk, "nothing here") {
		t.Errorf("an administrator approves: exit %d, %s%s", code, out, talk)
	}
	o.login("40")
	if out := o.must("staff", "grants"); !strings.Contains(out, "the role liaison for Quokkaidle") || !strings.Contains(out, public) || !strings.Contains(out, "to keep in touch") {
		t.Errorf("staff grants: %s", out)
	}
	for _, id := range []string{role, key} {
		if code, out, talk := o.run("asked her manager\n", "staff", "do", "approve-grant", id); code != 0 || !strings.Contains(out, "grant "+id) {
			t.Errorf("approving: exit %d, %s%s", code, out, talk)
		}
	}
	if out := o.must("staff", "grants"); !strings.Contains(out, "Nothing waits") {
		t.Errorf("staff grants: %s", out)
	}
	if out := o.must("staff", "list"); !regexp.MustCompile(`Quokkaidle Zebraeight: liaison; has a key`).MatchString(out) {
		t.Errorf("staff list: %s", out)
	}
	last := o.accesses()
	if row := last[len(last)-1]; !strings.Contains(row, "candour staff list, sign-in ") || strings.Count(row, "officer/") != 8 {
		t.Errorf("recorded as %s", row)
	}
	o.keys["43"] = newKey
	o.login("43")
	if code, out, talk := o.run("triage\nbecause\n", "staff", "do", "propose-grant", string(o.file["12"])); code != exitFailed || out != "" || !strings.Contains(talk, "nothing here") {
		t.Errorf("a liaison proposes: exit %d, %s%s", code, out, talk)
	}

	// An administrator who is given content is told what closes.
	id := propose("40", "administrator\nto run the machine\n", "propose-grant", "--number", "11")
	o.login("41")
	if out := o.must("staff", "grants"); !strings.Contains(out, "reads nobody’s matter") {
		t.Errorf("staff grants: %s", out)
	}
	if code, out, _ := o.run("yes\n", "staff", "do", "approve-grant", id); code != 0 || !strings.Contains(out, "reads nobody’s matter") {
		t.Errorf("approving: exit %d, %s", code, out)
	}
	// 40 is over 42: one line.
	id = propose("42", "triage\nbecause\n", "propose-grant", "--number", "43")
	o.login("40")
	if code, out, talk := o.run("yes\n", "staff", "do", "approve-grant", id); code != exitFailed || out != "" || !strings.Contains(talk, "one line of management") {
		t.Errorf("approving what one's own line asks for: exit %d, %s%s", code, out, talk)
	}
}
