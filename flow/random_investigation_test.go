package flow_test

import (
	"fmt"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/cases/investigation"
	"candour/internal/testdb"

	"pgregory.net/rapid"
)

// inquiry is what the model knows of how a case is looked into.
type inquiry struct {
	assigned     []candour.PersonID
	enquiries    []string // that run
	sources      []*evidence
	decisions    []*early
	items        []*item
	delay        string // the one that is open, or empty
	investigator candour.OfficerID
	attention    bool // the day it came to attention was put right
	justAssessed bool
}

type evidence struct {
	id   string
	of   candour.AllegationID
	kind string
}

// early is one early decision; of each kind about each thing only the last counts.
type early struct {
	id, kind, about string
	ruled           []string
	by              candour.PersonID
	says            string // "" while it waits, "agreed", "back", "replaced"
}

type item struct {
	id, hash string
	lines    int
}

var usual = func() (out []string) {
	for _, c := range (investigation.SourceKinds{}).Choices() {
		out = append(out, c.Value)
	}
	return out
}()

// last is the decision that counts, or none.
func (x *told) last(kind, about string) *early {
	for _, d := range x.decisions {
		if d.kind == kind && d.about == about && d.says != "replaced" {
			return d
		}
	}
	return nil
}

func (x *told) agreed(kind, about string) bool {
	d := x.last(kind, about)
	return d != nil && d.says == "agreed"
}

func (x *told) isSensitive() bool {
	return slices.ContainsFunc(x.complaints, func(c *allegation) bool { return c.sensitive })
}

// owes: a sexual or domestic allegation needs a decision on restriction and one on
// arrest for each officer, and of each usual source that it is kept or ruled out,
// and a second person who agrees with each.
func (x *told) owes() bool {
	for _, c := range x.complaints {
		if !c.sensitive {
			continue
		}
		for _, o := range c.officers {
			if !x.agreed("restriction", string(o)) || !x.agreed("arrest", string(o)) {
				return true
			}
		}
		for _, k := range usual {
			named := slices.ContainsFunc(x.sources, func(s *evidence) bool { return s.of == c.id && s.kind == k })
			ruled := x.last("ruled-out", string(c.id))
			if !named && (ruled == nil || ruled.says != "agreed" || !slices.Contains(ruled.ruled, k)) {
				return true
			}
		}
		for _, s := range x.sources {
			if s.of == c.id && !x.agreed("preservation", s.id) {
				return true
			}
		}
	}
	return false
}

func (x *told) tookOne(p *worker) bool {
	return slices.ContainsFunc(x.decisions, func(d *early) bool { return d.by == p.ID && d.says != "replaced" })
}

// runs: something of the investigation is not finished.
func (x *told) runs() bool {
	return len(x.enquiries) > 0 || x.delay != "" || x.owes() ||
		slices.ContainsFunc(x.sources, func(s *evidence) bool {
			d := x.last("preservation", s.id)
			return d == nil || d.says == "back"
		}) ||
		slices.ContainsFunc(x.decisions, func(d *early) bool { return d.says == "" || d.says == "back" })
}

// decided keeps a decision in the place of the one before.
func (x *told) decided(d *early) {
	if before := x.last(d.kind, d.about); before != nil {
		before.says = "replaced"
	}
	x.decisions = append(x.decisions, d)
}

