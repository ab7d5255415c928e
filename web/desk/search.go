package desk

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"candour"
	"candour/view"
	"candour/web/page"
)

// searchPage is what was typed, and what was found.
type searchPage struct {
	view.Results
	Typed string
	Wrong string // why nothing was looked for
}

// longestSearch is more than any name or reference has.
const longestSearch = 200

// search finds over all rooms. What was typed travels in the body, never in an
// address, because addresses are kept in histories and logs; and a search is held to
// the grid of page.HoldTo like everything that is posted.
func (s *Server) search(w http.ResponseWriter, r *http.Request, me visitor) {
	p := searchPage{Typed: r.PostFormValue("query")}
	typed := strings.TrimSpace(p.Typed)
	switch {
	case typed == "" && r.Method == http.MethodPost:
		p.Wrong = "Type a name, a number or a reference."
	case utf8.RuneCountInString(typed) > longestSearch:
		p.Wrong = "That is longer than any name or reference. Type a part of it."
	case typed != "":
		var err error
		if p.Results, err = s.View.Search(r.Context(), me.Viewer, typed); err != nil {
			s.fail(w, r, me, err)
			return
		}
	}
	var shown []candour.Subject
	for _, o := range p.Officers {
		shown = append(shown, candour.Subject{Kind: "officer", ID: string(o.ID)})
	}
	for _, m := range p.Matters {
		shown = append(shown, m.Of)
	}
	if s.sawFor(w, r, me, "search", typed, shown...) {
		status := http.StatusOK
		if p.Wrong != "" {
			status = http.StatusUnprocessableEntity
		}
		s.show(w, r, status, searchEverything(me, p))
	}
}

func matterRows(list []view.Matter) (out [][]page.Cell) {
	for _, m := range list {
		out = append(out, []page.Cell{{Body: refCell(m.Of, allegationOf(m))}, {Text: sentence(m.State)}, {Text: m.On.Words(), Classes: dayCell}})
	}
	return out
}
