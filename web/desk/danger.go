package desk

import (
	"net/http"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/outbox"
	"candour/view"
	"candour/web/page"
	"candour/workforce"
)

// dangerPath is where whoever was paged reads a call for help and answers it; the
// roster stands there too, for whoever keeps it.
const dangerPath = "/desk/danger/"

// answered is where acts on a page lead back to.
var answered = candour.Subject{Kind: "danger"}

func (s *Server) danger(w http.ResponseWriter, r *http.Request, me visitor) {
	part := number(r, "page")
	calls, more, err := s.View.Calls(r.Context(), me.Viewer, part)
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	roster, keeps, err := s.View.Roster(r.Context(), me.Viewer)
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	_, orders, err := s.View.OpenOrders(r.Context(), me.Viewer)
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	unsent, err := s.View.Unsent(r.Context(), me.Viewer)
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	var shown []candour.Subject
	for _, c := range calls {
		shown = append(shown, candour.Subject{Kind: "page", ID: c.ID})
	}
	for _, x := range roster {
		shown = append(shown, candour.Subject{Kind: "officer", ID: string(x.Officer)})
	}
	for _, x := range unsent {
		shown = append(shown, x.About)
	}
	if s.saw(w, r, me, "calls for help", shown...) {
		s.show(w, r, http.StatusOK, dangerPage(me, calls, pages(dangerPath+"?page=%d", part, more), roster, keeps, orders, unsent))
	}
}

// orders are the orders to end somebody's access that wait for an answer.
func (s *Server) orders(w http.ResponseWriter, r *http.Request, me visitor) {
	list, may, err := s.View.OpenOrders(r.Context(), me.Viewer)
	if err == nil && !may {
		err = candour.ErrNotFound
	}
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	var shown []candour.Subject
	for _, x := range list {
		shown = append(shown, candour.Subject{Kind: "officer", ID: string(x.Officer)})
	}
	if s.saw(w, r, me, "orders to end access", shown...) {
		s.show(w, r, http.StatusOK, ordersPage(me, list))
	}
}

// at is an instant in words: the day only where it is not today.
func at(t time.Time, me visitor) string {
	words := t.In(candour.London).Format("15:04")
	if day := candour.On(t); day != me.Today {
		words += " on " + day.Words()
	}
	return words
}

func callRows(c view.Call, me visitor) []page.SummaryRow {
	stands := "Nobody acts on it. The next one is paged at " + at(c.Next, me)
	switch c.State() {
	case intake.TakenOn:
		stands = c.By + " has read it and acts on it, since " + at(c.Taken, me)
	case intake.Over:
		stands = "Closed at " + at(c.Closed, me) + ": " + label(c.Reason.Choices(), string(c.Reason))
	}
	rows := []page.SummaryRow{verbatim("What is happening", c.Words), verbatim("How to reach them", c.Reach)}
	if c.Reach.Empty() {
		rows[1] = page.SummaryRow{Key: "How to reach them", Value: "They did not say. Do not ring or write to them: send somebody."}
	}
	rows = append(rows, page.SummaryRow{Key: "How it stands", Value: stands})
	if c.State() == intake.Over {
		rows = append(rows, verbatim("What was done", c.Done))
	}
	return rows
}

// callTitle names a call by nothing but its time: the page may be open where others
// see it.
func callTitle(c view.Call, me visitor) string {
	switch c.State() {
	case intake.TakenOn:
		return "Called at " + at(c.Danger.At, me) + ", taken on"
	case intake.Over:
		return "Called at " + at(c.Danger.At, me) + ", over"
	}
	return "Called at " + at(c.Danger.At, me) + ", nobody acts yet"
}

// rosterRows have the address too: that pages go to another than whoever is on call
// reads is seen by all who see the roster.
func rosterRows(list []view.Turn) (out [][]page.Cell) {
	for _, x := range list {
		now := "Later"
		if x.Now {
			now = "Now"
		}
		how := "Mail"
		if x.Way == workforce.ByHook {
			how = "Pager"
		}
		day := func(t time.Time) string { return t.In(candour.London).Format("15:04") + ", " + candour.On(t).Words() }
		of := candour.Subject{Kind: "officer", ID: string(x.Officer)}
		out = append(out, []page.Cell{{Text: now}, {Body: anchor(link(of), officerName(x.Name, string(x.Officer)))}, {Text: sentence(string(x.Turn))}, {Text: day(x.From)}, {Text: day(x.To)}, {Text: how + ", " + x.Address.Words()}})
	}
	return out
}

