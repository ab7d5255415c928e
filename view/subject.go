package view

import (
	"cmp"
	"context"
	"slices"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/clock"
	"candour/ledger"
	"candour/seal"
	"candour/workforce"
)

// SubjectPage is all that a person complained of sees, and all that whoever represents
// one sees. Of a matter of which nothing was disclosed to them there is nothing in it:
// no row, no count and no date.
type SubjectPage struct {
	Matters   []OwnMatter         // about themselves; the one they were first told of last comes first
	Asked     []OwnRepresentation // who asks them to represent them
	Represent []OwnMatter         // of whom they represent, in the order in which they accepted
}

// OwnMatter is what one case is for the officer. It holds neither its id nor
// anything that was said in it.
type OwnMatter struct {
	ID              string       // of the first thing that they were told: the address of the matter
	Since           candour.Date // on which that was
	For             string       // whose matter it is, where whoever looks represents them; else empty
	Spoke           OwnRepresentation
	Told            []Told
	Theirs          misconduct.Theirs
	Place           candour.Marking // of the meeting or hearing, as it was disclosed to them
	Due             []clock.Due     // that run and that concern them
	Uncounted       bool            // a limit could not be counted
	Offers          []OwnOffer
	Answered        []Answered
	Representatives []OwnRepresentation
}

// Told is one disclosure, with what it was, and what is disputed in it.
type Told struct {
	cases.Disclosure
	What     string // "Notice of the investigation"
	Cites    string // under which law
	Disputed []cases.Dispute
	Offers   []OwnOffer // of acts that are done to this one
}

// OwnRepresentation is somebody who represents, or is asked to, with what whoever looks
// may do about it.
type OwnRepresentation struct {
	cases.Representation
	Whom   string // the name of who asks, for whoever is asked
	Offers []OwnOffer
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
	By   string // who sent it for them, or empty
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
	misconduct.AnswerDocumentsKind.ID:        OfficersResponse,
	misconduct.AppealOutcomeKind.ID:          "conduct-45-3-meeting-appeal",
}

// answered are the events that are their own doing, as they would say it.
var answered = map[candour.EventKind]string{
	misconduct.OfficerResponded:          "Your answer to the notice came",
	misconduct.SuspensionRepresentations: "What you said against the suspension came",
	misconduct.PanelObjected:             "Your objection to the panel came",
	misconduct.AlternativeDateAsked:      "Your proposal of another date came",
	misconduct.Regulation31Response:      "Your answer to the documents came",
	misconduct.MeetingAppealed:           "Your appeal came",
	misconduct.TribunalAppealed:          "Your appeal came",
}

// ofOne are the acts that are done to one thing that was disclosed, and not to the
// matter.
var ofOne = []string{cases.DisputeDisclosureKind.ID}

// matter is what was disclosed to one officer in one case.
type matter struct {
	c    candour.CaseID
	o    candour.OfficerID
	told []cases.Disclosure // the latest first
}

// Subject is what whoever looks may see of what is said about themselves, and of what
// is said about those whom they represent.
func (v View) Subject(ctx context.Context, w Viewer) (p SubjectPage, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		p = SubjectPage{}
		ids, err := cases.Disclosures(tx, w.Who.Force, w.Who.ID)
		if err != nil {
			return err
		}
		if p.Matters, err = v.ownMatters(tx, w, ids, OwnRepresentation{}); err != nil {
			return err
		}
		slices.SortStableFunc(p.Matters, func(a, b OwnMatter) int { return cmp.Compare(b.Since.String(), a.Since.String()) })
		asked, err := cases.RepresentedBy(tx, w.Who.Force, w.Who.ID)
		if err != nil {
			return err
		}
		for _, r := range asked {
			own, err := v.ownRepresentation(tx, w, r)
			if err != nil {
				return err
			}
			switch r.State {
			case cases.Asked:
				p.Asked = append(p.Asked, own)
			case cases.Represents:
				ids, err := r.DisclosuresTo(tx, w.Who.Force)
				if err != nil {
					return err
				}
				list, err := v.ownMatters(tx, w, ids, own)
				if err != nil {
					return err
				}
				p.Represent = append(p.Represent, list...)
			}
		}
		return nil
	})
	return p, err
}

