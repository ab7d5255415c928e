package desk

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
	"candour/view"
	"candour/web/page"
	"candour/workforce"
)

// nouns are how an address names what an act is done to.
var nouns = map[string]string{
	"reports": "report", "cases": "case", "allegations": "allegation", "officers": "officer",
	"enquiries": "enquiry", "items": "item", "sources": "source", "decisions": "decision", "delays": "delay",
	"matters": "matter", "withdrawals": "withdrawal",
	"mailboxes": "mailbox", "messages": "message",
	"pages": "page", "forces": "force", "grants": "grant", "plans": "plan", "measures": "measure", "proceedings": "proceeding",
}

// offered finds the act of an address among those that the visitor may do now.
// An act that does not exist, that they may not do, and that the state does not
// allow are all absent here; a state that changed since is told when it is done.
func (s *Server) offered(r *http.Request, me visitor) (o act.Offer, parent candour.Subject, err error) {
	of := candour.Subject{Kind: nouns[r.PathValue("nouns")], ID: r.PathValue("id")}
	err = s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		if !slices.ContainsFunc(s.Runner.Nouns, func(n act.Noun) bool { return n.Kind == of.Kind }) {
			return candour.ErrNotFound
		}
		offers, err := s.Runner.Offers(tx, me.Who, s.View.Acts, of)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(offers, func(o act.Offer) bool { return o.ID == r.PathValue("act") })
		if i < 0 {
			return candour.ErrNotFound
		}
		o, parent = offers[i], of
		stands, _, err := s.Runner.May(tx, me.Who, o.ID, of)
		if len(stands.Within) > 0 && !outside(o) {
			parent = stands.Within[0]
		}
		if err != nil {
			return err
		}
		reads := of.Kind != "force" // which has no page
		if of.Kind == "officer" {
			_, reads, err = s.Runner.May(tx, me.Who, workforce.ReadOfficer.ID, of)
		}
		if of.Kind == "page" { // whoever was paged may not open the report
			parent = answered
		}
		if !reads {
			parent = candour.Subject{} // an administrator does it, and goes back to their worklist
		}
		return err
	})
	return o, parent, err
}

// form shows the form of an act, made from its fields.
func (s *Server) form(w http.ResponseWriter, r *http.Request, me visitor) {
	o, parent, err := s.offered(r, me)
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	s.ask(w, r, me, http.StatusOK, formPage{Offer: o, Parent: parent}, nil)
}

