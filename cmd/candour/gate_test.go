package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
	"candour/workforce"

	"github.com/alecthomas/kong"
)

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
	t.Parallel()
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
	o.with(func(f *folder) error { // the row leads to the purpose, which is sealed
		return f.db.Read(t.Context(), func(tx *seal.Tx) error {
			events, err := ledger.EventsOf(tx, "north", candour.Subject{Kind: "officer", ID: string(o.file["11"])})
			last := events[len(events)-1]
			if last.Kind != workforce.OperatorSignedIn || last.Value("sign-in") != sign || last.Value("purpose") != "a test" || last.By != o.person["11"] {
				t.Errorf("the last event of the operator is %s %s", last.Kind, last.Value("sign-in"))
			}
			return err
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
	t.Parallel()
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
	t.Parallel()
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

// TestHiddenAnswersAsAbsent: the accused, and whoever is over them, get for their
// own case what anybody gets for none: the same bytes, code, and record.
func TestHiddenAnswersAsAbsent(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, n := range []string{"20", "21"} {
		o.login(n)
		before := len(o.accesses())
		for _, kind := range [][2]string{{"case", string(o.kase)}, {"report", string(o.report)}} {
			for _, more := range [][]string{nil, {"--knows", "nobody"}} {
				code1, out1, talk1 := o.run("", append([]string{"show", kind[0], kind[1]}, more...)...)
				code2, out2, talk2 := o.run("", append([]string{"show", kind[0], "a2b3c4d5e6f7g2h3"}, more...)...)
				if code1 != exitFailed || code1 != code2 || out1 != out2 || talk1 != talk2 || out1 != "" {
					t.Errorf("%s: their own %s %v: exit %d, %q, %q\nnone: exit %d, %q, %q", n, kind[0], more, code1, out1, talk1, code2, out2, talk2)
				}
			}
		}
		rows := o.accesses()[before:]
		if len(rows) != 8 {
			t.Errorf("%s: %d accesses, want 8", n, len(rows))
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
	t.Parallel()
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
