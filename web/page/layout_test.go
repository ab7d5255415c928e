package page

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// words of a page, for the tests.
func plain(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(s))
		return err
	})
}

func layouts() map[string]templ.Component {
	return map[string]templ.Component{
		"report":  Report("Your notes"),
		"first":   ReportFirst("Your notes"),
		"desk":    Desk("Worklist", "A. Worker", []NavItem{{Text: "Worklist", Href: "/desk/", Current: true}, {Text: "Cases", Href: "/desk/cases"}}),
		"public":  Public("About"),
		"subject": Subject("Your page", "Officer A"),
	}
}

// Every layout must let a person who cannot see or cannot use a mouse find the
// words of the page, and must ask nobody else for anything.
func TestLayouts(t *testing.T) {
	for name, layout := range layouts() {
		t.Run(name, func(t *testing.T) {
			doc := sound(t, rendered(t, around(layout, plain("the words"))))
			root := one(t, doc, "html", named("html"))
			if attr(root, "lang") != "en" {
				t.Error("no language")
			}
			main := one(t, doc, "main", named("main"))
			if got := said(main); got != "the words" {
				t.Errorf("main says %q", got)
			}
			first := all(doc, named("a", "button", "input"))[0]
			if attr(first, "href") != "#"+attr(main, "id") || said(first) == "" {
				t.Errorf("the first link is %q, want the skip link", said(first))
			}
			viewport := one(t, doc, "viewport", func(n *html.Node) bool { return attr(n, "name") == "viewport" })
			if got := attr(viewport, "content"); strings.Contains(got, "maximum-scale") || strings.Contains(got, "user-scalable") {
				t.Errorf("zoom is refused: %q", got)
			}
			for _, n := range all(doc, func(n *html.Node) bool { return attr(n, "href")+attr(n, "src")+attr(n, "action") != "" }) {
				if to := attr(n, "href") + attr(n, "src") + attr(n, "action"); strings.Contains(to, "//") {
					t.Errorf("<%s> leads to another host: %q", n.Data, to)
				}
			}
		})
	}
}

// What somebody sees who looks over a shoulder, or at the list of open pages.
func TestReportDoorSaysNothing(t *testing.T) {
	markup := rendered(t, Report("Tell us what the officer did"))
	doc := sound(t, markup)
	if got := said(one(t, doc, "title", named("title"))); got != "Your notes" {
		t.Errorf("the title is %q", got)
	}
	for _, n := range all(doc, named("a", "h1", "title", "header", "meta", "body")) {
		for _, telling := range []string{"candour", "police", "abuse", "officer"} {
			if strings.Contains(strings.ToLower(said(n)+attr(n, "content")+attr(n, "class")), telling) {
				t.Errorf("<%s> says %q", n.Data, telling)
			}
		}
	}
	robots := one(t, doc, "robots", func(n *html.Node) bool { return attr(n, "name") == "robots" })
	if got := attr(robots, "content"); got != "noindex, nofollow" {
		t.Errorf("robots %q", got)
	}
	if got := attr(one(t, doc, "body", named("body")), "spellcheck"); got != "false" {
		t.Error("what is typed may be sent to a spelling service")
	}
}

func TestWayOut(t *testing.T) {
	doc := sound(t, rendered(t, Report("")))
	out := one(t, doc, "the way out", withClass("app-leave__link"))
	if attr(out, "href") != "/report/leave" || said(out) != "Leave this page" {
		t.Errorf("%q leads to %q", said(out), attr(out, "href"))
	}
	if second := all(doc, named("a"))[1]; second != out {
		t.Errorf("the second link is %q, want the way out", said(second))
	}
}

func TestNeutralTitle(t *testing.T) {
	for asked, want := range map[string]string{
		"":                              "Your notes",
		"Step 2 of 5":                   "Step 2 of 5",
		"Check your answers":            "Check your answers",
		"Report a police officer":       "Your notes",
		"What happened (“Assault”)":     "Your notes",
		"Your complaint was received":   "Your notes",
		"When can we write back to you": "When can we write back to you",
	} {
		if got := NeutralTitle(asked); got != want {
			t.Errorf("%q became %q, want %q", asked, got, want)
		}
	}
}

func TestDeskSaysWhoAndLetsThemGo(t *testing.T) {
	doc := sound(t, rendered(t, layouts()["desk"]))
	form := one(t, doc, "sign-out form", named("form"))
	if attr(form, "action") != "/desk/sign-out" || attr(form, "method") != "post" {
		t.Error("signing out is not a post")
	}
	if got := said(form); got != "Signed in as A. Worker: your sign-in Sign out" {
		t.Errorf("the form says %q", got)
	}
	current := one(t, doc, "current page", func(n *html.Node) bool { return attr(n, "aria-current") == "page" })
	if said(current) != "Worklist" {
		t.Errorf("the current page is %q", said(current))
	}
	if got := all(sound(t, rendered(t, Desk("Sign in", "", nil))), named("form", "nav")); len(got) != 0 {
		t.Error("somebody who is not signed in is offered to sign out")
	}
}
