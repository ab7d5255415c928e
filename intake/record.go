package intake

import (
	"errors"
	"fmt"

	"candour"
	"candour/act"
	"candour/seal"
)

// The answers that a person gives to what was recorded.
const (
	AnsweredRight = "right"
	AnsweredWrong = "wrong"
)

// Record is what staff recorded of one thing that a person told, as the person was
// asked to confirm it. Whoever shows it has asked authz.
type Record struct {
	Allegation candour.AllegationID
	Version    int
	Says       candour.Marking
	On         candour.Date
	Answer     string          // AnsweredRight, AnsweredWrong, or empty: the person has not said
	Words      candour.Marking // what is missing or wrong, as they said
	AnsweredOn candour.Date
	Reply      candour.Marking // why it stays as it is
	RepliedBy  candour.PersonID
	RepliedOn  candour.Date
	Replaced   bool // it was described again since
}

// Open reports whether the person said that it is wrong, and nobody has put it right
// or answered.
func (r Record) Open() bool {
	return r.Answer == AnsweredWrong && !r.Replaced && r.RepliedOn.IsZero()
}

// Records are all of a report, those of one allegation from the first to the last.
func Records(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (out []Record, err error) {
	type shut struct{ says, words, reply string }
	var all []shut
	err = tx.Each(`SELECT allegation, version, says, on_day, answer, words, answer_day, reply, reply_by, reply_day FROM intake_record WHERE force = $1 AND report = $2 ORDER BY allegation, version`, []any{string(force), string(report)}, func(scan func(...any) error) error {
		var r Record
		var s shut
		var allegation, on, answered, by, replied string
		err := scan(&allegation, &r.Version, &s.says, &on, &r.Answer, &s.words, &answered, &s.reply, &by, &replied)
		r.Allegation, r.On, r.AnsweredOn, r.RepliedBy, r.RepliedOn = candour.AllegationID(allegation), day(on), day(answered), candour.PersonID(by), day(replied)
		if n := len(out); n > 0 && out[n-1].Allegation == r.Allegation {
			out[n-1].Replaced = true
		}
		out, all = append(out, r), append(all, s)
		return err
	})
	if err != nil || len(out) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, reportSubject(report))
	if err != nil {
		return nil, err
	}
	for i := range out {
		r := &out[i]
		for _, f := range []struct {
			name   string
			sealed string
			to     *candour.Marking
		}{{"says", all[i].says, &r.Says}, {"words", all[i].words, &r.Words}, {"reply", all[i].reply, &r.Reply}} {
			if *f.to, err = words.Open(recordPlace(f.name, r.Allegation, r.Version), f.sealed); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// AskToConfirm puts what was recorded of one thing before the person who told it. A
// reaction calls it, with what the person may know in plain words. What they said is
// right and has not changed is not asked again; what they said is wrong was
// described again, so that it is no longer owed. Where the report was erased there
// is nobody to ask.
func AskToConfirm(tx *seal.Tx, force candour.ForceID, report candour.ReportID, a candour.AllegationID, on candour.Date, says string) error {
	last, err := lastRecord(tx, force, report, a)
	if errors.Is(err, seal.ErrErased) {
		return nil
	}
	if err != nil {
		return err
	}
	if last.Says.Words() == says && last.Answer != AnsweredWrong {
		return nil
	}
	key, err := tx.Key(force, reportSubject(report))
	if errors.Is(err, seal.ErrErased) {
		return nil
	}
	if err != nil {
		return err
	}
	sealed, err := key.Seal(recordPlace("says", a, last.Version+1), says)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO intake_record (force, report, allegation, version, says, on_day, answer, words, answer_day, reply, reply_by, reply_day) VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', '', '')`,
		string(force), string(report), string(a), last.Version+1, sealed, on.String()); err != nil {
		return err
	}
	return settle(tx.Tx, force, report, OwedRecord, string(a))
}

// lastRecord is what the person was asked last of an allegation; version 0 where
// they were asked nothing yet.
func lastRecord(tx *seal.Tx, force candour.ForceID, report candour.ReportID, a candour.AllegationID) (last Record, err error) {
	all, err := Records(tx, force, report)
	for _, r := range all {
		if r.Allegation == a {
			last = r
		}
	}
	return last, err
}

func recordPlace(column string, a candour.AllegationID, version int) string {
	return fmt.Sprintf("intake_record.%s/%s/%d", column, a, version)
}

// reportOf is the report in which an allegation was told, or candour.ErrNotFound.
func reportOf(tx *seal.Tx, m act.Made, a candour.AllegationID) (candour.ReportID, error) {
	var r string
	err := tx.One(`SELECT report FROM intake_allegation WHERE force = $1 AND id = $2`, []any{string(m.Force), string(a)}, &r)
	return candour.ReportID(r), err
}
