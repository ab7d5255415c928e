package desk

import (
	"net/url"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/view"
	"candour/web/page"
)

// The names of a filter in an address. What stands there is an id or a word of ours:
// addresses are kept in histories and logs, and no name of a person may be in one.
const (
	inDue, inWhose, inKind, inTrack, inState = "due", "whose", "kind", "track", "state"
	inCategory, inUnit, inSensitive          = "category", "unit", "sensitive"
	inFrom, inTo, inSort                     = "from", "to", "sort"
)

// sorts are the orders as a form offers them.
var sorts = []act.Choice{
	{Label: "Due soonest"},
	{Value: string(view.ByLatest), Label: "Due latest"},
	{Value: string(view.ByOldest), Label: "Received longest ago"},
	{Value: string(view.ByNewest), Label: "Received last"},
}

// caseStates are the states of a case as a form offers them.
var caseStates = []act.Choice{
	{Label: "Any"}, {Value: cases.Opened, Label: "Opened, not assessed yet"}, {Value: cases.Assessed, Label: "Assessed, being handled"}, {Value: cases.Closed, Label: "Closed, and something is still due"},
}

// categoryChoices are the categories, and any.
func categoryChoices() []act.Choice {
	return append([]act.Choice{{Label: "Any"}}, cases.Category("").Choices()...)
}

// offeredFilters are the choices of each filter that has a list of them, in the
// order of the form.
var offeredFilters = []struct {
	name, ask string
	choices   func() []act.Choice
	of        func(*view.Filter) *string
}{
	{inDue, "When is it due?", view.DueIn("").Choices, func(f *view.Filter) *string { return (*string)(&f.Due) }},
	{inWhose, "Who has it?", view.Whose("").Choices, func(f *view.Filter) *string { return (*string)(&f.Whose) }},
	{inKind, "What is due?", view.KindsOfWork, func(f *view.Filter) *string { return &f.Rule }},
	{inTrack, "On which track?", view.Tracks, func(f *view.Filter) *string { return &f.Track }},
	{inState, "How does the case stand?", func() []act.Choice { return caseStates }, func(f *view.Filter) *string { return &f.State }},
	{inCategory, "Which category is in it?", categoryChoices, func(f *view.Filter) *string { return &f.Category }},
	{inSort, "In which order?", func() []act.Choice { return sorts }, func(f *view.Filter) *string { return (*string)(&f.Sort) }},
}

// slip is something about a filter that cannot be, as an address says it: what
// somebody typed is not kept there, so the page says what was wrong and not the words.
type slip struct{ code, field, says string }

// inWrong is where an address says it.
const inWrong = "wrong"

var slips = []slip{
	{"from", inFrom, "The first day is no date. Give a day, a month and a year in figures, like 31 3 2026."},
	{"to", inTo, "The last day is no date. Give a day, a month and a year in figures, like 31 3 2026."},
	{"order", inTo, "The last day that you gave is before the first. Give both again."},
}

// filterOf reads a filter from an address, and what in it cannot be. What was never
// offered is left out.
func filterOf(q url.Values) (f view.Filter, wrong []string) {
	for _, x := range offeredFilters {
		if v := q.Get(x.name); slices.ContainsFunc(x.choices(), func(c act.Choice) bool { return c.Value == v }) {
			*x.of(&f) = v
		}
	}
	f.Sensitive = q.Get(inSensitive) == "yes"
	if u := q.Get(inUnit); isCode(u) {
		f.Unit = u
	}
	day := func(name string) (d candour.Date) {
		typed := act.JoinDate(q.Get(name+"-day"), q.Get(name+"-month"), q.Get(name+"-year"))
		if typed == "" {
			typed = q.Get(name)
		}
		d, err := candour.ParseDate(typed)
		if err != nil && typed != "" {
			wrong = append(wrong, name)
		}
		return d
	}
	f.From, f.To = day(inFrom), day(inTo)
	if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		f.From, f.To, wrong = candour.Date{}, candour.Date{}, append(wrong, "order")
	}
	return f, append(wrong, q[inWrong]...)
}

// problems are the sentences for what was wrong, each once.
func problems(wrong []string) (out []slip) {
	for _, s := range slips {
		if slices.Contains(wrong, s.code) {
			out = append(out, s)
		}
	}
	return out
}

// isCode reports whether something may be the code of a unit: a sentence may not.
func isCode(s string) bool {
	return len(s) <= 40 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune("-_./", r)
	})
}

// query is a filter as an address has it, always the same for the same filter.
func query(f view.Filter) url.Values {
	q := url.Values{}
	set := func(name, v string) {
		if v != "" {
			q.Set(name, v)
		}
	}
	for _, x := range offeredFilters {
		set(x.name, *x.of(&f))
	}
	set(inUnit, f.Unit)
	set(inFrom, f.From.String())
	set(inTo, f.To.String())
	if f.Sensitive {
		q.Set(inSensitive, "yes")
	}
	return q
}

// worklistPath is where a worklist is that a filter leaves.
func worklistPath(f view.Filter) string {
	if q := query(f).Encode(); q != "" {
		return "/desk/?" + q
	}
	return "/desk/?" + inAll
}

// inAll asks for all, also of somebody whose worklist opens with a view of theirs.
const inAll = "all=yes"

// chosen is one thing that a worklist is narrowed to, and the address without it.
type chosen struct{ says, without string }

// selected are all of them.
func selected(f view.Filter) (out []chosen) {
	add := func(says string, without func(*view.Filter)) {
		g := f
		without(&g)
		out = append(out, chosen{says, worklistPath(g)})
	}
	for _, x := range offeredFilters {
		v := *x.of(&f)
		if v == "" || x.name == inSort {
			continue
		}
		add(strings.TrimSuffix(x.ask, "?")+": "+label(x.choices(), v), func(g *view.Filter) { *x.of(g) = "" })
	}
	if f.Unit != "" {
		add("Unit of the officer: "+f.Unit, func(g *view.Filter) { g.Unit = "" })
	}
	if f.Sensitive {
		add("Sexual or domestic", func(g *view.Filter) { g.Sensitive = false })
	}
	if !f.From.IsZero() {
		add("Received from "+f.From.Words(), func(g *view.Filter) { g.From = candour.Date{} })
	}
	if !f.To.IsZero() {
		add("Received until "+f.To.Words(), func(g *view.Filter) { g.To = candour.Date{} })
	}
	return out
}

// options are the choices of a filter as a component takes them.
func options(list []act.Choice) (out []page.Choice) {
	for _, c := range list {
		out = append(out, page.Choice{Value: c.Value, Label: c.Label})
	}
	return out
}

// part is one of the three parts of a date as somebody typed it; empty for none.
func part(d candour.Date, n int) string {
	if d.IsZero() {
		return ""
	}
	return strings.TrimLeft(strings.Split(d.String(), "-")[n], "0")
}

// inOrder is what an order is called in a sentence.
func inOrder(s view.Sort) string {
	switch s {
	case view.ByLatest:
		return "the latest first"
	case view.ByOldest:
		return "received longest ago first"
	case view.ByNewest:
		return "received last first"
	}
	return "the oldest first"
}
