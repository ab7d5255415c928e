package flow

import (
	"slices"
	"strconv"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/outbox"
	"candour/seal"
	"candour/workforce"
)

// dangerCalled pages somebody for a call for help, and the next one when nobody
// answered in time, in the same transaction: a call that was taken has somebody who
// was paged for it. The wall of its report stands before anybody is chosen.
var dangerCalled = []act.Reaction{
	{ID: "find-candidates-in-how-to-reach-them", On: intake.DangerCalled, Emits: []candour.EventKind{intake.CandidatesFound}, Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		// Somebody in a hurry writes who is in the room into whichever box comes first.
		d, err := intake.ReadDanger(tx, m.Force, candour.ReportID(e.Subject.ID))
		if err != nil || d.Reach.Empty() {
			return nil, err
		}
		found, err := keepFrom(tx, m, e.Subject, authz.Candidate, nil, []string{d.Reach.Words()})
		return []candour.Event{candidates(e, found, 0)}, err
	}},
	{ID: "page-on-call", On: intake.DangerCalled, Emits: []candour.EventKind{intake.DangerPaged}, Do: pageNext},
	{ID: "page-the-next", On: intake.DangerUnanswered, Emits: []candour.EventKind{intake.DangerPaged}, Do: pageNext},
	{ID: "tell-that-it-was-read", On: intake.DangerTakenOn, Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		return nil, intake.Tell(tx, m.Force, candour.ReportID(e.Subject.ID), intake.Told{Kind: e.Kind, On: e.On, Says: "Somebody has read your call for help at " + m.Now.In(candour.London).Format("15:04") + " and is acting on it."})
	}},
	{ID: "tell-that-the-next-is-paged", On: intake.DangerLost, Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		// Not why: that would say who works here.
		return nil, intake.Tell(tx, m.Force, candour.ReportID(e.Subject.ID), intake.Told{Kind: e.Kind, On: e.On, Says: "The person who read your call for help can not go on with it. We are paging the next one. If you are in danger now, call 999."})
	}},
	{ID: "tell-that-it-is-over", On: intake.DangerClosed, Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		return nil, intake.Tell(tx, m.Force, candour.ReportID(e.Subject.ID), intake.Told{Kind: e.Kind, On: e.On, Says: "The person who acted on your call for help has finished. If you are in danger again, call 999, or call for help here again."})
	}},
}

// pageNext pages the first of those on call whom nothing speaks against and who was
// not paged yet; where none is left, those who watch over the force, as often as it
// takes.
func pageNext(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
	report := candour.ReportID(e.Subject.ID)
	d, err := intake.ReadDanger(tx, m.Force, report)
	if err != nil {
		return nil, err
	}
	before, err := intake.Pages(tx, m.Force, report)
	if err != nil {
		return nil, err
	}
	roster, err := workforce.OnCallAt(tx, m.Force, m.Now)
	if err != nil {
		return nil, err
	}
	apart, err := keptApart(tx, m, report)
	if err != nil {
		return nil, err
	}
	message := outbox.Message{Kind: outbox.Page, About: e.Subject, Content: outbox.Content{Words: d.Words, By: m.Now.Add(intake.AnswerWithin)}}
	for _, x := range roster {
		if paged(before, x.Person) {
			continue
		}
		if out, err := apart(x.Person, x.Officer); err != nil {
			return nil, err
		} else if out {
			continue
		}
		message.Way, message.Address = outbox.Way(x.Way), x.Address
		return page(tx, m, e, message, string(x.Turn), x.Person)
	}
	outside, err := overseers(tx, m, e.Subject, before)
	if err != nil {
		return nil, err
	}
	message.Way = outbox.ToOversight
	return page(tx, m, e, message, "oversight", append(outside, "")...)
}

func paged(before []intake.Page, p candour.PersonID) bool {
	return slices.ContainsFunc(before, func(x intake.Page) bool { return x.Person == p })
}

func page(tx *seal.Tx, m act.Made, e candour.Event, message outbox.Message, whom string, people ...candour.PersonID) ([]candour.Event, error) {
	step, _, err := intake.Paging(tx, m, candour.ReportID(e.Subject.ID), whom, people...)
	if err != nil {
		return nil, err
	}
	if err := outbox.Queue(tx, m, message); err != nil {
		return nil, err
	}
	data := []candour.Field{{Name: "step", Value: strconv.FormatInt(step, 10)}, {Name: "whom", Value: whom}}
	for _, p := range people {
		if p != "" {
			data = append(data, candour.Field{Name: "person", Value: string(p)})
		}
	}
	return []candour.Event{{Kind: intake.DangerPaged, Subject: e.Subject, On: m.Today(), Data: data}}, nil
}

// keptApart judges who must not be paged: whoever stands on the wall; and of those
// whom the person named as not to have it, also whoever works in one unit with them
// now, or is in a line of management with them. Whoever fears an officer fears the
// one at the next desk too.
func keptApart(tx *seal.Tx, m act.Made, report candour.ReportID) (func(candour.PersonID, candour.OfficerID) (bool, error), error) {
	of := candour.Subject{Kind: "report", ID: string(report)}
	r, err := intake.Read(tx, m.Force, report)
	if err != nil {
		return nil, err
	}
	named, err := workforce.CouldMean(tx, m.Force, []string{r.KeepOut.Words()}, nil)
	if err != nil {
		return nil, err
	}
	units := slices.Clone(named.Units)
	for _, p := range named.People {
		o, err := workforce.EmploymentOf(tx, m.Force, p)
		if err != nil {
			return nil, err
		}
		u, err := unitOf(tx, m, o)
		if err != nil {
			return nil, err
		}
		if u != "" {
			units = append(units, u)
		}
	}
	return func(p candour.PersonID, o candour.OfficerID) (bool, error) {
		if found, err := authz.ConflictOf(tx.Tx, m.Force, p, of, m.Today()); err != nil || found == authz.Walled || named.Beyond {
			return true, err
		}
		if u, err := unitOf(tx, m, o); err != nil || slices.Contains(units, u) {
			return true, err
		}
		for _, x := range named.People {
			if same, err := authz.SameLine(tx.Tx, m.Force, p, x, m.Today()); err != nil || same {
				return true, err
			}
		}
		return false, nil
	}, nil
}

// overseers are those of the oversight body and the local policing body who can
// answer a call and were not paged yet.
func overseers(tx *seal.Tx, m act.Made, of candour.Subject, before []intake.Page) (out []candour.PersonID, err error) {
	for _, role := range []authz.Role{authz.Inspector, authz.PolicingBody} {
		all, err := authz.Holders(tx.Tx, m.Force, role)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if found, err := authz.ConflictOf(tx.Tx, m.Force, p, of, m.Today()); err != nil {
				return nil, err
			} else if found != authz.Walled && !paged(before, p) && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out, nil
}
