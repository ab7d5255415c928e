package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What somebody answers at the first opening of a report or a case.
const (
	KnowsNobody      candour.EventKind = "knows-nobody"
	InterestDeclared candour.EventKind = "interest-declared"
)

// readers are the roles that may open a matter, and are asked first. The hearing
// office reads the case whose hearing it fixes, and no report.
var (
	readers       = []authz.Role{authz.Triage, authz.CaseWorker, authz.Assessor, authz.Authority, authz.Supervisor, authz.Liaison}
	readersOfCase = append(append([]authz.Role{}, readers...), authz.HearingOffice)
)

const declareDoes = "Before you open it: say whether you know anyone in it, the person who reported included. If you do, you will not see it again, and nobody holds that against you."

// Knows is the answer.
type Knows string

// The answers.
const (
	Nobody   Knows = "nobody"
	Somebody Knows = "somebody"
)

// Choices are the answers as they are asked.
func (Knows) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(Nobody), Label: "No, I know nobody here", Hint: "Not as a relative, a friend, a partner, a colleague of your unit, or somebody you owe or who owes you."},
		{Value: string(Somebody), Label: "Yes, or I am not sure", Hint: "You will not see it again. It is recorded that you said so, and not whom you know."},
	}
}

// declare writes the answer. Whom somebody knows is not asked: a form that asked
// would make a file of friendships, and the wall does not need it.
func declare(tx *seal.Tx, m act.Made, knows Knows, all []candour.Subject) ([]candour.Event, error) {
	kind := KnowsNobody
	for _, s := range all {
		var err error
		if knows == Somebody {
			kind, err = InterestDeclared, authz.Relate(tx.Tx, m.Force, m.Actor.ID, s, authz.Interest)
		} else {
			err = authz.KnowsNobody(tx.Tx, m.Force, m.Actor.ID, s)
		}
		if err != nil {
			return nil, err
		}
	}
	return []candour.Event{{Kind: kind, Subject: all[0], On: m.Today()}}, nil
}