// early takes every early decision that a case still owes, by one person, and has
// another agree: at random that would hardly ever happen.
func (m *model) early(r *rapid.T, w *testdb.World, x *told) {
	first, second := m.people[0], m.people[1]
	if rapid.Bool().Draw(r, "the other way around") {
		first, second = second, first
	}
	all := []authz.Role{authz.CaseWorker, authz.Authority, authz.Assessor}
	if x.id == "" || x.closed || slices.ContainsFunc(all, func(role authz.Role) bool { return !m.may(first, x, role) || !m.may(second, x, role) }) {
		return
	}
	take := func(d *early, a act.Act) {
		if d.kind != "ruled-out" && x.agreed(d.kind, d.about) {
			return
		}
		d.by = first.ID
		m.try(r, w, "take", first, a, done, func(e []candour.Event) { d.id = e[0].Value("decision"); x.decided(d) })
		m.try(r, w, "review", second, &investigation.ReviewDecision{Decision: d.id, Answer: investigation.Agrees, Reasons: reasons}, done, func([]candour.Event) { d.says = "agreed" })
	}
	for _, s := range x.sources {
		take(&early{kind: "preservation", about: s.id}, &investigation.PreserveSource{Source: s.id, Answer: investigation.CannotBe, Reasons: reasons})
	}
	for _, c := range x.complaints {
		if !c.sensitive {
			continue
		}
		for _, o := range c.officers {
			take(&early{kind: "restriction", about: string(o)}, &investigation.DecideRestriction{Case: x.id, Officer: o, Answer: investigation.Restrict, Reasons: reasons})
			take(&early{kind: "arrest", about: string(o)}, &investigation.DecideArrest{Case: x.id, Officer: o, Answer: investigation.NotNow, Reasons: reasons})
		}
		var kinds investigation.SourceKinds
		for _, k := range usual {
			kinds = append(kinds, investigation.SourceKind(k))
		}
		if d := x.last("ruled-out", string(c.id)); d != nil && d.says == "agreed" && len(d.ruled) == len(usual) {
			continue
		}
		take(&early{kind: "ruled-out", about: string(c.id), ruled: usual}, &investigation.RuleOutSources{Allegation: c.id, What: kinds, Reasons: reasons})
	}
}

// settle deals with one of the things that an account must become, where one is due.
func (m *model) settle(r *rapid.T, w *testdb.World, x *told) {
	if x.id == "" {
		return
	}
	open := w.Matters(x.id)
	if len(open) == 0 {
		return
	}
	p := m.people[rapid.IntRange(0, len(m.people)-1).Draw(r, "who settles")]
	o := rapid.SampledFrom(open).Draw(r, "what")
	var a act.Act
	then := func([]candour.Event) {}
	roles, want := []authz.Role{authz.CaseWorker}, done
	switch o.Kind {
	case complaint.ComplaintMatter:
		roles = append(roles, authz.Authority)
		a = &complaint.RecordComplaint{Case: x.id, As: complaint.AsComplaint, Wish: true, Reasons: reasons}
		then = func([]candour.Event) { x.recorded = true }
	case complaint.ReferralDecision:
		roles = []authz.Role{authz.Authority}
		a = &complaint.DeclineReferral{Case: x.id, Reasons: reasons}
	case complaint.VettingReview:
		roles = []authz.Role{authz.VettingOfficer}
		a = &complaint.FinishVettingReview{Matter: o.ID, How: complaint.Dealt(complaint.Done), Reasons: reasons}
	default:
		if o.Kind == complaint.SafeguardingReview {
			roles = append(roles, authz.Liaison)
		}
		a = w.Form("finish-"+string(o.Kind), candour.Subject{Kind: "matter", ID: o.ID}, map[string]string{"how": string(complaint.Done), "reference": "reference", "reasons": "reasons"})
	}
	switch {
	case !m.may(p, x, roles...):
		want = notFound
	case x.closed:
		want = conflict
	}
	m.try(r, w, "settle "+string(o.Kind), p, a, want, then)
}

// forward is what a careful person would do next on a case, and who of the two who
// can do most. At random a case would hardly ever come to its end; what is drawn
// between makes it go astray on the way.
func (m *model) forward(x *told) (do string, p *worker, i int) {
	first, second := m.people[0], m.people[1]
	if !m.may(first, x, first.roles...) {
		first = second
	}
	if x.id == "" {
		return "open", first, 0
	}
	for i, c := range x.complaints {
		switch {
		case c.decided:
		case len(c.officers) == 0 && !c.sought && !c.notOurs:
			return "link", first, i
		case !c.described:
			return "describe", first, i
		}
	}
	if x.closed {
		return "", nil, 0
	}
	if x.owes() {
		return "early", nil, 0
	}
	if !x.assessed {
		if x.isSensitive() && x.tookOne(first) {
			first = second
		}
		return "assess", first, 0
	}
	for i, c := range x.complaints {
		if !c.decided && c.sensitive && c.crime && !c.offered {
			return "offer", first, i
		}
		if !c.decided {
			return "decide", first, i
		}
	}
	switch {
	case len(x.enquiries) > 0:
		return "finish enquiry", first, 0
	case x.delay != "":
		return "end delay", first, 0
	case slices.ContainsFunc(x.sources, func(s *evidence) bool { return x.last("preservation", s.id) == nil }):
		return "preserve", first, 0
	case slices.ContainsFunc(x.decisions, func(d *early) bool { return d.says == "" }):
		return "review", second, 0
	case slices.ContainsFunc(x.complaints, func(c *allegation) bool { return !c.said }):
		return "tell", first, 0
	}
	return "close", first, 0
}

