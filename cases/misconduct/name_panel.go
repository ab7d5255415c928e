package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// PanelNamed is what happens when it is said who sits.
const PanelNamed candour.EventKind = "panel-named"

// NamePanelKind says who conducts the meeting or sits at the hearing. The officer
// is told the names and may object.
var NamePanelKind = act.Kind{
	ID:     "name-panel",
	Button: "Name the panel",
	Does:   "Says who chairs, who sits and who advises. Nobody sits who decided, investigated or worked on the case, or who knows somebody in it.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{PanelNamed},
	From:   []string{ToAnswer, Undated, Fixed},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(NamePanel) },
}

// NamePanel is one panel. A later one takes its place. In matters that came to
// attention since 7 May 2024 the officer who is picked chairs a hearing, as chief
// officer or their delegate; before, a legally qualified person did, and the officer
// sat beside them.
type NamePanel struct {
	Proceeding string            `hidden:"yes"`
	Officer    candour.OfficerID `hidden:"yes"`
	Others     candour.Marking   `ask:"Who else sits?" hint:"At a hearing: two independent members; in matters from before 7 May 2024 also the legally qualified chair. At a meeting nobody." rows:"3" optional:"yes"`
	Adviser    candour.Marking   `ask:"Who is the legally qualified adviser?" hint:"At a hearing, in matters since 7 May 2024." optional:"yes"`
	Took       bool              `ask:"Has any of them decided, investigated or given evidence in this case, or do they know anyone in it?" hint:"Ask each of them. If the answer is yes, they do not sit."`
}

// Kind is NamePanelKind.
func (*NamePanel) Kind() *act.Kind { return &NamePanelKind }

// Of is the proceedings.
func (a *NamePanel) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a panel with somebody on it who took part.
func (a *NamePanel) Check() error {
	if a.Took {
		return candour.Invalid("took", "Whoever took part in the case or knows somebody in it does not sit. Name somebody else, then answer no.")
	}
	return cases.MustPick(a.Officer)
}

// Apply names it. A reaction, which knows the workforce and what everybody did,
// undoes it all where the officer took part.
func (a *NamePanel) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if a.Officer == t.officer {
		return nil, candour.Invalid(cases.FieldOfficer, "That is the officer whom it is about. Choose somebody else.")
	}
	known, err := attention(tx, m.Force, t.c)
	if err != nil {
		return nil, err
	}
	seat, sits := "chair", "Chairs"
	if faces(all) != Meeting {
		switch {
		case blank(a.Others):
			return nil, candour.Invalid("others", "At a hearing others sit beside the officer whom you picked. Write who.")
		case !known.IsZero() && known.Before(chairedSince):
			seat, sits = "member", "Sits"
		case blank(a.Adviser):
			return nil, candour.Invalid("adviser", "At a hearing a legally qualified adviser is there. Write who.")
		}
	}
	return t.records(tx, m, entry{
		kind: PanelNamed, detail: string(a.Officer), plain: []candour.Field{{Name: "panel", Value: string(a.Officer)}, {Name: "seat", Value: seat}},
		said: []said{{"others", "Others who sit", a.Others}, {"adviser", "Adviser", a.Adviser}, {"seat of the officer", sits, candour.Mark("officer " + string(a.Officer))}},
	})
}
