package intake

import (
	"errors"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/store"
)

func stand(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var who, opened string
	if err := tx.One(`SELECT reporter FROM intake_report WHERE force = $1 AND id = $2`, []any{string(force), id}, &who); err != nil {
		return act.Standing{}, err
	}
	s := act.Standing{State: Opened, Reporter: candour.PersonID(who)}
	err := tx.One(`SELECT case_id FROM intake_opened WHERE force = $1 AND report = $2`, []any{string(force), id}, &opened)
	if errors.Is(err, candour.ErrNotFound) {
		s.State, err = Sent, nil
	}
	return s, err
}

func insertAllegation(tx *seal.Tx, key *seal.Key, force candour.ForceID, report candour.ReportID, id candour.AllegationID, position int, s Said) error {
	args := []any{string(force), string(id), string(report), position}
	for _, f := range []struct {
		name  string
		words candour.Marking
	}{{"what", s.What}, {"happened", s.When}, {"place", s.Where}, {"who", s.Who}} {
		sealed, err := key.Seal("intake_allegation."+f.name+"/"+string(id), f.words.Words())
		if err != nil {
			return err
		}
		args = append(args, sealed)
	}
	_, err := tx.Exec(`INSERT INTO intake_allegation (force, id, report, position, what, happened, place, who) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, args...)
	return err
}

// Allegation is one allegation as the person confirmed it.
type Allegation struct {
	ID candour.AllegationID
	Said
}

// Report is a report as it was sent. Whoever shows it has asked authz.
type Report struct {
	Force       candour.ForceID
	ID          candour.ReportID
	SentOn      candour.Date
	Case        candour.CaseID // empty until it is opened
	Allegations []Allegation
	KeepOut     candour.Marking // who must not see it, as the person said, or empty
}

// Read opens a report.
func Read(tx *seal.Tx, force candour.ForceID, id candour.ReportID) (Report, error) {
	r := Report{Force: force, ID: id}
	var sent, opened string
	if err := tx.One(`SELECT sent_day FROM intake_report WHERE force = $1 AND id = $2`, []any{string(force), string(id)}, &sent); err != nil {
		return r, err
	}
	var err error
	if r.SentOn, err = candour.ParseDate(sent); err != nil {
		return r, err
	}
	err = tx.One(`SELECT case_id FROM intake_opened WHERE force = $1 AND report = $2`, []any{string(force), string(id)}, &opened)
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		return r, err
	}
	r.Case = candour.CaseID(opened)
	words, err := tx.Words(force, reportSubject(id))
	if err != nil {
		return r, err
	}
	if r.KeepOut, err = keptOut(tx, words, force, id); err != nil {
		return r, err
	}
	err = tx.Each(`SELECT id, what, happened, place, who FROM intake_allegation WHERE force = $1 AND report = $2 ORDER BY position`, []any{string(force), string(id)}, func(scan func(...any) error) error {
		var a Allegation
		var aid string
		var sealed [4]string
		if err := scan(&aid, &sealed[0], &sealed[1], &sealed[2], &sealed[3]); err != nil {
			return err
		}
		a.ID = candour.AllegationID(aid)
		for i, f := range []struct {
			name string
			to   *candour.Marking
		}{{"what", &a.What}, {"happened", &a.When}, {"place", &a.Where}, {"who", &a.Who}} {
			if *f.to, err = words.Open("intake_allegation."+f.name+"/"+aid, sealed[i]); err != nil {
				return err
			}
		}
		r.Allegations = append(r.Allegations, a)
		return nil
	})
	return r, err
}

// MarkOpened notes which case a report became: it waits no more. A reaction calls
// it.
func MarkOpened(tx *store.Tx, force candour.ForceID, report candour.ReportID, c candour.CaseID) error {
	if _, err := tx.Exec(`INSERT INTO intake_opened (force, report, case_id) VALUES ($1, $2, $3)`, string(force), string(report), string(c)); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM intake_waiting WHERE force = $1 AND report = $2`, string(force), string(report)); err != nil {
		return err
	}
	return Sorted(tx, force, report) // what was added before is in it like all else
}

func reportSubject(id candour.ReportID) candour.Subject {
	return candour.Subject{Kind: "report", ID: string(id)}
}
