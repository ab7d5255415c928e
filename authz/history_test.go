// One file over 500 lines: a history, how it is played, and what is asked after
// each step of it stand together, or nobody could tell what the oracle is held to.

package authz_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/store"
)

var (
	wallSeed = flag.Uint64("wall.seed", 0, "seed of the random histories; 0 draws one")
	wallRuns = flag.Int("wall.runs", 10_000, "how many random histories")
)

var (
	aReport = candour.Subject{Kind: "report", ID: "r"}
	aCase   = candour.Subject{Kind: "case", ID: "c"}
	matters = []candour.Subject{aReport, aCase}
)

// doings are the acts and readings that histories are asked about. The first two
// are readings: a row of a list, and the matter itself.
var doings = []authz.Action{
	{ID: "list", Roles: []authz.Role{authz.Triage, authz.CaseWorker, authz.Authority}, First: true},
	{ID: "read", Roles: []authz.Role{authz.Triage, authz.CaseWorker, authz.Authority}},
	{ID: "open", Roles: []authz.Role{authz.Triage}},
	{ID: "work", Roles: []authz.Role{authz.CaseWorker}},
	{ID: "decide", Roles: []authz.Role{authz.Authority}},
	{ID: "inspect", Roles: []authz.Role{authz.Inspector}},
}

// history is one small force, told at random to authz and to the oracle.
type history struct {
	*rand.Rand
	*oracle
	tx    *store.Tx
	force candour.ForceID
	rules *authz.Rules
	spoil spoil
	told  []string
	said  []int // the days
	given []office
	units []string
}

type office struct {
	who  candour.PersonID
	role authz.Role
}

// margin is how far what is said stays from the first and the last day.
const margin = 65

func (h *history) person() candour.PersonID { return h.people[h.IntN(len(h.people))] }
func (h *history) unit() string             { return h.units[h.IntN(len(h.units))] }
func (h *history) matter() candour.Subject  { return matters[h.IntN(len(matters))] }

// day is any day, or one near another that was said, or a month from it: what
// ends on one day and begins on the next is where a wall leaks.
func (h *history) day() int {
	d := margin + h.IntN(h.days-2*margin)
	if n := len(h.said); n > 0 && h.IntN(3) > 0 {
		months := []int{0, 0, 28, 29, 30, 31, 59, 61}
		near := h.said[h.IntN(n)] + (1-2*h.IntN(2))*months[h.IntN(len(months))] + h.IntN(3) - 1
		d = max(margin, min(near, h.days-margin-1))
	}
	h.said = append(h.said, d)
	return d
}

// on is a day as authz is told it; the first and the last are not known.
func (h *history) on(d int) candour.Date {
	if d == 0 || d == h.days-1 {
		return candour.Date{}
	}
	return h.date[d]
}

// some are two days in their order; each end may be open.
func (h *history) some() (first, last int) {
	first, last = h.day(), h.day()
	if first > last {
		first, last = last, first
	}
	if h.IntN(6) == 0 {
		first = 0
	}
	if h.IntN(3) == 0 {
		last = h.days - 1
	}
	return first, last
}

func (h *history) span(first, last int) authz.Span {
	return authz.Span{From: h.on(first), To: h.on(last)}
}

// complaints are one or two, of one day, of several, entered the wrong way round
// or of no known day.
func (h *history) complaints() (mine []complaint, theirs []authz.Complaint) {
	for range 1 + h.IntN(2) {
		p, d := h.person(), h.day()
		e := min(h.days-1-margin, d+h.IntN(40))
		switch h.IntN(6) {
		case 0:
			mine, theirs = append(mine, complaint{p, 0, h.days - 1}), append(theirs, authz.Complaint{Person: p})
		case manages:
			mine, theirs = append(mine, complaint{p, d, e}), append(theirs, authz.Complaint{Person: p, Happened: authz.Span{From: h.date[e], To: h.date[d]}})
		case 2, 3:
			mine, theirs = append(mine, complaint{p, d, e}), append(theirs, authz.Complaint{Person: p, Happened: authz.Span{From: h.date[d], To: h.date[e]}})
		default:
			mine, theirs = append(mine, complaint{p, d, d}), append(theirs, authz.Complaint{Person: p, Happened: authz.Span{From: h.date[d]}})
		}
	}
	return mine, theirs
}

var (
	whys  = []authz.Because{authz.Candidate, authz.Interest, authz.KeptOut, authz.Related}
	roles = []authz.Role{authz.Triage, authz.CaseWorker, authz.Authority, authz.Authority, authz.Chief, authz.Inspector, authz.PolicingBody, authz.Administrator}
)

