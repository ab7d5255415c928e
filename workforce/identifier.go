package workforce

import (
	"errors"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
)

// numberKinds are the identifiers that a search for a number finds as well.
var numberKinds = []candour.IdentifierID{candour.CollarNumber, candour.WarrantNumber, candour.NationalID, candour.StaffNumber}

// Identified is one identifier of somebody, as it was given.
type Identified struct {
	Kind  candour.IdentifierID
	Value candour.Marking
}

// putIdentifier puts an identifier of somebody on file, found blind by its normal
// form. It reports whether it was new.
func putIdentifier(tx *seal.Tx, m act.Made, o candour.OfficerID, i Identified) (bool, error) {
	form := candour.Normal(i.Kind, i.Value.Words())
	if form == "" {
		return false, candour.Invalid("identifier", "This is no %s.", strings.ReplaceAll(string(i.Kind), "-", " "))
	}
	force, err := tx.Make(m.Force, forceSubject(m.Force), m.NewKey)
	if err != nil {
		return false, err
	}
	token, err := force.Index(room, "identifier/"+string(i.Kind), form)
	if err != nil {
		return false, err
	}
	key, err := tx.Make(m.Force, officerSubject(o), m.NewKey)
	if err != nil {
		return false, err
	}
	sealed, err := key.Seal("workforce_identifier.sealed/"+string(o)+"/"+string(i.Kind)+"/"+token.Token, i.Value.Words())
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(`INSERT INTO workforce_identifier (force, officer, kind, token, sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (force, officer, kind, token) DO NOTHING`,
		string(m.Force), string(o), string(i.Kind), token.Token, sealed)
	if err != nil || n == 0 || !slices.Contains(numberKinds, i.Kind) {
		return n > 0, err
	}
	return true, index(tx, m, employment{Officer: o, Number: i.Value})
}

// WithIdentifier are the officers with an identifier, by its normal form, in
// order of id. Whoever shows one has asked authz about it.
func WithIdentifier(tx *seal.Tx, force candour.ForceID, i Identified) (out []candour.OfficerID, err error) {
	form := candour.Normal(i.Kind, i.Value.Words())
	if form == "" {
		return nil, nil
	}
	key, err := tx.Key(force, forceSubject(force))
	if errors.Is(err, candour.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	token, err := key.Index(room, "identifier/"+string(i.Kind), form)
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT officer FROM workforce_identifier WHERE force = $1 AND kind = $2 AND token = $3 ORDER BY officer`, []any{string(force), string(i.Kind), token.Token}, func(scan func(...any) error) error {
		var o string
		err := scan(&o)
		out = append(out, candour.OfficerID(o))
		return err
	})
	return out, err
}

// Identifiers are those of an officer, with what they are: for whoever has asked
// authz, and only where they are needed. A page says which kinds are held.
func Identifiers(tx *seal.Tx, force candour.ForceID, o candour.OfficerID) (out []Identified, err error) {
	words, err := tx.Words(force, officerSubject(o))
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT kind, token, sealed FROM workforce_identifier WHERE force = $1 AND officer = $2 ORDER BY kind, token`, []any{string(force), string(o)}, func(scan func(...any) error) error {
		var kind, token, sealed string
		if err := scan(&kind, &token, &sealed); err != nil {
			return err
		}
		w, err := words.Open("workforce_identifier.sealed/"+string(o)+"/"+kind+"/"+token, sealed)
		out = append(out, Identified{candour.IdentifierID(kind), w})
		return err
	})
	return out, err
}

// IdentifierKindsOf are the kinds of identifier that are held of an officer.
func IdentifierKindsOf(tx *seal.Tx, force candour.ForceID, o candour.OfficerID) (out []candour.IdentifierID, err error) {
	err = tx.Each(`SELECT DISTINCT kind FROM workforce_identifier WHERE force = $1 AND officer = $2 ORDER BY kind`, []any{string(force), string(o)}, func(scan func(...any) error) error {
		var kind string
		err := scan(&kind)
		out = append(out, candour.IdentifierID(kind))
		return err
	})
	return out, err
}
