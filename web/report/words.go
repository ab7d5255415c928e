package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"candour/clock"
	"candour/intake"
	"candour/web/page"

	"github.com/a-h/templ"
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
	"prosecution-vrr-ask-preferred":       "It is best to ask the lawyers who take it to court to look again",
	"prosecution-vrr-ask":                 "You can ask the lawyers who take it to court to look again",
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
		return w + ". You can do that until " + d.When()
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

func backTo(q question, n int, change bool, d intake.Draft) string {
	if change {
		return checkPath
	}
	return q.back(n, d)
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

func mineRows(m intake.Mine, n int) []page.SummaryRow {
	a := m.Allegations[n-1]
	out := []page.SummaryRow{{Key: "You said", Value: a.What.Words(), ValueClasses: page.Verbatim}}
	for _, t := range about(m, a.ID) {
		if t.Kind == "allegation-recorded" {
			out = append(out, page.SummaryRow{Key: "Kept since", Value: t.On.Words()})
			break
		}
	}
	out = append(out, recordRows(m, n)...)
	d := decided(m, a.ID)
	if d.Says == "" {
		return append(out, page.SummaryRow{Key: "Decided", Value: "Not yet, or we have not told you yet. We can not close it before."})
	}
	out = append(out, page.SummaryRow{Key: "Decided", Value: d.On.Words()})
	if means := meaning(d.Says); means != "" {
		out = append(out, page.SummaryRow{Key: "What it means", Value: means})
	}
	return append(out, page.SummaryRow{Key: lawsWords, Value: d.Says})
}

// lawsWords is the key of what stands as it was decided, in words that are not ours.
const lawsWords = "In the law’s words"

// recordRows are what we wrote down of one thing, and what the person says of it.
func recordRows(m intake.Mine, n int) []page.SummaryRow {
	r, ok := recordOf(m, n)
	if !ok {
		return nil
	}
	wrote := page.SummaryRow{Key: "We wrote down", Value: r.Says.Words(), ValueClasses: page.Verbatim}
	if r.RepliedOn.IsZero() {
		verb := "Is this right?"
		if r.Answer != "" {
			verb = "Change what you said"
		}
		wrote.Actions = []page.SummaryAction{{Href: recordPath(n), Text: verb, Hidden: fmt.Sprintf("about thing %d", n)}}
	}
	out := []page.SummaryRow{wrote}
	switch r.Answer {
	case intake.AnsweredRight:
		out = append(out, page.SummaryRow{Key: "You said of that", Value: "It is right."})
	case intake.AnsweredWrong:
		out = append(out, page.SummaryRow{Key: "You said of that", Value: "It is not right.\n" + r.Words.Words(), ValueClasses: page.Verbatim})
	}
	if !r.RepliedOn.IsZero() {
		out = append(out, page.SummaryRow{Key: "We said", Value: r.Reply.Words(), ValueClasses: page.Verbatim})
	}
	return out
}

// recordOf is what we wrote down of the nth thing that a person told, from 1.
func recordOf(m intake.Mine, n int) (intake.Record, bool) {
	if n < 1 || n > len(m.Allegations) {
		return intake.Record{}, false
	}
	for _, r := range m.Records {
		if r.Allegation == m.Allegations[n-1].ID {
			return r, true
		}
	}
	return intake.Record{}, false
}

// promisedFor is what we owe the person for what they sent, as a sentence.
func promisedFor(o intake.Owed) string {
	by := o.Kind.By(o.Since).Words()
	switch o.Kind {
	case intake.OwedRecord:
		return "We put right what we wrote down, or we tell you why not. Our own rule is that this is done by the end of " + by + "."
	case intake.OwedSorting:
		return "Our own rule is that somebody reads what you added by the end of " + by + "."
	}
	return "Our own rule is that somebody reads what you wrote by the end of " + by + "."
}

// messageRows are one message, the person's or ours.
func messageRows(x intake.Message) []page.SummaryRow {
	out := []page.SummaryRow{{Key: x.On.Words(), Value: x.Words.Words(), ValueClasses: page.Verbatim}}
	switch by, due := x.Due(); {
	case due:
		out = append(out, page.SummaryRow{Key: "Read", Value: "Not yet. By the end of " + by.Words() + "."})
	case x.By == "":
		out = append(out, page.SummaryRow{Key: "Read", Value: x.ReadOn.Words()})
	}
	return out
}

func messageTitle(x intake.Message) string {
	if x.By == "" {
		return "You wrote"
	}
	return "We wrote"
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

// markedFields is marked for a page with several questions.
func markedFields(fields []page.Field, problems []page.Problem) ([]page.Field, []page.FieldError) {
	wrong := summary(problems)
	for i, p := range problems {
		for j := range fields {
			if fields[j].Name == p.Field {
				fields[j].Error, wrong[i].Href = p.Says, "#"+p.Field
			}
		}
	}
	return fields, wrong
}

func recordFields(answer, words string) []page.Field {
	return []page.Field{
		{Name: "answer", Label: "Is it right?", Kind: page.KindRadios, Value: answer, Choices: []page.Choice{
			{Value: intake.AnsweredRight, Label: "Yes, that is right"},
			{Value: intake.AnsweredWrong, Label: "No, something is missing or wrong"},
		}},
		{Name: "words", Label: "If not, what is missing or wrong?", Kind: page.KindTextarea, Rows: 4, Value: words, Hint: "We must put it right, or tell you why not, before this can be closed."},
	}
}

// keepingTyped turns the script on that keeps what is typed, where the person asked for it.
func keepingTyped(a asked) templ.Attributes {
	if a.Draft.Keep {
		return templ.Attributes{"data-keep": byItself}
	}
	return templ.Attributes{}
}

func beforeCheck(d intake.Draft) string {
	if d.AddTo != "" {
		return "/report/1/who"
	}
	return keepOutPath
}

func cardTitle(d intake.Draft, i int) string {
	if d.AddTo != "" {
		return "One more thing"
	}
	return fmt.Sprintf("Thing %d", i+1)
}

// sentWords are what a person is told at once when they sent something: that we have
// it, and what they are owed for it.
func sentWords(m intake.Mine, sent intake.Owing) string {
	for _, o := range slices.Backward(m.Owed) {
		if o.Kind == sent {
			return "We have it. Thank you. " + promisedFor(o)
		}
	}
	return "We have it. Thank you."
}

// toConfirm is how many things the person was asked about and has not answered.
func toConfirm(m intake.Mine) (n int) {
	for _, r := range m.Records {
		if r.Answer == "" {
			n++
		}
	}
	return n
}

func toConfirmWords(n int) string {
	if n == 1 {
		return "For one of these we wrote down what kind of thing it is. Please say if that is right."
	}
	return fmt.Sprintf("For %d of these we wrote down what kind of thing it is. Please say if that is right.", n)
}

func addWords(unsent bool) string {
	if unsent {
		return "Go on with it"
	}
	return "Add something"
}
