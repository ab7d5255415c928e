package view

import (
	"context"

	"candour"
	"candour/cases"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// FirstOpening is what somebody is shown before they say whether they know
// anyone in a matter: who it is about, and no more than that question needs.
type FirstOpening struct {
	Officers []workforce.Officer // linked already
	Who      []candour.Marking   // of a report: whom the person named, in their words
}

// FirstOpening opens that much of a report or a case, or candour.ErrNotFound.
func (v View) FirstOpening(ctx context.Context, w Viewer, of candour.Subject) (f FirstOpening, err error) {
	if of.Kind == "report" {
		err = v.Runner.Read(ctx, w.Who, cases.DeclareOnReportKind.Action(), of, func(tx *seal.Tx) error {
			f = FirstOpening{}
			r, err := intake.Read(tx, w.Who.Force, candour.ReportID(of.ID))
			for _, a := range r.Allegations {
				if !a.Who.Empty() {
					f.Who = append(f.Who, a.Who)
				}
			}
			return err
		})
		return f, err
	}
	err = v.Runner.Read(ctx, w.Who, cases.DeclareOnCaseKind.Action(), of, func(tx *seal.Tx) error {
		f = FirstOpening{}
		accused, err := cases.Accused(tx, w.Who.Force, candour.CaseID(of.ID))
		if err != nil {
			return err
		}
		seen := map[candour.OfficerID]bool{}
		for _, list := range accused {
			for _, o := range list {
				if seen[o] {
					continue
				}
				seen[o] = true // whoever is asked whether they know somebody is told whom
				officer, err := inCase(tx, w.Who.Force, candour.CaseID(of.ID), o)
				if err != nil {
					return err
				}
				f.Officers = append(f.Officers, officer)
			}
		}
		return nil
	})
	return f, err
}
