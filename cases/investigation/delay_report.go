package investigation

import (
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/clock"
	"candour/ledger"
	"candour/seal"
)

// delayReport is what a report that an investigation is not finished must say. Reg
// 13(4) of SI 2020/2 and reg 19(1) of SI 2020/4 ask for the same: how far it is, why
// it takes so long, what is planned, and when it will be finished. The days on which
// the matter came to attention and on which the notice was given are on record.
type delayReport struct {
	c                   candour.CaseID
	rule                string // whose period has no end yet
	kind                candour.EventKind
	to                  DelayReportTo
	progress, why, next candour.Marking
	finished, day       candour.Date
	late                candour.Marking
}

// mayReportFrom is how many days before the end of a period its report may be on
// record. The law has it after the end; a report of the last weeks serves as well,
// and one of the first month would hide the duty for a year.
const mayReportFrom = 28

// check refuses a report that does not say what it must.
func (r delayReport) check() error {
	for _, x := range []struct {
		field string
		words candour.Marking
		says  string
	}{
		{"progress", r.progress, "Write how far the investigation is: the report has to say it."},
		{"why", r.why, "Write why it is not finished: the report has to say it."},
		{"next", r.next, "Write what is planned to bring it to an end: the report has to say it."},
	} {
		if strings.TrimSpace(x.words.Words()) == "" {
			return candour.Invalid(x.field, "%s", x.says)
		}
	}
	return nil
}

// runs is the limit of a rule that runs on a case, computed afresh; none where its
// rule is nil.
func runs(tx *seal.Tx, force candour.ForceID, c candour.CaseID, rule string) (clock.Due, error) {
	all, err := ledger.Happened(tx, force, cases.Subject(c))
	if err != nil {
		return clock.Due{}, err
	}
	dues, err := clock.Compute(all)
	for _, d := range dues {
		if d.Rule.ID == rule && d.Running() {
			return d, nil // another limit that can not be computed does not matter here
		}
	}
	return clock.Due{}, err
}

// reportOwed: the button is there while the period of a rule runs.
func reportOwed(rule string) func(*seal.Tx, candour.ForceID, candour.Subject) (bool, error) {
	return func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		d, err := runs(tx, force, candour.CaseID(of.ID), rule)
		return d.Rule != nil, err
	}
}

// apply keeps the report.
func (r delayReport) apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	d, err := runs(tx, m.Force, r.c, r.rule)
	if err != nil {
		return nil, err
	}
	if d.Rule == nil {
		return nil, candour.Conflict("No such report is owed on this case: no time limit for it runs. Look at what is due.")
	}
	day := r.day
	if day.IsZero() {
		day = m.Today()
	}
	if from := d.By.AddDays(-mayReportFrom); day.Before(from) {
		return nil, candour.Conflict("It is too early: the period ends on %s, and its report can be recorded from %s. What the person who reported is to know until then, tell them.", d.By.Words(), from.Words())
	}
	if r.finished.Before(m.Today()) {
		return nil, candour.Invalid("finished", "%s is past. Give the day by which it will be finished, as you expect it now.", r.finished.Words())
	}
	of := cases.Subject(r.c)
	earlier, err := earlierDay(m, of, day, r.late)
	if err != nil {
		return nil, err
	}
	id := m.ID("delay report")
	sealed, err := sealAll(tx, m, r.c, id, "investigation_delay_report.", map[string]candour.Marking{"progress": r.progress, "why": r.why, "next": r.next, "late": r.late})
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO investigation_delay_report (force, id, case_id, rule, to_whom, progress, why, next, late, finished_day, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		string(m.Force), id, string(r.c), r.rule, string(r.to), sealed["progress"], sealed["why"], sealed["next"], sealed["late"], r.finished.String(), string(m.Actor.ID), day.String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: r.kind, Subject: of, On: day, Data: append([]candour.Field{
		{Name: "report", Value: id},
		{Name: "to", Value: string(r.to)},
		{Name: "finished", Value: r.finished.String()},
		{Name: "progress", Value: r.progress.Words(), Of: of},
		{Name: "why", Value: r.why.Words(), Of: of},
		{Name: "next", Value: r.next.Words(), Of: of},
	}, earlier...)}}, nil
}

// earlierDay is earlier for a field that is called day.
func earlierDay(m act.Made, of candour.Subject, day candour.Date, late candour.Marking) ([]candour.Field, error) {
	if day.After(m.Today()) {
		return nil, candour.Invalid("day", "%s has not come yet: record it on the day or after.", day.Words())
	}
	return earlier(m, of, day, late)
}

// MoveDelayReport puts right the day on which a report was sent. A reaction to the
// correction of its event calls it.
func MoveDelayReport(tx *seal.Tx, force candour.ForceID, id string, on candour.Date) error {
	_, err := tx.Exec(`UPDATE investigation_delay_report SET on_day = $1 WHERE force = $2 AND id = $3`, on.String(), string(force), id)
	return err
}

// delayReports are those of a case, as its page shows them.
func delayReports(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	type row struct{ id, rule, to, progress, why, next, late, finished, by, on string }
	var rows []row
	err = tx.Each(`SELECT id, rule, to_whom, progress, why, next, late, finished_day, by_person, on_day FROM investigation_delay_report WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.id, &r.rule, &r.to, &r.progress, &r.why, &r.next, &r.late, &r.finished, &r.by, &r.on)
		rows = append(rows, r)
		return err
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		rule, err := clock.Find(r.rule)
		if err != nil {
			return nil, err
		}
		x := cases.Thing{Of: candour.Subject{Kind: "delay-report", ID: r.id}, Title: "Report that it is not finished", State: "reported", Rows: []cases.Row{
			{Key: "Reported on " + cases.Day(r.on).Words(), Value: candour.Mark(DelayReportTo(r.to).words() + ", under " + rule.Cites + "."), By: candour.PersonID(r.by)},
			{Key: "Finished by, as expected then", Value: candour.Mark(cases.Day(r.finished).Words())},
		}}
		for _, s := range []struct{ key, column, sealed string }{{"How far it is", "progress", r.progress}, {"Why it is not finished", "why", r.why}, {"What is planned", "next", r.next}, {"Recorded later because", "late", r.late}} {
			if s.sealed == "" {
				continue
			}
			w, err := words.Open("investigation_delay_report."+s.column+"/"+r.id, s.sealed)
			if err != nil {
				return nil, err
			}
			x.Rows = append(x.Rows, cases.Row{Key: s.key, Value: w})
		}
		out = append(out, x)
	}
	return out, nil
}
