package desk

import (
	"fmt"
	"net/http"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/view"
	"candour/web/page"
	"candour/workforce"
)

// worklist shows what waits. Its address is always the same for the same filter: any
// other that means it is led there, so that what a form left empty, and what nobody
// offered, stands in no history.
func (s *Server) worklist(w http.ResponseWriter, r *http.Request, me visitor) {
	p := worklistPage{At: number(r, "page"), Undated: number(r, "undated")}
	var wrong []string
	p.Filter, wrong = filterOf(r.URL.Query())
	p.Slips = problems(wrong)
	if to := p.address(p.At, p.Undated); r.URL.RawQuery != "" && "/desk/?"+r.URL.RawQuery != to {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	var err error
	if p.Views, err = s.viewsOf(r, me); err != nil {
		s.fail(w, r, me, err)
		return
	}
	if r.URL.RawQuery == "" {
		for _, v := range p.Views {
			if v.First {
				http.Redirect(w, r, "/desk/?"+v.Filter, http.StatusSeeOther)
				return
			}
		}
	}
	if p.List, err = s.View.Worklist(r.Context(), me.Viewer, p.Filter, p.At, p.Undated); err != nil {
		s.fail(w, r, me, err)
		return
	}
	if p.Asks, err = s.View.Asks(r.Context(), me.Viewer); err != nil {
		s.fail(w, r, me, err)
		return
	}
	if s.saw(w, r, me, "worklist", p.shown()...) {
		s.show(w, r, http.StatusOK, worklist(me, p))
	}
}

// worklistPage is all that the page of a worklist shows.
type worklistPage struct {
	Filter      view.Filter
	Slips       []slip
	List        view.Worklist
	Asks        []view.Request
	Views       []workforce.SavedView
	At, Undated int // pages
}

// shown is every matter on the page.
func (p worklistPage) shown() (out []candour.Subject) {
	for _, x := range p.Asks {
		out = append(out, x.Of)
	}
	for _, x := range p.List.Due {
		out = append(out, x.Of)
	}
	for _, x := range p.List.NoClock {
		out = append(out, candour.Subject{Kind: "case", ID: string(x.Case)})
	}
	return out
}

// address is that of one page of it, with what was wrong.
func (p worklistPage) address(at, undated int) string {
	q := query(p.Filter)
	for _, s := range p.Slips {
		q.Add(inWrong, s.code)
	}
	for name, n := range map[string]int{"page": at, "undated": undated} {
		if n > 0 {
			q.Set(name, fmt.Sprint(n))
		}
	}
	if len(q) == 0 {
		return "/desk/?" + inAll
	}
	return "/desk/?" + q.Encode()
}

// pagesOf are the links to the pages before and after.
func (p worklistPage) pagesOf() (out page.PaginationParams) {
	if p.At > 0 {
		out.Previous.Href = p.address(p.At-1, 0)
	}
	if p.List.More {
		out.Next.Href = p.address(p.At+1, 0)
	}
	return out
}

// sorted is how a column stands, and where its heading leads: to the other order.
func (p worklistPage) sorted(first, back view.Sort) (is, href string) {
	f := p.Filter
	switch p.Filter.Sort {
	case first:
		is, f.Sort = "ascending", back
	case back:
		is, f.Sort = "descending", first
	default:
		is, f.Sort = "none", first
	}
	return is, worklistPath(f)
}

// head are the headings of the list; two of them sort it.
func (p worklistPage) head() []page.Cell {
	by, byHref := p.sorted(view.BySoonest, view.ByLatest)
	got, gotHref := p.sorted(view.ByOldest, view.ByNewest)
	return []page.Cell{
		{Body: sortLink(byHref, "Due by", by), Sorted: by},
		{Text: "About"},
		{Text: "What is due, and why then"},
		{Body: sortLink(gotHref, "Received", got), Sorted: got},
	}
}

// viewsOf are the views that somebody saved for themselves.
func (s *Server) viewsOf(r *http.Request, me visitor) (out []workforce.SavedView, err error) {
	err = s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		out, err = workforce.SavedViews(tx, me.Who)
		return err
	})
	return out, err
}

// units are the units that a filter offers.
func units(list []workforce.Unit) []act.Choice {
	out := []act.Choice{{Label: "Any"}}
	for _, u := range list {
		c := act.Choice{Value: u.Code, Label: u.Code}
		if u.Name != "" && u.Name != u.Code {
			c.Label = u.Name + " (" + u.Code + ")"
		}
		out = append(out, c)
	}
	return out
}

func dueRows(list []view.Work) (out [][]page.Cell) {
	for _, x := range list {
		by := page.Cell{Text: x.By.Words(), Classes: dayCell}
		if x.Overdue {
			word := "overdue"
			if x.Standing != "" {
				word = "later than expected"
			}
			by = page.Cell{Body: lateCell(x.By.Words(), word), Classes: dayCell}
		}
		out = append(out, []page.Cell{by, {Body: refCell(x.Of, "")}, {Body: whyCell(x)}, {Body: receivedCell(x.Received.Words()), Classes: dayCell}})
	}
	return out
}

// setBy is what sets the limit: the law, to the paragraph, and what it is worth.
func setBy(x view.Work) string {
	says := x.Standing
	if x.Rule != nil {
		says = x.Rule.Cites
		if x.Standing != "" && !strings.HasPrefix(x.Rule.Cites, x.Standing) {
			says += " (" + x.Standing + ")"
		}
	}
	return strings.ToUpper(says[:min(1, len(says))]) + says[min(1, len(says)):]
}

// counted is where a page says how the day was counted, in a whole sentence.
func counted(x view.Work) string {
	if x.Of.Kind == "case" {
		return link(x.Of) + "#due"
	}
	return link(x.Of)
}
