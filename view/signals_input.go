package view

// Longer than other files: one reading, in which what a case says and what an officer's
// file says are folded from the same rows by the same rule of what was known when.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/ledger"
	"candour/seal"
	"candour/signals"
	"candour/workforce"
)

// SignalsInput is what the journal knew of the officers of the viewer's force before a
// day, as package signals takes it: it gives nothing that was recorded on that day or
// later, so that a list of a past day comes out the same for as long as nobody is erased.
// Every case is asked of authz as a row of a list and every officer as a file; what the
// viewer must not see is not in it, not even as a number. With groups it opens race and
// sex too, as they are held now, which only the tables of who is listed may read.
//
// What an import took over on its first day counts by the days of the system that it came
// from, or nothing before that day could ever be scored; what a later import brings was
// not known before it came.
//
// No room holds payouts, reports of force, who is shielded, whether two people accuse each
// other, or what a listing led to: those stay empty. A report can be answered, whoever
// sent it, so none is taken for anonymous.
func (v View) SignalsInput(ctx context.Context, w Viewer, at signals.Day, groups bool) (r *signals.Record, err error) {
	err = v.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		r = &signals.Record{}
		defer func() { r.Sort() }()
		args, no, err := v.listing(tx, w)
		if err != nil || no {
			return err
		}
		x := &signalsReading{View: v, tx: tx, w: w, at: at, out: r, place: map[candour.OfficerID]int32{}}
		if err := x.begins(); err != nil {
			return fmt.Errorf("reading what is counted as of %s: %w", at, err)
		}
		if err := x.officers(args); err != nil {
			return fmt.Errorf("reading the officers of %s: %w", at, err)
		}
		if err := x.cases(args); err != nil {
			return fmt.Errorf("reading the concerns of %s: %w", at, err)
		}
		if !groups {
			return nil
		}
		return x.groups()
	})
	return r, err
}

// signalsReading is the state of one reading.
type signalsReading struct {
	View
	tx    *seal.Tx
	w     Viewer
	at    signals.Day
	out   *signals.Record
	place map[candour.OfficerID]int32 // in out.Officers

	first  map[string]signals.Day // by act of import: the day of the first
	erased map[string]bool        // subjects, as kind/id
}

// noted is one row of the journal, with the fields that are in clear.
type noted struct {
	of, id, kind, act string
	on                candour.Date
	at                int64
	data              []candour.Field
}

