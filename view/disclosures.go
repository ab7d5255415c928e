package view

import (
	"context"

	"candour"
	"candour/cases"
	"candour/seal"
)

// Disclosures are what was disclosed to whoever looks, about themselves: nothing
// else of any case reaches the person complained of.
func (v View) Disclosures(ctx context.Context, w Viewer) (out []cases.Disclosure, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		out = nil
		ids, err := cases.Disclosures(tx, w.Who.Force, w.Who.ID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, ok, err := v.Runner.May(tx, w.Who, cases.ReadDisclosure.ID, candour.Subject{Kind: "disclosure", ID: id}); err != nil {
				return err
			} else if !ok {
				continue
			}
			d, err := cases.ReadOneDisclosure(tx, w.Who.Force, id)
			if err != nil {
				return err
			}
			out = append(out, d)
		}
		return nil
	})
	return out, err
}
