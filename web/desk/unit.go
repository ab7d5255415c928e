package desk

import (
	"fmt"
	"net/http"
	"net/url"

	"candour"
	"candour/view"
	"candour/web/page"
	"candour/workforce"
)

// units lists the units that somebody may open.
func (s *Server) units(w http.ResponseWriter, r *http.Request, me visitor) {
	part := number(r, "page")
	list, more, err := s.View.Units(r.Context(), me.Viewer, part)
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	var shown []candour.Subject
	for _, u := range list {
		shown = append(shown, workforce.UnitSubject(u.Code))
	}
	if s.saw(w, r, me, "units", shown...) {
		s.show(w, r, http.StatusOK, unitsPage(me, list, part, more))
	}
}

// unit is the page of one.
func (s *Server) unit(w http.ResponseWriter, r *http.Request, me visitor) {
	now, before := number(r, "now"), number(r, "before")
	u, err := s.View.Unit(r.Context(), me.Viewer, r.PathValue("id"), now, before, min(number(r, "years"), 100))
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	shown := []candour.Subject{workforce.UnitSubject(u.Code)}
	for _, m := range u.Managers {
		shown = append(shown, candour.Subject{Kind: "officer", ID: string(m.Manager.Officer)})
	}
	for _, list := range [][]view.InUnit{u.Now, u.Before} {
		for _, o := range list {
			shown = append(shown, candour.Subject{Kind: "officer", ID: string(o.ID)})
		}
	}
	if s.saw(w, r, me, "unit", shown...) {
		s.show(w, r, http.StatusOK, unitPage(me, u, now, before))
	}
}

// unitLink is the address of a unit's page. A code is whatever the force calls it.
func unitLink(code string) string { return "/desk/units/" + url.PathEscape(code) }

func unitRows(u view.Unit) []page.SummaryRow {
	out := []page.SummaryRow{{Key: "Code", Value: u.Code}}
	if u.Level != "" {
		out = append(out, page.SummaryRow{Key: "Is a", Value: u.Level})
	}
	if u.Parent != "" {
		out = append(out, page.SummaryRow{Key: "Part of", Value: u.Parent})
	}
	return append(out, page.SummaryRow{Key: "Posted here now", Value: fmt.Sprintf("%d %s", u.People, plural(u.People, "person", "people"))})
}

func inUnitRows(list []view.InUnit) (out [][]page.Cell) {
	for _, o := range list {
		out = append(out, []page.Cell{{Body: officerLink(o.Officer)}, {Text: o.Rank}, {Text: o.From.Words()}, {Text: or(o.To.Words(), "now")}})
	}
	return out
}

func managerRows(list []view.UnitManager) (out [][]page.Cell) {
	for _, m := range list {
		out = append(out, []page.Cell{{Body: officerLink(m.Officer)}, {Text: or(m.From.Words(), "not known")}, {Text: or(m.To.Words(), "now")}})
	}
	return out
}

func unitManagerRows(list []view.UnitManager) [][]page.Cell {
	out := managerRows(list)
	for i, m := range list {
		out[i] = append(out[i], page.Cell{Text: fmt.Sprint(m.People), Numeric: true})
	}
	return out
}

func unitListRows(list []workforce.Unit) (out [][]page.Cell) {
	for _, u := range list {
		out = append(out, []page.Cell{{Body: anchor(unitLink(u.Code), u.Code)}, {Text: u.Name}, {Text: u.Parent}})
	}
	return out
}

// earlierYears and laterYears lead through the years of a unit, ten at a time.
func earlierYears(u view.Unit) (p page.PageLink) {
	if u.First > 1950 {
		p.Href, p.Text = fmt.Sprintf("%s?years=%d#concerns", unitLink(u.Code), u.Earlier), "Earlier years"
	}
	return p
}

func laterYears(u view.Unit) (p page.PageLink) {
	if u.Current > 0 {
		p.Href, p.Text = fmt.Sprintf("%s?years=%d#concerns", unitLink(u.Code), max(0, u.Current-view.UnitYears)), "Later years"
	}
	return p
}
