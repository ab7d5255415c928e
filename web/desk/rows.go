package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/clock"
	"candour/view"
	"candour/web/page"
	"candour/workforce"
)

func nav(me visitor, at string) []page.NavItem {
	if me.Name == "" {
		return nil
	}
	return []page.NavItem{
		{Text: "Worklist", Href: "/desk/", Current: at == "/desk/"},
		{Text: "Find", Href: "/desk/search", Current: at == "/desk/search", Active: at == "/desk/officers/"},
		{Text: "Units", Href: "/desk/units/", Current: at == "/desk/units/"},
		{Text: "Calls for help", Href: dangerPath, Current: at == dangerPath},
	}
}

// dayCell keeps a day on one line.
const dayCell = "app-day"

func undatedRows(list []view.Undated) (out [][]page.Cell) {
	for _, x := range list {
		of := candour.Subject{Kind: "case", ID: string(x.Case)}
		out = append(out, []page.Cell{{Text: x.Received.Words(), Classes: dayCell}, {Body: refCell(of, "")}})
	}
	return out
}

// allegationOf says which allegation of a matter is meant.
func allegationOf(m view.Matter) string {
	if m.Allegation == 0 {
		return ""
	}
	return fmt.Sprintf(", allegation %d", m.Allegation)
}

func pages(format string, at int, more bool) page.PaginationParams {
	var p page.PaginationParams
	if at > 0 {
		p.Previous.Href = fmt.Sprintf(format, at-1)
	}
	if more {
		p.Next.Href = fmt.Sprintf(format, at+1)
	}
	return p
}

func verbatim(key string, words candour.Marking) page.SummaryRow {
	if words.Empty() {
		return page.SummaryRow{Key: key, Value: "(left empty)"}
	}
	return page.SummaryRow{Key: key, Value: words.Words(), ValueClasses: page.Verbatim}
}

func caseRows(p view.CasePage) []page.SummaryRow {
	opened := "Opened"
	if p.Jurisdiction == cases.Imported {
		opened = "Received elsewhere"
	}
	out := []page.SummaryRow{{Key: opened, Value: p.OpenedOn.Words()}}
	if p.Report != "" {
		of := candour.Subject{Kind: "report", ID: string(p.Report)}
		out = append(out, page.SummaryRow{Key: "From", Body: anchor(link(of), title(of))})
	}
	switch {
	case p.Severity != "":
		out = append(out, page.SummaryRow{Key: "Severity", Value: label(p.Severity.Choices(), string(p.Severity))}, verbatim("Reasons", p.Reasons))
	case p.State == cases.Opened:
		out = append(out, page.SummaryRow{Key: "Severity", Value: "Not assessed yet"})
	}
	if !p.ClosedOn.IsZero() {
		out = append(out, page.SummaryRow{Key: "Closed", Value: p.ClosedOn.Words()})
	}
	return out
}

