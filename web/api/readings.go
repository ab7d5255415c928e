package api

import (
	"context"
	"net/http"
	"time"

	"candour"
	"candour/cases"
	"candour/clock"
	"candour/view"

	"github.com/danielgtaylor/huma/v2"
)

// The ids of the examples are invented.
const (
	exampleCase       = "k3v5x7q2m4n6p8r2"
	exampleAllegation = "b2d4f6h3j5l7n2p4"
	exampleEvent      = "c7e5g3i2k4m6o2q7"
	exampleOfficer    = "d5f3h7j2l4n6p3r5"
	exampleCursor     = "nB3kX9…"
)

// Page is what every list takes.
type Page struct {
	Cursor string `query:"cursor" maxLength:"2000" doc:"Where to go on: the next of the page before, as it came. It is good for you alone, and with the same filters."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many rows a page has at most. It may have fewer and still have a next."`
}

// Count is how many rows a list has on all its pages: one of the two, or neither where
// nobody counted.
type Count struct {
	Exact    *int `json:"exact,omitempty" doc:"The number, to 1,000."`
	MoreThan *int `json:"more_than,omitempty" doc:"There are more than this."`
}

func countOf(c view.Count) (out Count) {
	const exactTo = 1000
	switch n := int(c); {
	case c == view.Uncounted:
	case n > exactTo:
		most := exactTo
		out.MoreThan = &most
	default:
		out.Exact = &n
	}
	return out
}

func exactly(n int) Count { return Count{Exact: &n} }

// List is a page of a list.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"Send it as cursor for the next page. Without it this is the last."`
	Count Count  `json:"count"`
}

// Answer is the body of an answer.
type Answer[T any] struct {
	Cache string `header:"Cache-Control" doc:"Nothing of it is kept by anybody between."`
	ETag  string `header:"ETag" doc:"Of a case: changes with whatever happens to it. Send it as If-Match with an act."`
	Body  T
}

const noStore = "no-store"

func answer[T any](body T) *Answer[T] { return &Answer[T]{Cache: noStore, Body: body} }

// Case is a case without a word that anybody said.
type Case struct {
	ID          string       `json:"id" doc:"Random; it says nothing."`
	Reference   string       `json:"reference" doc:"What people call it."`
	State       string       `json:"state" enum:"opened,assessed,closed"`
	Opened      string       `json:"opened" format:"date"`
	Closed      string       `json:"closed,omitempty" format:"date"`
	Imported    bool         `json:"imported" doc:"It came from another system: no clock of ours is known for it."`
	Readable    bool         `json:"readable" doc:"You may open it: whoever answers for you has said whether they know anyone in it."`
	Severity    string       `json:"severity,omitempty" doc:"How serious it would be if it were proved. Nothing is decided by it. In a single case only."`
	Allegations []Allegation `json:"allegations,omitempty" doc:"In a single case only."`
}

// Allegation is one thing that was said about somebody.
type Allegation struct {
	ID       string   `json:"id"`
	Case     string   `json:"case"`
	Position int      `json:"position" doc:"Its place in the case, from 1."`
	Category string   `json:"category,omitempty" doc:"A to L of the national taxonomy; none until somebody says."`
	Decided  bool     `json:"decided"`
	Factors  []string `json:"factors,omitempty" doc:"What is alleged and has duties of its own. In a single allegation and case only, as all below."`
	About    []string `json:"about,omitempty" doc:"Ids of the officers whom it is about, those whom you may know."`
	Decision string   `json:"decision,omitempty"`
	Standard string   `json:"standard,omitempty" doc:"The standard of proof that was applied."`
	On       string   `json:"decided_on,omitempty" format:"date"`
	Told     string   `json:"told_on,omitempty" format:"date" doc:"When the person who reported was told of the decision."`
}

