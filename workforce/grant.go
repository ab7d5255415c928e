package workforce

import (
	"errors"
	"fmt"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// The states of a proposal to give somebody a role, a key or a passkey.
const (
	Proposed = "proposed"
	Given    = "given"
	Refused  = "refused"
)

// answerWithin is how many days a proposal can be approved: an approval is of
// what is so now, not of a paper that somebody finds a year later.
const answerWithin = 30

// proposers may propose, and may take away.
var proposers = []authz.Role{authz.Administrator, authz.Approver, authz.Chief}

// StaffRole is a role that can be given, as a form asks for it.
type StaffRole string

// Choices are authz.StaffRoles.
func (StaffRole) Choices() []act.Choice {
	hints := map[authz.Role]string{
		authz.Administrator: "Keeps the machine running. Whoever holds it reads nobody’s matter, whatever other role they hold.",
		authz.Approver:      "Is the second person of two when a role, a key or a passkey is given.",
		authz.Chief:         "A chief officer: matters about them leave the force.",
	}
	var out []act.Choice
	for _, r := range authz.StaffRoles {
		out = append(out, act.Choice{Value: string(r), Label: string(r), Hint: hints[r]})
	}
	return out
}

// Shut is the sentence for whoever gives a role that closes what another opened:
// an administrator reads nothing, whatever else they hold. It is empty where
// nothing closes.
func Shut(holds []authz.Role, adding authz.Role) string {
	all := append(slices.Clone(holds), adding)
	content := slices.DeleteFunc(slices.Clone(all), func(r authz.Role) bool { return slices.Contains(proposers, r) })
	if !slices.Contains(all, authz.Administrator) || len(content) == 0 {
		return ""
	}
	return fmt.Sprintf("This person holds administrator and %s: an administrator reads nobody’s matter, so they can open no case and no report until administrator is withdrawn.", content[0])
}

// Grant is a proposal, and what came of it.
type Grant struct {
	ID       string
	Officer  candour.OfficerID
	Person   candour.PersonID
	Role     authz.Role // or empty
	Key      string     // or empty
	Issuer   string     // of an account, or empty
	Account  candour.Marking
	Door     Door          // of an invitation to register a passkey, or empty
	Service  *ServiceScope // of the account of a program, or nil
	Reasons  candour.Marking
	By       candour.PersonID
	Day      candour.Date
	State    string
	Answered candour.PersonID
}

func grantSubject(id string) candour.Subject { return candour.Subject{Kind: "grant", ID: id} }

func standGrant(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	g, err := grantRow(tx, force, id)
	return act.Standing{State: g.State, Within: []candour.Subject{officerSubject(g.Officer)}}, err
}

func grantRow(tx *seal.Tx, force candour.ForceID, id string) (Grant, error) {
	g := Grant{ID: id, State: Proposed}
	var officer, person, role, by, on, answer, second, door, service string
	if err := tx.One(`SELECT g.officer, g.person, g.role, g.public_key, g.proposed_by, g.proposed_day, COALESCE(a.issuer, ''), COALESCE(h.door, ''), COALESCE(s.role, '') FROM workforce_grant g
		LEFT JOIN workforce_grant_account a ON a.force = g.force AND a.grant_id = g.id
		LEFT JOIN workforce_passkey_half h ON h.force = g.force AND h.grant_id = g.id
		LEFT JOIN workforce_grant_service s ON s.force = g.force AND s.grant_id = g.id
		WHERE g.force = $1 AND g.id = $2`, []any{string(force), id}, &officer, &person, &role, &g.Key, &by, &on, &g.Issuer, &door, &service); err != nil {
		return g, err
	}
	g.Door = Door(door)
	if service != "" {
		g.Service = &ServiceScope{Role: authz.Role(service)}
	}
	g.Officer, g.Person, g.Role, g.By, g.Day = candour.OfficerID(officer), candour.PersonID(person), authz.Role(role), candour.PersonID(by), day(on)
	err := tx.One(`SELECT answer, answered_by FROM workforce_grant_answer WHERE force = $1 AND grant_id = $2`, []any{string(force), id}, &answer, &second)
	if errors.Is(err, candour.ErrNotFound) {
		return g, nil
	}
	g.State, g.Answered = answer, candour.PersonID(second)
	return g, err
}

// ReadGrantOf opens a proposal with its reasons. Whoever shows it has asked authz.
func ReadGrantOf(tx *seal.Tx, force candour.ForceID, id string) (Grant, error) {
	g, err := grantRow(tx, force, id)
	if err != nil {
		return g, err
	}
	var sealed string
	if err := tx.One(`SELECT reasons FROM workforce_grant WHERE force = $1 AND id = $2`, []any{string(force), id}, &sealed); err != nil {
		return g, err
	}
	words, err := tx.Words(force, grantSubject(id))
	if err != nil {
		return g, err
	}
	if g.Reasons, err = words.Open("workforce_grant.reasons/"+id, sealed); err != nil {
		return g, err
	}
	if g.Service != nil {
		g.Service, err = proposedService(tx, force, g)
		return g, err
	}
	if g.Issuer == "" {
		return g, nil
	}
	if err := tx.One(`SELECT account FROM workforce_grant_account WHERE force = $1 AND grant_id = $2`, []any{string(force), id}, &sealed); err != nil {
		return g, err
	}
	g.Account, err = words.Open("workforce_grant_account.account/"+id, sealed)
	return g, err
}

// What says what somebody would be given.
func (g Grant) What() string {
	switch {
	case g.Role != "":
		return "the role " + string(g.Role)
	case g.Key != "":
		return "the key " + g.Key
	case g.Issuer != "":
		return "to sign in with the account " + g.Account.Words() + " of " + g.Issuer
	}
	if g.Service != nil {
		return "to answer for a program: " + g.Service.Words()
	}
	return "an invitation to register a passkey at the " + g.Door.Words()
}

// OpenGrants are the proposals that nobody has answered, the oldest first.
func OpenGrants(tx *seal.Tx, force candour.ForceID) (out []string, err error) {
	err = tx.Each(`SELECT g.id FROM workforce_grant g WHERE g.force = $1
		AND NOT EXISTS (SELECT 1 FROM workforce_grant_answer a WHERE a.force = g.force AND a.grant_id = g.id)
		ORDER BY g.proposed_day, g.id LIMIT 1000`, []any{string(force)}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// propose writes a proposal, of whichever kind, for somebody who works here.
func propose(tx *seal.Tx, m act.Made, o candour.OfficerID, role authz.Role, publicKey string, reasons candour.Marking) (candour.Event, error) {
	officer, err := Read(tx, m.Force, o)
	if err != nil {
		return candour.Event{}, err
	}
	if officer.Person != m.Actor.ID && (officer.Serving == "no" || !officer.Left.IsZero() && !officer.Left.After(m.Today())) {
		return candour.Event{}, candour.Conflict("This person has left the force. Nothing can be given to them here but an invitation to the subject door.")
	}
	return proposeTo(tx, m, officer, role, publicKey, reasons)
}

// proposeTo is propose for whoever is on file, also once they have left.
func proposeTo(tx *seal.Tx, m act.Made, officer Officer, role authz.Role, publicKey string, reasons candour.Marking) (e candour.Event, err error) {
	if officer.Person == m.Actor.ID {
		return e, candour.Conflict("Nobody can give themselves a role, a key, an account or a passkey. Ask somebody else to propose it, and a third person to approve it.")
	}
	o := officer.ID
	id := m.ID("grant")
	of := grantSubject(id)
	key, err := tx.MakeNew(m.Force, of, m.NewKey(of))
	if err != nil {
		return e, err
	}
	sealed, err := key.Seal("workforce_grant.reasons/"+id, reasons.Words())
	if err != nil {
		return e, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_grant (force, id, officer, person, role, public_key, reasons, proposed_by, proposed_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		string(m.Force), id, string(o), string(officer.Person), string(role), publicKey, sealed, string(m.Actor.ID), m.Today().String()); err != nil {
		return e, err
	}
	data := []candour.Field{{Name: "officer", Value: string(o)}, {Name: "person", Value: string(officer.Person)}}
	if role != "" {
		data = append(data, candour.Field{Name: "role", Value: string(role)})
	} else if publicKey != "" {
		data = append(data, candour.Field{Name: "key", Value: publicKey})
	}
	return candour.Event{Subject: of, On: m.Today(), Data: append(data, candour.Field{Name: "reasons", Value: reasons.Words(), Of: of})}, nil
}

// answer writes what came of a proposal.
func answer(tx *seal.Tx, m act.Made, id, says string, reasons candour.Marking) error {
	key, err := tx.Key(m.Force, grantSubject(id))
	if err != nil {
		return err
	}
	sealed, err := sealOr(key, "workforce_grant_answer.reasons/"+id, reasons)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO workforce_grant_answer (force, grant_id, answer, reasons, answered_by, on_day) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(m.Force), id, says, sealed, string(m.Actor.ID), m.Today().String())
	return err
}

// moved says which matters' walls moved because an office was given or taken: the
// wall of supervisors ends below it.
func moved(tx *seal.Tx, m act.Made, p candour.PersonID, role authz.Role) ([]candour.Event, error) {
	if role != authz.Chief && role != authz.Authority {
		return nil, nil
	}
	below, err := authz.Below(tx.Tx, m.Force, p)
	return wallChanged(m, byOffice, below), err
}

// holds reports whether somebody holds one of some roles, and it gives something.
func holds(tx *seal.Tx, force candour.ForceID, p candour.PersonID, any ...authz.Role) (bool, error) {
	roles, err := authz.RolesOf(tx.Tx, act.Staff(force, p))
	return slices.ContainsFunc(roles, func(r authz.Role) bool { return slices.Contains(any, r) }), err
}

// held reports whether somebody was given a role, whether it gives anything now or
// not: also somebody who is suspended can lose one.
func held(tx *seal.Tx, force candour.ForceID, p candour.PersonID, role authz.Role) (bool, error) {
	roles, err := authz.Held(tx.Tx, act.Staff(force, p))
	return slices.Contains(roles, role), err
}

// twoApprovers reports whether two people who are not in one line hold the role
// of approver, somebody left out: from then on the force can give by itself.
func twoApprovers(tx *seal.Tx, force candour.ForceID, but candour.PersonID, on candour.Date) (bool, error) {
	all, err := authz.Holders(tx.Tx, force, authz.Approver)
	if err != nil {
		return false, err
	}
	all = slices.DeleteFunc(all, func(p candour.PersonID) bool { return p == but })
	for i, a := range all {
		for _, b := range all[i+1:] {
			if same, err := authz.SameLine(tx.Tx, force, a, b, on); err != nil || !same {
				return !same, err
			}
		}
	}
	return false, nil
}

// Proposes reports whether somebody holds a role in which they propose what takes two.
func Proposes(tx *seal.Tx, who authz.Actor) (bool, error) {
	if err := MayEnter(tx, DeskDoor, who); err != nil {
		return false, absentIsNo(err)
	}
	return holds(tx, who.Force, who.ID, proposers...)
}

func absentIsNo(err error) error {
	if errors.Is(err, candour.ErrNotFound) {
		return nil
	}
	return err
}
