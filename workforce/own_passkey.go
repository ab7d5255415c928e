package workforce

import (
	"errors"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// The states of a passkey.
const (
	PasskeyOpen    = "invited"    // nobody has registered it yet
	PasskeyCounts  = "registered" // it opens its door
	PasskeyStopped = "withdrawn"
)

func passkeySubject(id string) candour.Subject { return candour.Subject{Kind: "passkey", ID: id} }

// standPasskey tells whose a passkey is: it is for nobody else.
func standPasskey(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var person, credential, ended string
	err := tx.One(`SELECT i.person, COALESCE(p.credential, ''), COALESCE(e.on_day, x.on_day, '') FROM workforce_passkey_invitation i
		LEFT JOIN workforce_passkey p ON p.force = i.force AND p.invitation = i.id
		LEFT JOIN workforce_passkey_ended e ON e.force = p.force AND e.credential = p.credential
		LEFT JOIN workforce_passkey_invitation_ended x ON x.force = i.force AND x.id = i.id
		WHERE i.force = $1 AND i.id = $2`, []any{string(force), id}, &person, &credential, &ended)
	s := act.Standing{State: PasskeyOpen, Person: candour.PersonID(person)}
	switch {
	case ended != "":
		s.State = PasskeyStopped
	case credential != "":
		s.State = PasskeyCounts
	}
	return s, err
}

// MayEnter is candour.ErrNotFound for somebody for whom there is nothing at a door.
// At the desk that is whoever is suspended, has left or holds no role. The subject
// door is open to all of them: a passkey of that door is all that it takes, and what
// is disclosed to them the policies say.
func MayEnter(tx *seal.Tx, d Door, who authz.Actor) error {
	if d == SubjectDoor {
		return nil
	}
	if barred, err := authz.Barred(tx.Tx, who); err != nil {
		return err
	} else if barred {
		return candour.ErrNotFound
	}
	roles, err := authz.RolesOf(tx.Tx, who)
	if err == nil && len(roles) == 0 {
		err = candour.ErrNotFound
	}
	return err
}

// OwnPasskey is a passkey as its owner sees it, or one that they had.
type OwnPasskey struct {
	ID         string
	Credential string
	Door       Door
	Name       candour.Marking
	From       candour.Date
	Copies     bool
	Proposed   candour.PersonID // who invited, or empty for one of the first people
	Approved   candour.PersonID
	Ended      candour.Date     // or zero
	EndedBy    candour.PersonID // or empty where that was not noted
}

// OwnPasskeys are all that a person has or had, the latest first: who else had a hand
// in them stands beside, so that a passkey which they never made is seen by them.
func OwnPasskeys(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (out []OwnPasskey, err error) {
	sealed := map[int]string{}
	of := map[int]candour.Subject{}
	err = tx.Each(`SELECT k.invitation, k.credential, k.door, k.officer, k.name, k.from_day, k.copies, COALESCE(g.proposed_by, ''), COALESCE(a.answered_by, ''), COALESCE(e.on_day, ''), COALESCE(e.by_person, '')
		FROM workforce_passkey k
		LEFT JOIN workforce_grant g ON g.force = k.force AND g.id = k.invitation
		LEFT JOIN workforce_grant_answer a ON a.force = k.force AND a.grant_id = k.invitation
		LEFT JOIN workforce_passkey_ended e ON e.force = k.force AND e.credential = k.credential
		WHERE k.force = $1 AND k.person = $2 ORDER BY k.from_day DESC, k.invitation LIMIT 200`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		var o OwnPasskey
		var door, officer, name, from, copies, proposed, approved, ended, by string
		err := scan(&o.ID, &o.Credential, &door, &officer, &name, &from, &copies, &proposed, &approved, &ended, &by)
		o.Door, o.From, o.Copies, o.Ended = Door(door), day(from), copies == "yes", day(ended)
		o.Proposed, o.Approved, o.EndedBy = candour.PersonID(proposed), candour.PersonID(approved), candour.PersonID(by)
		sealed[len(out)], of[len(out)] = name, Invitation{Officer: candour.OfficerID(officer), Person: p}.of()
		out = append(out, o)
		return err
	})
	for i := range out {
		if err != nil {
			break
		}
		var words seal.Words
		if words, err = tx.Words(force, of[i]); err == nil {
			out[i].Name, err = words.Open("workforce_passkey.name/"+out[i].Credential, sealed[i])
		}
	}
	return out, err
}

// ownPasskey is one passkey of whoever acts, that counts.
func ownPasskey(tx *seal.Tx, m act.Made, id string) (o OwnPasskey, others int, err error) {
	all, err := OwnPasskeys(tx, m.Force, m.Actor.ID)
	if err != nil {
		return o, 0, err
	}
	err = candour.ErrNotFound
	for _, x := range all {
		if x.ID == id && x.Ended.IsZero() {
			o, err = x, nil
		}
	}
	for _, x := range all {
		if x.ID != id && x.Ended.IsZero() && x.Door == o.Door {
			others++
		}
	}
	return o, others, err
}

// InvitationAt is the invitation that two codes open, of whoever has a number or an
// id. It looks the same things up for a number that nobody has.
func InvitationAt(tx *seal.Tx, force candour.ForceID, d Door, number string, one, other Half, now time.Time) (Invitation, error) {
	who := candour.PersonID(number)
	list, err := ByNumber(tx, force, number)
	if err != nil {
		return Invitation{}, err
	}
	officer := candour.OfficerID(number)
	if len(list) == 1 {
		officer = list[0]
	}
	p, err := PersonOf(tx, force, officer)
	if err == nil && len(list) == 1 {
		who = p
	} else if err != nil && !errors.Is(err, candour.ErrNotFound) {
		return Invitation{}, err
	}
	i, err := Invited(tx, force, d, who, one, other, now)
	if enter := MayEnter(tx, d, act.Staff(force, who)); err == nil || enter != nil && !errors.Is(enter, candour.ErrNotFound) {
		err = enter
	}
	if err != nil {
		return Invitation{}, err
	}
	return i, nil
}
