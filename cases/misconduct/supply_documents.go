package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What happens when the officer has the documents. With an accelerated hearing they
// come with its own notice (reg 51(1)), and the limits of the others do not run.
const (
	DocumentsSupplied       candour.EventKind = "documents-supplied"
	AcceleratedNoticeServed candour.EventKind = "accelerated-notice-served"
)

// SupplyDocumentsKind supplies the officer with the documents of a meeting or
// hearing. From here on it could have a date.
var SupplyDocumentsKind = act.Kind{
	ID:     "supply-documents",
	Button: "Supply the documents",
	Does:   "Records that the officer was given the documents of the meeting or hearing. From then on it could have a date, and until it has one that waits for somebody.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{DocumentsSupplied, AcceleratedNoticeServed},
	From:   []string{ToAnswer},
	Roles:  []authz.Role{authz.HearingOffice, authz.Authority},
	New:    func() act.Act { return new(SupplyDocuments) },
}

// SupplyDocuments is one supply.
type SupplyDocuments struct {
	Proceeding string          `hidden:"yes"`
	How        Service         `ask:"How did they go?"`
	What       candour.Marking `ask:"Which documents?" hint:"A list. What is held back because of the harm test is not named here." rows:"5"`
	Day        candour.Date    `ask:"On which day were they handed over or sent?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
	Deemed     candour.Date    `ask:"On which day do they count as served?"`
}

// Kind is SupplyDocumentsKind.
func (*SupplyDocuments) Kind() *act.Kind { return &SupplyDocumentsKind }

// Of is the proceedings.
func (a *SupplyDocuments) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses an empty bundle.
func (a *SupplyDocuments) Check() error {
	return must("what", a.What, "List the documents.")
}

// Apply records it.
func (a *SupplyDocuments) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if err := mustFollow(a.Day, last(all, NoticeServed), "the notice"); err != nil {
		return nil, err
	}
	day := dayOf(m, a.Day)
	if err := mayBeServed(tx, m, t.c, a.How, day, a.Deemed); err != nil {
		return nil, err
	}
	kind := DocumentsSupplied
	if faces(all) == Accelerated {
		kind = AcceleratedNoticeServed
	}
	return t.records(tx, m, entry{
		kind: kind, day: a.Day, late: a.Late, detail: a.Deemed.String(),
		plain: []candour.Field{{Name: "service", Value: string(a.How)}, {Name: "deemed", Value: a.Deemed.String()}, {Name: "proceedings", Value: string(faces(all))}},
		said:  []said{{"what", "The documents", a.What}},
	})
}
