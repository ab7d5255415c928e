package report

import (
	"fmt"
	"strconv"
	"strings"

	"candour/clock"
	"candour/intake"
	"candour/web/page"
)

// ruleWords says what a limit means to the person whom it protects, up to the
// day. Each rule that is theirs has words here: a test asks for them.
var ruleWords = map[string]string{
	"complaints-34-2-a-i-first-update":    "We must tell you how it goes",
	"complaints-34-2-a-ii-later-update":   "We must tell you again how it goes",
	"complaints-13-delay-report":          "If it is not finished, those who check our work must be told why",
	"complaints-29-review-application":    "You can ask somebody else to look at the outcome again",
	"complaints-39-4-b-withdrawal-answer": "You can answer our letter about stopping",
	"victims-code-6-tell":                 "We must tell you what the police did",
	"victims-code-6-tell-enhanced":        "We must tell you at once what the police did",
	"victims-code-4-support":              "We must pass you on to people who can support you, if you want that",
	"police-vrr-ask":                      "You can ask the police to look again at their decision to stop",
	"police-vrr-acknowledge":              "The police must say that they got your request",
	"police-vrr-decide":                   "The police must decide on your request",
	"prosecution-vrr-ask-preferred":       "It is best to ask the prosecution to look again",
	"prosecution-vrr-ask":                 "You can ask the prosecution to look again",
	"cic-scheme-2012-claim":               "You can ask for money for what was done to you",
}

// personal says a limit of theirs, with its day: by when we must, until when they
// can.
func personal(d clock.Due) string {
	w := ruleWords[d.Rule.ID]
	if w == "" {
		w = d.Rule.Title
	}
	switch {
	case d.By.IsZero():
		return w + ": " + d.When()
	case d.Rule.Nature == clock.May:
		return w + " until " + d.When()
	}
	return w + " by " + d.When()
}

func forceField(forces []Force, chosen string) page.Field {
	f := page.Field{Name: "force", Label: "Which police force is it about?", Kind: page.KindRadios, Value: chosen}
	for _, x := range forces {
		f.Choices = append(f.Choices, page.Choice{Value: string(x.ID), Label: x.Name})
	}
	return f
}

func action(q question, n int, change bool) string {
	a := "/report/" + strconv.Itoa(n) + "/" + q.path
	if change {
		a += "?change"
	}
	return a
}

func backTo(q question, n int, change bool) string {
	if change {
		return "/report/check"
	}
	return q.back(n)
}

func count(n int) string {
	if n == 1 {
		return "You told us one thing."
	}
	return fmt.Sprintf("You told us %d things.", n)
}

func rows(n int, x intake.DraftSaid) (out []page.SummaryRow) {
	for _, q := range questions {
		out = append(out, row(q, *q.of(&x), action(q, n, true), fmt.Sprintf("the answer to “%s” of thing %d", q.ask, n)))
	}
	return out
}

func row(q question, says, change, hidden string) page.SummaryRow {
	if says == "" {
		says = "(left empty)"
	}
	return page.SummaryRow{Key: q.ask, Value: says, ValueClasses: page.Verbatim, Actions: []page.SummaryAction{{Href: change, Text: "Change", Hidden: hidden}}}
}

func mineRows(m intake.Mine, a intake.Allegation) []page.SummaryRow {
	out := []page.SummaryRow{{Key: "You said", Value: a.What.Words(), ValueClasses: page.Verbatim}}
	for _, t := range about(m, a.ID) {
		if t.Kind == "allegation-recorded" {
			out = append(out, page.SummaryRow{Key: "Recorded", Value: t.On.Words()})
		}
	}
	d := decided(m, a.ID)
	if d.Says == "" {
		return append(out, page.SummaryRow{Key: "Decided", Value: "Not decided yet, or not told to you yet. It can not be closed without a decision."})
	}
	out = append(out, page.SummaryRow{Key: "Decided", Value: d.On.Words()})
	if means := meaning(d.Says); means != "" {
		out = append(out, page.SummaryRow{Key: "What it means", Value: means})
	}
	return append(out, page.SummaryRow{Key: "In the law’s words", Value: d.Says})
}

// meanings say in plain words what a decision that begins so means to the person
// who told us. The decision itself stands below, as it was made.
var meanings = []struct{ begins, means string }{
	{"Case to answer", "There is enough to go on. It goes to people who will hear it and decide."},
	{"No case to answer", "There was not enough to go on. That does not mean that you were wrong. What you told us is kept."},
	{"Disproved", "What we found shows that it did not happen in this way. What you told us is kept."},
	{"Not this person", "We found that it was somebody else. What you told us is kept."},
}

func meaning(decision string) string {
	for _, m := range meanings {
		if strings.HasPrefix(decision, m.begins) {
			return m.means
		}
	}
	return ""
}

// marked puts what is wrong on the one question of a page whose form stands
// below other words, for a summary at the top: on a small screen nobody would
// see it further down.
func marked(f page.Field, problems []page.Problem) (page.Field, []page.FieldError) {
	wrong := summary(problems)
	for i, p := range problems {
		if p.Field == f.Name {
			f.Error, wrong[i].Href = p.Says, "#"+f.Name
		}
	}
	return f, wrong
}

func summary(problems []page.Problem) (out []page.FieldError) {
	for _, p := range problems {
		out = append(out, page.FieldError{Text: p.Says})
	}
	return out
}
