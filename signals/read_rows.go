package signals

import (
	"strconv"
	"strings"
)

// whole says that it is not one value that is wrong but the row.
const whole = -1

// day reads a date; must says that there has to be one.
func (w row) day(column int, must bool) (Day, error) {
	d, err := ParseDay(w.get(column))
	if err != nil {
		return NoDay, badValue(column, "%v", err)
	}
	if must && d == NoDay {
		return NoDay, badValue(column, "a date must stand here")
	}
	return d, nil
}

// flag reads 0 or 1.
func (w row) flag(column int) (bool, error) {
	switch w.get(column) {
	case "0":
		return false, nil
	case "1":
		return true, nil
	}
	return false, badValue(column, "%q stands where 0 or 1 must", w.get(column))
}

// whose finds the officer that a row is about.
func (r *reader) whose(w row, column int) (int32, error) {
	o, ok := r.Record.index[w.get(column)]
	if !ok {
		return 0, badValue(column, "officer %q is not in officers.csv", w.get(column))
	}
	return o, nil
}

// once refuses a row that is there already.
func (r *reader) once(a, b string) error {
	if r.keys[[2]string{a, b}] {
		return badValue(whole, "stands there twice; the first is taken")
	}
	r.keys[[2]string{a, b}] = true
	return nil
}

func (r *reader) officer(w row) (err error) {
	o := Officer{ID: strings.Clone(w.get(0)), Group: Group{Race: strings.Clone(w.get(4)), Sex: strings.Clone(w.get(5))}}
	if o.ID == "" {
		return badValue(0, "an officer must have an id")
	}
	if o.Appointed, err = w.day(1, false); err != nil {
		return err
	}
	if o.Left, err = w.day(2, false); err != nil {
		return err
	}
	if o.Serving, err = w.flag(3); err != nil {
		return err
	}
	if err := r.once(o.ID, ""); err != nil {
		return err
	}
	if o.Appointed == NoDay {
		r.warn("has no day of appointment, and so is in no population")
	}
	r.Record.index[o.ID] = int32(len(r.Record.Officers))
	r.Record.Officers = append(r.Record.Officers, o)
	return nil
}

func (r *reader) allegation(w row) (err error) {
	a := Allegation{Case: strings.Clone(w.get(0)), Code: strings.Clone(w.get(5))}
	if a.Officer, err = r.whose(w, 1); err != nil {
		return err
	}
	if a.Incident, err = w.day(2, false); err != nil {
		return err
	}
	if a.Received, err = w.day(3, true); err != nil {
		return err
	}
	if a.Closed, err = w.day(4, false); err != nil {
		return err
	}
	if a.ByOfficer, err = w.flag(9); err != nil {
		return err
	}
	n, err := strconv.ParseUint(w.get(10), 10, 15)
	if err != nil || n == 0 {
		return badValue(10, "%q stands where the number of officers must, at least 1", w.get(10))
	}
	if err := r.once(a.Case, w.get(1)); err != nil {
		return err
	}
	a.Accused = int16(n)
	a.Severe = severe(w.get(8))
	r.words(&a, w)
	r.Record.Allegations = append(r.Record.Allegations, a)
	return nil
}

// words reads what is kept with a warning.
func (r *reader) words(a *Allegation, w row) {
	var known bool
	if a.Type, known = typeOf(w.get(6)); !known {
		r.warn("group %q is not one that we know; taken as other", w.get(6))
	}
	if a.Finding, known = findingOf(w.get(7)); !known {
		r.warn("finding %q is not one that we know; taken as closed without a finding", w.get(7))
	}
	if a.Closed.before(a.Received) {
		// Kept: nothing that somebody said is lost because a clerk mistook a date.
		r.warn("closed on %s, before it was received on %s", a.Closed, a.Received)
	}
	if a.Received.before(a.Incident) {
		r.warn("the incident is after the day on which it was received")
	}
}

func (r *reader) posting(w row) (err error) {
	p := Posting{Unit: strings.Clone(w.get(1))}
	if p.Officer, err = r.whose(w, 0); err != nil {
		return err
	}
	if p.Start, err = w.day(2, true); err != nil {
		return err
	}
	if p.End, err = w.day(3, false); err != nil {
		return err
	}
	if p.End.before(p.Start) {
		return badValue(3, "ends on %s, before it starts on %s", p.End, p.Start)
	}
	r.Record.Postings = append(r.Record.Postings, p)
	return nil
}

func (r *reader) payout(w row) (err error) {
	p := Payout{}
	if p.Officer, err = r.whose(w, 0); err != nil {
		return err
	}
	if p.Incident, err = w.day(1, true); err != nil {
		return err
	}
	r.Record.Payouts = append(r.Record.Payouts, p)
	return nil
}

func (r *reader) forceReport(w row) (err error) {
	f := ForceReport{}
	if f.Officer, err = r.whose(w, 0); err != nil {
		return err
	}
	if f.On, err = w.day(1, true); err != nil {
		return err
	}
	r.Record.ForceReports = append(r.Record.ForceReports, f)
	return nil
}