// someNow reports whether anybody is on call in this moment.
func someNow(list []view.Turn) bool {
	for _, x := range list {
		if x.Now {
			return true
		}
	}
	return false
}

func unsentRows(list []outbox.Delivery, me visitor) (out [][]page.Cell) {
	what := map[outbox.Kind]string{outbox.Page: "A page for a call for help", outbox.Note: "A note to the person who reported"}
	for _, x := range list {
		out = append(out, []page.Cell{{Text: at(x.Done, me)}, {Text: what[x.Kind]}, {Body: anchor(link(x.About), title(x.About))}, {Text: x.Words()}})
	}
	return out
}

func openOrderRows(list []view.OpenOrder, me visitor) (out [][]page.Cell) {
	for _, x := range list {
		of := candour.Subject{Kind: "officer", ID: string(x.Officer)}
		due := at(x.By(), me)
		if x.State == workforce.OverdueState {
			due = "Overdue since " + due
		}
		sent := "Somebody has to ask it"
		if x.Sending.State != "" {
			sent = x.Sending.Words()
		}
		out = append(out, []page.Cell{
			{Text: due},
			{Text: x.System},
			{Text: or(x.Answers, "Nobody")},
			{Text: "Officer " + string(x.Officer)},
			{Text: sent},
			{Body: anchor(link(of)+"/"+workforce.AcknowledgeRevocationKind.ID, "Record the answer")},
		})
	}
	return out
}

// contactRows are how the person who reported can be reached, as flags that nobody
// misses.
func contactRows(c *view.Contact) []page.SummaryRow {
	if c.Called != nil {
		first := []page.SummaryRow{{Key: "They called for help", Value: candour.On(c.Called.At).Words() + ", " + c.Called.At.In(candour.London).Format("15:04")}, verbatim("Then they said how to reach them", c.Called.Reach)}
		rest := *c
		rest.Called = nil
		if c.Plan.Never { // it was said after the call, and stands before it
			return append(contactRows(&rest), first...)
		}
		return append(first, contactRows(&rest)...)
	}
	switch {
	case !c.Said:
		return []page.SummaryRow{{Key: "Do not contact them", Value: "They did not say how they can be reached. Write to them here only: they read it when they come back."}}
	case c.Plan.Never:
		return append([]page.SummaryRow{{Key: "Do not contact them", Value: "They said so on " + candour.On(c.Plan.Since).Words() + ". Write to them here only: they read it when they come back."}}, noteRows(c)...)
	}
	p := c.Plan
	when := "At any time"
	if p.From != "" {
		when = "From " + p.From + " until " + p.Until
	}
	if len(p.Days) > 0 {
		var days []string
		for _, d := range p.Days {
			days = append(days, sentence(string(d)))
		}
		when += ", only on " + strings.Join(days, ", ")
	}
	message := "May be left"
	if p.NoMessage {
		message = "Never leave one"
	}
	rows := []page.SummaryRow{
		{Key: "How", Value: label(p.Channel.Choices(), string(p.Channel))}, verbatim("Where", p.Where), {Key: "When", Value: when}, {Key: "A message", Value: message},
	}
	if p.Pretend.Empty() {
		rows = append(rows, page.SummaryRow{Key: "If somebody else answers", Value: "Hang up and say nothing"})
	} else {
		rows = append(rows, verbatim("If somebody else answers, say you are", p.Pretend))
	}
	return append(rows, noteRows(c)...)
}

func noteRows(c *view.Contact) (out []page.SummaryRow) {
	for i, n := range c.Notes {
		if i == 3 {
			break
		}
		out = append(out, page.SummaryRow{Key: "Note of " + candour.On(n.Queued).Words(), Value: n.Words()})
	}
	return out
}

// takesOn is the offer to answer a call, which is a button of its own: no form stands
// between a call for help and its answer.
func takesOn(c view.Call) (act.Offer, bool) {
	for _, o := range c.Offers {
		if o.ID == intake.TakeOnDangerKind.ID {
			return o, true
		}
	}
	return act.Offer{}, false
}
