package complaint

import (
	"candour/cases"
)

// Position is what somebody is in law. It is computed from facts and never stored,
// so that nobody is made one by a tick, or stays one when the facts change.
type Position string

// The positions. Nobody is called a victim before anybody decided: the Victims’ Code
// gives rights to whoever says that a crime was done to them.
const (
	Complainant      Position = "Complainant"
	InterestedPerson Position = "Interested person"
	CodeVictim       Position = "Has the rights of the Victims’ Code"
	Witness          Position = "Witness"
	Discloser        Position = "Worker who makes a disclosure"
	SpeaksForAnother Position = "Speaks for somebody else"
	ColleagueNoted   Position = "Colleague, with the contact that a complainant has"
)

// Who it is.
const (
	WhoReported = "The person who reported"
	WhoSpokeFor = "The person they speak for"
)

// Status is one position of one person, with the reason and the law that it rests on.
type Status struct {
	Who      string
	Position Position
	Reason   string
	Source   string
}

// Words is a status as a page writes it.
func (s Status) Words() string {
	return string(s.Position) + ". " + s.Reason + " (" + s.Source + ")"
}

// The sources, each with how well it is known.
const (
	sameChiefLaw   = "Police Reform Act 2002, s. 29(4), not verified"
	workersLaw     = "Employment Rights Act 1996, s. 43KA"
	victimsLaw     = "Victims’ Code"
	localStandard  = "a local standard"
	interestedLaw  = "Police Reform Act 2002, the paragraph is not verified"
	conductWelfare = "Police (Conduct) Regulations 2020, reg. 6: the welfare of a witness is part of the harm test"
)

// StatusOf are the positions of the person who reported and of whom they speak for.
func StatusOf(f Facts) (out []Status) {
	if f.Imported {
		return nil
	}
	r := f.Reporter
	add := func(who string, p Position, reason, source string) {
		out = append(out, Status{who, p, reason, source})
	}
	if !r.Asked {
		add(WhoReported, Complainant, "Nobody has asked yet how they are connected to the police. Until somebody has, they are treated as a member of the public.", sameChiefLaw)
		return out
	}
	whose := WhoReported // to whom it happened, if it happened to one of them
	if r.SpeaksFor {
		whose = WhoSpokeFor
		add(WhoReported, SpeaksForAnother, "They tell what happened to somebody else. What is owed to that person goes through them only if it is safe and that person wishes it.", localStandard)
	}
	switch {
	case r.sameChief() && !r.SpeaksFor:
		add(WhoReported, ColleagueNoted, "They are under the same chief officer, so this is no complaint but a conduct matter. They are told as much and as often as a complainant.", sameChiefLaw+"; the contact is "+localStandard)
		if r.Part == ToThem {
			add(WhoReported, InterestedPerson, "It happened to them, and there is no complaint of theirs by which they would be told.", interestedLaw)
		}
	case r.SpeaksFor:
		add(WhoSpokeFor, Complainant, "They are a member of the public as far as anybody knows, and somebody speaks for them.", sameChiefLaw)
	default:
		add(WhoReported, Complainant, "They are not under the chief officer of this force, so they are a member of the public to it.", sameChiefLaw)
	}
	if r.SpeaksFor && f.any(func(k cases.FactorKind) bool { return k.ID == "death-or-serious-injury" }) {
		add(WhoReported, InterestedPerson, "Somebody died or was seriously injured, and they speak for that person.", interestedLaw)
	}
	if crime := f.any(func(k cases.FactorKind) bool { return k.Crime }); crime && (r.Part == ToThem || r.SpeaksFor) {
		add(whose, CodeVictim, "A crime against them is alleged. The rights begin with that, whatever is decided later.", victimsLaw)
	}
	if r.Part == SawIt || r.Part == ToThem && !r.SpeaksFor {
		add(WhoReported, Witness, "They can say what they saw, heard or went through.", conductWelfare)
	}
	if r.Relation == ThisForce || r.Relation == AnotherForce {
		to := "They told it to the force that they work for."
		if r.Relation == AnotherForce {
			to = "They told it to a force that they do not work for."
		}
		add(WhoReported, Discloser, to+" Constables count as workers. Whether the law protects the disclosure depends on whom they told and on what they believed: this is no finding that it does.", workersLaw)
	}
	return out
}