func label(list []act.Choice, value string) string {
	for _, c := range list {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// disputed is one point that an officer disputes in what was disclosed to them. It
// stands with each allegation about them, because they do not see those apart.
func disputed(d cases.Dispute) page.SummaryRow {
	says := d.Point.Words() + "\nThe officer says: " + d.Says.Words()
	if !d.Shows.Empty() {
		says += "\nWhat could show it: " + d.Shows.Words()
	}
	if !d.By.Empty() {
		says += "\nSent in the officer’s name by " + d.By.Words()
	}
	return verbatim("The officer disputes ("+d.On.Words()+")", candour.Mark(says))
}

func allegationRows(p view.CasePage, a cases.Allegation) []page.SummaryRow {
	var out []page.SummaryRow
	if a.SourceCode != "" {
		out = append(out, page.SummaryRow{Key: "Coded elsewhere as", Value: a.SourceCode}, page.SummaryRow{Key: "Said elsewhere", Value: or(a.SourceSays, "nothing")})
	} else {
		out = append(out, saidRows(p, a)...)
	}
	var who []string
	for _, o := range a.Officers {
		if f, ok := p.Officers[o]; ok {
			who = append(who, officerName(f.Officer.Name.Words(), string(o)))
		} else { // that somebody is linked is no secret on this page; who it is stays one
			who = append(who, "officer "+string(o)+", whose file you may not open")
		}
	}
	if d, ok := p.Described[a.ID]; ok {
		out = append(out, page.SummaryRow{Key: "Category", Value: cases.CategoryWords(string(d.Category))}, page.SummaryRow{Key: "What is alleged", Value: d.Words()},
			page.SummaryRow{Key: "On duty", Value: label(d.OnDuty.Choices(), string(d.OnDuty))})
	} else if a.SourceCode == "" {
		out = append(out, page.SummaryRow{Key: "What is alleged", Value: "Not described yet"})
	}
	for _, d := range p.Disputed {
		if slices.Contains(a.Officers, d.Officer) {
			out = append(out, disputed(d))
		}
	}
	out = append(out, recordRows(p.Records[a.ID])...)
	out = append(out, page.SummaryRow{Key: "About", Value: or(strings.Join(who, ", "), "No officer is linked yet")},
		page.SummaryRow{Key: "Decision", Value: a.Decision.Words()})
	if a.Decision != "" {
		out = append(out, page.SummaryRow{Key: "Decided", Value: a.DecidedOn.Words()})
	}
	if a.Standard != "" {
		out = append(out, page.SummaryRow{Key: "Standard of proof", Value: a.Standard.Words()}, verbatim("Reasons", a.Reasons),
			page.SummaryRow{Key: "The person was told", Value: or(a.ToldOn.Words(), "Not yet")})
	}
	return out
}

// thingTitle is a thing with the officer whom it is about.
func thingTitle(p view.CasePage, x view.Thing) string {
	if f, ok := p.Officers[x.Officer]; ok {
		return x.Title + ": " + officerName(f.Officer.Name.Words(), string(x.Officer))
	}
	if x.Officer != "" {
		return x.Title + ": officer " + string(x.Officer)
	}
	return x.Title
}

func thingRows(x view.Thing) []page.SummaryRow {
	out := []page.SummaryRow{{Key: "State", Value: sentence(x.State)}}
	for _, r := range x.Rows {
		out = append(out, verbatim(r.Key, r.Value))
	}
	return out
}

func actions(list []act.Offer) (out []page.SummaryAction) {
	for _, o := range list {
		out = append(out, page.SummaryAction{Href: link(o.Of) + "/" + o.ID, Text: o.Button})
	}
	return out
}

// elsewhere reports whether another system said anything about any of them: for
// a force of our own the column would stand empty.
func elsewhere(list []view.Concern) bool {
	return slices.ContainsFunc(list, func(c view.Concern) bool { return c.Source+c.Says != "" })
}

// concernHead puts what was decided where a phone shows it without scrolling.
func concernHead(list []view.Concern) []page.Cell {
	head := page.Cells("Received", "Decision", "Case", "About")
	if elsewhere(list) {
		head = append(head, page.Cell{Text: "Said elsewhere"})
	}
	return append(head, page.Cell{Text: "Officers named", Numeric: true})
}

func concernRows(list []view.Concern, source bool) (out [][]page.Cell) {
	for _, c := range list {
		of := candour.Subject{Kind: "case", ID: string(c.Case)}
		decision := c.Decision.Words()
		if c.Closed && c.Decision == cases.ClosedElsewhere {
			decision = "Closed elsewhere, no finding held"
		}
		about := fmt.Sprintf("Allegation %d", c.Position)
		if c.Category != "" {
			about = cases.CategoryWords(c.Category)
		}
		row := []page.Cell{{Text: c.Received.Words(), Classes: dayCell}, {Text: decision}, {Body: anchor(link(of), string(c.Case))}, {Text: about}}
		if source {
			row = append(row, page.Cell{Text: strings.TrimSpace(c.Source + " " + c.Says)})
		}
		out = append(out, append(row, page.Cell{Text: fmt.Sprint(c.About), Numeric: true}))
	}
	return out
}

func foundRows(list []view.Found) (out [][]page.Cell) {
	for _, f := range list {
		out = append(out, []page.Cell{
			{Body: anchor(link(candour.Subject{Kind: "officer", ID: string(f.ID)}), officerName(f.Officer.Name.Words(), string(f.ID)))},
			{Text: f.Number.Words()},
			{Text: f.Rank},
			{Text: f.Unit},
		})
	}
	return out
}

func pickChoices(list []view.Found) (out []page.Choice) {
	for _, f := range list {
		out = append(out, page.Choice{Value: string(f.ID), Label: officerName(f.Officer.Name.Words(), string(f.ID)), Hint: strings.Join(slices.DeleteFunc([]string{f.Rank, f.Number.Words(), f.Unit}, func(s string) bool { return s == "" }), ", ")})
	}
	return out
}

// whoIsHere is what the question at the first opening shows.
func whoIsHere(f view.FirstOpening) (out []page.SummaryRow) {
	for _, o := range f.Officers {
		out = append(out, page.SummaryRow{Key: "It is about", Value: officerName(o.Name.Words(), string(o.ID))})
	}
	for _, w := range f.Who {
		out = append(out, verbatim("The person wrote that it is about", w))
	}
	if len(out) == 0 {
		out = []page.SummaryRow{{Key: "It is about", Value: "Nobody is named yet"}}
	}
	return append(out, page.SummaryRow{Key: "The person who reported", Value: "Is not named here. If you can tell who it is once you read it, come back to this question."})
}

func officerRows(f view.OfficerFile) []page.SummaryRow {
	is := string(f.Is)
	for _, k := range workforce.PersonTypes {
		if k.Type == f.Is {
			is = sentence(k.Words)
		}
	}
	var held []string
	for _, id := range f.Held {
		kind, _ := candour.Identifier(id)
		held = append(held, kind.Words)
	}
	rows := []page.SummaryRow{
		{Key: "Number", Value: or(f.Number.Words(), "Not held")},
		{Key: "Other identifiers held", Value: or(strings.Join(held, ", "), "None")},
		{Key: "Is", Value: is},
		{Key: "Rank", Value: or(f.Rank, "Not held")},
		{Key: "Appointed", Value: or(f.Appointed.Words(), "Not held")},
		{Key: "Left", Value: or(f.Left.Words(), "No day held")},
		{Key: "Now", Value: stands(f)},
		{Key: "What binds", Value: f.Binds.Says + " (not verified here)"},
	}
	for _, t := range f.Ties {
		rows = append(rows, page.SummaryRow{Key: "Relationship", Value: tieWords(f, t)})
	}
	return rows
}

// stands is how somebody stands today.
func stands(f view.OfficerFile) string {
	now := map[workforce.State]string{workforce.Serving: "Serving", workforce.Restricted: "Serving, with restrictions", workforce.Suspended: "Suspended", workforce.Gone: "Not serving", workforce.NotKnown: "Not known"}[f.Standing.State]
	if on := f.Standing.Since; !on.IsZero() && (f.Standing.State == workforce.Suspended || f.Standing.State == workforce.Restricted) {
		now += " since " + on.Words()
	}
	return now
}

// inForce says what is in force, in a sentence.
func inForce(f view.OfficerFile) string {
	if s := f.Standing.State; s == workforce.Suspended || s == workforce.Restricted {
		return stands(f) + "."
	}
	return "None."
}

// tieWords is one declared relationship in words.
func tieWords(f view.OfficerFile, t workforce.Relationship) string {
	with := "with " + t.Named.Words()
	switch {
	case t.Officer != f.ID:
		with = "declared by officer " + string(t.Officer)
	case t.Other != "":
		with = "with officer " + string(t.Other)
	}
	words := label(t.Kind.Choices(), string(t.Kind)) + ", " + with
	if !t.To.IsZero() {
		words += ", until " + t.To.Words()
	}
	return words
}

// orderRows are what other systems were asked. Overdue stands in words: it is an
// hour, and no row of a worklist.
func orderRows(all []workforce.Revocation) (out [][]page.Cell) {
	at := func(t time.Time) string { return candour.On(t).Words() + ", " + t.In(candour.London).Format("15:04") }
	for _, r := range all {
		ended := "Not acknowledged yet: due by " + at(r.By())
		switch r.State {
		case workforce.Acknowledged:
			ended = "Acknowledged on " + at(r.When)
		case workforce.OverdueState:
			ended = "Overdue: nobody has acknowledged it, and it was due by " + at(r.By())
		}
		out = append(out, []page.Cell{{Text: r.System}, {Text: or(r.Answers, "Nobody")}, {Text: at(r.At)}, {Text: ended}})
	}
	return out
}

func postingRows(f view.OfficerFile) (out [][]page.Cell) {
	for _, p := range f.Postings {
		unit := page.Cell{Text: p.Unit}
		if f.Units[p.Unit] {
			unit = page.Cell{Body: anchor(unitLink(p.Unit), p.Unit)}
		}
		out = append(out, []page.Cell{unit, {Text: p.From.Words()}, {Text: or(p.To.Words(), "now")}})
	}
	return out
}

func timeline(p view.CasePage) (out []page.TimelineItem) {
	for _, e := range slices.Backward(p.Timeline) {
		item := page.TimelineItem{Title: sentence(string(e.Kind)), By: e.Name, On: e.On.String(), Words: e.On.Words()}
		if recorded := candour.On(e.At); recorded != e.On {
			item.Text = "Recorded on " + recorded.Words() + "."
		}
		for _, a := range p.Allegations {
			if string(a.ID) == e.Value("allegation") {
				item.Title += ": " + a.Name()
			}
		}
		if what := e.Value("matter"); what != "" { // what an account must become is told apart by it
			item.Title += ", " + strings.ReplaceAll(what, "-", " ")
		}
		if words := e.Value("message") + e.Value("reasons"); words != "" {
			item.Text = strings.TrimSpace(item.Text + " " + words)
		}
		item.Text = strings.TrimSpace(correction(p, e.Event) + " " + item.Text)
		out = append(out, item)
	}
	return out
}

// unseen reports whether an allegation on this page is about somebody whose file the
// reader may not open: “no officer is linked” would be untrue.
func unseen(p view.CasePage) bool {
	return slices.ContainsFunc(p.Shown, func(a cases.Allegation) bool {
		return slices.ContainsFunc(a.Officers, func(o candour.OfficerID) bool { _, ok := p.Officers[o]; return !ok })
	})
}

// officerOrder is the officers of a case in the order of its allegations.
func officerOrder(p view.CasePage) (out []candour.OfficerID) {
	for _, a := range p.Shown {
		for _, o := range a.Officers {
			if _, shown := p.Officers[o]; shown && !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	return out
}

// marked puts what is wrong on each question of a form, and gives all of it for
// the summary at the top of the page, each line leading to its question. What is
// wrong with the officer is given apart: that question is asked by a search.
func marked(f formPage) (fields []page.Field, officer string, wrong []page.FieldError) {
	fields = slices.Clone(f.Fields)
	for _, p := range f.Problems {
		line := page.FieldError{Text: p.Says}
		i := slices.IndexFunc(fields, func(x page.Field) bool { return x.Name == p.Field && x.Kind != page.KindHidden })
		switch {
		case i >= 0:
			fields[i].Error, line.Href = strings.TrimSpace(fields[i].Error+" "+p.Says), "#"+p.Field
			if fields[i].Kind == page.KindDate {
				line.Href += "-day"
			}
		case p.Field == "officer" && len(f.Found) > 0:
			officer, line.Href = p.Says, "#officer"
		case p.Field == "officer":
			line.Href = "#query"
		}
		wrong = append(wrong, line)
	}
	return fields, officer, wrong
}

func typedAny(fields []page.Field) bool {
	return slices.ContainsFunc(fields, func(f page.Field) bool { return f.Value != "" })
}

func anyRunning(list []clock.Due) bool { return slices.ContainsFunc(list, clock.Due.Running) }

func stateColour(state string) string {
	if state == cases.Closed {
		return "govuk-tag--grey"
	}
	return ""
}

func sentence(kind string) string {
	s := strings.ReplaceAll(kind, "-", " ")
	return strings.ToUpper(s[:1]) + s[1:]
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// dated reports whether a limit has a day, or would have one if it were not stopped.
func dated(d clock.Due) bool { return !d.By.IsZero() || !d.Stopped.IsZero() }

// dateless are the limits that run and have no day.
func dateless(all []clock.Due) (out []clock.Due) {
	for _, d := range all {
		if d.Running() && !dated(d) {
			out = append(out, d)
		}
	}
	return out
}

// over is how many of the things on a case are dealt with.
func over(p view.CasePage) (n int) {
	for _, x := range p.Things {
		if x.Over {
			n++
		}
	}
	return n
}
