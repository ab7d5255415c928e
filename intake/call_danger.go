package intake

import (
	"unicode/utf8"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// DangerCalled is what happens when somebody says that they are in danger now.
const DangerCalled candour.EventKind = "danger-called"

// CallDangerKind pages somebody. It is a report as well, so that nothing of it is
// lost whoever answers, and its wall stands before anybody is chosen.
var CallDangerKind = act.Kind{
	ID:     "call-danger",
	Button: "I am in danger now",
	Does:   "Pages a person who is on call, and after 15 minutes without an answer the next one. It becomes a report as well.",
	Of:     "report",
	Emits:  []candour.EventKind{ReportSent, AllegationConfirmed, DangerCalled},
	From:   []string{act.Absent},
	Roles:  []authz.Role{authz.Reporter},
}

// noWords is what stands as the account of somebody who wrote nothing: the button
// that they pressed.
const noWords = "I am in danger now."

// mostOfACall is how long the words of a call may be, in characters: somebody reads
// them on a small screen, in a hurry.
const mostOfACall = 1000

// CallDanger is one call for help. Only pressing the button is needed.
type CallDanger struct {
	Report  candour.ReportID
	Code    ReturnCode
	Words   candour.Marking // what is happening, or nothing
	Reach   candour.Marking // how to reach them safely, or nothing
	KeepOut candour.Marking // who must not be paged and must not see it, or nothing
}

// Kind is CallDangerKind.
func (*CallDanger) Kind() *act.Kind { return &CallDangerKind }

// Of is the report that it becomes.
func (a *CallDanger) Of() candour.Subject { return reportSubject(a.Report) }

// Check refuses only what cannot be kept.
func (a *CallDanger) Check() error {
	for name, said := range map[string]candour.Marking{"words": a.Words, "reach": a.Reach, "keep-out": a.KeepOut} {
		if err := keepable(name, said); err != nil {
			return err
		}
		if utf8.RuneCountInString(said.Words()) > mostOfACall {
			return candour.Invalid(name, "This is too long to be read in a hurry. Take some of it out: a few words are enough.")
		}
	}
	return nil
}

// Apply keeps the call, as a report and as a call.
func (a *CallDanger) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	said := a.Words
	if said.Empty() {
		said = candour.Mark(noWords)
	}
	as := &SendReport{Report: a.Report, Code: a.Code, KeepOut: a.KeepOut, Said: []Said{{What: said}}}
	events, err := as.Apply(tx, m)
	if err != nil {
		return nil, err
	}
	of := a.Of()
	key, err := tx.Key(m.Force, of)
	if err != nil {
		return nil, err
	}
	words, err := sealOr(key, "intake_danger.words/"+of.ID, a.Words)
	if err != nil {
		return nil, err
	}
	reach, err := sealOr(key, "intake_danger.reach/"+of.ID, a.Reach)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO intake_danger (force, report, at, words, reach) VALUES ($1, $2, $3, $4, $5)`,
		string(m.Force), of.ID, m.Now.UnixMicro(), words, reach); err != nil {
		return nil, err
	}
	return append(events, candour.Event{Kind: DangerCalled, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "reach", Value: a.Reach.Words(), Of: of}, // the words are in the account
	}}), nil
}

func sealOr(key *seal.Key, place string, w candour.Marking) (string, error) {
	if w.Empty() {
		return "", nil
	}
	return key.Seal(place, w.Words())
}