// Clock is one limit.
type Clock struct {
	Case    string `json:"case"`
	Rule    string `json:"rule" doc:"Id of the rule, as in docs/law.md."`
	Title   string `json:"title" doc:"What must happen."`
	Law     string `json:"law" doc:"Where the limit is set, to the paragraph."`
	Label   string `json:"label,omitempty" doc:"Where it is not a duty of law: a local standard, or guidance that nobody has verified."`
	By      string `json:"by,omitempty" format:"date" doc:"The last day on which it is kept. None: as soon as practicable, or it is stopped."`
	Why     string `json:"why" doc:"How that day was counted, and from which day."`
	Overdue bool   `json:"overdue" doc:"It runs, and its last day is past."`
	Met     string `json:"met,omitempty" format:"date" doc:"The day on which it was met or fell away. Of a single case only."`
}

// Event is something that happened to a case.
type Event struct {
	ID       string `json:"id" doc:"Random. The same event has the same id each time it is given."`
	Kind     string `json:"kind" doc:"What happened, as in docs/acts.md."`
	Case     string `json:"case"`
	On       string `json:"on" format:"date" doc:"The day in law, from which clocks count."`
	At       string `json:"at" format:"date-time" doc:"When it was recorded."`
	Corrects string `json:"corrects,omitempty" doc:"Id of the event whose day this one puts right."`
}

type byID struct {
	ID string `path:"id" maxLength:"64" doc:"Its id." example:"k3v5x7q2m4n6p8r2"`
}

type casesIn struct {
	Page
	State string `query:"state" enum:"opened,assessed,closed" doc:"Those in this state only."`
	From  string `query:"opened_from" format:"date" doc:"Those opened on or after this day."`
	To    string `query:"opened_to" format:"date" doc:"Those opened on or before this day."`
}

type allegationsIn struct {
	Page
	Case    string `query:"case" maxLength:"64" doc:"Those of this case only."`
	Decided string `query:"decided" enum:"yes,no" doc:"Those that are decided, or that are not."`
}

type clocksIn struct {
	Page
	Rule    string `query:"rule" maxLength:"100" doc:"Those of this rule only."`
	From    string `query:"by_from" format:"date" doc:"Those whose last day is this or a later one."`
	To      string `query:"by_to" format:"date" doc:"Those whose last day is this or an earlier one."`
	Overdue string `query:"overdue" enum:"yes" doc:"Those whose last day is past."`
}

type eventsIn struct {
	Page
}

// Feed is a part of what happened.
type Feed struct {
	Items []Event `json:"items" nullable:"false"`
	Next  string  `json:"next" doc:"Send it as cursor, now or later. It is there also where nothing is new."`
	More  bool    `json:"more" doc:"There is more already: ask again at once. Else wait."`
}

