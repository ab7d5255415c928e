package workforce

import (
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// What an import of the workforce makes: one event a row. A row of a relationship
// is RelationshipDeclared.
const (
	MemberImported     candour.EventKind = "member-imported"
	MemberCorrected    candour.EventKind = "imported-member-corrected"
	ManagerImported    candour.EventKind = "manager-imported"
	IdentifierImported candour.EventKind = "identifier-imported"
	TypeImported       candour.EventKind = "person-type-imported"
)

// ImportMemberKind brings one person from the force's own register of its people.
var ImportMemberKind = act.Kind{
	ID:     "import-member",
	Button: "Import somebody who works for the force",
	Does:   "Brings one person from the register of the force’s people, with what they are, identifiers, postings, managers and relationships.",
	Of:     "officer",
	Emits: []candour.EventKind{
		MemberImported, MemberCorrected, PostingImported, ManagerImported, IdentifierImported, TypeImported, RelationshipDeclared,
		StandingChanged, RevocationOrdered, RoleWithdrawn, KeyWithdrawn, WallChanged,
	},
	From:  []string{act.Absent, Employed},
	Roles: []authz.Role{authz.System},
}

// Row is one row of the files, by two keyed tokens: of what makes it this row, and
// of all that it says. A row of which both are held is left as it stands here, also
// where somebody changed it since.
type Row struct{ Key, Content string }

// ImportMember is one person of the register. What it holds is what the files say
// now; a row of an earlier import that it does not hold is left alone.
type ImportMember struct {
	Officer candour.OfficerID
	Person  candour.PersonID
	Source  string

	Self         Row
	Name, Number candour.Marking
	Type         PersonType
	Rank         string
	Joined, Left candour.Date
	Why          Reason // of leaving
	State        State  // Serving, Suspended, Restricted, Gone or NotKnown
	Since        candour.Date
	OnFile       bool // here before, from an earlier import or by another way

	Types       []ImportedType
	Postings    []ImportedPosting
	Lines       []ImportedLine
	Identifiers []ImportedIdentifier
	Ties        []ImportedTie
}

// ImportedType is what somebody was over some days.
type ImportedType struct {
	Row
	TypeSpan
}

// ImportedPosting is where somebody worked.
type ImportedPosting struct {
	Row
	Posting
}

// ImportedLine is who managed somebody.
type ImportedLine struct {
	Row
	Manager  candour.OfficerID
	Person   candour.PersonID // of the manager
	From, To candour.Date
}

// ImportedIdentifier is one identifier.
type ImportedIdentifier struct {
	Row
	Identified
}

// ImportedTie is a relationship that was declared elsewhere.
type ImportedTie struct {
	Row
	ID       string
	Other    candour.OfficerID
	Person   candour.PersonID // of Other
	Outside  candour.Marking
	Kind     Relation
	From, To candour.Date
}

// Kind is ImportMemberKind.
func (*ImportMember) Kind() *act.Kind { return &ImportMemberKind }

// Of is the employment.
func (a *ImportMember) Of() candour.Subject { return officerSubject(a.Officer) }

// Check finds nothing wrong: the reader of the files has judged each row.
func (*ImportMember) Check() error { return nil }

// importing is one such act under way.
type importing struct {
	*ImportMember
	tx      *seal.Tx
	m       act.Made
	before  map[string]string // what each row said when it was last taken in, by its key
	earlier map[string]string // the event that stands for a row, by its key
	events  []candour.Event
}

// Apply puts the person on file, or puts right what changed.
func (a *ImportMember) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	x := importing{ImportMember: a, tx: tx, m: m}
	if a.OnFile {
		if err := x.recall(); err != nil {
			return nil, err
		}
	}
	for _, step := range []func() error{x.self, x.types, x.postings, x.lines, x.identifiers, x.ties, x.standing, x.remember} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return x.events, nil
}

