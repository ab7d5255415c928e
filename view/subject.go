package view

import (
	"context"
	"slices"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/clock"
	"candour/ledger"
	"candour/seal"
)

// SubjectPage is all that a person complained of sees. Of a matter of which nothing
// was disclosed to them there is nothing in it: no row, no count and no date.
type SubjectPage struct {
	Matters []OwnMatter // the one they were told of last comes first
}

// OwnMatter is what one case is for the officer. It holds neither its id nor
// anything that was said in it.
type OwnMatter struct {
	Told      []Told
	Theirs    misconduct.Theirs
	Place     candour.Marking // of the meeting or hearing, as it was disclosed to them
	Due       []clock.Due     // that run and that concern them
	Uncounted bool            // a limit could not be counted
	Offers    []OwnOffer
	Answered  []Answered
}

// Told is one disclosure, with what it was.
type Told struct {
	cases.Disclosure
	What  string // "Notice of the investigation"
	Cites string // under which law
}

// OwnOffer is what they may do now, and until when.
type OwnOffer struct {
	act.Offer
	Until clock.Due // without a rule where none runs
}

// Answered is something that they did, so that they can see it arrived.
type Answered struct {
	On   candour.Date
	What string
}

// OfficersResponse is the one limit that an officer must keep and not only may.
const OfficersResponse = "conduct-31-1-response"

// ofTheirs are the limits that an officer sees: their own, and those by which
// somebody owes them something. All others of a case would tell of the person who
// reported, or of what is looked into.
var ofTheirs = []string{
	"conduct-18-representations", "conduct-11-suspension-confirmed", "conduct-11-suspension-representations", "conduct-11-suspension-review",
	"conduct-30-panel-objection", OfficersResponse, "conduct-33-3-alternative-date",
	"conduct-34-meeting-held", "conduct-33-hearing-held", "conduct-52-accelerated-hearing", "conduct-45-3-meeting-appeal",
}

// until says which limit an act of theirs has.
var until = map[string]string{
	misconduct.AnswerNoticeKind.ID:           "conduct-18-representations",
	misconduct.SpeakAgainstSuspensionKind.ID: "conduct-11-suspension-representations",
	misconduct.ObjectToMemberKind.ID:         "conduct-30-panel-objection",
	misconduct.ProposeDateKind.ID:            "conduct-33-3-alternative-date",
}

// answered are the events that are their own doing, as they would say it.
var answered = map[candour.EventKind]string{
	misconduct.OfficerResponded:          "Your answer to the notice came",
	misconduct.SuspensionRepresentations: "What you said against the suspension came",
	misconduct.PanelObjected:             "Your objection to the panel came",
	misconduct.AlternativeDateAsked:      "Your proposal of another date came",
}

// Subject is what whoever looks may see of what is said about themselves.
func (v View) Subject(ctx context.Context, w Viewer) (p SubjectPage, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		p = SubjectPage{}
		ids, err := cases.Disclosures(tx, w.Who.Force, w.Who.ID)
		if err != nil {
			return err
		}
		type matter struct {
			c candour.CaseID
			o candour.OfficerID
		}
		var order []matter
		told := map[matter][]cases.Disclosure{}
		for _, id := range ids {
			if _, ok, err := v.Runner.May(tx, w.Who, cases.ReadDisclosure.ID, candour.Subject{Kind: "disclosure", ID: id}); err != nil {
				return err
			} else if !ok {
				continue
			}
			d, err := cases.ReadOneDisclosure(tx, w.Who.Force, id)
			if err != nil {
				return err
			}
			var m matter
			if m.c, m.o, err = cases.DisclosedIn(tx, w.Who.Force, id); err != nil {
				return err
			}
			if told[m] == nil {
				order = append(order, m)
			}
			told[m] = append(told[m], d)
		}
		for _, m := range order {
			one, err := v.ownMatter(tx, w, m.c, m.o, told[m])
			if err != nil {
				return err
			}
			p.Matters = append(p.Matters, one)
		}
		return nil
	})
	return p, err
}

