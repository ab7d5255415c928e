package lookups

import (
	"cmp"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Result is what a screening found.
type Result struct {
	Cases   []Case
	Summary Summary
}

// Summary is written to summary.json.
type Summary struct {
	Counts
	Format      int            `json:"format"` // of this file and of cases.jsonl
	From        time.Time      `json:"from"`
	To          time.Time      `json:"to"`
	Officers    int            `json:"officers"`
	People      int            `json:"people"`
	Context     map[string]int `json:"context"` // rows of each table
	Share       float64        `json:"share_explained"`
	FirstShare  float64        `json:"share_of_first_explained"`
	Cases       int            `json:"cases"`
	CasesByRule map[string]int `json:"cases_by_rule"`
	Ordered     string         `json:"ordered"`
	Broken      int            `json:"lines_not_read"`
	Listed      []string       `json:"lines_not_read_listed,omitempty"`
	Apart       []LikeProgram  `json:"looks_automated,omitempty"`
	Overdue     []Overdue      `json:"overdue,omitempty"` // for the body outside the force
	Changes     []Change       `json:"changes_of_instrumentation,omitempty"`
}

// Format is the version of cases.jsonl and summary.json.
const Format = 1

// LikeProgram is somebody's account that reads a record as a program does: the source
// has to say what it is.
type LikeProgram struct {
	Officer  string    `json:"officer"`
	Person   string    `json:"person"`
	Accesses int       `json:"accesses"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
}

// Finish looks at all that was added together. It may be called again after more was
// added.
func (s *Screen) Finish() (*Result, error) { return Together(s.w, s) }

// Together looks at what several screenings were given as at one. They must share the
// World, and no person may be in two of them.
func Together(w *World, all ...*Screen) (*Result, error) {
	whole := newPart(len(w.totals) > 0)
	feeds := &all[0].feeds
	for _, s := range all {
		if err := s.buckets(whole); err != nil {
			return nil, err
		}
	}
	files := w.files(whole.briefs)
	wanted, found := w.wanted(files)
	r := &Result{}
	pairs := map[[2]int32]*pair{} // of cases about officers
	owner := map[[2]int32]*Screen{}
	for _, s := range all {
		if err := s.again(wanted, func(p *pair) error {
			key := [2]int32{p.officer, p.person}
			if wanted[p.person][p.officer] {
				pairs[key], owner[key] = p, s
			}
			if p.points < Enough {
				return nil
			}
			c, err := s.drawUp(p)
			r.Cases = append(r.Cases, c)
			return err
		}); err != nil {
			return nil, err
		}
	}
	for i := range files {
		if len(found[i]) == 0 {
			continue
		}
		c, err := w.aboutOfficer(files[i].officer, found[i], pairs, owner)
		if err != nil {
			return nil, err
		}
		r.Cases = append(r.Cases, c)
	}
	ranked(r.Cases)
	r.summarise(w, whole, *feeds, len(files))
	for _, s := range all {
		r.Summary.Broken += s.Broken
		for _, x := range s.Listed {
			r.Summary.Listed = append(r.Summary.Listed, x.String())
		}
	}
	return r, nil
}

// buckets adds what each bucket knows to the whole. Buckets are looked at in several
// threads; sums do not mind in which order they come.
func (s *Screen) buckets(whole *part) error {
	var wait sync.WaitGroup
	var mu sync.Mutex
	var failed error
	next := make(chan int, buckets)
	for b := range buckets {
		next <- b
	}
	close(next)
	for range runtime.GOMAXPROCS(0) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			p := newPart(whole.sent != nil)
			for b := range next {
				rows, twice, err := s.rows.sorted(b)
				if err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
					return
				}
				p.counts.Duplicates += twice
				s.w.bucket(p, rows)
			}
			mu.Lock()
			whole.join(p)
			mu.Unlock()
		}()
	}
	wait.Wait()
	return failed
}

// wanted is whose accesses are needed again for timelines, by person; true where they
// are part of a case about an officer.
func (w *World) wanted(files []file) (map[int32]map[int32]bool, [][]finding) {
	wanted := map[int32]map[int32]bool{}
	want := func(person, officer int32, whole bool) {
		if wanted[person] == nil {
			wanted[person] = map[int32]bool{}
		}
		wanted[person][officer] = wanted[person][officer] || whole
	}
	found := make([][]finding, len(files))
	for i := range files {
		f := &files[i]
		for _, p := range f.pairs {
			if p.opens {
				want(p.person, f.officer, false)
			}
		}
		for _, rule := range OfficerRules {
			for _, x := range rule.Officer(w, f) {
				x.rule = rule
				x.points += rule.weight(x.times)
				found[i] = append(found[i], x)
			}
		}
		for _, x := range found[i] {
			for _, p := range x.people {
				want(p, f.officer, true)
			}
		}
	}
	return wanted, found
}

// again gives the pairs of some people.
func (s *Screen) again(wanted map[int32]map[int32]bool, take func(*pair) error) error {
	for b := range buckets {
		if !wantsOf(wanted, b) {
			continue
		}
		all, _, err := s.rows.sorted(b)
		if err != nil {
			return err
		}
		some := slices.DeleteFunc(slices.Clone(all), func(a access) bool { return wanted[a.person] == nil })
		for from := 0; from < len(some); {
			to := from
			for to < len(some) && some[to].person == some[from].person {
				to++
			}
			r, _ := s.w.record(some[from:to])
			for i := range r.pairs {
				if err := take(&r.pairs[i]); err != nil {
					return err
				}
			}
			from = to
		}
	}
	return nil
}

func wantsOf(wanted map[int32]map[int32]bool, b int) bool {
	for p := range wanted {
		if bucketOf(p) == b {
			return true
		}
	}
	return false
}

// Unexplained gives every access of a person that nothing explains, after Finish.
func (s *Screen) Unexplained(take func(event, officer, person string, rules []string) error) error {
	for b := range buckets {
		all, _, err := s.rows.sorted(b)
		if err != nil {
			return err
		}
		for i := range all {
			a := &all[i]
			if !a.kept() || a.why != 0 {
				continue
			}
			x, err := s.texts.get(a.text)
			if err != nil {
				return err
			}
			var rules []string
			for k, r := range AccessRules {
				if a.rules&(1<<k) != 0 {
					rules = append(rules, r.ID)
				}
			}
			if err := take(x.id, s.w.officerIDs.text(a.officer), s.w.personIDs.text(a.person), rules); err != nil {
				return err
			}
		}
	}
	return nil
}

// aboutOfficer makes the case about an officer as a whole.
func (w *World) aboutOfficer(o int32, found []finding, pairs map[[2]int32]*pair, owner map[[2]int32]*Screen) (Case, error) {
	c := Case{Officer: w.officerIDs.text(o)}
	c.ID = caseID(c.Officer, "")
	var people []int32
	for _, x := range found {
		r := CaseRule{ID: x.rule.ID, Says: x.rule.Says, Points: x.points}
		for _, p := range x.people {
			r.People = append(r.People, w.personIDs.text(p))
			if !slices.Contains(people, p) {
				people = append(people, p)
			}
		}
		slices.Sort(r.People)
		c.Rules = append(c.Rules, r)
		c.Points += x.points
	}
	slices.SortFunc(people, func(a, b int32) int { return cmp.Compare(w.personIDs.text(a), w.personIDs.text(b)) })
	for _, p := range people {
		c.People = append(c.People, w.personIDs.text(p))
		key := [2]int32{o, p}
		if pairs[key] == nil {
			continue
		}
		owner[key].finish(&c, []int32{p}, o)
		if err := owner[key].timeline(&c, pairs[key]); err != nil {
			return c, err
		}
	}
	for i, rule := range AccessRules { // the signs that were added up, or that stand beside
		n := 0
		for _, p := range people {
			if x := pairs[[2]int32{o, p}]; x != nil {
				n += sittings(x.accesses, func(a *access) bool { return a.rules&(1<<i) != 0 })
			}
		}
		if n > 0 {
			c.Rules = append(c.Rules, CaseRule{ID: rule.ID, Says: rule.Says, Sittings: n})
		}
	}
	slices.SortStableFunc(c.Timeline, func(a, b Look) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Event, b.Event)) })
	c.LookedFor = w.lookedFor(o, 0)
	return c, nil
}

func (r *Result) summarise(w *World, p *part, feeds []string, officers int) {
	s := &r.Summary
	s.Counts, s.Format, s.Context, s.Cases = p.counts, Format, w.rows, len(r.Cases)
	s.Ordered = "by points; a rank says what to read first, and nothing about anybody"
	s.CasesByRule = map[string]int{}
	for _, c := range r.Cases {
		for _, x := range c.Rules {
			s.CasesByRule[x.ID]++
		}
	}
	if n := p.counts.Human; n > 0 {
		s.Share = float64(p.counts.Explained) / float64(n)
	}
	if n := p.counts.First; n > 0 {
		s.FirstShare = float64(p.counts.FirstNot) / float64(n)
	}
	s.Officers, s.People = len(w.officers)-1, len(w.people)-1
	if lo, hi, ok := span2(p.days); ok {
		s.From, s.To = instant(int64(lo)*86400e6), instant(int64(hi)*86400e6)
	}
	for _, x := range p.apart {
		s.Apart = append(s.Apart, LikeProgram{w.officerIDs.text(x.officer), w.personIDs.text(x.person), len(x.accesses), instant(x.accesses[0].at), instant(x.accesses[len(x.accesses)-1].at)})
	}
	slices.SortFunc(s.Apart, func(a, b LikeProgram) int {
		return cmp.Or(cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Person, b.Person))
	})
	s.Overdue = w.overdue(p, feeds)
	s.Changes = changes(p.days, feeds)
}

func span2(days map[feedDay]*dayCount) (lo, hi int32, ok bool) {
	for k := range days {
		if !ok || k.day < lo {
			lo = k.day
		}
		if !ok || k.day > hi {
			hi = k.day
		}
		ok = true
	}
	return lo, hi, ok
}
