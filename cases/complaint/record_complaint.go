package complaint

import (
	"strconv"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// Recorded is what happens when it is decided as what the account is recorded.
const Recorded candour.EventKind = "complaint-recorded"

// RecordedAs is what an account is recorded as.
type RecordedAs string

// The ways of recording.
const (
	AsComplaint       RecordedAs = "complaint"
	AsConduct         RecordedAs = "conduct-matter"
	AsRecordable      RecordedAs = "recordable-conduct-matter"
	NotRecorded       RecordedAs = "not-recorded"
	nothingRecordedAs RecordedAs = ""
)

// Choices are the ways as they are asked.
func (RecordedAs) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(AsComplaint), Label: "A complaint", Hint: "From a member of the public, or somebody who speaks for one."},
		{Value: string(AsConduct), Label: "A conduct matter", Hint: "From somebody under the same chief officer as the officer concerned. The same contact is owed to them."},
		{Value: string(AsRecordable), Label: "A recordable conduct matter", Hint: "A conduct matter that the oversight body must hear of."},
		{Value: string(NotRecorded), Label: "It is not recorded", Hint: "Only where the person does not wish it, and nothing serious is alleged."},
	}
}

// Words is the way as a page writes it.
func (r RecordedAs) Words() string {
	for _, c := range r.Choices() {
		if c.Value == string(r) {
			return c.Label
		}
	}
	return "Not recorded yet"
}

// Suggest is as what the facts say that an account is recorded, and why. Somebody
// decides; where s. 29(4) alone speaks for another way, which nobody here has read
// in the primary text, they may.
func Suggest(f Facts) (RecordedAs, string) {
	switch {
	case !f.Reporter.Asked:
		return AsComplaint, "Nobody has asked yet how the person is connected to the police. Until somebody has, they have the rights of a complainant."
	case !f.Reporter.sameChief():
		return AsComplaint, "They are a member of the public to this force (Police Reform Act 2002, s. 29(4), not verified)."
	case len(Criteria(f)) > 0:
		return AsRecordable, "They are under the same chief officer (Police Reform Act 2002, s. 29(4), not verified), and it must be referred: " + say(Criteria(f)) + "."
	}
	return AsConduct, "They are under the same chief officer (Police Reform Act 2002, s. 29(4), not verified). The same contact is owed to them, as a local standard."
}

// MustRecord is why an account has to be recorded, whatever anybody thinks of it
// (Police Reform Act 2002, Sch 3 paras 2(6A) and 2(6B)); none: it need not be.
func MustRecord(f Facts, wish bool) (why []string) {
	if wish {
		why = append(why, "the person wishes it")
	}
	for _, a := range f.Allegations {
		for _, k := range a.Factors.Kinds() {
			if k.MustRecord || k.Crime {
				why = append(why, a.Name()+": "+k.Label)
			}
		}
	}
	if f.Severity == cases.Misconduct || f.Severity == cases.GrossMisconduct {
		why = append(why, "it was assessed as conduct that could lead to disciplinary proceedings")
	}
	return why
}

// RecordComplaintKind decides as what an account is recorded.
var RecordComplaintKind = act.Kind{
	ID:     "record-complaint",
	Button: "Record it",
	Does:   "Decides whether it is recorded as a complaint or as a conduct matter. What the facts suggest stands on the page of the case. If the person wishes it to be recorded, that is a duty.",
	Of:     "case",
	Emits:  []candour.EventKind{Recorded, MatterFinished},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.CaseWorker, authz.Authority},
	New:    func() act.Act { return new(RecordComplaint) },
	Fits:   due(ComplaintMatter),
}

// RecordComplaint is one recording.
type RecordComplaint struct {
	Case    candour.CaseID  `hidden:"yes"`
	As      RecordedAs      `ask:"As what is it recorded?"`
	Wish    bool            `ask:"Does the person wish it to be recorded?" hint:"If they say so, it is recorded. If nobody has asked them, ask them first."`
	Reasons candour.Marking `ask:"What are your reasons?" rows:"4"`
}

