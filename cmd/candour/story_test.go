package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/clock"
	"candour/internal/testdb"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"
)

// TestStories plays every story: what the reports say went wrong is tried and
// refused, then the right path is taken, through the real program.
//
// Beside testscript's own commands a story can say:
//
//	visit PATH                  opens a page
//	click TEXT                  follows the link with this text
//	submit BUTTON name=value..  fills in the form with this button and sends it;
//	                            name=@LABEL takes the choice with this label
//	                            several answers to one question are given one by one
//	day NAME N                  puts the day N days from now, or the next working day
//	                            after it, into $NAME
//	browser NAME                goes to another browser, on the page where it was left
//	as NAME [DOOR]              signs in at the desk or at another door, as somebody of
//	                            the demonstration
//	sees REGEXP / ! sees REGEXP what stands on the page, in words
//	keep NAME REGEXP            puts what the first group matches, in words or else in an
//	                            address that it links to, into $NAME
//	write FILE LINE..           adds lines to a file, as for stdin
//	note NAME REGEXP            puts what the first group matches in the last command's
//	                            output into $NAME
//	until PATH REGEXP           opens a page again and again until it says something
//	answers                     waits until the demonstration at $AT answers
func TestStories(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	engines := []string{"SQLite"}
	if !testdb.HasPostgres() {
		t.Log("SKIP: the stories are played on SQLite only: " + testdb.ErrNoPostgres.Error())
	} else {
		engines = append(engines, "PostgreSQL")
	}
	for _, engine := range engines {
		t.Run(engine, func(t *testing.T) { playStories(t, engine) })
	}
}

// playStories plays them all on one engine: each with a database of its own, and
// another in $OTHER_DB.
func playStories(t *testing.T, engine string) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("..", "..", "stories"),
		Setup: func(e *testscript.Env) error {
			l, err := net.Listen("tcp", "localhost:0")
			if err != nil {
				return err
			}
			addr := fmt.Sprintf("localhost:%d", l.Addr().(*net.TCPAddr).Port)
			if engine == "PostgreSQL" {
				e.Setenv("CANDOUR_DB", testdb.EmptyPostgres(t))
				e.Setenv("OTHER_DB", testdb.EmptyPostgres(t))
			}
			e.Setenv("ADDR", addr)
			e.Setenv("NOW", candour.On(time.Now()).String())
			e.Setenv("AT", "http://"+addr)
			e.Values["reader"] = &reader{browser: newBrowser("http://" + addr)}
			return l.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"visit": (*reader)(nil).cmd((*reader).visit), "click": (*reader)(nil).cmd((*reader).click), "submit": (*reader)(nil).cmd((*reader).submit),
			"as": (*reader)(nil).cmd((*reader).as), "answers": (*reader)(nil).cmd((*reader).answers), "keep": (*reader)(nil).cmd((*reader).keep), "sees": sees,
			"write": write, "note": printed, "day": day, "browser": (*reader)(nil).cmd((*reader).other), "until": (*reader)(nil).cmd((*reader).until),
		},
		UpdateScripts: os.Getenv("UPDATE") != "",
	})
}

// reader is somebody who reads pages and does what stands on them.
type reader struct {
	browser *browser
	page    *html.Node
	words   string

	name   string
	others map[string]reader // by the name that a story gives the browser
}

func (*reader) cmd(f func(*reader, *testscript.TestScript, []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("this cannot be negated: say what the page says instead, with sees")
		}
		ts.Check(f(ts.Value("reader").(*reader), ts, args))
	}
}

func (r *reader) load(ts *testscript.TestScript, path string, form url.Values) error {
	_, body, err := r.browser.do(context.Background(), path, form) // testscript stops the whole story at its deadline
	if err != nil {
		return err
	}
	if r.page, err = html.Parse(strings.NewReader(body)); err != nil {
		return err
	}
	r.words = strings.Join(strings.Fields(text(r.page)), " ")
	ts.Logf("%s", r.words)
	return nil
}

func (r *reader) other(ts *testscript.TestScript, args []string) error {
	all := r.others
	if all == nil {
		all = map[string]reader{}
	}
	all[r.name] = *r
	next, ok := all[args[0]]
	if !ok {
		next = reader{browser: newBrowser(ts.Getenv("AT")), name: args[0]}
	}
	next.others = all
	*r = next
	return nil
}

