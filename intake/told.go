package intake

import (
	"errors"

	"candour"
	"candour/clock"
	"candour/seal"
)

// AtOnce are the events that the person who reported is told of by themselves:
// that it was recorded (Victims' Code, right 2), that it is being handled, and that
// it was closed (which cannot happen before every decision was released to them);
// that somebody was appointed to investigate, though not who; that those who watch
// over the force were told why it is not finished; and that it was taken up again.
// That somebody has read a call for help, and is done with it, they were promised.
// That it was recorded says to nobody who reads over their shoulder what it was
// recorded as, or that it was referred; what it was recorded as stands on a page of
// its own, where they are asked whether it is right. Everything else, a decision above all,
// waits for an act that tells the person, because telling may warn the officer or put
// somebody in danger (Police (Conduct) Regulations 2020, reg 6: the harm test).
var AtOnce = []candour.EventKind{ReportSent, "matter-came-to-attention", "case-opened", "allegation-recorded", "complaint-recorded", "person-updated", "investigator-appointed", "delay-reported", "case-closed", "case-reopened", DecisionTakenBack, ReportAddedTo, DangerTakenOn, DangerLost, DangerClosed}

// Told is one thing that the person may know.
type Told struct {
	Kind       candour.EventKind
	On         candour.Date
	Allegation candour.AllegationID // empty: the whole report
	Says       string
}

// Tell leaves word for the person who sent a report. Reactions call it. Where the
// report was erased there is nobody to tell: their return code went with it.
func Tell(tx *seal.Tx, force candour.ForceID, report candour.ReportID, t Told) error {
	key, err := tx.Key(force, reportSubject(report))
	if errors.Is(err, seal.ErrErased) {
		return nil
	}
	if err != nil {
		return err
	}
	var n int64
	if err := tx.One(`SELECT count(*) FROM intake_told WHERE force = $1 AND report = $2`, []any{string(force), string(report)}, &n); err != nil {
		return err
	}
	sealed, err := key.Seal("intake_told.says/"+string(report), t.Says)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO intake_told (force, report, position, kind, on_day, allegation, says) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(force), string(report), n+1, string(t.Kind), t.On.String(), string(t.Allegation), sealed)
	return err
}

// TellOnce is Tell for what is said once for each allegation, such as a decision.
func TellOnce(tx *seal.Tx, force candour.ForceID, report candour.ReportID, t Told) error {
	var one int
	err := tx.One(`SELECT 1 FROM intake_told WHERE force = $1 AND report = $2 AND kind = $3 AND allegation = $4`, []any{string(force), string(report), string(t.Kind), string(t.Allegation)}, &one)
	if errors.Is(err, candour.ErrNotFound) {
		return Tell(tx, force, report, t)
	}
	return err
}

// Mine is what a person sees when they come back: their own words, what they
// have been told, oldest first, and what is due, computed from the events that
// they may know and no others.
type Mine struct {
	Report
	Told     []Told
	Due      []clock.Due
	Messages []Message
	Records  []Record // those that stand; what was replaced is not shown
	Owed     []Owed   // what we owe for what they sent

	Called  *Danger      // nil: it was no call for help
	Contact *ContactPlan // nil: they never said how they can be reached
}

// ReadMine opens a person's own report. The caller has asked authz as the person.
func ReadMine(tx *seal.Tx, force candour.ForceID, id candour.ReportID) (Mine, error) {
	r, err := Read(tx, force, id)
	m := Mine{Report: r}
	if err != nil {
		return m, err
	}
	words, err := tx.Words(force, reportSubject(id))
	if err != nil {
		return m, err
	}
	var known []candour.Event
	err = tx.Each(`SELECT kind, on_day, allegation, says FROM intake_told WHERE force = $1 AND report = $2 ORDER BY position`, []any{string(force), string(id)}, func(scan func(...any) error) error {
		var kind, on, allegation, sealed string
		if err := scan(&kind, &on, &allegation, &sealed); err != nil {
			return err
		}
		day, err := candour.ParseDate(on)
		if err != nil {
			return err
		}
		says, err := words.Open("intake_told.says/"+string(id), sealed)
		if err != nil {
			return err
		}
		m.Told = append(m.Told, Told{candour.EventKind(kind), day, candour.AllegationID(allegation), says.Words()})
		known = append(known, candour.Event{Kind: candour.EventKind(kind), On: day, Subject: candour.Subject{Kind: "report", ID: string(id)}})
		return nil
	})
	if err != nil {
		return m, err
	}
	if err := m.beside(tx); err != nil {
		return m, err
	}
	if m.Due, err = clock.ComputeTheirs(known); err != nil {
		return m, err
	}
	if m.Messages, err = Messages(tx, force, id); err != nil {
		return m, err
	}
	records, err := Records(tx, force, id)
	if err != nil {
		return m, err
	}
	for _, r := range records {
		if !r.Replaced {
			m.Records = append(m.Records, r)
		}
	}
	m.Owed, err = OwedOn(tx, force, id)
	return m, err
}
