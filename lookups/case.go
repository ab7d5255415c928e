package lookups

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Case is put before a person: accesses of an officer to a person, or of an officer to
// several, that nothing explains and of which rules speak. It decides nothing.
type Case struct {
	ID        string      `json:"case"`
	Rank      int         `json:"rank"`
	Officer   string      `json:"officer"`
	Person    string      `json:"person,omitempty"` // empty for a case about an officer as a whole
	People    []string    `json:"people,omitempty"` // of a case about an officer as a whole
	Points    int         `json:"points"`
	Rules     []CaseRule  `json:"rules"`
	Accesses  int         `json:"accesses"`
	First     time.Time   `json:"first"`
	Last      time.Time   `json:"last"`
	Timeline  []Look      `json:"timeline"` // the first maxTimeline accesses
	LookedFor []LookedFor `json:"looked_for"`
	Innocent  []string    `json:"ask_about"`
	Others    int         `json:"others_at_the_same_time,omitempty"`
	Apart     bool        `json:"officer_not_asked_first"`
	Because   string      `json:"because,omitempty"` // why not
}

// CaseRule is what one rule found.
type CaseRule struct {
	ID       string   `json:"rule"`
	Says     string   `json:"says"`
	Points   int      `json:"points"`
	Sittings int      `json:"sittings,omitempty"`
	People   []string `json:"people,omitempty"`
}

// Look is one access on a timeline.
type Look struct {
	At          time.Time `json:"at"`
	Feed        string    `json:"feed"`
	Event       string    `json:"event"`
	Person      string    `json:"person,omitempty"`
	Record      string    `json:"record,omitempty"`
	Ref         string    `json:"ref,omitempty"`
	From        string    `json:"from,omitempty"`
	Fields      string    `json:"fields,omitempty"`
	Found       string    `json:"found,omitempty"`
	Purpose     string    `json:"purpose,omitempty"` // as typed; it explains nothing
	ForThem     string    `json:"opened_by,omitempty"`
	Rules       []string  `json:"rules"`
	InSpiteOf   string    `json:"in_spite_of,omitempty"` // what would explain it, and which line
	BrokenGlass bool      `json:"by_force,omitempty"`
}

// LookedFor is an explanation that was looked for and not found.
type LookedFor struct {
	Explanation string `json:"explanation"`
	Looked      string `json:"looked_for"`
	Nearest     string `json:"nearest,omitempty"` // what comes closest
}

// maxTimeline is how many accesses a timeline shows; the case counts all.
const maxTimeline = 200

// caseID is the same for the same officer and person in every run.
func caseID(officer, person string) string {
	return fmt.Sprintf("L-%012x", hash(hash(hashBegin, officer), person)&(1<<48-1))
}

// drawUp makes the case of a pair.
func (s *Screen) drawUp(p *pair) (Case, error) {
	w := s.w
	c := Case{Officer: w.officerIDs.text(p.officer), Person: w.personIDs.text(p.person), Points: p.points}
	c.ID = caseID(c.Officer, c.Person)
	for _, r := range p.rules {
		c.Rules = append(c.Rules, CaseRule{r.rule.ID, r.rule.Says, r.rule.weight(r.sittings), r.sittings, nil})
	}
	for _, n := range p.others {
		c.Others = max(c.Others, int(n))
	}
	if err := s.timeline(&c, p); err != nil {
		return c, err
	}
	c.LookedFor = w.lookedFor(p.officer, p.person)
	s.finish(&c, []int32{p.person}, p.officer)
	return c, nil
}

// timeline adds a pair's accesses to a case.
func (s *Screen) timeline(c *Case, p *pair) error {
	for i := range p.accesses {
		a := &p.accesses[i]
		at := instant(a.at)
		if c.Accesses == 0 || at.Before(c.First) {
			c.First = at
		}
		if at.After(c.Last) {
			c.Last = at
		}
		c.Accesses++
		if len(c.Timeline) == maxTimeline {
			continue
		}
		x, err := s.texts.get(a.text)
		if err != nil {
			return err
		}
		l := Look{
			At: at, Feed: s.feeds[a.feed], Event: x.id, Record: x.record, Ref: x.ref, From: x.from, Purpose: x.purpose,
			Fields: a.fields.String(), Found: a.found.String(), BrokenGlass: a.flags&flagBreach != 0,
		}
		if c.Person == "" {
			l.Person = s.w.personIDs.text(p.person)
		}
		if a.flags&flagBelieved != 0 {
			l.ForThem = s.w.officerIDs.text(a.onFor)
		}
		if a.why != 0 {
			l.InSpiteOf = fmt.Sprintf("%s (assignments.csv, line %d)", Explanations[a.why-1].Name, a.line)
		}
		for k, r := range AccessRules {
			if a.rules&(1<<k) != 0 {
				l.Rules = append(l.Rules, r.ID)
			}
		}
		c.Timeline = append(c.Timeline, l)
	}
	return nil
}

// lookedFor says what was looked for and not found, and what came closest.
func (w *World) lookedFor(o, p int32) []LookedFor {
	var all []LookedFor
	for _, e := range Explanations {
		if e.Kind == System {
			continue
		}
		l := LookedFor{Explanation: e.ID, Looked: "Not found: " + e.Asked + "."}
		for _, t := range w.tasks.of(p) {
			if t.who == o && t.role != RoleTasked && slices.Contains(e.Roles, t.role) {
				l.Nearest = fmt.Sprintf("assignments.csv, line %d: %s, from %s to %s", t.line, t.role, t.from.words(), t.to.words())
			}
		}
		all = append(all, l)
	}
	return all
}

func (m minute) words() string {
	switch m {
	case never:
		return "an open end"
	case longAgo:
		return "an open beginning"
	}
	return instant(int64(m) * 60_000_000).Format("2006-01-02 15:04")
}

// finish says what to ask about, and who is not asked first.
func (s *Screen) finish(c *Case, people []int32, o int32) {
	for _, r := range c.Rules {
		rule := FindRule(r.ID)
		for _, x := range rule.Innocent {
			if !slices.Contains(c.Innocent, x) {
				c.Innocent = append(c.Innocent, x)
			}
		}
		if rule.Apart {
			c.Apart, c.Because = true, rule.Name
		}
	}
	for _, p := range people {
		if s.w.person(p).protected {
			c.Apart, c.Because = true, "A protected person"
		}
		if len(s.w.lodged.of(p)) > 0 {
			c.Apart, c.Because = true, "Somebody who complained"
		}
	}
	if len(s.w.complaints.of(o)) > 0 {
		c.Apart, c.Because = true, "A complaint about this officer exists"
	}
}

func ranked(all []Case) {
	slices.SortFunc(all, func(a, b Case) int {
		return cmp.Or(-cmp.Compare(a.Points, b.Points), cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Person, b.Person))
	})
	for i := range all {
		all[i].Rank = i + 1
	}
}
