package view

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"candour"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// Access tells of one access what it showed, to somebody who may know of each of
// those things; else candour.ErrNotFound. Who looked at a matter says that there
// is one, so a proof of it is as hidden as the matter.
func (v View) Access(ctx context.Context, w Viewer, id string) (shown []candour.Subject, err error) {
	reading := map[string]string{
		"case": cases.ListCase.ID, "report": intake.ListReport.ID, "officer": workforce.ReadOfficer.ID, "grant": workforce.ReadGrant.ID, "unit": workforce.ReadUnit.ID, "page": intake.ReadPage.ID,
		"service": workforce.ReadService.ID,
	}
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		shown = nil
		var person, list string
		if err := tx.One(`SELECT person, shown FROM ledger_access WHERE force = $1 AND id = $2`, []any{string(w.Who.Force), id}, &person, &list); err != nil {
			return err
		}
		var all []string
		if err := json.Unmarshal([]byte(list), &all); err != nil {
			return fmt.Errorf("reading what an access showed: %w", err)
		}
		if len(all) == 0 && candour.PersonID(person) != w.Who.ID { // nothing was shown: nobody's but theirs
			return candour.ErrNotFound
		}
		for _, s := range all {
			kind, name, _ := strings.Cut(s, "/")
			of := candour.Subject{Kind: kind, ID: name}
			if reading[kind] == "" {
				return candour.ErrNotFound
			}
			_, ok, err := v.Runner.May(tx, w.Who, reading[kind], of)
			if err != nil {
				return err
			}
			if !ok {
				return candour.ErrNotFound
			}
			shown = append(shown, of)
		}
		return nil
	})
	return shown, err
}