func (s *Server) readings(api huma.API) {
	one := Case{ID: exampleCase, Reference: candour.Reference(exampleCase), State: cases.Assessed, Opened: "2026-03-02", Readable: true}
	part := Allegation{ID: exampleAllegation, Case: exampleCase, Position: 1, Category: "J"}
	whole := part
	whole.Decided, whole.Factors, whole.About, whole.Decision, whole.Standard, whole.On = true, []string{"records-misused"}, []string{exampleOfficer}, string(cases.NoCaseToAnswer), string(cases.Balance), "2026-04-20"
	opened := one
	opened.Severity, opened.Allegations = string(cases.Misconduct), []Allegation{whole}
	due := Clock{Case: exampleCase, Rule: "complaints-34-2-a-i-first-update", Title: "Update the person who complained", Law: "SI 2020/2, reg. 34(2)(a)(i)", By: "2026-03-30", Why: "Counted from 2 March 2026 (case opened)"}
	event := Event{ID: exampleEvent, Kind: string(cases.CaseOpened), Case: exampleCase, On: "2026-03-02", At: "2026-03-02T09:30:00Z"}

	read(s, api, reading{"/cases", "list-cases", "List cases", "Cases in the order in which they were opened. A row says that a case is there, its dates and its state.", nil, List[Case]{[]Case{one}, exampleCursor, exactly(213)}}, s.listCases)
	read(s, api, reading{"/cases/{id}", "read-case", "Open a case", "A case with its allegations and what was decided on each. Its ETag changes with whatever happens to it.", []int{404}, opened}, s.readCase)
	read(s, api, reading{"/cases/{id}/clocks", "read-clocks-of-case", "The clocks of a case", "Every limit of a case, computed afresh: those that run and those that were met, with the law, the counting and the reason of each day.", []int{404, 409}, List[Clock]{[]Clock{due}, "", exactly(1)}}, s.clocksOf)
	read(s, api, reading{"/cases/{id}/events", "read-events-of-case", "The history of a case", "All that happened to a case, in order. Read it when a case is new to you: what happened before you could see it is not in the feed after your cursor.", []int{404}, List[Event]{[]Event{event}, "", exactly(1)}}, s.eventsOf)
	read(s, api, reading{"/allegations", "list-allegations", "List allegations", "Allegations case by case. A row says that there is one and whether it is decided.", nil, List[Allegation]{[]Allegation{part}, exampleCursor, exactly(2)}}, s.listAllegations)
	read(s, api, reading{"/allegations/{id}", "read-allegation", "Open an allegation", "One allegation, with what was decided on it.", []int{404}, whole}, s.readAllegation)
	read(s, api, reading{"/clocks", "list-clocks", "List what is due", "The limits that run, the soonest first, with the law and the reason of each day. It is computed with each act; the clocks of one case are computed when you ask.", nil, List[Clock]{[]Clock{due}, "", exactly(1)}}, s.listClocks)
	read(s, api, reading{"/events", "feed-of-events", "What happened, after a cursor", "A feed of what happened to the cases that you may see, in the order in which it was recorded: nothing that is recorded later comes before what you were given, so nothing is missed. " +
		"The journal behind it is numbered without gaps, and you are given none of its numbers, because a number that is missing would tell of what you must not see. Without a cursor it begins at the beginning.", nil, Feed{[]Event{event}, exampleCursor, false}}, s.feed)
}

// dayOf reads a day that was checked by the description already.
func dayOf(field, s string) (candour.Date, error) {
	if s == "" {
		return candour.Date{}, nil
	}
	d, err := candour.ParseDate(s)
	if err != nil {
		return d, candour.Invalid("query."+field, "Write a day as 2026-03-02.")
	}
	return d, nil
}

func subject(kind, id string) candour.Subject { return candour.Subject{Kind: kind, ID: id} }

func (s *Server) listCases(ctx context.Context, c caller, in *casesIn) (*Answer[List[Case]], error) {
	f := view.CaseFilter{State: in.State}
	var err error
	if f.From, err = dayOf("opened_from", in.From); err != nil {
		return nil, err
	}
	if f.To, err = dayOf("opened_to", in.To); err != nil {
		return nil, err
	}
	mark := s.cursor(c, "cases", in.State, in.From, in.To)
	var after view.CasePlace
	if err := mark.open(ctx, in.Cursor, &after); err != nil {
		return nil, err
	}
	rows, more, count, err := s.View.Cases(ctx, c.Viewer, f, after, in.Limit)
	if err != nil {
		return nil, err
	}
	out := List[Case]{Items: []Case{}, Count: countOf(count)}
	var shown []candour.Subject
	for _, r := range rows {
		out.Items = append(out.Items, Case{ID: string(r.ID), Reference: candour.Reference(string(r.ID)), State: r.State, Opened: r.Opened.String(), Closed: r.Closed.String(), Imported: r.Imported, Readable: r.Readable})
		shown = append(shown, subject("case", string(r.ID)))
		after = view.CasePlace{Day: r.Opened, ID: r.ID}
	}
	if out.Next, err = mark.next(ctx, more && len(rows) > 0, after); err != nil {
		return nil, err
	}
	return answer(out), s.saw(ctx, c, "list of cases", shown...)
}