// investigate draws an act of an investigation, and says what must come of it; no
// act where there is nothing to do it to.
//
// Longer than 80 lines: one case for each act.
func (m *model) investigate(r *rapid.T, w *testdb.World, do string, p *worker, x *told, i int, target *worker) (a act.Act, want outcome, then func([]candour.Event)) {
	caseIs := func(roles ...authz.Role) bool { return x.id != "" && m.may(p, x, roles...) }
	when := func(allowed bool, no outcome, refused bool) outcome {
		switch {
		case !allowed:
			return notFound
		case refused:
			return no
		}
		return done
	}
	var c *allegation
	if x.id != "" {
		c = x.complaints[i]
	}
	aid, isAccused := x.sent.Allegations[i], slices.ContainsFunc(x.complaints, func(c *allegation) bool { return slices.Contains(c.officers, target.Officer) })
	switch do {
	case "enquiry":
		return &investigation.SetEnquiry{Case: x.id, What: reasons, By: candour.On(w.Now)}, when(caseIs(authz.CaseWorker, authz.Supervisor), conflict, x.closed), func(e []candour.Event) { x.enquiries = append(x.enquiries, e[0].Value("enquiry")) }
	case "finish enquiry":
		if len(x.enquiries) == 0 {
			return nil, "", nil
		}
		return &investigation.FinishEnquiry{Enquiry: x.enquiries[0], Found: reasons}, when(caseIs(authz.CaseWorker, authz.Supervisor), conflict, false), func([]candour.Event) { x.enquiries = x.enquiries[1:] }
	case "source":
		kind := rapid.SampledFrom(append([]string{"other"}, usual...)).Draw(r, "kind")
		return &investigation.NameSource{Allegation: aid, What: investigation.SourceKind(kind), Where: reasons, Unknown: reasons}, when(caseIs(authz.CaseWorker, authz.Triage, authz.Supervisor), conflict, x.closed),
			func(e []candour.Event) { x.sources = append(x.sources, &evidence{e[0].Value("source"), aid, kind}) }
	case "rule out":
		some := rapid.SampledFrom([][]string{usual, usual, usual[:4]}).Draw(r, "ruled out")
		var kinds investigation.SourceKinds
		for _, k := range some {
			kinds = append(kinds, investigation.SourceKind(k))
		}
		return &investigation.RuleOutSources{Allegation: aid, What: kinds, Reasons: reasons}, when(caseIs(authz.CaseWorker, authz.Supervisor), conflict, x.closed),
			func(e []candour.Event) {
				x.decided(&early{id: e[0].Value("decision"), kind: "ruled-out", about: string(aid), ruled: some, by: p.ID})
			}
	case "preserve":
		if len(x.sources) == 0 {
			return nil, "", nil
		}
		s := rapid.SampledFrom(x.sources).Draw(r, "source")
		return &investigation.PreserveSource{Source: s.id, Answer: investigation.IsPreserved, Reference: reasons, Reasons: reasons}, when(caseIs(authz.CaseWorker, authz.Supervisor, authz.Authority), conflict, x.closed),
			func(e []candour.Event) {
				x.decided(&early{id: e[0].Value("decision"), kind: "preservation", about: s.id, by: p.ID})
			}
	case "restriction", "arrest":
		want = when(caseIs(authz.Authority), conflict, x.closed)
		a = &investigation.DecideRestriction{Case: x.id, Officer: target.Officer, Answer: investigation.Suspend, Reasons: reasons}
		if do == "arrest" {
			want = when(caseIs(authz.Authority, authz.Supervisor), conflict, x.closed)
			a = &investigation.DecideArrest{Case: x.id, Officer: target.Officer, Answer: investigation.Voluntary, Reasons: reasons}
		}
		if want == done && !isAccused {
			want = invalid
		}
		return a, want, func(e []candour.Event) {
			x.decided(&early{id: e[0].Value("decision"), kind: do, about: string(target.Officer), by: p.ID})
		}
	case "review":
		if len(x.decisions) == 0 {
			return nil, "", nil
		}
		d := rapid.SampledFrom(x.decisions).Draw(r, "decision")
		answer, says := investigation.Agrees, "agreed"
		if rapid.IntRange(0, 3).Draw(r, "disagrees") == 0 {
			answer, says = investigation.Disagrees, "back"
		}
		return &investigation.ReviewDecision{Decision: d.id, Answer: answer, Reasons: reasons}, when(caseIs(authz.Assessor, authz.Authority, authz.Supervisor), conflict, d.says != "" || d.by == p.ID), func([]candour.Event) { d.says = says }
	case "item":
		hash := strings.Repeat(fmt.Sprintf("%02x", rapid.Byte().Draw(r, "hash")), 32)
		return &investigation.AddItem{Case: x.id, What: reasons, Hash: candour.Mark(hash), Kept: reasons, GivenBy: reasons}, when(caseIs(authz.CaseWorker, authz.Supervisor), conflict, x.closed), func(e []candour.Event) { x.items = append(x.items, &item{id: e[0].Value("item"), hash: hash}) }
	case "handle", "verify":
		if len(x.items) == 0 {
			return nil, "", nil
		}
		it := rapid.SampledFrom(x.items).Draw(r, "item")
		if do == "verify" {
			hash := rapid.SampledFrom([]string{it.hash, strings.Repeat("0", 64)}).Draw(r, "hash now")
			return &investigation.VerifyItem{Item: it.id, Hash: candour.Mark(hash)}, when(caseIs(authz.CaseWorker, authz.Assessor, authz.Supervisor, authz.Authority), conflict, false), nil
		}
		return &investigation.HandleItem{Item: it.id, From: reasons, To: reasons, On: candour.On(w.Now), Why: reasons, Condition: reasons}, when(caseIs(authz.CaseWorker, authz.Supervisor), conflict, false), func([]candour.Event) { it.lines++ }
	case "offer":
		return &investigation.OfferInterview{Allegation: aid, Interviewer: reasons, Place: reasons}, when(caseIs(authz.CaseWorker, authz.Supervisor, authz.Liaison), conflict, c != nil && (c.decided || c.waiting)), func([]candour.Event) { c.offered, c.waiting = true, true }
	case "record":
		return &investigation.RecordInterview{Allegation: aid, Outcome: investigation.Declined, On: candour.On(w.Now)}, when(caseIs(authz.CaseWorker, authz.Supervisor, authz.Liaison), conflict, x.closed || c != nil && !c.waiting), func([]candour.Event) { c.waiting = false }
	case "appoint":
		return &investigation.AppointInvestigator{Case: x.id, Officer: target.Officer, Terms: reasons, Reasons: reasons}, when(caseIs(authz.Authority), conflict, x.closed || x.investigator == target.Officer || slices.Contains(x.out, target.ID)), func([]candour.Event) { x.investigator = target.Officer }
	case "delay":
		return &investigation.DelayForProceedings{Case: x.id, Reasons: reasons, Consulted: reasons}, when(caseIs(authz.Authority), conflict, x.closed || x.delay != ""), func(e []candour.Event) { x.delay = e[0].Value("delay") }
	case "review delay", "end delay":
		if x.delay == "" {
			return nil, "", nil
		}
		if do == "end delay" {
			return &investigation.EndDelay{Delay: x.delay, Why: investigation.NoFurtherAction, Reasons: reasons}, when(caseIs(authz.Authority, authz.Supervisor), conflict, false), func([]candour.Event) { x.delay = "" }
		}
		answer := rapid.SampledFrom([]investigation.DelayReview{investigation.GoOnWaiting, investigation.WaitNoMore}).Draw(r, "answer")
		return &investigation.ReviewDelay{Delay: x.delay, Answer: answer, Reasons: reasons}, when(caseIs(authz.Authority), conflict, false), func([]candour.Event) {
			if answer == investigation.WaitNoMore {
				x.delay = ""
			}
		}
	case "reopen":
		return &cases.ReopenCase{Case: x.id, Why: "new-evidence", Allegations: fmt.Sprint(i + 1), Reasons: reasons}, when(caseIs(authz.Authority), conflict, !x.closed), func([]candour.Event) { x.closed, c.decided, c.said = false, false, false }
	case "correct":
		day := x.sentOn
		return &cases.CorrectEvent{Case: x.id, What: cases.WhichEvent(cases.CameToAttention), Entered: day, Right: day.AddDays(-7), Reasons: reasons}, when(caseIs(authz.Authority), conflict, x.attention), func([]candour.Event) { x.attention = true }
	}
	panic("nobody knows how to " + do)
}
