package testdb

import (
	"candour"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/seal"
)

// Record records what was said as a complaint, where nobody has yet.
func (w *World) Record(who authz.Actor, c candour.CaseID) {
	w.T.Helper()
	var due bool
	w.Read(func(tx *seal.Tx) (err error) {
		due, err = complaint.RecordComplaintKind.Fits(tx, Force, cases.Subject(c))
		return err
	})
	if due {
		w.Do(who, &complaint.RecordComplaint{Case: c, As: complaint.AsComplaint, Wish: true, Reasons: reasons})
	}
}

// Matters are what the account of a case must become and nobody has dealt with.
func (w *World) Matters(c candour.CaseID) (out []complaint.Open) {
	w.T.Helper()
	w.Read(func(tx *seal.Tx) (err error) {
		out, err = complaint.OpenOf(tx, Force, c)
		return err
	})
	return out
}

// Finish finishes one that is finished by itself, by whose it is.
func (w *World) Finish(crew Staff, x complaint.Open, reference, reasons candour.Marking) {
	w.T.Helper()
	switch x.Kind {
	case complaint.VettingReview:
		w.Do(crew.Vetting.Who, &complaint.FinishVettingReview{Matter: x.ID, How: complaint.Dealt(complaint.Done), Reference: reference, Reasons: reasons})
	default:
		a := w.Form("finish-"+string(x.Kind), candour.Subject{Kind: "matter", ID: x.ID}, map[string]string{"how": string(complaint.Done), "reference": reference.Words(), "reasons": reasons.Words()})
		w.Do(crew.CaseWorker.Who, a)
	}
}

// Settle deals with everything that the account of a case must become: nothing that
// must be referred is among it.
func (w *World) Settle(crew Staff, c candour.CaseID) {
	w.T.Helper()
	for _, x := range w.Matters(c) {
		switch x.Kind {
		case complaint.ComplaintMatter:
			w.Record(crew.CaseWorker.Who, c)
		case complaint.ReferralDecision:
			w.Do(crew.Authority.Who, &complaint.DeclineReferral{Case: c, Reasons: reasons})
		default:
			w.Finish(crew, x, reasons, reasons)
		}
	}
}

// Close closes a case, recorded before.
func (w *World) Close(who authz.Actor, c candour.CaseID) {
	w.T.Helper()
	w.Record(who, c)
	w.Do(who, &cases.CloseCase{Case: c, Reasons: reasons})
}