func (s *Server) readCase(ctx context.Context, c caller, in *byID) (*Answer[Case], error) {
	b, err := s.View.CaseBrief(ctx, c.Viewer, candour.CaseID(in.ID))
	if err != nil {
		return nil, err
	}
	out := answer(caseOf(b))
	out.ETag = `"` + b.Version + `"`
	return out, s.saw(ctx, c, "case", shownOf(b)...)
}

func caseOf(b view.CaseBrief) Case {
	out := Case{
		ID: string(b.ID), Reference: candour.Reference(string(b.ID)), State: b.State, Opened: b.OpenedOn.String(), Closed: b.ClosedOn.String(),
		Imported: b.Jurisdiction == cases.Imported, Readable: true, Severity: string(b.Severity), Allegations: []Allegation{},
	}
	for i := range b.Allegations {
		out.Allegations = append(out.Allegations, allegationOf(b, i))
	}
	return out
}

func allegationOf(b view.CaseBrief, i int) Allegation {
	a := b.Allegations[i]
	out := Allegation{
		ID: string(a.ID), Case: string(b.ID), Position: a.Position, Category: a.Category, Decided: a.Decision != "",
		Decision: string(a.Decision), Standard: string(a.Standard), On: a.DecidedOn.String(), Told: a.ToldOn.String(),
	}
	if d, ok := b.Described[a.ID]; ok {
		out.Category = string(d.Category)
		for _, f := range d.Factors {
			out.Factors = append(out.Factors, string(f))
		}
	}
	for _, o := range a.Officers {
		out.About = append(out.About, string(o))
	}
	return out
}

// shownOf is what an access to a case showed.
func shownOf(b view.CaseBrief) []candour.Subject {
	out := []candour.Subject{subject("case", string(b.ID))}
	for _, a := range b.Allegations {
		for _, o := range a.Officers {
			out = append(out, subject("officer", string(o)))
		}
	}
	return out
}

func (s *Server) readAllegation(ctx context.Context, c caller, in *byID) (*Answer[Allegation], error) {
	b, at, err := s.View.AllegationBrief(ctx, c.Viewer, candour.AllegationID(in.ID))
	if err != nil {
		return nil, err
	}
	out := answer(allegationOf(b, at))
	out.ETag = `"` + b.Version + `"`
	b.Allegations = b.Allegations[at : at+1]
	return out, s.saw(ctx, c, "allegation", shownOf(b)...)
}

func (s *Server) listAllegations(ctx context.Context, c caller, in *allegationsIn) (*Answer[List[Allegation]], error) {
	mark := s.cursor(c, "allegations", in.Case, in.Decided)
	var after view.AllegationPlace
	if err := mark.open(ctx, in.Cursor, &after); err != nil {
		return nil, err
	}
	rows, more, count, err := s.View.Allegations(ctx, c.Viewer, view.AllegationFilter{Case: candour.CaseID(in.Case), Decided: in.Decided}, after, in.Limit)
	if err != nil {
		return nil, err
	}
	out := List[Allegation]{Items: []Allegation{}, Count: countOf(count)}
	var shown []candour.Subject
	for _, r := range rows {
		out.Items = append(out.Items, Allegation{ID: string(r.ID), Case: string(r.Case), Position: r.Position, Category: r.Category, Decided: r.Decided})
		shown = append(shown, subject("case", string(r.Case)))
		after = view.AllegationPlace{Case: r.Case, Position: r.Position, ID: r.ID}
	}
	if out.Next, err = mark.next(ctx, more && len(rows) > 0, after); err != nil {
		return nil, err
	}
	return answer(out), s.saw(ctx, c, "list of allegations", once(shown)...)
}

