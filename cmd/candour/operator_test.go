package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// office is a folder that is no demonstration, with first people who have keys,
// and a case.
type office struct {
	t      *testing.T
	dir    string
	keys   map[string]string // number: file of the private key
	person map[string]candour.PersonID
	file   map[string]candour.OfficerID
	codes  map[string]string // number: the code with which they register a passkey
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

// newOffice is an office of a test's own: made once by the commands and acts that
// everybody uses, and copied.
func newOffice(t *testing.T) *office {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests with a whole data folder")
	}
	theOffice.once.Do(func() {
		if theOffice.at, theOffice.err = os.MkdirTemp("", "candour-office-"); theOffice.err == nil {
			theOffice.made, theOffice.err = makeOffice(theOffice.at)
		}
	})
	if theOffice.err != nil {
		t.Fatal(theOffice.err)
	}
	o := *theOffice.made
	o.t, o.keys = t, map[string]string{}
	at := t.TempDir()
	if err := copyTree(theOffice.at, at); err != nil {
		t.Fatal(err)
	}
	for n := range theOffice.made.keys {
		o.keys[n] = filepath.Join(at, "key-"+n)
	}
	o.dir = filepath.Join(at, "data")
	return &o
}

// theOffice is removed when TestMain ends.
var theOffice struct {
	once sync.Once
	at   string
	made *office
	err  error
}

// copyTree copies files with their modes: a key that others can read is refused.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		there := filepath.Join(to, strings.TrimPrefix(path, from))
		if d.IsDir() {
			return os.MkdirAll(there, info.Mode().Perm())
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(there, b, info.Mode().Perm())
	})
}

func makeOffice(at string) (*office, error) {
	o := &office{dir: filepath.Join(at, "data"), keys: map[string]string{}, person: map[string]candour.PersonID{}, file: map[string]candour.OfficerID{}, codes: map[string]string{}}
	do := func(args ...string) (string, error) {
		var out, talk bytes.Buffer
		if code := run(context.Background(), append(args, "--dir", o.dir), streams{&out, &talk, nil}); code != 0 {
			return "", fmt.Errorf("candour %v: exit %d: %s", args, code, talk.String())
		}
		return strings.TrimSpace(out.String()), nil
	}
	var failed error
	list := regexp.MustCompile(`KEY-\d+`).ReplaceAllStringFunc(firstPeople, func(m string) string {
		n := m[4:]
		o.keys[n] = filepath.Join(at, "key-"+n)
		public, err := do("operator", "key", "--out", o.keys[n])
		failed = errors.Join(failed, err)
		return public
	})
	people := filepath.Join(at, "people.toml")
	if err := errors.Join(failed, os.WriteFile(people, []byte(list), 0o600)); err != nil {
		return nil, err
	}
	out, err := do("staff", "found", "--force", "north", "--file", people)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(out, "two independent approvers") || aPerson.MatchString(out) {
		return nil, fmt.Errorf("staff found says %s", out)
	}
	for i, m := range regexp.MustCompile(`code ([A-Z2-7-]{23})\n`).FindAllStringSubmatch(out, -1) {
		o.codes[[]string{"11", "12", "20", "21", "40", "41", "42", "43"}[i]] = m[1]
	}
	f, err := openFolder(context.Background(), o.dir)
	if err != nil {
		return nil, err
	}
	return o, errors.Join(o.fill(context.Background(), f), f.Close())
}

// fill finds who the first people are, and makes a case that is about one of them.
func (o *office) fill(ctx context.Context, f *folder) error {
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
	triage := act.By(act.Staff("north", o.person["11"]), now)
	if _, err := f.runner.Run(ctx, triage, &cases.DeclareOnReport{Report: o.report, Knows: cases.Nobody}); err != nil {
		return err
	}
	triage = act.By(triage.Actor, now)
	events, err := f.runner.Run(ctx, triage, &cases.OpenCase{Report: o.report})
	if err != nil {
		return err
	}
	o.kase = candour.CaseID(events[0].Subject.ID)
	if _, err := f.runner.Run(ctx, act.By(triage.Actor, now), &cases.DeclareOnCase{Case: o.kase, Knows: cases.Nobody}); err != nil {
		return err
	}
	for _, e := range events {
		if e.Kind == cases.AllegationRecorded {
			_, err = f.runner.Run(ctx, act.By(triage.Actor, now), &cases.LinkOfficer{Allegation: candour.AllegationID(e.Value("allegation")), Officer: o.file["20"], Reasons: candour.Mark("Quokkareasons")})
		}
	}
	return err
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
		{"show", "case", string(o.kase)},
		{"show", "report", string(o.report)},
		{"show", "officer", string(o.file["20"])},
		{"find", "officer"},
		{"staff", "list"},
		{"staff", "grants"},
	}
}