// Matter is one matter by anything that was disclosed in it, or candour.ErrNotFound.
func (v View) Matter(ctx context.Context, w Viewer, disclosure string) (OwnMatter, error) {
	p, err := v.Subject(ctx, w)
	if err != nil {
		return OwnMatter{}, err
	}
	for _, m := range slices.Concat(p.Matters, p.Represent) {
		if slices.ContainsFunc(m.Told, func(t Told) bool { return t.ID == disclosure }) {
			return m, nil
		}
	}
	return OwnMatter{}, candour.ErrNotFound
}

// ownMatters puts what was disclosed together by matter, each of it only if authz
// allows it.
func (v View) ownMatters(tx *seal.Tx, w Viewer, ids []string, spoke OwnRepresentation) (out []OwnMatter, err error) {
	var all []matter
	for _, id := range ids {
		if _, ok, err := v.Runner.May(tx, w.Who, cases.ReadDisclosure.ID, disclosure(id)); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		d, err := cases.ReadOneDisclosure(tx, w.Who.Force, id)
		if err != nil {
			return nil, err
		}
		c, o, err := cases.DisclosedIn(tx, w.Who.Force, id)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(m matter) bool { return m.c == c && m.o == o })
		if i < 0 {
			i, all = len(all), append(all, matter{c: c, o: o})
		}
		all[i].told = append(all[i].told, d)
	}
	for _, m := range all {
		one, err := v.ownMatter(tx, w, m, spoke)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (v View) ownMatter(tx *seal.Tx, w Viewer, of matter, spoke OwnRepresentation) (m OwnMatter, err error) {
	first := of.told[len(of.told)-1]
	m.ID, m.Since, m.For, m.Spoke = first.ID, first.On, spoke.Whom, spoke
	if m.Theirs, err = misconduct.OfTheirs(tx, w.Who.Force, of.c, of.o); err != nil {
		return m, err
	}
	all, err := ledger.Happened(tx, w.Who.Force, caseSubject(of.c))
	if err != nil {
		return m, err
	}
	events := happenedTo(all, of.o)
	dues, wrong := clock.Compute(events)
	m.Uncounted = wrong != nil // in words for staff
	for _, d := range dues {
		if d.Running() && d.About == string(of.o) && slices.Contains(ofTheirs, d.Rule.ID) {
			m.Due = append(m.Due, d)
		}
	}
	if m.Representatives, err = v.representatives(tx, w, of); err != nil {
		return m, err
	}
	m.Told, m.Place = toldIn(of, events, m.Theirs)
	m.Answered = answeredIn(events, m.Representatives)
	if err := v.disputed(tx, w, of, &m); err != nil {
		return m, err
	}
	for i := range m.Told {
		offers, err := v.ownOffers(tx, w, disclosure(m.Told[i].ID), m.Due)
		if err != nil {
			return m, err
		}
		for _, o := range offers {
			switch {
			case slices.Contains(ofOne, o.ID):
				m.Told[i].Offers = append(m.Told[i].Offers, o)
			case m.Told[i].ID == m.ID: // the act names what it answers: the first thing that they were told
				m.Offers = append(m.Offers, o)
			}
		}
	}
	if m.For != "" { // of who else speaks for them only the name of what was sent is theirs
		m.Representatives = nil
	}
	return m, nil
}

// ownOffers are what whoever looks may do to something now, with the limit that it has.
func (v View) ownOffers(tx *seal.Tx, w Viewer, of candour.Subject, dues []clock.Due) (out []OwnOffer, err error) {
	offers, err := v.Runner.Offers(tx, w.Who, v.Acts, of)
	for _, o := range offers {
		own := OwnOffer{Offer: o}
		if i := slices.IndexFunc(dues, func(d clock.Due) bool { return d.Rule.ID == until[o.ID] }); i >= 0 {
			own.Until = dues[i]
		}
		out = append(out, own)
	}
	return out, err
}

// ownRepresentation is a representation as whoever is asked sees it: who asks, and
// nothing of the matter.
func (v View) ownRepresentation(tx *seal.Tx, w Viewer, r cases.Representation) (own OwnRepresentation, err error) {
	of := candour.Subject{Kind: "representation", ID: r.ID}
	if _, ok, err := v.Runner.May(tx, w.Who, cases.ReadRepresentation.ID, of); err != nil || !ok {
		return OwnRepresentation{}, err
	}
	own.Representation = r
	if own.Whom, err = workforce.NameOf(tx, w.Who.Force, r.For); err != nil {
		return own, err
	}
	own.Offers, err = v.ownOffers(tx, w, of, nil)
	return own, err
}

// representatives are those whom an officer named in a matter, with what they may do
// about each.
func (v View) representatives(tx *seal.Tx, w Viewer, of matter) (out []OwnRepresentation, err error) {
	all, err := cases.RepresentativesIn(tx, w.Who.Force, of.c, of.o)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		own := OwnRepresentation{Representation: r}
		if own.Offers, err = v.ownOffers(tx, w, candour.Subject{Kind: "representation", ID: r.ID}, nil); err != nil {
			return nil, err
		}
		out = append(out, own)
	}
	return out, nil
}

