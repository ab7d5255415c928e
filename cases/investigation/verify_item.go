package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// What a check of an item's file finds.
const (
	EvidenceVerified candour.EventKind = "evidence-verified"
	EvidenceDiffers  candour.EventKind = "evidence-differs"
)

// VerifyItemKind compares an item's file with the one that was taken in.
var VerifyItemKind = act.Kind{
	ID:     "verify-item",
	Button: "Check its hash",
	Does:   "Compares the SHA-256 of the file as it is now with the one that was recorded. A difference is recorded as one; the recorded hash stays.",
	Of:     "item",
	Emits:  []candour.EventKind{EvidenceVerified, EvidenceDiffers},
	From:   []string{Held, Differs},
	Roles:  []authz.Role{authz.CaseWorker, authz.Assessor, authz.Supervisor, authz.Authority},
	New:    func() act.Act { return new(VerifyItem) },
}

// VerifyItem is one check.
type VerifyItem struct {
	Item string          `hidden:"yes"`
	Hash candour.Marking `ask:"What is the SHA-256 of the file now?" hint:"Compute it again; do not copy the recorded one."`
}

// Kind is VerifyItemKind.
func (*VerifyItem) Kind() *act.Kind { return &VerifyItemKind }

// Of is the item.
func (a *VerifyItem) Of() candour.Subject { return itemSubject(a.Item) }

// Check refuses what is no hash.
func (a *VerifyItem) Check() error {
	_, err := hash(a.Hash)
	return err
}

// Apply compares.
func (a *VerifyItem) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	sum, err := hash(a.Hash)
	if err != nil {
		return nil, err
	}
	var c, sealed string
	var n int64
	if err := tx.One(`SELECT case_id, hash FROM investigation_item WHERE force = $1 AND id = $2`, []any{string(m.Force), a.Item}, &c, &sealed); err != nil {
		return nil, err
	}
	if err := tx.One(`SELECT count(*) FROM investigation_verification WHERE force = $1 AND item = $2`, []any{string(m.Force), a.Item}, &n); err != nil {
		return nil, err
	}
	if err := cases.NotErased(tx, m, candour.CaseID(c)); err != nil {
		return nil, err
	}
	of := cases.Subject(candour.CaseID(c))
	words, err := tx.Words(m.Force, of)
	if err != nil {
		return nil, err
	}
	recorded, err := words.Open("investigation_item.hash/"+a.Item, sealed)
	if err != nil {
		return nil, err
	}
	now, err := cases.Seal(tx, m, candour.CaseID(c), "investigation_verification.hash/"+a.Item, candour.Mark(sum))
	if err != nil {
		return nil, err
	}
	same := recorded.Words() == sum
	if _, err := tx.Exec(`INSERT INTO investigation_verification (force, item, position, hash, same, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(m.Force), a.Item, n+1, now, yesNo(same), string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	e := candour.Event{Kind: EvidenceVerified, Subject: of, On: m.Today(), Data: []candour.Field{{Name: "item", Value: a.Item}, {Name: "sha-256", Value: sum, Of: of}}}
	if !same {
		e.Kind = EvidenceDiffers
	}
	return []candour.Event{e}, nil
}