func (n noted) value(name string) string {
	for _, f := range n.data {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

func (n noted) day() signals.Day { return signals.DayOf(n.on) }

func recordedOn(micro int64) signals.Day {
	return signals.DayOf(candour.On(time.UnixMicro(micro)))
}

// imports are the acts that bring what another system held.
var imports = []string{cases.ImportCaseKind.ID, workforce.ImportOfficerKind.ID, workforce.ImportMemberKind.ID}

// takenOver is how many days the first import may take: one that is broken off goes on
// after midnight.
const takenOver = 2

// begins finds when each kind of import first ran, and what was erased.
func (x *signalsReading) begins() error {
	x.first, x.erased = map[string]signals.Day{}, map[string]bool{}
	for _, a := range imports {
		var micro int64
		err := x.tx.One(`SELECT at FROM journal WHERE force = $1 AND act = $2 ORDER BY seq LIMIT 1`, []any{string(x.w.Who.Force), a}, &micro)
		if errors.Is(err, candour.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		x.first[a] = recordedOn(micro)
	}
	// Erasures hold for every day: whoever is erased is in no list any more.
	return x.each("force", []candour.EventKind{ledger.Erased, ledger.ErasedSince}, "", []any{string(x.w.Who.Force)}, func(all []noted) error {
		for _, n := range all {
			x.erased[ledger.ErasedOf(candour.Event{Data: n.data}).String()] = true
		}
		return nil
	})
}

// knew reports whether a row was known before the day.
func (x *signalsReading) knew(n noted) bool {
	recorded := recordedOn(n.at)
	if first, ok := x.first[n.act]; ok && recorded < first+takenOver {
		return true
	}
	return recorded < x.at
}

// notedAtOnce is how many rows of the journal are held in memory.
const notedAtOnce = 20_000

// each gives visit the rows of some kinds of every subject of one kind in turn, in their
// order; narrow is a condition on d, args are its arguments, the first being the force. No
// query is open meanwhile. It goes on after a subject and never after a number: numbers
// would tell how much lies between.
func (x *signalsReading) each(subject string, kinds []candour.EventKind, narrow string, args []any, visit func([]noted) error) error {
	n := len(args)
	some := make([]string, len(kinds))
	for i := range kinds {
		some[i] = "$" + strconv.Itoa(n+3+i)
	}
	query := `SELECT d.subject_id, d.id, d.kind, d.act, d.on_day, d.at, d.data FROM (
			SELECT j.force, j.seq, j.id, j.kind, j.act, j.subject_id, j.on_day, j.at, j.data, '` + subject + `/' || j.subject_id AS subject FROM journal j WHERE j.subject_kind = '` + subject + `') d
		WHERE d.force = $1 ` + narrow + ` AND d.subject_id > $` + strconv.Itoa(n+1) + ` AND d.kind IN (` + strings.Join(some, ", ") + `)
		ORDER BY d.subject_id, d.seq LIMIT $` + strconv.Itoa(n+2)
	for after, most := "", notedAtOnce; ; {
		with := append(slices.Clone(args), after, most)
		for _, k := range kinds {
			with = append(with, string(k))
		}
		var part []noted
		err := x.tx.Each(query, with, func(scan func(...any) error) error {
			r, err := scanNoted(scan)
			part = append(part, r)
			return err
		})
		if err != nil {
			return err
		}
		full := len(part) == most
		for len(part) > 0 {
			k := 1
			for k < len(part) && part[k].of == part[0].of {
				k++
			}
			if full && k == len(part) { // the last of a full part may go on in the next
				break
			}
			after = part[0].of
			if err := visit(part[:k]); err != nil {
				return err
			}
			part = part[k:]
		}
		if !full {
			return nil
		}
		if len(part) == most {
			most *= 2
		}
	}
}

func scanNoted(scan func(...any) error) (noted, error) {
	var n noted
	var on, data string
	if err := scan(&n.of, &n.id, &n.kind, &n.act, &on, &n.at, &data); err != nil {
		return n, err
	}
	n.on = cases.Day(on)
	var fields []struct {
		Name  string `json:"name"`
		Of    string `json:"of"`
		Value string `json:"value"`
	}
	if err := json.Unmarshal([]byte(data), &fields); err != nil {
		return n, fmt.Errorf("reading an event of %s: %w", n.of, err)
	}
	for _, f := range fields {
		if f.Of == "" {
			n.data = append(n.data, candour.Field{Name: f.Name, Value: f.Value})
		}
	}
	return n, nil
}

// groups opens race and sex of those who are in the record, as their source gave them.
func (x *signalsReading) groups() error {
	sealed := map[candour.OfficerID]string{}
	err := x.tx.Each(`SELECT officer, sealed FROM workforce_equality WHERE force = $1`, []any{string(x.w.Who.Force)}, func(scan func(...any) error) error {
		var o, s string
		err := scan(&o, &s)
		sealed[candour.OfficerID(o)] = s
		return err
	})
	if err != nil {
		return err
	}
	for i := range x.out.Officers {
		o := &x.out.Officers[i]
		s, ok := sealed[candour.OfficerID(o.ID)]
		if !ok {
			continue
		}
		key, err := x.tx.Key(x.w.Who.Force, candour.Subject{Kind: "officer", ID: o.ID})
		if errors.Is(err, seal.ErrErased) {
			continue
		}
		if err != nil {
			return err
		}
		words, err := key.Open("workforce_equality.sealed/"+o.ID, s)
		if err != nil {
			return err
		}
		var says struct{ Race, Sex string }
		if err := json.Unmarshal([]byte(words), &says); err != nil {
			return fmt.Errorf("reading the group of an officer: %w", err)
		}
		o.Group = signals.Group{Race: says.Race, Sex: says.Sex}
	}
	return nil
}

// cases reads what is alleged in every case that the viewer may list.
func (x *signalsReading) cases(args []any) error {
	may, err := x.Runner.MayRow(x.tx, x.w.Who, args, cases.ListCase.ID, "case")
	if err != nil {
		return err
	}
	return x.each("case", caseNotes, `AND `+authz.Listed, args, func(all []noted) error {
		if ok, err := may.May(all[0].of); err != nil || !ok {
			return err
		}
		m := alleged{told: map[candour.OfficerID]signals.Day{}, found: map[candour.OfficerID]string{}}
		for _, n := range all {
			if x.knew(n) {
				m.note(n)
			}
		}
		x.take(all[0].of, &m)
		return nil
	})
}

// caseNotes are the kinds of event from which it is known what is alleged, and what
// became of it.
var caseNotes = []candour.EventKind{
	cases.HistoricDecision, cases.ClosedWithoutFinding, cases.OpenAllegation, cases.ImportedCaseCorrected,
	cases.CaseOpened, cases.CameToAttention, cases.AllegationRecorded, cases.OfficerLinked, cases.AllegationDescribed,
	cases.AllegationDecided, cases.CaseClosed, cases.CaseReopened, cases.Disclosed, misconduct.OutcomeRecorded,
}

// alleged is a case as the journal told it up to the day.
type alleged struct {
	report            string
	opened, attention signals.Day
	rows              []*allegedRow
	told              map[candour.OfficerID]signals.Day // since when something is disclosed to them
	found             map[candour.OfficerID]string      // by a meeting or hearing
}

// allegedRow is one allegation of a case.
type allegedRow struct {
	id                         string
	officers                   []candour.OfficerID
	since                      signals.Day // recorded; NoDay where it is imported
	incident, received, closed signals.Day
	code, finding, outcome     string // an import's own words
	category, factors, duty    string
	described                  bool
	decision                   cases.Decision
}

func (m *alleged) row(id string) *allegedRow {
	i := slices.IndexFunc(m.rows, func(r *allegedRow) bool { return r.id == id })
	if i < 0 {
		m.rows = append(m.rows, &allegedRow{id: id})
		i = len(m.rows) - 1
	}
	return m.rows[i]
}

// note takes one event in. Later ones take the place of what they put right.
func (m *alleged) note(n noted) {
	switch id := n.value("allegation"); candour.EventKind(n.kind) {
	case cases.HistoricDecision, cases.ClosedWithoutFinding, cases.OpenAllegation, cases.ImportedCaseCorrected:
		if n.value("row") != "" { // no longer in its source
			m.rows = slices.DeleteFunc(m.rows, func(r *allegedRow) bool { return r.id == id })
			return
		}
		r := m.row(id)
		r.officers = []candour.OfficerID{candour.OfficerID(n.value("officer"))}
		r.incident, r.received, r.closed = dayIn(n, "incident"), dayIn(n, "received"), dayIn(n, "closed")
		r.code, r.finding, r.outcome = n.value("code"), n.value("finding"), n.value("outcome")
	case cases.CaseOpened:
		m.opened, m.report = n.day(), n.value("report")
	case cases.CameToAttention:
		m.attention = n.day()
	case cases.AllegationRecorded:
		m.row(id).since = n.day()
	case cases.OfficerLinked:
		r, o := m.row(id), candour.OfficerID(n.value(cases.FieldOfficer))
		if !slices.Contains(r.officers, o) {
			r.officers = append(r.officers, o)
		}
		if d := dayIn(n, cases.FieldHappened); d != signals.NoDay {
			r.incident = d
		}
	case cases.AllegationDescribed:
		r := m.row(id)
		r.described, r.category, r.factors, r.duty = true, n.value("category"), n.value("factors"), n.value("on duty")
	case cases.AllegationDecided:
		m.row(id).decision = cases.Decision(n.value("decision"))
	case cases.CaseClosed:
		for _, r := range m.rows {
			r.closed = n.day()
		}
	case cases.CaseReopened:
		for _, r := range m.rows {
			r.closed = signals.NoDay
		}
		for _, f := range n.data {
			if f.Name == "undecided again" {
				m.row(f.Value).decision = ""
			}
		}
	case cases.Disclosed:
		if o := candour.OfficerID(n.value(cases.FieldOfficer)); m.told[o] == signals.NoDay {
			m.told[o] = n.day()
		}
	case misconduct.OutcomeRecorded:
		m.found[candour.OfficerID(n.value(cases.FieldOfficer))] = n.value("outcome")
	}
}

func dayIn(n noted, name string) signals.Day { return signals.DayOf(cases.Day(n.value(name))) }

// take puts a case into the record: one allegation for each officer and each type of
// conduct that is alleged against them in it. What was disproved, or decided to be about
// somebody else, is gone.
func (x *signalsReading) take(id string, m *alleged) {
	m.rows = slices.DeleteFunc(m.rows, func(r *allegedRow) bool {
		return r.decision == cases.Disproved || r.decision == cases.NotThisPerson
	})
	var about []candour.OfficerID
	for _, r := range m.rows {
		about = append(about, r.officers...)
	}
	slices.Sort(about)
	about = slices.Compact(about)
	for _, o := range about {
		place, ok := x.place[o]
		if !ok { // not known yet on the day, or not for the viewer
			continue
		}
		var made []signals.Allegation
		for _, r := range m.rows {
			if !slices.Contains(r.officers, o) {
				continue
			}
			a := r.allegation(m, o)
			a.Officer, a.Accused = place, int16(min(len(about), 1<<15-1))
			a.Erased = x.erased["case/"+id] || x.erased["report/"+m.report] || x.erased["officer/"+string(o)]
			made = joined(made, a)
		}
		for i := range made {
			made[i].Case = id
			if i > 0 {
				made[i].Case += "/" + strconv.Itoa(i+1)
			}
		}
		x.out.Allegations = append(x.out.Allegations, made...)
	}
}

// joined adds an allegation to those of the same officer and case: two of one type are
// one, open while either is, received with the first, and sustained with either.
func joined(all []signals.Allegation, a signals.Allegation) []signals.Allegation {
	i := slices.IndexFunc(all, func(b signals.Allegation) bool { return b.Type == a.Type && b.Code == a.Code })
	if i < 0 {
		return append(all, a)
	}
	b := &all[i]
	b.Received = min(b.Received, a.Received)
	if b.Closed == signals.NoDay || a.Closed == signals.NoDay {
		b.Closed = signals.NoDay
	} else {
		b.Closed = max(b.Closed, a.Closed)
	}
	if a.Finding == signals.Sustained {
		b.Finding, b.Severe = a.Finding, b.Severe || a.Severe
	}
	b.ByOfficer = b.ByOfficer || a.ByOfficer
	return all
}

// allegation is one row against one officer.
func (r *allegedRow) allegation(m *alleged, o candour.OfficerID) signals.Allegation {
	a := signals.Allegation{Incident: r.incident, Received: r.received, Closed: r.closed, Undisclosed: signals.Never}
	if told := m.told[o]; told != signals.NoDay {
		a.Undisclosed = told
	}
	if r.code != "" || r.finding != "" || r.outcome != "" {
		a.Taken(r.code, r.finding, r.outcome)
	}
	if a.Received == signals.NoDay {
		// What was told when the case was opened was told with the report; what came later
		// came then.
		if a.Received = m.attention; a.Received == signals.NoDay || r.since > m.opened {
			a.Received = max(r.since, m.opened)
		}
	}
	if r.described {
		a.Type, a.Code, a.ByOfficer = describedAs(r)
	}
	switch found := misconduct.Outcome(m.found[o]); {
	case found == misconduct.NoFinding:
		a.Finding = signals.NotSustained
	case found != "":
		a.Finding = signals.Sustained
		a.Severe = found != misconduct.WrittenWarning
	case r.decision == cases.NoCaseToAnswer:
		a.Finding = signals.NotSustained
	}
	return a
}

// typeOfFactor is which type of conduct a factor is, the most telling first.
var typeOfFactor = []struct {
	factor cases.Factor
	is     signals.Type
}{
	{"domestic", signals.Domestic},
	{"serious-sexual-offence", signals.Sexual},
	{"abuse-of-position", signals.Sexual},
	{"other-sexual", signals.Sexual},
	{"records-misused", signals.RecordsMisuse},
	{"serious-corruption", signals.Corruption},
	{"serious-assault", signals.Force},
	{"death-or-serious-injury", signals.Force},
	{"workplace", signals.Verbal},
	{"other-crime", signals.Crime},
	{"seven-years", signals.Crime},
}

// typeOfCategory is which type a complaint category is where no factor says more. Most
// lines are doubtful at the edges: B holds force beside searches, and H and K many things.
var typeOfCategory = map[string]signals.Type{
	"A": signals.Duty, "B": signals.SearchArrest, "E": signals.Traffic, "F": signals.Verbal,
	"G": signals.Corruption, "H": signals.Verbal, "J": signals.Sexual, "K": signals.Crime,
}

// describedAs is what somebody here said that an allegation is about.
func describedAs(r *allegedRow) (is signals.Type, code string, byOfficer bool) {
	factors := cases.FactorsOf(r.factors)
	is = typeOfCategory[r.category]
	if is == signals.Crime && cases.OnDuty(r.duty) == cases.WasOffDuty {
		is = signals.OffDuty
	}
	for _, f := range slices.Backward(typeOfFactor) {
		if slices.Contains(factors, f.factor) {
			is = f.is
		}
	}
	if r.category == "F" || slices.Contains(factors, "discrimination") {
		code = signals.Discrimination
	}
	return is, code, slices.Contains(factors, "workplace")
}

// officerNotes are the kinds of event from which it is known who worked where, and when.
var officerNotes = []candour.EventKind{
	workforce.OfficerImported, workforce.OfficerCorrected, workforce.PostingImported,
	workforce.MemberImported, workforce.MemberCorrected, workforce.Enrolled,
	workforce.OfficerPosted, workforce.OfficerLeft, workforce.OfficerRejoined,
}

// officers reads everybody whose file the viewer may open.
func (x *signalsReading) officers(args []any) error {
	appointed := map[string]signals.Day{} // of those who were put on file here, whose event does not say it
	force := string(x.w.Who.Force)
	err := x.tx.Each(`SELECT id, appointed_day FROM workforce_officer WHERE force = $1 AND source = ''`, []any{force}, func(scan func(...any) error) error {
		var id, day string
		err := scan(&id, &day)
		appointed[id] = signals.DayOf(cases.Day(day))
		return err
	})
	if err != nil {
		return err
	}
	return x.each("officer", officerNotes, "", args[:1], func(all []noted) error {
		id := all[0].of
		if _, ok, err := x.Runner.May(x.tx, x.w.Who, workforce.ReadOfficer.ID, candour.Subject{Kind: "officer", ID: id}); err != nil || !ok {
			return err
		}
		e := employed{Officer: signals.Officer{ID: id}}
		for _, n := range all {
			if x.knew(n) {
				e.note(n, appointed[id])
			}
		}
		if !e.known {
			return nil
		}
		place := int32(len(x.out.Officers))
		x.place[candour.OfficerID(id)] = place
		x.out.Officers = append(x.out.Officers, e.Officer)
		for _, p := range e.postings {
			p.Officer = place
			x.out.Postings = append(x.out.Postings, p)
		}
		return nil
	})
}

// employed is an officer as the journal told it up to the day.
type employed struct {
	signals.Officer
	known    bool
	postings []signals.Posting
}

func (e *employed) note(n noted, appointed signals.Day) {
	switch candour.EventKind(n.kind) {
	case workforce.OfficerImported, workforce.OfficerCorrected:
		e.known, e.postings = true, nil // a correction brings all postings again
		e.Appointed, e.Left, e.Serving = dayIn(n, "appointed"), dayIn(n, "left"), n.value("serving") != "no"
	case workforce.MemberImported, workforce.MemberCorrected:
		e.known = true
		e.Appointed, e.Left, e.Serving = dayIn(n, "joined"), dayIn(n, "left"), n.value("serving") != "no"
	case workforce.Enrolled:
		e.known, e.Appointed, e.Serving = true, appointed, true
		e.posted(n.value("unit"), appointed, signals.NoDay)
	case workforce.OfficerRejoined:
		e.known, e.Appointed, e.Serving = true, n.day(), true
		e.posted(n.value("unit"), n.day(), signals.NoDay)
	case workforce.PostingImported:
		e.posted(n.value("unit"), dayIn(n, "from"), dayIn(n, "to"))
	case workforce.OfficerPosted:
		e.endOpen(n.day() - 1)
		e.posted(n.value("unit"), n.day(), signals.NoDay)
	case workforce.OfficerLeft:
		e.Left, e.Serving = n.day(), false
		e.endOpen(n.day())
	}
}

// posted adds a posting, or puts right the one that began there on that day.
func (e *employed) posted(unit string, from, to signals.Day) {
	if unit == "" {
		return
	}
	e.postings = slices.DeleteFunc(e.postings, func(p signals.Posting) bool { return p.Unit == unit && p.Start == from })
	e.postings = append(e.postings, signals.Posting{Unit: unit, Start: from, End: to})
}

func (e *employed) endOpen(last signals.Day) {
	for i := range e.postings {
		if p := &e.postings[i]; p.End == signals.NoDay && p.Start <= last {
			p.End = last
		}
	}
}