func (v View) ownMatter(tx *seal.Tx, w Viewer, c candour.CaseID, o candour.OfficerID, list []cases.Disclosure) (m OwnMatter, err error) {
	if m.Theirs, err = misconduct.OfTheirs(tx, w.Who.Force, c, o); err != nil {
		return m, err
	}
	all, err := ledger.Happened(tx, w.Who.Force, caseSubject(c))
	if err != nil {
		return m, err
	}
	events := happenedTo(all, o)
	dues, wrong := clock.Compute(events)
	m.Uncounted = wrong != nil // in words for staff
	for _, d := range dues {
		if d.Running() && d.About == string(o) && slices.Contains(ofTheirs, d.Rule.ID) {
			m.Due = append(m.Due, d)
		}
	}
	corrected := map[string]bool{}
	for _, e := range events {
		corrected[e.Corrects] = true
	}
	var attention candour.Date
	by := map[string]candour.Event{} // what happened with a disclosure
	for _, e := range events {
		switch {
		case corrected[e.ID]:
			continue
		case e.Kind == cases.CameToAttention:
			attention = e.On
		case e.Kind != cases.Disclosed && e.Value("disclosure") != "":
			by[e.Value("disclosure")] = e
		}
		if says := answered[e.Kind]; says != "" {
			m.Answered = append(m.Answered, Answered{e.On, says})
		}
	}
	var place candour.Marking
	var placed int64
	for _, d := range list {
		e := by[d.ID]
		m.Told = append(m.Told, toldAs(d, e, attention, m.Theirs.Under))
		if e.Kind == misconduct.HearingFixed && e.Seq > placed {
			place, placed = d.Says, e.Seq
		}
	}
	if !m.Theirs.Hearing.IsZero() && placed == lastFixed(events) {
		m.Place = place // else it was of a date that was given up
	}
	// The act names what it answers: the first thing that they were told.
	offers, err := v.Runner.Offers(tx, w.Who, v.Acts, candour.Subject{Kind: "disclosure", ID: list[len(list)-1].ID})
	for _, of := range offers {
		own := OwnOffer{Offer: of}
		if i := slices.IndexFunc(m.Due, func(d clock.Due) bool { return d.Rule.ID == until[of.ID] }); i >= 0 {
			own.Until = m.Due[i]
		}
		m.Offers = append(m.Offers, own)
	}
	return m, err
}

// happenedTo are the events of a case that happened to one of its officers, and the
// day that chooses the version of each rule. What happened to the case besides, such
// as a delay while somebody looks at a crime, moves no date that the officer sees: it
// would tell them of it. Nor does the decision whether there is a case to answer
// before they have the documents, with which they are told of it.
func happenedTo(all []candour.Event, o candour.OfficerID) []candour.Event {
	told := func(e candour.Event) bool {
		return (e.Kind == misconduct.DocumentsSupplied || e.Kind == misconduct.AcceleratedNoticeServed) && e.Value(cases.FieldOfficer) == string(o)
	}
	untold := !slices.ContainsFunc(all, told)
	return slices.DeleteFunc(all, func(e candour.Event) bool {
		return e.Kind != cases.CameToAttention && e.Value(cases.FieldOfficer) != string(o) || untold && e.Kind == misconduct.CaseToAnswerDecided
	})
}

// lastFixed is the place in the journal at which an officer's hearing had its last
// date.
func lastFixed(events []candour.Event) (seq int64) {
	for _, e := range events {
		if e.Kind == misconduct.HearingFixed {
			seq = max(seq, e.Seq)
		}
	}
	return seq
}

// toldAs says what a disclosure was, and under which law. Whom an employment
// procedure binds has no regulation.
func toldAs(d cases.Disclosure, e candour.Event, attention candour.Date, under misconduct.Procedure) Told {
	out := Told{Disclosure: d, What: "What was disclosed to you", Cites: "after the harm test (Police (Conduct) Regulations 2020, reg. 6)"}
	rule := ""
	switch e.Kind {
	case misconduct.NoticeServed:
		out.What, rule = "Notice of the investigation", "conduct-17-notice"
	case misconduct.HearingFixed:
		out.What, rule = "Where your meeting or hearing is", "conduct-33-hearing-held"
	}
	if r, err := clock.FindFor(rule, attention); err == nil {
		out.Cites = r.Cites
	}
	if under == misconduct.Employment {
		out.Cites = under.Words()
	}
	return out
}
