package intake

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// RecordAnswered is what happens when somebody tells the person why what was
// recorded stays as it is.
const RecordAnswered candour.EventKind = "record-answered"

// AnswerRecordKind answers a person who said that what was recorded is wrong, where
// it stays as it is. Else it is described again, which needs no answer.
var AnswerRecordKind = act.Kind{
	ID:     "answer-record",
	Button: "Say why the record stays",
	Does:   "Tells the person why what was recorded of this allegation stays as it is, although they said that it is not right. If they are right, describe the allegation again instead: then they are asked again.",
	Of:     "allegation",
	Emits:  []candour.EventKind{RecordAnswered},
	Roles:  []authz.Role{authz.Triage, authz.CaseWorker, authz.Assessor, authz.Authority},
	New:    func() act.Act { return new(AnswerRecord) },
	Fits:   saidToBeWrong,
}

// AnswerRecord is one answer.
type AnswerRecord struct {
	Allegation candour.AllegationID `hidden:"yes"`
	Reasons    candour.Marking      `ask:"Why does it stay as it is?" hint:"The person reads this. Say what you did with each thing that they said is missing or wrong. Leave out what they may not know." rows:"6"`
	Harm       bool                 `ask:"Does it say anything that they may not know, or that could put anyone at risk or harm the investigation?" hint:"The harm test. If the answer is yes, it is not sent."`
}

// Kind is AnswerRecordKind.
func (*AnswerRecord) Kind() *act.Kind { return &AnswerRecordKind }

// Of is the allegation.
func (a *AnswerRecord) Of() candour.Subject {
	return candour.Subject{Kind: "allegation", ID: string(a.Allegation)}
}

// Check refuses an answer without reasons, or one that would do harm.
func (a *AnswerRecord) Check() error { return mayBeSent("reasons", a.Reasons, a.Harm) }

// Apply answers.
func (a *AnswerRecord) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	report, err := reportOf(tx, m, a.Allegation)
	if err != nil {
		return nil, err
	}
	last, err := lastRecord(tx, m.Force, report, a.Allegation)
	if err != nil {
		return nil, err
	}
	if !last.Open() {
		return nil, candour.Conflict("The person did not say that this record is wrong, or was answered already. There is nothing to do.")
	}
	words, err := sealed(tx, m, report, recordPlace("reply", a.Allegation, last.Version), a.Reasons)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`UPDATE intake_record SET reply = $1, reply_by = $2, reply_day = $3 WHERE force = $4 AND report = $5 AND allegation = $6 AND version = $7`,
		words, string(m.Actor.ID), m.Today().String(), string(m.Force), string(report), string(a.Allegation), last.Version); err != nil {
		return nil, err
	}
	if err := settle(tx.Tx, m.Force, report, OwedRecord, string(a.Allegation)); err != nil {
		return nil, err
	}
	of, err := matter(tx, m.Force, report)
	return []candour.Event{{Kind: RecordAnswered, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "allegation", Value: string(a.Allegation)}, {Name: "reasons", Value: a.Reasons.Words(), Of: reportSubject(report)},
	}}}, err
}

func saidToBeWrong(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
	var n int
	err := tx.One(`SELECT count(*) FROM intake_owed o WHERE o.force = $1 AND o.kind = $2 AND o.about = $3`, []any{string(force), string(OwedRecord), of.ID}, &n)
	return n > 0, err
}
