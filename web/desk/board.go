package desk

import (
	"fmt"
	"strings"

	"candour/cases"
	"candour/view"
	"candour/web/page"
)

// openCards is up to how many allegations stand open on a page. Of more, each is
// folded behind its line: a case of two hundred is else a page of a hundred screens.
const openCards = 5

// openEvents is how many events of a case stand open, the latest, and openRows how much
// of one thing does: what is behind is counted, and one press away.
const (
	openEvents = 40
	openRows   = 12
)

func caseHeading(p view.CasePage) string {
	return fmt.Sprintf("%d %s", len(p.Allegations), plural(len(p.Allegations), "allegation", "allegations"))
}

// boardSays counts the allegations of the whole case by what was decided.
func boardSays(p view.CasePage) string {
	count := map[string]int{}
	var order []string
	for _, a := range p.Allegations {
		w := strings.ToLower(a.Decision.Words())
		if count[w] == 0 {
			order = append(order, w)
		}
		count[w]++
	}
	var out []string
	for _, w := range order {
		out = append(out, fmt.Sprintf("%d %s", count[w], w))
	}
	return fmt.Sprintf("%d in this case: %s.", len(p.Allegations), strings.Join(out, ", "))
}

// next is what is owed to one allegation now: none of it may be forgotten among many.
func next(p view.CasePage, a cases.Allegation) string {
	_, described := p.Described[a.ID]
	switch {
	case p.Jurisdiction == cases.Imported:
		return "Nothing known"
	case a.Decision == "" && !described:
		return "To be described"
	case a.Decision == "" && len(a.Officers) == 0:
		return "To be linked to an officer, or decided"
	case a.Decision == "":
		return "To be decided"
	case a.ToldOn.IsZero():
		return "The person is to be told"
	}
	return "Nothing"
}

// about is an allegation in a few words of ours.
func about(p view.CasePage, a cases.Allegation) string {
	if d, ok := p.Described[a.ID]; ok {
		if k := d.Factors.Kinds(); len(k) > 0 {
			return k[0].Label
		}
		return cases.CategoryWords(string(d.Category))
	}
	if a.SourceCode != "" {
		return a.SourceCode
	}
	return "Not described yet"
}

func allegationID(a cases.Allegation) string { return fmt.Sprintf("allegation-%d", a.Position) }

func boardRows(p view.CasePage) (out [][]page.Cell) {
	for _, a := range p.Shown {
		out = append(out, []page.Cell{{Body: anchor("#"+allegationID(a), fmt.Sprintf("Allegation %d", a.Position)), Classes: dayCell}, {Text: a.Decision.Words()}, {Text: next(p, a)}, {Text: about(p, a)}})
	}
	return out
}

// folded is the line behind which an allegation is.
func folded(p view.CasePage, a cases.Allegation) string {
	return fmt.Sprintf("Allegation %d: %s. %s. Owed: %s", a.Position, a.Decision.Words(), about(p, a), strings.ToLower(next(p, a)))
}

// saidRows are an allegation as the person sent it: the words that the record is of,
// and the rest beside them.
func saidRows(p view.CasePage, a cases.Allegation) []page.SummaryRow {
	out := []page.SummaryRow{verbatim("In the person’s words", a.Words)}
	s, ok := p.Said[a.ID]
	if !ok {
		return out
	}
	if s.What != a.Words {
		out = append(out, verbatim("As they sent it", s.What))
	}
	return append(out, verbatim("When, as they said", s.When), verbatim("Where, as they said", s.Where), verbatim("Who, as they said", s.Who))
}

func peopleRows(p view.CasePage) (out []page.SummaryRow) {
	for _, x := range p.People {
		value := x.Name.Words()
		if x.Officer == "" && x.Name.Empty() {
			value = "Not named on this page"
		}
		if !x.Since.IsZero() {
			value += ", since " + x.Since.Words()
		}
		row := page.SummaryRow{Key: x.Is, Value: value}
		if len(x.Flags) > 0 {
			row.Body = flagged(value, x.Flags)
		}
		out = append(out, row)
	}
	return out
}