// recall reads what the last import took in of this person.
func (x *importing) recall() error {
	held, err := heldMember(x.tx, x.m.Force, x.Source, x.Officer)
	if err != nil {
		return err
	}
	x.before = held
	events, err := ledger.EventsOf(x.tx, x.m.Force, x.Of())
	if err != nil {
		return err
	}
	x.earlier = map[string]string{}
	for _, e := range events {
		if k := e.Value("row"); k != "" {
			x.earlier[k] = e.ID
		}
	}
	return nil
}

// same reports whether a row says what it said when it was last taken in.
func (x *importing) same(r Row) bool { return x.before[r.Key] == r.Content }

// happened adds the event of a row.
func (x *importing) happened(kind candour.EventKind, r Row, data ...candour.Field) {
	data = append([]candour.Field{{Name: "source", Value: x.Source}, {Name: "row", Value: r.Key}}, data...)
	x.events = append(x.events, candour.Event{Kind: kind, Subject: x.Of(), On: x.m.Today(), Corrects: x.earlier[r.Key], Data: data})
}

func (x *importing) self() error {
	if x.OnFile && x.same(x.Self) {
		return nil
	}
	tx, force, of := x.tx, string(x.m.Force), x.Of()
	serving := "yes"
	switch x.State {
	case Gone:
		serving = "no"
	case NotKnown:
		serving = ""
	}
	e := employment{Officer: x.Officer, Person: x.Person, Kind: string(x.Type), Rank: x.Rank, Name: x.Name, Number: x.Number, Appointed: x.Joined, Left: x.Left, Serving: serving}
	kind := MemberImported
	if !x.OnFile {
		e.Source = x.Source
		if err := insertOfficer(tx, x.m, e); err != nil {
			return err
		}
	} else {
		if x.earlier[x.Self.Key] != "" {
			kind = MemberCorrected
		}
		if kind == MemberCorrected && len(x.Types) == 0 {
			if err := x.became(); err != nil {
				return err
			}
		}
		if err := updateOfficer(tx, x.m, e); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM workforce_leaving WHERE force = $1 AND officer = $2`, force, string(x.Officer)); err != nil {
			return err
		}
	}
	if !x.Left.IsZero() {
		if _, err := tx.Exec(`INSERT INTO workforce_leaving (force, officer, on_day, reason, to_force) VALUES ($1, $2, $3, $4, '')`, force, string(x.Officer), x.Left.String(), string(x.Why)); err != nil {
			return err
		}
	}
	x.happened(kind, x.Self,
		candour.Field{Name: "person", Value: string(x.Person)},
		candour.Field{Name: "name", Value: x.Name.Words(), Of: of}, candour.Field{Name: "number", Value: x.Number.Words(), Of: of},
		candour.Field{Name: "type", Value: string(x.Type)}, candour.Field{Name: "rank", Value: x.Rank},
		candour.Field{Name: "joined", Value: x.Joined.String()}, candour.Field{Name: "left", Value: x.Left.String()},
		candour.Field{Name: "why", Value: string(x.Why)}, candour.Field{Name: "serving", Value: serving})
	return nil
}

// became writes down what somebody was until yesterday, where the register says
// only what they are now.
func (x *importing) became() error {
	before, err := Read(x.tx, x.m.Force, x.Officer)
	if err != nil || before.Kind == string(x.Type) {
		return err
	}
	all, err := types(x.tx, x.m.Force, x.Officer)
	if err != nil {
		return err
	}
	was := TypeSpan{Type: PersonType(before.Kind), From: before.Appointed}
	if len(all) > 0 {
		was = all[len(all)-1]
	}
	if was.From.IsZero() {
		was.From = candour.Date{Year: 1, Month: 1, Day: 1}
	}
	was.To = x.m.Today().AddDays(-1)
	if !was.To.Before(was.From) {
		if err := insertType(x.tx, x.m.Force, x.Officer, was); err != nil {
			return err
		}
	}
	return insertType(x.tx, x.m.Force, x.Officer, TypeSpan{Type: x.Type, From: x.m.Today()})
}

// updateOfficer changes what is on file. By their old name and number they are
// found still: a report may say either.
func updateOfficer(tx *seal.Tx, m act.Made, e employment) error {
	key, err := tx.Make(m.Force, officerSubject(e.Officer), m.NewKey)
	if err != nil {
		return err
	}
	name, err := sealOr(key, "workforce_officer.name/"+string(e.Officer), e.Name)
	if err != nil {
		return err
	}
	number, err := sealOr(key, "workforce_officer.number/"+string(e.Officer), e.Number)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE workforce_officer SET kind = $1, rank = $2, name = $3, number = $4, appointed_day = $5, left_day = $6, serving = $7 WHERE force = $8 AND id = $9`,
		e.Kind, e.Rank, name, number, e.Appointed.String(), e.Left.String(), e.Serving, string(m.Force), string(e.Officer)); err != nil {
		return err
	}
	return index(tx, m, e)
}