// step lets one thing happen.
func (h *history) step(what int) error {
	p, s, d := h.person(), h.matter(), h.day()
	tell := func(f string, args ...any) { h.told = append(h.told, fmt.Sprintf(f, args...)) }
	switch what {
	case 0: // posted, transferred, or corrected: all postings of one employment at once
		job := fmt.Sprint(p, "-", h.IntN(2))
		var mine []stay
		var theirs []authz.Posting
		for range h.IntN(4) {
			first, last := h.some()
			unit := h.unit()
			mine = append(mine, stay{unit, first, last})
			theirs = append(theirs, authz.Posting{Unit: unit, Over: h.span(first, last)})
		}
		h.stays[p][job] = mine
		tell("%s in employment %s is posted %v", p, job, mine)
		if h.spoil.posting != nil {
			for i := range theirs {
				h.spoil.posting(&theirs[i])
			}
		}
		_, err := authz.Posted(h.tx, h.force, p, candour.OfficerID(job), theirs)
		return err
	case manages:
		first, last := h.some()
		x := line{p, h.person(), first, last}
		if same := slices.IndexFunc(h.lines, func(l line) bool { return l.who == p }); same >= 0 && h.IntN(3) == 0 { // the end of one, or its correction
			x.boss, x.first = h.lines[same].boss, h.lines[same].first
			x.last = max(x.first, last)
		}
		h.managed(x)
		tell("%v manages", x)
		_, err := authz.Managed(h.tx, h.force, x.who, x.boss, h.span(x.first, x.last))
		return err
	case managesNot:
		h.unmanaged(p, d)
		tell("%s is managed by nobody after %d", p, d)
		_, err := authz.Unmanaged(h.tx, h.force, p, h.date[d])
		return err
	case 3, 4:
		role := roles[h.IntN(len(roles))]
		holds := h.IntN(3) > 0
		if role == authz.Administrator && h.IntN(3) > 0 {
			role = authz.Authority
		}
		if n := len(h.given); n > 0 && h.IntN(2) == 0 { // the end of one, or its correction
			p, role = h.given[n-1].who, h.given[n-1].role
		}
		h.given = append(h.given, office{p, role})
		if h.IntN(8) == 0 {
			d = 0 // since ever
		}
		h.grant(p, string(role), d, holds)
		tell("%s is %s from %d: %v", p, role, d, holds)
		if h.spoil.since != nil && holds {
			d = h.spoil.since(d)
		}
		if holds {
			return authz.Grant(h.tx, h.force, p, role, h.on(d))
		}
		return authz.Revoke(h.tx, h.force, p, role, h.on(d))
	case 5, 6:
		mine, theirs := h.complaints()
		of := []candour.Subject{s}
		if h.IntN(3) == 0 {
			of = matters // a link is of the report and its case
		}
		for _, s := range of {
			h.accuse(s, mine...)
		}
		tell("%v is about %v", of, mine)
		return authz.Accuse(h.tx, h.force, theirs, of...)
	case 7:
		h.matters[s].complaints = nil
		tell("%s is about nobody", s)
		if err := authz.Unaccuse(h.tx, h.force, s); err != nil {
			return err
		}
		if h.IntN(2) == 0 { // an import that corrects it
			mine, theirs := h.complaints()
			h.accuse(s, mine...)
			clear(h.matters[s].cleared)
			tell("but about %v", mine)
			if _, err := h.tx.Exec(`DELETE FROM authz_cleared WHERE force = $1 AND subject = $2`, string(h.force), s.String()); err != nil {
				return err
			}
			return authz.AccuseNew(h.tx, h.force, theirs, s)
		}
		return nil
	case 8:
		why := whys[h.IntN(len(whys))]
		h.say(s, p, string(why))
		tell("%s is kept from %s: %s", p, s, why)
		return authz.Relate(h.tx, h.force, p, s, why)
	case 9:
		u := h.unit()
		h.matters[s].units = append(h.matters[s].units, stay{u, d, d})
		tell("%s names %s around %d", s, u, d)
		return authz.NamedUnit(h.tx, h.force, u, h.date[d], s)
	case 10:
		h.known(s)
		tell("candidates of %s are no longer", s)
		return authz.NoLongerCandidates(h.tx, h.force, s)
	case inherits:
		h.inherit(aReport, aCase)
		tell("the case inherits")
		return authz.Inherit(h.tx, h.force, aReport, aCase)
	case 12:
		h.matters[s].triaged = true
		tell("%s is triaged", s)
		return authz.Triaged(h.tx, h.force, s)
	case 13, 14:
		h.matters[s].declared[p] = true
		tell("%s knows nobody in %s", p, s)
		return authz.KnowsNobody(h.tx, h.force, p, s)
	case 15:
		h.askAgain(s, p)
		tell("all but %s are asked again of %s", p, s)
		return authz.AskAgain(h.tx, h.force, s, p)
	case 16:
		q := h.person()
		h.standIn[p][q] = true
		tell("%s stands in for %s", q, p)
		return authz.StandsIn(h.tx, h.force, p, q)
	default:
		h.matters[s].cleared[p] = true
		tell("%s is cleared of %s", p, s)
		return authz.Clear(h.tx, h.force, p, s)
	}
}

