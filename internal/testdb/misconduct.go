package testdb

import (
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/seal"
)

// EveryOccasion is a safety plan that stands before all that an officer can learn.
var EveryOccasion = misconduct.Occasions{misconduct.ANotice, misconduct.AMeasure, misconduct.ADisclosure, misconduct.AHearing, misconduct.APublication}

// Plan makes a safety plan for the person who reported, before everything that the
// officer can learn of.
func (w *World) Plan(who authz.Actor, c candour.CaseID, o candour.OfficerID) string {
	w.T.Helper()
	return w.Do(who, &misconduct.PlanSafety{Case: c, Officer: o, Before: EveryOccasion, Could: reasons, InPlace: reasons, Contact: reasons, Agreed: misconduct.Yes})[0].Value("plan")
}

// Notice serves the notice on an officer by hand, today, and gives the id of the
// proceedings.
func (w *World) Notice(who authz.Actor, c candour.CaseID, o candour.OfficerID) string {
	w.T.Helper()
	return w.Do(who, &misconduct.ServeNotice{Case: c, Officer: o, Under: misconduct.ConductRegulations, How: misconduct.ByHand, Deemed: candour.On(w.Now), Says: reasons, Harm: reasons})[0].Value("proceeding")
}

// proceedingStages are the states of proceedings in the order in which they come to
// them: the other is an end beside the way.
var proceedingStages = []string{misconduct.Noticed, misconduct.Answered, misconduct.ToAnswer, misconduct.Undated, misconduct.Fixed, misconduct.Held, misconduct.Decided}

// Proceed brings proceedings on to a state, from the notice, by the acts that lead
// there. A panel is named on the way, and a hearing is held on the day on which it
// is fixed.
func (w *World) Proceed(crew Staff, id string, at misconduct.Proceedings, to string) {
	w.T.Helper()
	if to == misconduct.NotToAnswer {
		w.Do(crew.Authority.Who, &misconduct.DecideCaseToAnswer{Proceeding: id, Proceedings: misconduct.NoProceedings, Reasons: reasons})
		return
	}
	last := slices.Index(proceedingStages, to)
	for _, state := range proceedingStages[1 : last+1] {
		switch state {
		case misconduct.Answered:
			w.Do(crew.CaseWorker.Who, &misconduct.RecordResponse{Proceeding: id, Says: reasons})
		case misconduct.ToAnswer:
			w.Do(crew.Authority.Who, &misconduct.DecideCaseToAnswer{Proceeding: id, Proceedings: at, Reasons: reasons})
		case misconduct.Undated:
			w.Do(crew.Hearing.Who, &misconduct.SupplyDocuments{Proceeding: id, How: misconduct.ByHand, What: reasons, Deemed: candour.On(w.Now)})
		case misconduct.Fixed:
			w.Do(crew.Hearing.Who, &misconduct.NamePanel{Proceeding: id, Officer: crew.Chief.Officer, Others: reasons, Adviser: reasons})
			w.Do(crew.Hearing.Who, &misconduct.FixHearing{Proceeding: id, Date: candour.On(w.Now), Where: reasons})
		case misconduct.Held:
			w.Do(crew.Hearing.Who, &misconduct.CompleteHearing{Proceeding: id, Came: reasons})
		case misconduct.Decided:
			w.Do(crew.Hearing.Who, &misconduct.RecordOutcome{Proceeding: id, Found: misconduct.FoundGross, Outcome: misconduct.Dismissal, Reasons: reasons})
		}
	}
}

// Disclosed are the ids of what was disclosed to somebody, the latest first.
func (w *World) Disclosed(p Person) (ids []string) {
	w.T.Helper()
	w.Read(func(tx *seal.Tx) (err error) {
		ids, err = cases.Disclosures(tx, Force, p.ID)
		return err
	})
	return ids
}

// Name has an officer name somebody to represent them in the matter of a disclosure,
// and gives the id of the representation.
func (w *World) Name(officer Person, disclosure string, friend Person, answers cases.May) string {
	w.T.Helper()
	letter := strings.TrimPrefix(string(friend.Officer), "officer-")
	return w.Do(officer.Who, &cases.NameRepresentative{Disclosure: disclosure, As: cases.PoliceFriend, Name: candour.Mark("Officer " + letter), Number: candour.Mark("N" + letter), Answers: answers})[0].Value("representation")
}

// Represent is Name, and the other accepts.
func (w *World) Represent(officer Person, disclosure string, friend Person, answers cases.May) string {
	w.T.Helper()
	id := w.Name(officer, disclosure, friend, answers)
	w.Do(friend.Who, &cases.AcceptRepresentation{Representation: id})
	return id
}

// Answer has an officer answer for what there is a case to answer for, up to the
// end of a hearing.
func (w *World) Answer(crew Staff, c candour.CaseID, o candour.OfficerID) {
	w.T.Helper()
	w.Plan(crew.Liaison.Who, c, o)
	w.Proceed(crew, w.Notice(crew.Authority.Who, c, o), misconduct.Hearing, misconduct.Decided)
}

// StateOf is how something stands.
func (w *World) StateOf(kind, id string) (state string) {
	w.T.Helper()
	w.Read(func(tx *seal.Tx) error {
		s, err := Nouns()[slices.IndexFunc(Nouns(), func(n act.Noun) bool { return n.Kind == kind })].Stand(tx, Force, id)
		state = s.State
		return err
	})
	return state
}