// Kind is RecordComplaintKind.
func (*RecordComplaint) Kind() *act.Kind { return &RecordComplaintKind }

// Of is the case.
func (a *RecordComplaint) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses it without reasons.
func (a *RecordComplaint) Check() error { return cases.MustReason(a.Reasons) }

// Apply refuses not to record what must be, and to make a conduct matter, in which
// they have fewer rights, out of what a member of the public said.
func (a *RecordComplaint) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	f, all, err := known(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	x, isDue := openOne(all, ComplaintMatter, "")
	if !isDue {
		return nil, candour.Conflict("It is recorded already. There is nothing more to do.")
	}
	switch why := MustRecord(f, a.Wish); {
	case a.As == NotRecorded && len(why) > 0:
		return nil, candour.Conflict("It must be recorded: %s. Choose another answer.", strings.Join(why, "; "))
	case (a.As == AsConduct || a.As == AsRecordable) && !f.Reporter.sameChief():
		return nil, candour.Conflict("As far as anybody knows this person is a member of the public, so it is a complaint and they have the rights of a complainant. If they work for this force, say first who they are.")
	}
	e, err := finish(tx, m, a.Case, x, how(a.As), Owed(f)[ComplaintMatter][""], candour.Marking{}, a.Reasons)
	if err != nil {
		return nil, err
	}
	said, err := record(tx, m, a.Case, a.As, a.Wish, a.Reasons)
	return []candour.Event{said, e}, err
}

func how(as RecordedAs) How {
	if as == NotRecorded {
		return DecidedNot
	}
	return Done
}

// record adds a recording: the last one counts, and those before it stay.
func record(tx *seal.Tx, m act.Made, c candour.CaseID, as RecordedAs, wish bool, reasons candour.Marking) (candour.Event, error) {
	before, err := recordings(tx, m.Force, c)
	if err != nil {
		return candour.Event{}, err
	}
	n := len(before) + 1
	sealed, err := cases.Seal(tx, m, c, recordedPlace(c, n), reasons)
	if err != nil {
		return candour.Event{}, err
	}
	wished := map[bool]string{true: "yes", false: "no"}[wish]
	_, err = tx.Exec(`INSERT INTO complaint_recorded (force, case_id, position, recorded_as, wish, reasons, on_day, by_person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(m.Force), string(c), n, string(as), wished, sealed, m.Today().String(), string(m.Actor.ID))
	return candour.Event{Kind: Recorded, Subject: cases.Subject(c), On: m.Today(), Data: []candour.Field{
		{Name: "as", Value: string(as)}, {Name: "wish", Value: wished}, {Name: "reasons", Value: reasons.Words(), Of: cases.Subject(c)},
	}}, err
}

// recording is one row.
type recording struct {
	position int
	as       RecordedAs
	wish     string
	reasons  string // sealed
	on       candour.Date
}

func recordings(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []recording, err error) {
	err = tx.Each(`SELECT position, recorded_as, wish, reasons, on_day FROM complaint_recorded WHERE force = $1 AND case_id = $2 ORDER BY position`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var r recording
		var as, on string
		err := scan(&r.position, &as, &r.wish, &r.reasons, &on)
		r.as, r.on = RecordedAs(as), cases.Day(on)
		out = append(out, r)
		return err
	})
	return out, err
}

// RecordedNow is as what a case is recorded now.
func RecordedNow(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (RecordedAs, error) {
	all, err := recordings(tx, force, c)
	if err != nil || len(all) == 0 {
		return nothingRecordedAs, err
	}
	return all[len(all)-1].as, nil
}

func recordedPlace(c candour.CaseID, n int) string {
	return "complaint_recorded.reasons/" + string(c) + "/" + strconv.Itoa(n)
}