func (s *Server) listClocks(ctx context.Context, c caller, in *clocksIn) (*Answer[List[Clock]], error) {
	f := view.ClockFilter{Rule: in.Rule}
	var err error
	if f.From, err = dayOf("by_from", in.From); err != nil {
		return nil, err
	}
	if f.To, err = dayOf("by_to", in.To); err != nil {
		return nil, err
	}
	if past := c.Today.AddDays(-1); in.Overdue == "yes" && (f.To.IsZero() || past.Before(f.To)) {
		f.To = past
	}
	mark := s.cursor(c, "clocks", in.Rule, in.From, in.To, in.Overdue)
	var after view.ClockPlace
	if err := mark.open(ctx, in.Cursor, &after); err != nil {
		return nil, err
	}
	rows, more, count, err := s.View.Clocks(ctx, c.Viewer, f, after, in.Limit)
	if err != nil {
		return nil, err
	}
	out := List[Clock]{Items: []Clock{}, Count: countOf(count)}
	var shown []candour.Subject
	for _, r := range rows {
		out.Items = append(out.Items, Clock{Case: string(r.Case), Rule: r.Rule.ID, Title: r.Rule.Title, Law: r.Rule.Cites, Label: r.Label, By: r.By.String(), Why: r.Why, Overdue: r.By.Before(c.Today)})
		shown = append(shown, subject("case", string(r.Case)))
		after = r.Place
	}
	if out.Next, err = mark.next(ctx, more && len(rows) > 0, after); err != nil {
		return nil, err
	}
	return answer(out), s.saw(ctx, c, "list of clocks", once(shown)...)
}

func (s *Server) clocksOf(ctx context.Context, c caller, in *byID) (*Answer[List[Clock]], error) {
	due, failed, err := s.View.CaseClocks(ctx, c.Viewer, candour.CaseID(in.ID))
	if err != nil {
		return nil, err
	}
	if failed != nil { // a list without it would say that nothing else is due
		if err := s.saw(ctx, c, "clocks of a case", subject("case", in.ID)); err != nil {
			return nil, err
		}
		return nil, said(http.StatusConflict, "A limit of this case cannot be computed: "+failed.Error())
	}
	out := List[Clock]{Items: []Clock{}, Count: exactly(len(due))}
	for _, d := range due {
		out.Items = append(out.Items, clockOf(in.ID, d, c.Today))
	}
	return answer(out), s.saw(ctx, c, "clocks of a case", subject("case", in.ID))
}

func clockOf(id string, d clock.Due, today candour.Date) Clock {
	return Clock{Case: id, Rule: d.Rule.ID, Title: d.Rule.Title, Law: d.Rule.Cites, Label: d.Label(), By: d.By.String(), Why: d.Sentence(), Overdue: d.Overdue(today), Met: d.Met.String()}
}

func (s *Server) eventsOf(ctx context.Context, c caller, in *byID) (*Answer[List[Event]], error) {
	all, err := s.View.History(ctx, c.Viewer, candour.CaseID(in.ID))
	if err != nil {
		return nil, err
	}
	out := List[Event]{Items: eventsOf(all), Count: exactly(len(all))}
	return answer(out), s.saw(ctx, c, "history of a case", subject("case", in.ID))
}

func eventsOf(all []view.Entry) []Event {
	out := []Event{}
	for _, e := range all {
		out = append(out, Event{e.ID, string(e.Kind), string(e.Case), e.On.String(), e.At.Format(time.RFC3339Nano), e.Corrects})
	}
	return out
}

func (s *Server) feed(ctx context.Context, c caller, in *eventsIn) (*Answer[Feed], error) {
	mark := s.cursor(c, "events")
	var after int64
	if err := mark.open(ctx, in.Cursor, &after); err != nil {
		return nil, err
	}
	all, next, more, err := s.View.Feed(ctx, c.Viewer, after, in.Limit)
	if err != nil {
		return nil, err
	}
	out := Feed{Items: eventsOf(all), More: more}
	if out.Next, err = mark.next(ctx, true, next); err != nil {
		return nil, err
	}
	var shown []candour.Subject
	for _, e := range all {
		shown = append(shown, subject("case", string(e.Case)))
	}
	return answer(out), s.saw(ctx, c, "events", once(shown)...)
}

// once are the subjects, each once, in order.
func once(all []candour.Subject) (out []candour.Subject) {
	seen := map[candour.Subject]bool{}
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