func (x *importing) types() error {
	for _, t := range x.Types {
		if x.same(t.Row) {
			continue
		}
		if err := insertType(x.tx, x.m.Force, x.Officer, t.TypeSpan); err != nil {
			return err
		}
		x.happened(TypeImported, t.Row, candour.Field{Name: "type", Value: string(t.Type)}, candour.Field{Name: "from", Value: t.From.String()}, candour.Field{Name: "to", Value: t.To.String()})
	}
	return nil
}

func (x *importing) postings() error {
	moved := false
	for _, p := range x.Postings {
		if x.same(p.Row) {
			continue
		}
		moved = true
		if x.OnFile { // a row that changed is of the same unit and first day
			if _, err := x.tx.Exec(`DELETE FROM workforce_posting WHERE force = $1 AND officer = $2 AND unit = $3 AND from_day = $4`, string(x.m.Force), string(x.Officer), p.Unit, p.From.String()); err != nil {
				return err
			}
		}
		if err := insertPosting(x.tx, x.m.Force, x.Officer, p.Posting); err != nil {
			return err
		}
		x.happened(PostingImported, p.Row, candour.Field{Name: "unit", Value: p.Unit}, candour.Field{Name: "from", Value: p.From.String()}, candour.Field{Name: "to", Value: p.To.String()})
	}
	if !moved {
		return nil
	}
	all, err := postings(x.tx, x.m.Force, x.Officer)
	if err != nil {
		return err
	}
	walls, err := wallByPostings(x.tx, x.m, x.Officer, x.Person, all)
	x.events = append(x.events, walls...)
	return err
}

func (x *importing) lines() error {
	for _, l := range x.Lines {
		if x.same(l.Row) {
			continue
		}
		if _, err := x.tx.Exec(`INSERT INTO workforce_line (force, officer, manager, from_day, to_day) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (force, officer, manager, from_day) DO UPDATE SET to_day = excluded.to_day`,
			string(x.m.Force), string(x.Officer), string(l.Manager), l.From.String(), l.To.String()); err != nil {
			return err
		}
		x.happened(ManagerImported, l.Row, candour.Field{Name: "manager", Value: string(l.Manager)}, candour.Field{Name: "from", Value: l.From.String()}, candour.Field{Name: "to", Value: l.To.String()})
		matters, err := authz.Managed(x.tx.Tx, x.m.Force, x.Person, l.Person, authz.Span{From: l.From, To: l.To})
		if err != nil {
			return err
		}
		x.events = append(x.events, wallChanged(x.m, byLine, matters)...)
	}
	return nil
}

func (x *importing) identifiers() error {
	for _, i := range x.Identifiers {
		if x.same(i.Row) {
			continue
		}
		if _, err := putIdentifier(x.tx, x.m, x.Officer, i.Identified); err != nil {
			return err
		}
		x.happened(IdentifierImported, i.Row, candour.Field{Name: "kind", Value: string(i.Identified.Kind)}, candour.Field{Name: "value", Value: i.Value.Words(), Of: x.Of()})
	}
	return nil
}

