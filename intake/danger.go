package intake

import (
	"errors"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// AnswerWithin is how long somebody who was paged has to say that they have read a
// call for help and act. Then the next one is paged. It is a promise of this
// program, made on the page on which the person calls, and of no law.
const AnswerWithin = 15 * time.Minute

// The states of a call for help, as whoever was paged for it sees it.
const (
	Calling = "waiting"  // nobody has taken it on
	TakenOn = "taken-on" // somebody says that they have read it and act
	Over    = "over"
)

// ReadPage is seeing a call for help that one was paged for.
var ReadPage = authz.Action{ID: "read-page", Roles: []authz.Role{authz.Paged}}

// PageNoun tells how the call stands that somebody was paged for. The wall of the
// report, and of its case, stands before it too: also of whoever was paged before it
// was known who it is about.
var PageNoun = act.Noun{Kind: "page", States: []string{Calling, TakenOn, Over}, Stand: standPage}

func standPage(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	p, err := pageRow(tx, force, id)
	if err != nil {
		return act.Standing{}, err
	}
	s := act.Standing{Person: p.Person}
	if s.Within, err = withinOf(tx, force, p.Report); err != nil {
		return s, err
	}
	d, err := dangerRow(tx, force, p.Report)
	s.State = d.State()
	return s, err
}

// withinOf are what the walls of a call stand around: its report, and the case of it
// where there is one.
func withinOf(tx *seal.Tx, force candour.ForceID, report candour.ReportID) ([]candour.Subject, error) {
	out := []candour.Subject{reportSubject(report)}
	var c string
	err := tx.One(`SELECT case_id FROM intake_opened WHERE force = $1 AND report = $2`, []any{string(force), string(report)}, &c)
	if errors.Is(err, candour.ErrNotFound) {
		return out, nil
	}
	return append(out, candour.Subject{Kind: "case", ID: c}), err
}

// Page is one person who was paged for one call.
type Page struct {
	ID     string
	Report candour.ReportID
	Step   int64
	Whom   string
	Person candour.PersonID // empty: the oversight contact of the settings
	At     time.Time
}

// Danger is a call for help, and what came of it.
type Danger struct {
	Report       candour.ReportID
	At           time.Time
	Words, Reach candour.Marking
	Taken        time.Time // zero: nobody has said that they act
	By           candour.PersonID
	Closed       time.Time
	Reason       DangerOver
	Done         candour.Marking
}

// State is how it stands.
func (d Danger) State() string {
	switch {
	case !d.Closed.IsZero():
		return Over
	case !d.Taken.IsZero():
		return TakenOn
	}
	return Calling
}

// dangerRow reads how a call stands, without its words.
func dangerRow(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (d Danger, err error) {
	d.Report = report
	var at, taken, closed int64
	var by, reason string
	err = tx.One(`SELECT d.at, COALESCE(t.at, 0), COALESCE(t.person, ''), COALESCE(c.at, 0), COALESCE(c.reason, '') FROM intake_danger d
		LEFT JOIN intake_danger_taken t ON t.force = d.force AND t.report = d.report
		LEFT JOIN intake_danger_closed c ON c.force = d.force AND c.report = d.report
		WHERE d.force = $1 AND d.report = $2`, []any{string(force), string(report)}, &at, &taken, &by, &closed, &reason)
	d.At, d.Taken, d.By, d.Closed, d.Reason = instant(at), instant(taken), candour.PersonID(by), instant(closed), DangerOver(reason)
	return d, err
}

// instant is a time as it is stored, where 0 is none.
func instant(micro int64) time.Time {
	if micro == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micro).UTC()
}

// ReadDanger opens a call for help. Whoever shows it has asked authz.
func ReadDanger(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (Danger, error) {
	d, err := dangerRow(tx, force, report)
	if err != nil {
		return d, err
	}
	var w, r, done string
	if err := tx.One(`SELECT d.words, d.reach, COALESCE(c.done, '') FROM intake_danger d LEFT JOIN intake_danger_closed c ON c.force = d.force AND c.report = d.report
		WHERE d.force = $1 AND d.report = $2`, []any{string(force), string(report)}, &w, &r, &done); err != nil {
		return d, err
	}
	words, err := tx.Words(force, reportSubject(report))
	if err != nil {
		return d, err
	}
	for _, f := range []struct {
		name, sealed string
		to           *candour.Marking
	}{{"intake_danger.words", w, &d.Words}, {"intake_danger.reach", r, &d.Reach}, {"intake_danger_closed.done", done, &d.Done}} {
		if f.sealed == "" {
			continue
		}
		if *f.to, err = words.Open(f.name+"/"+string(report), f.sealed); err != nil {
			return d, err
		}
	}
	return d, nil
}

func pageRow(tx *seal.Tx, force candour.ForceID, id string) (p Page, err error) {
	p.ID = id
	var report, person string
	var at int64
	err = tx.One(`SELECT report, step, whom, person, at FROM intake_page WHERE force = $1 AND id = $2`, []any{string(force), id}, &report, &p.Step, &p.Whom, &person, &at)
	p.Report, p.Person, p.At = candour.ReportID(report), candour.PersonID(person), instant(at)
	return p, err
}

// Pages are all who were paged for a call, the first first.
func Pages(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (out []Page, err error) {
	err = tx.Each(`SELECT id, report, step, whom, person, at FROM intake_page WHERE force = $1 AND report = $2 ORDER BY step, id`, []any{string(force), string(report)}, scanPages(&out))
	return out, err
}

// PagesAtOnce is how many PagesOf gives.
const PagesAtOnce = 200

// PagesOf are some of the calls that somebody was paged for, after so many: those that
// nobody has answered, the one that waits longest first, so that whoever presses the
// button a thousand times stands behind it; then those that somebody took on; then
// those that are over since a time, the newest first. Whoever shows one has asked authz
// about it.
func PagesOf(tx *seal.Tx, force candour.ForceID, p candour.PersonID, since time.Time, after int) (out []Page, err error) {
	err = tx.Each(`SELECT p.id, p.report, p.step, p.whom, p.person, p.at FROM intake_page p JOIN intake_danger d ON d.force = p.force AND d.report = p.report
		LEFT JOIN intake_danger_taken t ON t.force = p.force AND t.report = p.report
		LEFT JOIN intake_danger_closed c ON c.force = p.force AND c.report = p.report
		WHERE p.force = $1 AND p.person = $2 AND (c.at IS NULL OR c.at >= $3)
		ORDER BY CASE WHEN c.at IS NOT NULL THEN 2 WHEN t.at IS NOT NULL THEN 1 ELSE 0 END, CASE WHEN c.at IS NULL THEN d.at ELSE -d.at END, p.id LIMIT $4 OFFSET $5`,
		[]any{string(force), string(p), since.UnixMicro(), PagesAtOnce, after}, scanPages(&out))
	return out, err
}

func scanPages(out *[]Page) func(func(...any) error) error {
	return func(scan func(...any) error) error {
		var p Page
		var report, person string
		var at int64
		err := scan(&p.ID, &report, &p.Step, &p.Whom, &person, &at)
		p.Report, p.Person, p.At = candour.ReportID(report), candour.PersonID(person), instant(at)
		*out = append(*out, p)
		return err
	}
}

// DangerPaged is what happens when somebody is paged for a call for help.
const DangerPaged candour.EventKind = "danger-paged"

// Paging notes that some people were paged, as the next step of a call. A reaction
// calls it, which has chosen them. It gives the ids of the pages, in their order.
func Paging(tx *seal.Tx, m act.Made, report candour.ReportID, whom string, people ...candour.PersonID) (step int64, ids []string, err error) {
	if err := tx.One(`SELECT COALESCE(max(step), 0) FROM intake_page WHERE force = $1 AND report = $2`, []any{string(m.Force), string(report)}, &step); err != nil {
		return 0, nil, err
	}
	step++
	for _, p := range people {
		id := m.ID("page/" + string(report) + "/" + string(p))
		if _, err := tx.Exec(`INSERT INTO intake_page (force, id, report, step, whom, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			string(m.Force), id, string(report), step, whom, string(p), m.Now.UnixMicro()); err != nil {
			return 0, nil, err
		}
		ids = append(ids, id)
	}
	return step, ids, nil
}