// What step lets happen, where something else must know; and how many there are.
const (
	manages    = 1
	managesNot = 2
	inherits   = 11
	steps      = 18
)

// check compares authz with the oracle on everybody and everything.
func (h *history) check() error {
	judged := map[candour.Subject]judged{}
	for _, s := range matters {
		judged[s] = h.judge(s)
	}
	for _, p := range h.people {
		who := authz.Actor{Kind: "Person", Force: h.force, ID: p}
		var free, listed []candour.Subject // as the oracle has it
		for _, s := range matters {
			j := judged[s]
			if !j.inLine[p] && !j.conflict[p] {
				free = append(free, s)
			}
			to := authz.Resource{Force: h.force, Subject: s}
			for i, do := range []authz.Action{doings[0], doings[1+h.IntN(len(doings)-1)]} {
				if i == 1 && h.IntN(2) == 0 { // what hangs on it is behind its wall
					to.Subject, to.Within = candour.Subject{Kind: "allegation", ID: "a"}, []candour.Subject{s}
				}
				var names []string
				for _, role := range do.Roles {
					names = append(names, string(role))
				}
				want := h.may(j, p, s, do.First, names...)
				got, err := h.rules.Ask(h.tx, who, do.ID, to)
				if err != nil {
					return err
				}
				if line, conflict := slices.Contains(got.Why, "wall-line"), slices.Contains(got.Why, "wall-conflict"); line != j.inLine[p] || conflict != j.conflict[p] {
					return differ("%s on the wall of %s: line %v, conflict %v; the oracle says %v, %v", p, s, line, conflict, j.inLine[p], j.conflict[p])
				}
				if got.Allowed != want {
					return differ("%s may %s %s: %v because %v; the oracle says %v", p, do.ID, s, got.Allowed, got.Why, want)
				}
				if i == 0 && want {
					listed = append(listed, s)
				}
			}
		}
		if err := h.lists(who, free, listed); err != nil {
			return err
		}
	}
	return h.pairs(judged)
}

// lists compares what lists read with SQL: the wall exactly, and what is listed,
// for whom a role lets read it, exactly; the outside bodies and alternates have
// rows beside it that Ask takes away.
func (h *history) lists(who authz.Actor, free, listed []candour.Subject) error {
	rows := func(q string, args []any) (out []candour.Subject, err error) {
		err = h.tx.Each(q, args, func(scan func(...any) error) error {
			var s string
			err := scan(&s)
			kind, id, _ := strings.Cut(s, "/")
			out = append(out, candour.Subject{Kind: kind, ID: id})
			return err
		})
		return out, err
	}
	args, err := authz.ListArgs(h.tx, who)
	if err != nil {
		return err
	}
	from := `SELECT d.subject FROM (SELECT CAST($1 AS TEXT) AS force, m.subject FROM matter m) d WHERE `
	wall := authz.Listed
	if h.spoil.predicate != nil {
		wall = h.spoil.predicate(wall)
	}
	got, err := rows(from+wall+` ORDER BY d.subject DESC`, []any{string(who.Force), 1, args[2], args[3], 1}) // the wall alone; an administrator’s have no force: they read nothing
	if err != nil {
		return err
	}
	if !slices.Equal(got, free) {
		return differ("the list of %s has %v, the oracle %v", who.ID, got, free)
	}
	got, err = rows(from+authz.Listed+` ORDER BY d.subject DESC`, args)
	if err != nil {
		return err
	}
	for _, do := range doings {
		if err := h.listedAtOnce(who, args, do.ID, got); err != nil {
			return err
		}
	}
	has := h.roles[who.ID]
	exact := (has["triage"] || has["case-worker"] || has["appropriate-authority"]) && !has["administrator"] && !has["oversight-inspector"] && !has["local-policing-body"]
	for _, s := range listed {
		if !slices.Contains(got, s) {
			return differ("%s may see %s, and no list has it", who.ID, s)
		}
	}
	if exact && len(got) != len(listed) {
		return differ("%s may see %v, and the list has %v", who.ID, listed, got)
	}
	return nil
}

