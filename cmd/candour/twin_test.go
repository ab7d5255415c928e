package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour/authz"
	"candour/internal/twin"
	"candour/web/page"
)

// TestCommandLineIsADoorToo asks what the command line prints about people, as
// those who must not know of a matter, where there is one and where there is none.
func TestCommandLineIsADoorToo(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests with a whole data folder")
	}
	p := twin.Open(t)
	for _, w := range []*twin.World{p.With, p.Without} { // everybody in it is invented
		if err := os.WriteFile(filepath.Join(w.Dir, demoMark), []byte(strings.Repeat("x", 26)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	held := 0
	p.Walk(func(m twin.Moment) {
		one := m.Deep && (m.As == "every role that reads" || m.Name == "the administrator")
		if !one && (m.Name != "the accused" || !m.Wide) {
			return
		}
		over := twin.Person("second-line")
		p.With.Holds(over, authz.Authority) // who is over the accused: taking the office works out walls anew
		p.Without.Holds(over, authz.Authority)
		for _, c := range commands(p, m) {
			p.Same(m, "candour "+strings.Join(c.args, " "), func(a twin.Asker) (any, error) {
				var out, talk bytes.Buffer
				s := streams{out: &out, err: &talk, in: strings.NewReader(c.in)}
				waited := 0
				all := cli{hold: func() func(context.Context) { return func(context.Context) { waited++ } }}
				args := append(append([]string{}, c.args...), "--dir", a.Dir, "--force", "north", "--as", c.as)
				k, err := parser(a.Ctx, &all, args, s, func(int) {})
				if err != nil {
					return nil, err
				}
				parsed, err := k.Parse(args)
				if err != nil {
					return nil, err
				}
				exit := code(a.Ctx, s, all.through(a.Ctx, s, parsed))
				if held += waited; waited > 0 {
					a.Held()
				}
				if exit == exitUsage || strings.Contains(talk.String(), "nobody in this demonstration") {
					return nil, errors.New(talk.String())
				}
				return []any{exit, out.String(), strings.ReplaceAll(talk.String(), a.Dir, "DIR")}, nil
			})
		}
	})
	if held == 0 {
		t.Error("no answer was held: this test has gone blind")
	}
	t.Logf("%d questions, each in both worlds; %d answers were held", p.Asked, held)
}

type command struct {
	as, in string
	args   []string
}

// commands are those of the accused, or of whoever else is asked as, by the name
// they have in both worlds.
func commands(p *twin.Pair, m twin.Moment) (out []command) {
	name := map[string]string{
		"the accused": "Officer Accused", "whom the reporter named": "Officer Named", "their supervisor": "Officer First", "the supervisor’s own": "Officer Second",
		"somebody of their unit": "Officer Mate", "somebody whom staff kept out": "Officer Related", "somebody who declared an interest": "Officer Friend", "the administrator": "Officer m",
	}[m.Name]
	add := func(in string, args ...string) { out = append(out, command{name, in, args}) }
	hidden := p.With.Matter
	add("", "show", "case", string(hidden.Case))
	add("", "show", "report", string(hidden.Report))
	add("", "show", "officer", "officer-accused")
	if m.Deep && m.Name == "the accused" {
		add("", "show", "case", twin.Absent)
		add("", "show", "case", string(p.With.Others.Case), "--knows", "nobody")
		add("", "show", "case", string(hidden.Case), "--knows", "nobody")
		add("", "show", "officer", twin.Absent)
		add("7001\n", "find", "officer")
		add("Officer\n", "find", "officer")
		add("", "staff", "list")
		add("", "staff", "grants")
		add("why\n", "staff", "do", "approve-grant", twin.Absent)
	}
	if m.Deep && m.Person.ID != "person-second-line" {
		add(string(authz.Authority)+"\nwhy\n", "staff", "do", "withdraw-role", "officer-second-line")
	}
	return out
}

// TestRefusalsWait: the doors as main wires them hold what they refuse. It looks at the least time alone, so a slow machine does not fail it.
func TestRefusalsWait(t *testing.T) {
	t.Parallel()
	f, w := testWorld(t)
	h, err := f.handler(site{forces: w.forces, people: w.people, now: time.Now, log: slog.Default()})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	b := newBrowser(srv.URL)
	if _, _, err := b.do(t.Context(), "/desk/sign-in", url.Values{"as": {string(w.people[0].ID)}}); err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]func() error{
		"the desk": func() error { _, _, err := b.do(t.Context(), "/desk/cases/"+twin.Absent, nil); return err },
		"an act": func() error {
			_, _, err := b.do(t.Context(), "/desk/cases/"+twin.Absent+"/close-case", url.Values{"reasons": {"r"}})
			return err
		},
		"the API": func() error {
			_, _, err := b.do(t.Context(), "/api/v1/acts/close-case", url.Values{"case": {twin.Absent}})
			return err
		},
	} {
		began := time.Now()
		if err := ask(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took < page.HoldFirst {
			t.Errorf("%s answers after %v, before the grid", name, took)
		}
	}
}