// do does an act. Whatever was typed stands on the form again if it is refused.
func (s *Server) do(w http.ResponseWriter, r *http.Request, me visitor) {
	o, parent, err := s.offered(r, me)
	offered := err == nil
	if !offered {
		// The state may have changed while the form was open: run the act all the
		// same, so that the person gets the sentence and the refusal is on record.
		i := slices.IndexFunc(s.View.Acts, func(k *act.Kind) bool {
			return k.ID == r.PathValue("act") && k.New != nil && k.Of == nouns[r.PathValue("nouns")]
		})
		if i < 0 || !errors.Is(err, candour.ErrNotFound) {
			s.fail(w, r, me, err)
			return
		}
		parent = candour.Subject{Kind: nouns[r.PathValue("nouns")], ID: r.PathValue("id")}
		o = act.Offer{Kind: s.View.Acts[i], Of: parent}
	}
	if err := r.ParseForm(); err != nil {
		s.ask(w, r, me, http.StatusRequestEntityTooLarge, formPage{Offer: o, Parent: parent}, candour.Invalid("", "That was more than one form can take. Send it in smaller parts."))
		return
	}
	f := formPage{Offer: o, Parent: parent, Typed: url.Values{}, Query: r.PostForm.Get("searched") + r.PostForm.Get("query")}
	for name, v := range r.PostForm {
		if name != "query" && name != "searched" { // of the search on the same page
			f.Typed[name] = v
		}
	}
	if offered && r.PostForm.Has("query") {
		s.ask(w, r, me, http.StatusOK, f, nil)
		return
	}
	f.Typed.Set(o.Of.Kind, o.Of.ID) // from the address, whatever the body says
	a := o.New()
	err = act.Fill(a, f.Typed)
	if err != nil && !offered {
		err = candour.ErrNotFound // a form that is not there has no errors to show
	}
	var happened []candour.Event
	if err == nil {
		happened, err = s.Runner.Run(r.Context(), act.By(me.Who, s.Now()), a)
	}
	switch {
	case err == nil:
		to := after(act.Told(a.Of(), happened), parent)
		if outside(o) {
			to = "/desk/" // the case is not for them
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	case errors.Is(err, candour.ErrInvalid):
		s.ask(w, r, me, http.StatusUnprocessableEntity, f, err)
	case errors.Is(err, candour.ErrConflict):
		s.ask(w, r, me, http.StatusConflict, f, err)
	default:
		s.fail(w, r, me, err)
	}
}

// ask shows the form, with what it is about, what was typed and what is wrong.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, me visitor, status int, f formPage, wrong error) {
	if !s.saw(w, r, me, "form "+f.ID, f.Of) {
		return
	}
	if f.Of.Kind == "allegation" && f.Parent.Kind == "case" {
		p, err := s.View.Allegation(r.Context(), me.Viewer, candour.CaseID(f.Parent.ID), candour.AllegationID(f.Of.ID))
		if err != nil {
			s.fail(w, r, me, err)
			return
		}
		f.About = &page.SummaryListParams{Card: &page.SummaryCard{Title: fmt.Sprintf("Allegation %d", p.Shown[0].Position)}, Rows: allegationRows(p, p.Shown[0])}
	}
	if f.Of.Kind == "message" {
		m, err := s.View.Message(r.Context(), me.Viewer, f.Of.ID)
		if err != nil {
			s.fail(w, r, me, err)
			return
		}
		f.About = &page.SummaryListParams{Rows: []page.SummaryRow{verbatim("They wrote on "+m.On.Words(), m.Words)}}
	}
	if f.Of.Kind == "matter" || f.Of.Kind == "withdrawal" {
		rows, err := s.View.AskedOf(r.Context(), me.Viewer, f.ID, f.Of)
		if err != nil {
			s.fail(w, r, me, err)
			return
		}
		f.About = &page.SummaryListParams{}
		for _, x := range rows {
			f.About.Rows = append(f.About.Rows, verbatim(x.Key, x.Value))
		}
	}
	if opens(f.Offer) {
		first, err := s.View.FirstOpening(r.Context(), me.Viewer, f.Of)
		if err != nil {
			s.fail(w, r, me, err)
			return
		}
		f.About = &page.SummaryListParams{Rows: whoIsHere(first)}
	}
	a := f.New()
	f.Action, f.Problems = r.URL.Path, page.Problems(wrong)
	if i := slices.IndexFunc(act.Inputs(a), func(in act.Input) bool { return in.Name == "officer" && f.Of.Kind != "officer" }); i >= 0 {
		f.Picks, f.OfThese = true, act.Inputs(a)[i].Pick == "accused"
	}
	if f.OfThese || f.Picks && f.Query != "" {
		var err error
		if f.OfThese {
			f.Found, err = s.View.AccusedOf(r.Context(), me.Viewer, candour.CaseID(f.Parent.ID))
		} else {
			f.Found, _, err = s.View.FindOfficers(r.Context(), me.Viewer, f.Query, caseOf(f))
		}
		if err != nil {
			s.fail(w, r, me, err)
			return
		}
		var shown []candour.Subject
		for _, o := range f.Found {
			shown = append(shown, candour.Subject{Kind: "officer", ID: string(o.ID)})
		}
		if !s.sawFor(w, r, me, "officer search", f.Query, shown...) {
			return
		}
	}
	f.Fields, f.Officer = fieldsOf(a, f.Of, f.Typed), f.Typed.Get("officer")
	s.show(w, r, status, actPage(me, f))
}