func (x *importing) ties() error {
	for _, t := range x.Ties {
		if x.same(t.Row) {
			continue
		}
		e, walls, err := relate(x.tx, x.m, relationship{
			ID: t.ID, Officer: x.Officer, Person: x.Person, Other: t.Other, OtherIs: t.Person, Outside: t.Outside, Kind: t.Kind, From: t.From, To: t.To,
			By: x.m.Actor.ID, corrected: x.earlier[t.Key],
		})
		if err != nil {
			return err
		}
		e.Data = append([]candour.Field{{Name: "source", Value: x.Source}, {Name: "row", Value: t.Key}}, e.Data...)
		x.events = append(append(x.events, e), walls...)
	}
	return nil
}

// standing shuts out who has left and lets in who is back, and writes or lifts the
// suspension or restriction that the register says. What was decided in a matter
// here is not lifted by it.
func (x *importing) standing() error {
	if x.OnFile && x.same(x.Self) {
		return nil
	}
	today := x.m.Today()
	ground := candour.Subject{Kind: "force", ID: "register/" + x.Source}
	gone := x.State == Gone || !x.Left.IsZero() && !x.Left.After(today)
	var more []candour.Event
	var err error
	if gone {
		more, err = shutOut(x.tx, x.m, x.Officer, x.Person)
	} else if x.OnFile {
		err = authz.Restore(x.tx.Tx, x.m.Force, x.Person, authz.Left)
	}
	if err != nil {
		return err
	}
	x.events = append(x.events, more...)
	for _, s := range []struct {
		what State
		put  func(*seal.Tx, act.Made, candour.OfficerID, candour.Date, candour.Marking, candour.Subject) ([]candour.Event, error)
	}{{Suspended, Suspend}, {Restricted, Restrict}} {
		if !x.OnFile && x.State != s.what {
			continue
		}
		put, err := putOn(x.tx, x.m.Force, x.Officer, s.what, ground)
		if err != nil {
			return err
		}
		switch {
		case x.State == s.what && !put:
			more, err = s.put(x.tx, x.m, x.Officer, x.Since, candour.Marking{}, ground)
		case x.State != s.what && put:
			more, err = Lift(x.tx, x.m, x.Officer, s.what, today, ground)
		default:
			continue
		}
		if err != nil {
			return err
		}
		x.events = append(x.events, more...)
	}
	return nil
}

// putOn reports whether something is on somebody now because of one matter.
func putOn(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, what State, ground candour.Subject) (bool, error) {
	key, err := tx.Key(force, officerSubject(o))
	if err != nil {
		return false, err
	}
	token, err := key.Token("workforce/standing", ground.String())
	if err != nil {
		return false, err
	}
	var n int
	err = tx.One(`SELECT count(*) FROM workforce_standing WHERE force = $1 AND officer = $2 AND what = $3 AND ground = $4 AND to_day = ''`,
		[]any{string(force), string(o), string(what), token}, &n)
	return n > 0, err
}

// remember writes down which rows were taken in. A row that is gone from the
// files stays in the list, so that each run says so.
func (x *importing) remember() error {
	var rows []Row
	rows = append(rows, x.Self)
	for _, t := range x.Types {
		rows = append(rows, t.Row)
	}
	for _, p := range x.Postings {
		rows = append(rows, p.Row)
	}
	for _, l := range x.Lines {
		rows = append(rows, l.Row)
	}
	for _, i := range x.Identifiers {
		rows = append(rows, i.Row)
	}
	for _, t := range x.Ties {
		rows = append(rows, t.Row)
	}
	var all []string
	now := map[string]bool{}
	for _, r := range rows {
		now[r.Key] = true
		all = append(all, r.Key+"="+r.Content)
	}
	for key, content := range x.before {
		if !now[key] {
			all = append(all, key+"="+content)
		}
	}
	_, err := x.tx.Exec(`INSERT INTO workforce_imported (force, source, officer, rows) VALUES ($1, $2, $3, $4) ON CONFLICT (force, source, officer) DO UPDATE SET rows = excluded.rows`,
		string(x.m.Force), x.Source, string(x.Officer), strings.Join(slices.Sorted(slices.Values(all)), " "))
	return err
}