// disputed puts each point that they dispute under what it disputes.
func (v View) disputed(tx *seal.Tx, w Viewer, of matter, m *OwnMatter) error {
	all, err := cases.Disputes(tx, w.Who.Force, of.c)
	for _, d := range all {
		if i := slices.IndexFunc(m.Told, func(t Told) bool { return t.ID == d.Disclosure }); i >= 0 && d.Officer == of.o {
			m.Told[i].Disputed = append(m.Told[i].Disputed, d)
		}
	}
	return err
}

// spokeBy is the name of who sent something in a representation.
func spokeBy(all []OwnRepresentation, id string) string {
	for _, r := range all {
		if r.ID == id {
			return r.Name.Words()
		}
	}
	return ""
}

// toldIn says what each thing that was disclosed was, and where a hearing is.
func toldIn(of matter, events []candour.Event, theirs misconduct.Theirs) (out []Told, place candour.Marking) {
	var attention candour.Date
	by := map[string]candour.Event{} // what happened with a disclosure
	for _, e := range standing(events) {
		switch e.Kind {
		case cases.CameToAttention:
			attention = e.On
		case misconduct.NoticeServed, misconduct.HearingFixed:
			by[e.Value("disclosure")] = e
		}
	}
	var placed int64
	for _, d := range of.told {
		e := by[d.ID]
		out = append(out, toldAs(d, e, attention, theirs.Under))
		if e.Kind == misconduct.HearingFixed && e.Seq > placed {
			place, placed = d.Says, e.Seq
		}
	}
	if theirs.Hearing.IsZero() || placed != lastFixed(events) {
		return out, candour.Marking{} // it was of a date that was given up
	}
	return out, place
}

// answeredIn is what they did, and who did it for them.
func answeredIn(events []candour.Event, spoke []OwnRepresentation) (out []Answered) {
	for _, e := range standing(events) {
		if says := answered[e.Kind]; says != "" {
			out = append(out, Answered{e.On, says, spokeBy(spoke, e.Value("representation"))})
		}
	}
	return out
}

// standing are the events that were not put right by a later one.
func standing(events []candour.Event) []candour.Event {
	corrected := map[string]bool{}
	for _, e := range events {
		corrected[e.Corrects] = true
	}
	return slices.DeleteFunc(slices.Clone(events), func(e candour.Event) bool { return corrected[e.ID] })
}

func disclosure(id string) candour.Subject { return candour.Subject{Kind: "disclosure", ID: id} }

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
