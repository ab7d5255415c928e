package page

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"candour"
	"golang.org/x/net/html"
)

// hostile is what somebody types who wants to write the page.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`

// everyKind is a form with one field of each kind, all holding value.
func everyKind(value string) []Field {
	return []Field{
		{Name: "case", Kind: KindHidden, Value: value},
		{Name: "summary", Label: "Summary " + value, Hint: value, Kind: KindInput, Value: value, PageHeading: true},
		{Name: "reasons", Label: "Reasons", Hint: "In your own words", Kind: KindTextarea, Value: "\n" + value + "\nsecond line", Rows: 8},
		{Name: "on", Label: "When was it?", Hint: "For example, 27 3 2026", Kind: KindDate, Day: value, Month: "13", Year: "26"},
		{Name: "finding", Label: "What do you find?", Kind: KindRadios, Value: "no", Choices: []Choice{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No", Hint: value}, {Value: value, Label: value}}},
		{Name: "told", Label: "Who was told?", Kind: KindCheckbox, Values: []string{"a", value}, Choices: []Choice{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}, {Value: value, Label: value}}},
		{Name: "sure", Label: "I am sure", Hint: "This cannot be undone", Kind: KindCheckbox, Value: "yes"},
	}
}

func TestFormKeepsWhatWasTyped(t *testing.T) {
	doc := sound(t, rendered(t, around(Report("Your notes"), Form("/report/next", "Continue", everyKind("as typed"), nil))))
	if got := all(doc, withClass("govuk-error-summary")); len(got) != 0 {
		t.Error("an error summary without an error")
	}
	values := map[string]string{}
	for _, n := range all(doc, named("input")) {
		_, checked := lookup(n, "checked")
		if !strings.Contains("radio checkbox", attr(n, "type")) || checked {
			values[attr(n, "name")] += attr(n, "value") + "|"
		}
	}
	for name, want := range map[string]string{
		"case": "as typed|", "summary": "as typed|", "on-day": "as typed|", "on-month": "13|", "on-year": "26|",
		"finding": "no|", "told": "a|as typed|", "sure": "yes|",
	} {
		if values[name] != want {
			t.Errorf("%s is sent as %q, want %q", name, values[name], want)
		}
	}
	text := one(t, doc, "textarea", named("textarea")).FirstChild.Data
	if want := "\nas typed\nsecond line"; text != want {
		t.Errorf("the textarea holds %q, want %q", text, want)
	}
}

func TestFormEscapes(t *testing.T) {
	fields := everyKind(hostile)
	problems := []Problem{{"summary", hostile}, {"", hostile}}
	doc := sound(t, rendered(t, around(Desk(hostile, hostile, []NavItem{{Text: hostile, Href: "javascript:alert(1)"}}), Form("javascript:alert(1)", hostile, fields, problems))))
	if got := all(doc, named("img")); len(got) != 0 {
		t.Error("what was typed became an element")
	}
}

func TestFormErrors(t *testing.T) {
	problems := []Problem{
		{"sure", "Tick the box"},
		{"on", "The month must be between 1 and 12"},
		{"summary", "Write a summary"},
		{"finding", "Choose one"},
		{"told", "Choose who was told"},
		{"reasons", "Give reasons"},
		{"", "The case was closed meanwhile"},
		{"case", "The case is not there"},
	}
	doc := sound(t, rendered(t, around(Desk("Error: decide", "A. Worker", nil), Form("/desk/act", "Decide", everyKind("x"), problems))))
	summary := one(t, doc, "error summary", withClass("govuk-error-summary"))
	var got []string
	for _, li := range all(summary, named("li")) {
		to := ""
		for _, a := range all(li, named("a")) {
			to = attr(a, "href")
		}
		got = append(got, to+" "+said(li))
	}
	want := []string{
		" The case was closed meanwhile", " The case is not there",
		"#summary Write a summary", "#reasons Give reasons", "#on-day The month must be between 1 and 12",
		"#finding Choose one", "#told Choose who was told", "#sure Tick the box",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	for name, says := range map[string]string{"summary": "Error: Write a summary", "on": "Error: The month must be between 1 and 12"} {
		inline := one(t, doc, "inline error", func(n *html.Node) bool { return attr(n, "id") == name+"-error" })
		if got := said(inline); got != says {
			t.Errorf("beside %s: %q, want %q", name, got, says)
		}
	}
}

func TestProblems(t *testing.T) {
	if got := Problems(nil); got != nil {
		t.Errorf("no error is %v", got)
	}
	err := errors.Join(
		fmt.Errorf("deciding: %w", candour.Invalid("reasons", "give reasons")),
		errors.New("disk full at /secret"),
	)
	got := fmt.Sprint(Problems(err))
	if want := fmt.Sprint([]Problem{{"reasons", "give reasons"}, {"", unsaid}}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