// opens reports whether an act is the question at the first opening of a report or
// a case.
func opens(o act.Offer) bool { return o.First && !outside(o) }

// outside reports whether an act is done by somebody who may not open the case that
// it hangs on: a vetting officer, or an independent adviser.
func outside(o act.Offer) bool { return o.First && o.Of.Kind != "report" && o.Of.Kind != "case" }

// caseOf is the case that an act is done in, if it is one.
func caseOf(f formPage) candour.Subject {
	if f.Of.Kind == "case" {
		return f.Of
	}
	return f.Parent
}

// formPage is all that the page of an act shows.
type formPage struct {
	act.Offer
	Parent   candour.Subject
	About    *page.SummaryListParams // the allegation, so that nobody decides blind
	Typed    url.Values
	Fields   []page.Field
	Problems []page.Problem
	Picks    bool // the act asks for an officer: found by a search on the page
	OfThese  bool // or out of those whom the case is about
	Query    string
	Found    []view.Found
	Officer  string // the one that was picked
	Action   string
}

// fieldsOf makes the fields of a form from those of an act. The one that names
// what it is done to stands in the address and is not among them.
func fieldsOf(a act.Act, of candour.Subject, typed url.Values) (out []page.Field) {
	for _, in := range act.Inputs(a) {
		if in.Name == of.Kind || in.Name == "officer" && in.Kind == "hidden" {
			continue
		}
		f := page.Field{Name: in.Name, Label: in.Ask, Hint: in.Hint, Rows: in.Rows, Value: typed.Get(in.Name), Day: typed.Get(in.Name + "-day"), Month: typed.Get(in.Name + "-month"), Year: typed.Get(in.Name + "-year")}
		switch in.Kind {
		case "long":
			f.Kind = page.KindTextarea
		case "date":
			f.Kind = page.KindDate
		case "choice":
			f.Kind = page.KindRadios
			for _, c := range in.Choices {
				f.Choices = append(f.Choices, page.Choice{Value: c.Value, Label: c.Label, Hint: c.Hint})
			}
		case "choices":
			f.Kind, f.Value, f.Values = page.KindCheckbox, "", typed[in.Name]
			for _, c := range in.Choices {
				f.Choices = append(f.Choices, page.Choice{Value: c.Value, Label: c.Label, Hint: c.Hint})
			}
		case "yes-no":
			f.Kind = page.KindRadios
			f.Choices = []page.Choice{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}
		case "hidden":
			f.Kind = page.KindHidden
		default:
			f.Kind = page.KindInput
		}
		out = append(out, f)
	}
	return out
}

// after is the page to go to once an act is done: that of the case it happened
// to, else of what it was done to.
func after(happened []candour.Event, parent candour.Subject) string {
	for _, e := range happened {
		switch {
		case e.Kind == cases.InterestDeclared:
			return "/desk/" // it is not there for them any more
		case e.Subject.Kind == "case":
			return link(e.Subject)
		}
	}
	return link(parent)
}

// back is where the link above a form leads. The page of a matter that was not
// opened yet would lead here again.
func back(f formPage) string {
	if f.First {
		return "/desk/"
	}
	return link(f.Parent)
}

// submit is what the button of a form says.
func submit(f formPage) string {
	if opens(f.Offer) {
		return "Answer and go on"
	}
	return f.Button
}

// Address is where the page of a subject is, and where its acts begin.
func Address(s candour.Subject) string { return link(s) }

// link is the address of a subject's page.
func link(s candour.Subject) string {
	if s == answered {
		return dangerPath
	}
	for plural, kind := range nouns {
		if kind == s.Kind {
			return "/desk/" + plural + "/" + s.ID
		}
	}
	return "/desk/"
}

// title is what a page calls a subject.
func title(s candour.Subject) string {
	switch {
	case s == answered:
		return "Calls for help"
	case s.Kind == "":
		return ""
	}
	return strings.ToUpper(s.Kind[:1]) + s.Kind[1:] + " " + s.ID
}