// listedAtOnce compares the one answer about all rows of a list with that about each.
func (h *history) listedAtOnce(who authz.Actor, args []any, do string, rows []candour.Subject) error {
	for _, s := range rows {
		of, err := h.rules.AskListed(h.tx, who, args, do, s.Kind)
		if err != nil {
			return err
		}
		if h.spoil.listing != nil {
			h.spoil.listing(&of)
		}
		perhaps, err := of.Perhaps(h.tx, h.force, s.Kind, []string{s.ID})
		if err != nil {
			return err
		}
		d, err := h.rules.Ask(h.tx, who, do, authz.Resource{Force: h.force, Subject: s})
		if err != nil {
			return err
		}
		if h.spoil.perhaps != nil {
			perhaps = h.spoil.perhaps(of, perhaps)
		}
		if of.All && d.Allowed != of.Allowed {
			return differ("%s may %s every row of a list: %v; asked about %s: %v because %v", who.ID, do, of.Allowed, s, d.Allowed, d.Why)
		}
		reports, known, err := of.Reports(h.tx, h.force)
		if err != nil {
			return err
		}
		if h.spoil.reports != nil {
			reports = h.spoil.reports(of, reports)
		}
		if d.Allowed && s.Kind == "report" && known && !slices.Contains(reports, s.ID) && !of.All {
			return differ("%s may %s %s, and the list of new reports leaves it out: %+v", who.ID, do, s, of)
		}
		if d.Allowed && len(perhaps) == 0 {
			return differ("%s may %s %s, and a list leaves it out unasked: %+v", who.ID, do, s, of)
		}
	}
	return nil
}

// pairs compares an assignment, and two who sign together.
func (h *history) pairs(judged map[candour.Subject]judged) error {
	p, q, s, d := h.person(), h.person(), h.matter(), h.day()
	for _, x := range h.people {
		if h.matters[s].cleared[x] {
			p = x
		}
	}
	want := authz.NoConflict
	if j := judged[s]; j.inLine[p] || j.conflict[p] {
		want = authz.Walled
	} else if !h.matters[s].cleared[p] {
		for _, c := range h.matters[s].complaints {
			if h.together(p, c.who, d) {
				want = authz.Presumed
			}
		}
	}
	if got, err := authz.ConflictOf(h.tx, h.force, p, s, h.date[d]); err != nil || got != want {
		return errors.Join(err, differ("assigning %s to %s on %d: conflict %d, the oracle says %d", p, s, d, got, want))
	}
	above := func(a, b candour.PersonID) bool { // a over b that day, whoever holds what
		met := []candour.PersonID{b}
		for i := 0; i < len(met); i++ {
			for _, l := range h.lines {
				if l.who == met[i] && l.first <= d && d <= l.last && !slices.Contains(met, l.boss) {
					met = append(met, l.boss)
				}
			}
		}
		return slices.Contains(met, a)
	}
	if got, err := authz.SameLine(h.tx, h.force, p, q, h.date[d]); err != nil || got != (above(p, q) || above(q, p)) {
		return errors.Join(err, differ("%s and %s in one line on %d: %v", p, q, d, got))
	}
	return nil
}

// difference is what the oracle says otherwise; any other error is a broken test.
type difference string

func (d difference) Error() string { return string(d) }

func differ(f string, args ...any) error { return difference(fmt.Sprintf(f, args...)) }

// play plays one history and returns what differed, with what was told.
func play(tx *store.Tx, rules *authz.Rules, seed uint64, n int, bug spoil) error {
	rnd := rand.New(rand.NewPCG(seed, uint64(n)))
	var people []candour.PersonID
	several := 0 // mostly few people and few days; sometimes many
	if rnd.IntN(8) == 0 {
		several = 1
	}
	for i := range 5 + several*rnd.IntN(8) {
		people = append(people, candour.PersonID(fmt.Sprint("p", i)))
	}
	months := []int{0, 1, 1, 1, 2}[rnd.IntN(5)]
	h := &history{
		Rand: rnd, tx: tx, rules: rules, force: candour.ForceID(fmt.Sprint("f", n)), spoil: bug, units: []string{"u0", "u1", "u2", "u3", "u4"}[:3+rnd.IntN(3)],
		oracle: newOracle(candour.Date{Year: 2023, Month: time.Month(1 + rnd.IntN(12)), Day: 1 + rnd.IntN(28)}, 2*margin+60+several*rnd.IntN(140), months, people, matters...),
	}
	if _, err := tx.Exec(`INSERT INTO authz_setting (force, name, value) VALUES ($1, $2, $3)`, string(h.force), "unit-months", months); err != nil {
		return err
	}
	var plan []int
	for range people { // enough for a line; what is planned first may come last
		plan = append(plan, 0, 1)
	}
	for range 4 + rnd.IntN(8) {
		plan = append(plan, rnd.IntN(steps))
	}
	plan = append(plan, 3, 3, 3, 5, 12)
	rnd.Shuffle(len(plan), func(i, j int) { plan[i], plan[j] = plan[j], plan[i] })
	looks := rnd.IntN(4 * len(plan)) // a quarter of them are looked at inside too
	for i, what := range plan {
		var before []wallRow
		var err error
		if bug.after != nil {
			if before, err = h.supervisors(); err != nil {
				return err
			}
		}
		if err := h.step(what); err != nil {
			return fmt.Errorf("%s: %w", h.told[len(h.told)-1], err)
		}
		if bug.after != nil {
			if err := bug.after(h, what, before); err != nil {
				return err
			}
		}
		if i == looks || i == len(plan)-1 {
			if err := h.check(); err != nil {
				return fmt.Errorf("%w\n  days begin on %s, last %d, %d months around:\n  %s", err, h.base, h.days-1, months, strings.Join(h.told, "\n  "))
			}
		}
	}
	return nil
}

