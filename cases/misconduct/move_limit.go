package misconduct

import (
	"fmt"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/clock"
	"candour/ledger"
	"candour/seal"
)

// Move is one limit of these proceedings with one of the ways in which its rule lets
// it be moved, such as "limit-extended conduct-31-1-response".
type Move string

// movers are the ways, with what a button and a page call them.
var movers = []struct {
	kind      candour.EventKind
	does, did string
	of        func(clock.Rule) clock.Mover
}{
	{clock.Extended, "Extend", "extended", func(r clock.Rule) clock.Mover { return r.Extend }},
	{clock.Reduced, "Reduce by agreement", "reduced", func(r clock.Rule) clock.Mover { return r.Reduce }},
	{clock.Postponed, "Postpone at the officer’s request", "postponed", func(r clock.Rule) clock.Mover { return r.Postpone }},
}

// Choices are all that the rules allow: they are read from the rules, so that one
// that gets a way of moving it gets a choice here.
func (Move) Choices() (out []act.Choice) {
	seen := map[string]bool{}
	for _, r := range clock.Rules {
		for _, m := range movers {
			v := string(m.kind) + " " + r.ID
			if m.of(r) == (clock.Mover{}) || seen[v] { // an older version of a rule has the same id
				continue
			}
			seen[v] = true
			out = append(out, act.Choice{Value: v, Label: m.does + ": " + r.Title, Hint: "Ground: " + m.of(r).Ground + "."})
		}
	}
	return out
}

// parts are the event and the rule.
func (v Move) parts() (candour.EventKind, string) {
	kind, rule, _ := strings.Cut(string(v), " ")
	return candour.EventKind(kind), rule
}

// MoveLimitKind extends, reduces or postpones a limit of proceedings that runs.
var MoveLimitKind = act.Kind{
	ID:     "move-limit",
	Button: "Extend, reduce or postpone a time limit",
	Does:   "Gives a time limit that runs in these proceedings another last day, with reasons and whoever decided it on record. Only what the law lets be moved can be, and nothing that has passed.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{clock.Extended, clock.Reduced, clock.Postponed},
	From:   []string{Undated, Fixed},
	Roles:  []authz.Role{authz.HearingOffice, authz.Authority},
	New:    func() act.Act { return new(MoveLimit) },
	Fits: func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		t, err := proceeding(tx, force, of.ID)
		if err != nil {
			return false, err
		}
		all, err := t.running(tx, force)
		return len(all) > 0, err
	},
}

// MoveLimit is one move of one limit.
type MoveLimit struct {
	Proceeding string          `hidden:"yes"`
	Limit      Move            `ask:"Which time limit, and what is done to it?"`
	To         candour.Date    `ask:"What is its last day from now on?"`
	Who        candour.Marking `ask:"Who decided or agreed to it, and who asked for it?" rows:"2"`
	Reasons    candour.Marking `ask:"What are the reasons?" rows:"4"`
}

// Kind is MoveLimitKind.
func (*MoveLimit) Kind() *act.Kind { return &MoveLimitKind }

// Of is the proceedings.
func (a *MoveLimit) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a move that nobody decided, or for no reason.
func (a *MoveLimit) Check() error {
	if err := must("who", a.Who, "Write who decided or agreed to it, and who asked for it."); err != nil {
		return err
	}
	return cases.MustReason(a.Reasons)
}

// Apply moves it. What package clock would leave out, because it came too late or
// moves nothing, is refused here with a sentence.
func (a *MoveLimit) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, err := proceeding(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	all, err := t.running(tx, m.Force)
	if err != nil {
		return nil, err
	}
	kind, rule := a.Limit.parts()
	var mine []clock.Due
	for _, d := range all {
		if d.Rule.ID == rule {
			mine = append(mine, d)
		}
	}
	switch {
	case len(mine) == 0:
		return nil, candour.Conflict("That time limit does not run in these proceedings. Choose one that stands among what is due.")
	case len(mine) > 1:
		return nil, candour.Conflict("That time limit runs %d times in these proceedings, and it is not clear which is meant. Record first what was done.", len(mine))
	}
	d := mine[0]
	if err := mayMove(d, kind, a.To, m.Today()); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{
		kind: kind, detail: rule + " " + a.To.String(), plain: []candour.Field{{Name: "rule", Value: rule}, {Name: "to", Value: a.To.String()}},
		said: []said{{"who", "Who decided", a.Who}, {"reasons", "Reasons", a.Reasons}},
	})
}

// mayMove refuses what the rule does not allow, and what would move nothing.
func mayMove(d clock.Due, kind candour.EventKind, to, today candour.Date) error {
	allowed := false
	for _, m := range movers {
		allowed = allowed || m.kind == kind && m.of(*d.Rule) != (clock.Mover{})
	}
	switch {
	case !allowed:
		return candour.Conflict("The law does not let this time limit be moved so. Choose another way.")
	case !d.By.IsZero() && d.By.Before(today):
		return candour.Conflict("Its last day was %s. It cannot be moved any more: that does not make good what was missed.", d.By.Words())
	case to.Before(today):
		return candour.Invalid("to", "%s is past. Give a day to come.", to.Words())
	case kind == clock.Reduced && !to.After(d.Started):
		return candour.Invalid("to", "It runs from %s. Give a later day.", d.Started.Words())
	case kind == clock.Reduced && !d.By.IsZero() && !to.Before(d.By):
		return candour.Invalid("to", "Its last day is %s already. To reduce it, give an earlier one.", d.By.Words())
	case kind != clock.Reduced && !d.By.IsZero() && !to.After(d.By):
		return candour.Invalid("to", "Its last day is %s already. Give a later one.", d.By.Words())
	case to.After(today.AddDays(mostMoved)):
		return candour.Invalid("to", "That is more than two years from now. Look at the day again.")
	}
	return nil
}

// mostMoved is for a year that was typed wrong. The rules themselves have no cap on
// how far a limit moves.
const mostMoved = 2 * 366

// running are the limits that run about the officer of some proceedings and that
// somebody may move.
func (t thing) running(tx *seal.Tx, force candour.ForceID) (out []clock.Due, err error) {
	all, err := ledger.Happened(tx, force, cases.Subject(t.c))
	if err != nil {
		return nil, err
	}
	dues, err := clock.Compute(all)
	for _, d := range dues {
		if !d.Running() || d.About != string(t.officer) {
			continue
		}
		for _, m := range movers {
			if m.of(*d.Rule) != (clock.Mover{}) {
				out = append(out, d)
				break
			}
		}
	}
	if len(out) > 0 {
		return out, nil // another limit that can not be computed does not matter here
	}
	return nil, err
}

// movedSays is a move as the page of the case writes it.
func movedSays(s step) string {
	id, to, _ := strings.Cut(s.detail, " ")
	r, err := clock.Find(id)
	if err != nil {
		r.Title = id
	}
	for _, m := range movers {
		if m.kind == s.kind {
			return fmt.Sprintf("Time limit %s to %s: %s", m.did, cases.Day(to).Words(), r.Title)
		}
	}
	return s.detail
}
