package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// EvidenceHeld is what happens when an item of evidence is taken in.
const EvidenceHeld candour.EventKind = "evidence-held"

// AddItemKind takes an item of evidence in.
var AddItemKind = act.Kind{
	ID:     "add-item",
	Button: "Add an item of evidence",
	Does:   "Records an item of evidence with the SHA-256 of its file, where it is kept and who handed it over. The recorded hash is never changed.",
	Of:     "case",
	Emits:  []candour.EventKind{EvidenceHeld},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.CaseWorker, authz.Supervisor},
	New:    func() act.Act { return new(AddItem) },
}

// AddItem is one item.
type AddItem struct {
	Case    candour.CaseID  `hidden:"yes"`
	What    candour.Marking `ask:"What is it?" rows:"3"`
	Hash    candour.Marking `ask:"What is the SHA-256 of the file?" hint:"64 digits, from the program that copied it. Without it nobody can show later that the file is the same."`
	Kept    candour.Marking `ask:"Where is it kept?"`
	GivenBy candour.Marking `ask:"Who handed it over?"`
	Seal    candour.Marking `ask:"What is the number of its seal?" optional:"yes"`
}

// Kind is AddItemKind.
func (*AddItem) Kind() *act.Kind { return &AddItemKind }

// Of is the case.
func (a *AddItem) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses an item that nobody could find or know again.
func (a *AddItem) Check() error {
	for _, f := range []struct {
		name  string
		words candour.Marking
		says  string
	}{{"what", a.What, "Write what it is."}, {"kept", a.Kept, "Write where it is kept."}, {"given-by", a.GivenBy, "Write who handed it over."}} {
		if f.words.Empty() {
			return candour.Invalid(f.name, "%s", f.says)
		}
	}
	_, err := hash(a.Hash)
	return err
}

// Apply takes it in.
func (a *AddItem) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	sum, err := hash(a.Hash)
	if err != nil {
		return nil, err
	}
	id := m.ID("item")
	sealed, err := sealAll(tx, m, a.Case, id, "investigation_item.", map[string]candour.Marking{"what": a.What, "hash": candour.Mark(sum), "kept": a.Kept, "given_by": a.GivenBy, "seal_no": a.Seal})
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO investigation_item (force, id, case_id, what, hash, kept, given_by, seal_no, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(m.Force), id, string(a.Case), sealed["what"], sealed["hash"], sealed["kept"], sealed["given_by"], sealed["seal_no"], string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	of := a.Of()
	return []candour.Event{{Kind: EvidenceHeld, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "item", Value: id},
		{Name: "what", Value: a.What.Words(), Of: of},
		{Name: "sha-256", Value: sum, Of: of},
		{Name: "kept", Value: a.Kept.Words(), Of: of},
		{Name: "given by", Value: a.GivenBy.Words(), Of: of},
		{Name: "seal", Value: a.Seal.Words(), Of: of},
	}}}, nil
}
