package workforce

import (
	"errors"
	"net/url"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
)

// Issuer refuses what is not the address of an identity provider: whoever can answer
// in its place, because it is plain HTTP, can sign in as anybody. The one exception
// is a provider on the same machine, for trials and tests.
func Issuer(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(address, " ?#") ||
		u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost") {
		return candour.Invalid("issuer", "%q is not the address of an identity provider: write it as the provider does in “issuer”, such as https://login.example; plain http only for localhost", address)
	}
	return nil
}

// accountToken is the blind index of an account: the issuer is part of it, so that
// the same “sub” of another provider is somebody else.
func accountToken(tx *seal.Tx, force candour.ForceID, issuer, sub string) (string, error) {
	key, err := tx.Key(force, forceSubject(force))
	if err != nil {
		return "", err
	}
	return key.Token("workforce_account", issuer+"\n"+sub)
}

// Account is what somebody signs in with at the force's identity provider.
type Account struct {
	ID      string
	Person  candour.PersonID
	Officer candour.OfficerID
	Issuer  string
}

// AccountOf is the account that a provider vouched for, if two people bound it to
// somebody and nobody has withdrawn it, or candour.ErrNotFound. Only issuer and “sub”
// count: a mail address or a name that the provider tells is what its administrator
// wrote there.
func AccountOf(tx *seal.Tx, force candour.ForceID, issuer, sub string) (a Account, err error) {
	token, err := accountToken(tx, force, issuer, sub)
	if err != nil {
		return a, err
	}
	var person, officer string
	err = tx.One(`SELECT a.id, a.person, a.officer, a.issuer FROM workforce_account a WHERE a.force = $1 AND a.token = $2
		AND NOT EXISTS (SELECT 1 FROM workforce_account_ended e WHERE e.force = a.force AND e.id = a.id) ORDER BY a.id LIMIT 1`, []any{string(force), token}, &a.ID, &person, &officer, &a.Issuer)
	a.Person, a.Officer = candour.PersonID(person), candour.OfficerID(officer)
	return a, err
}

// AccountAt is the account with an id, if it counts still.
func AccountAt(tx *seal.Tx, force candour.ForceID, id string) (a Account, err error) {
	var person, officer string
	err = tx.One(`SELECT a.id, a.person, a.officer, a.issuer FROM workforce_account a WHERE a.force = $1 AND a.id = $2
		AND NOT EXISTS (SELECT 1 FROM workforce_account_ended e WHERE e.force = a.force AND e.id = a.id)`, []any{string(force), id}, &a.ID, &person, &officer, &a.Issuer)
	a.Person, a.Officer = candour.PersonID(person), candour.OfficerID(officer)
	return a, err
}

// Accounts are those with which a person signs in now.
func Accounts(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (out []Account, err error) {
	err = tx.Each(`SELECT a.id, a.officer, a.issuer FROM workforce_account a WHERE a.force = $1 AND a.person = $2
		AND NOT EXISTS (SELECT 1 FROM workforce_account_ended e WHERE e.force = a.force AND e.id = a.id) ORDER BY a.id`, []any{string(force), string(p)}, func(scan func(...any) error) error {
		a := Account{Person: p}
		var officer string
		err := scan(&a.ID, &officer, &a.Issuer)
		a.Officer = candour.OfficerID(officer)
		out = append(out, a)
		return err
	})
	return out, err
}

// bindAccount binds what was proposed. An account that is or was another person's is
// refused: what one did would be put down to the other.
func bindAccount(tx *seal.Tx, m act.Made, g Grant) error {
	opened, err := ReadGrantOf(tx, m.Force, g.ID)
	if err != nil {
		return err
	}
	token, err := accountToken(tx, m.Force, g.Issuer, opened.Account.Words())
	if err != nil {
		return err
	}
	var other string
	err = tx.One(`SELECT person FROM workforce_account WHERE force = $1 AND token = $2 AND person <> $3 ORDER BY id LIMIT 1`, []any{string(m.Force), token, string(g.Person)}, &other)
	if err == nil {
		return candour.Conflict("This account is, or was, somebody else’s. Everybody needs one of their own: refuse it, and ask whoever runs the identity provider.")
	} else if !errors.Is(err, candour.ErrNotFound) {
		return err
	}
	if _, err := AccountOf(tx, m.Force, g.Issuer, opened.Account.Words()); err == nil {
		return candour.Conflict("This person signs in with this account already. There is nothing to approve.")
	} else if !errors.Is(err, candour.ErrNotFound) {
		return err
	}
	_, err = tx.Exec(`INSERT INTO workforce_account (force, id, token, issuer, officer, person, from_day) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(m.Force), g.ID, token, g.Issuer, string(g.Officer), string(g.Person), m.Today().String())
	return err
}