func (r *reader) answers(ts *testscript.TestScript, _ []string) error {
	for range 600 {
		res, err := http.Get(ts.Getenv("AT") + "/")
		if err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("the demonstration did not answer within 30 s")
}

// until waits for what the program does by itself, such as paging the next one.
func (r *reader) until(ts *testscript.TestScript, args []string) error {
	want := regexp.MustCompile(args[1])
	for range 400 {
		if err := r.load(ts, args[0], nil); err != nil || want.MatchString(r.words) {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("after 20 s %s does not say %q", args[0], args[1])
}

func (r *reader) visit(ts *testscript.TestScript, args []string) error {
	return r.load(ts, args[0], nil)
}

func (r *reader) click(ts *testscript.TestScript, args []string) error {
	for n := range r.page.Descendants() {
		if n.Data == "a" && strings.Join(strings.Fields(text(n)), " ") == args[0] {
			return r.load(ts, attr(n, "href"), nil)
		}
	}
	return fmt.Errorf("no link says %q", args[0])
}

func (r *reader) as(ts *testscript.TestScript, args []string) error {
	r.browser.cookies = map[string]string{}
	at := "/desk/sign-in"
	if len(args) > 1 {
		at = "/" + args[1] + "/sign-in"
	}
	if err := r.load(ts, at, nil); err != nil {
		return err
	}
	for n := range r.page.Descendants() {
		if n.Data == "label" && text(n) == args[0] {
			for in := range r.page.Descendants() {
				if attr(in, "id") == attr(n, "for") {
					return r.load(ts, at, url.Values{"as": {attr(in, "value")}})
				}
			}
		}
	}
	return fmt.Errorf("nobody is called %q", args[0])
}

// submit fills in the form that has a button of this name. What the form holds
// already is sent as a browser would; a field that it does not have is an error.
func (r *reader) submit(ts *testscript.TestScript, args []string) error {
	for f := range r.page.Descendants() {
		if f.Data != "form" {
			continue
		}
		form, has, button := url.Values{}, map[string]bool{}, false
		for n := range f.Descendants() {
			name := attr(n, "name")
			switch n.Data {
			case "button":
				button = button || strings.TrimSpace(text(n)) == args[0]
			case "textarea":
				form.Set(name, text(n))
			case "input":
				if kind := attr(n, "type"); kind != "radio" && kind != "checkbox" || has2(n, "checked") {
					form.Set(name, attr(n, "value"))
				}
			}
			has[name] = true
		}
		if !button {
			continue
		}
		given := map[string]bool{}
		for _, a := range args[1:] {
			name, value, _ := strings.Cut(a, "=")
			if d, err := candour.ParseDate(value); err == nil && has[name+"-day"] {
				for part, n := range map[string]int{"-day": d.Day, "-month": int(d.Month), "-year": d.Year} {
					form.Set(name+part, strconv.Itoa(n))
				}
				continue
			}
			if !has[name] {
				return fmt.Errorf("the form %q does not ask for %q", args[0], name)
			}
			if label, ok := strings.CutPrefix(value, "@"); ok {
				if value = labelled(f, label); value == "" {
					return fmt.Errorf("no choice is called %q", label)
				}
			}
			if !given[name] {
				form.Del(name)
			}
			given[name] = true
			form.Add(name, value)
		}
		return r.load(ts, attr(f, "action"), form)
	}
	return fmt.Errorf("no button says %q", args[0])
}

// labelled is the value of the choice with a label.
func labelled(form *html.Node, label string) string {
	for l := range form.Descendants() {
		if l.Data != "label" || strings.TrimSpace(text(l)) != label {
			continue
		}
		for in := range form.Descendants() {
			if in.Data == "input" && attr(in, "id") == attr(l, "for") {
				return attr(in, "value")
			}
		}
	}
	return ""
}

func (r *reader) keep(ts *testscript.TestScript, args []string) error {
	re := regexp.MustCompile(args[1])
	m := re.FindStringSubmatch(r.words)
	for n := range r.page.Descendants() {
		if m == nil && n.Data == "a" {
			m = re.FindStringSubmatch(attr(n, "href"))
		}
	}
	if m == nil {
		return fmt.Errorf("the page does not say %s", args[1])
	}
	ts.Setenv(args[0], m[1])
	return nil
}

func sees(ts *testscript.TestScript, neg bool, args []string) {
	r := ts.Value("reader").(*reader)
	if found := regexp.MustCompile(args[0]).MatchString(r.words); found == neg {
		ts.Fatalf("sees %q: %v; the page says:\n%s", args[0], found, r.words)
	}
}

func write(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	ts.Check(err)
	_, err = f.WriteString(strings.Join(args[1:], "\n") + "\n")
	ts.Check(errors.Join(err, f.Close()))
}

func day(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	d := candour.On(time.Now()).AddDays(n)
	for {
		working, err := clock.EnglandAndWales.Working(d)
		ts.Check(err)
		if working {
			break
		}
		d = d.AddDays(1)
	}
	ts.Setenv(args[0], d.String())
}

func printed(ts *testscript.TestScript, _ bool, args []string) {
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("the output does not say %s", args[1])
	}
	ts.Setenv(args[0], m[1])
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(text(c))
		if c.Data != "span" && c.Type == html.ElementNode {
			b.WriteString(" ")
		}
	}
	return strings.TrimSpace(b.String())
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has2(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