var errEnough = errors.New("rolled back")

// playAll plays histories from one number to another, in one transaction for
// each 100 that is rolled back, so that the database stays small. It returns the
// first that differed.
func playAll(t *testing.T, seed uint64, from, to int, bug spoil) (int, error) {
	dir := "/dev/shm"
	if _, err := os.Stat(dir); err != nil {
		dir = t.TempDir()
	}
	dir, err := os.MkdirTemp(dir, "candour-wall-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(filepath.Join(dir, "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Migrate(t.Context(), authz.Schema()); err != nil {
		t.Fatal(err)
	}
	rules, err := authz.New(doings)
	if err != nil {
		t.Fatal(err)
	}
	for n := from; n < to; {
		err := db.WithTx(context.Background(), func(tx *store.Tx) error {
			for _, q := range []string{`CREATE TABLE matter (subject TEXT NOT NULL PRIMARY KEY)`, `INSERT INTO matter VALUES ('report/r'), ('case/c')`} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			for end := min(n+100, to); n < end; n++ {
				if err := play(tx, rules, seed, n, bug); err != nil {
					return err
				}
			}
			return errEnough
		})
		if !errors.Is(err, errEnough) {
			return n, err
		}
	}
	return to, nil
}

func seedOf(t *testing.T) uint64 {
	seed := *wallSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed %d (again: -wall.seed %d)", seed, seed)
	return seed
}

// TestNoHistoryPiercesTheWall plays random histories and holds authz, and the
// lists, to the oracle.
func TestNoHistoryPiercesTheWall(t *testing.T) {
	seed, runs := seedOf(t), *wallRuns
	if testing.Short() {
		runs = min(runs, 300)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(800)) // many small things that die at once
	began := time.Now()
	var wg sync.WaitGroup
	for half := range 2 {
		wg.Go(func() {
			if n, err := playAll(t, seed, half*runs/2, (half+1)*runs/2, spoil{}); err != nil {
				t.Errorf("history %d: %v", n, err)
			}
		})
	}
	wg.Wait()
	t.Logf("%d histories in %.1f s", runs, time.Since(began).Seconds())
}

// TestMonthsAround holds the days around an incident to the oracle on every day
// of four years: month ends are too rare in random histories.
func TestMonthsAround(t *testing.T) {
	for _, months := range []int{0, 1, 2, 5} {
		o := newOracle(candour.Date{Year: 2023, Month: 1, Day: 1}, 366+3*365, months, nil)
		for d := 180; d < o.days-180; d++ {
			first, last := d, d
			for o.near(first-1, d) {
				first--
			}
			for o.near(last+1, d) {
				last++
			}
			from, to := authz.Months(o.date[d].String(), -months), authz.Months(o.date[d].String(), months)
			if from != o.date[first].String() || to != o.date[last].String() {
				t.Errorf("%d months around %s: %s to %s, the oracle says %s to %s", months, o.date[d], from, to, o.date[first], o.date[last])
			}
		}
	}
	for day, want := range map[string][2]string{"0001-05-05": {"0001-01-01", "0002-05-05"}, "9999-05-05": {"9998-05-05", "9999-12-31"}, "9999-12-31": {"9999-12-31", "9999-12-31"}} {
		if got := [2]string{authz.Months(day, -12), authz.Months(day, 12)}; got != want {
			t.Errorf("a year around %s: %v, want %v", day, got, want)
		}
	}
}
