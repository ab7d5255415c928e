package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// BarredListReported is what happens when a dismissal is reported.
const BarredListReported candour.EventKind = "barred-list-reported"

// ReportBarredListKind records that a dismissal was reported to the barred list, so
// that the next force knows.
var ReportBarredListKind = act.Kind{
	ID:     "report-barred-list",
	Button: "Report to the barred list",
	Does:   "Records that the dismissal was reported to the body that keeps the barred list.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{BarredListReported},
	From:   []string{Decided},
	Roles:  []authz.Role{authz.Authority, authz.HearingOffice},
	New:    func() act.Act { return new(ReportBarredList) },
	Fits: func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		_, all, err := with(tx, force, of.ID)
		return last(all, Dismissed).kind != "" && last(all, BarredListReported).kind == "", err
	},
}

// ReportBarredList is one report.
type ReportBarredList struct {
	Proceeding string          `hidden:"yes"`
	Reference  candour.Marking `ask:"Under which reference was it received?"`
	Day        candour.Date    `ask:"On which day was it sent?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is ReportBarredListKind.
func (*ReportBarredList) Kind() *act.Kind { return &ReportBarredListKind }

// Of is the proceedings.
func (a *ReportBarredList) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a report that nobody can find again.
func (a *ReportBarredList) Check() error {
	return must("reference", a.Reference, "Write the reference under which it was received.")
}

// Apply records it, of a dismissal and once.
func (a *ReportBarredList) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	gone := last(all, Dismissed)
	switch {
	case gone.kind == "":
		return nil, candour.Conflict("The officer was not dismissed, so there is nothing to report to the barred list.")
	case last(all, BarredListReported).kind != "":
		return nil, candour.Conflict("It was reported already. There is nothing more to do.")
	}
	if err := mustFollow(a.Day, gone, "the dismissal"); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: BarredListReported, day: a.Day, late: a.Late, said: []said{{"reference", "Reference", a.Reference}}})
}
