package authz

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"candour"

	"github.com/cedar-policy/cedar-go"
)

// question is one question, with the facts that would be read for it.
type question struct {
	facts facts
	who   Actor
	do    string
	to    Resource
}

// usual is what holds where nothing is special.
func usual(roles ...Role) facts { return facts{roles: roles, declared: true} }

// through is a program of somebody's.
func through(who Actor) Actor {
	who.Through = Service{ID: "s", Role: Triage}
	return who
}

// alone has, for each policy, a question that this policy and no other decides,
// and the same question with one thing changed, which it does not decide.
func alone() map[string][2]question {
	p := person("p")
	mine := candour.Subject{Kind: "disclosure", ID: "d"}
	passkey := candour.Subject{Kind: "passkey", ID: "k"}
	reporter := Actor{Kind: "Reporter", Force: "north", ID: "me"}
	its := func(who candour.PersonID) Resource {
		return Resource{Force: "north", Subject: report, Reporter: who}
	}
	with := func(f facts, change func(*facts)) facts { change(&f); return f }
	south := Resource{Force: "south", Subject: case1}
	chief := with(usual(PolicingBody), func(f *facts) { f.aboutChief = true })
	out := map[string][2]question{
		"subject-own-disclosures": {
			{usual(), p, "do-subject", Resource{Force: "north", Subject: mine, Person: "p"}},
			{usual(), p, "do-subject", Resource{Force: "north", Subject: mine, Person: "q"}},
		},
		"representative-of-theirs": {
			{usual(), p, "do-representative", Resource{Force: "north", Subject: mine, Person: "q", Represented: []candour.PersonID{"p"}}},
			{usual(), p, "do-representative", Resource{Force: "north", Subject: mine, Person: "q", Represented: []candour.PersonID{"r"}}},
		},
		"representative-answers": {
			{usual(), p, "do-representative-who-answers", Resource{Force: "north", Subject: mine, Person: "q", Represented: []candour.PersonID{"p"}, Answering: []candour.PersonID{"p"}}},
			{usual(), p, "do-representative-who-answers", Resource{Force: "north", Subject: mine, Person: "q", Represented: []candour.PersonID{"p"}}},
		},
		"own-passkeys": {
			{usual(), p, "do-subject", Resource{Force: "north", Subject: passkey, Person: "p"}},
			{usual(), p, "do-subject", Resource{Force: "north", Subject: passkey, Person: "q"}},
		},
		"own-service": {
			{usual(), p, "do-subject", Resource{Force: "north", Subject: candour.Subject{Kind: "service", ID: "s"}, Person: "p"}},
			{usual(), p, "do-subject", Resource{Force: "north", Subject: candour.Subject{Kind: "service", ID: "s"}, Person: "q"}},
		},
		"a-service-decides-nothing": {{usual(Triage), through(p), "do-triage", north}, {usual(Triage), p, "do-triage", north}},
		"paged-own-call": {
			{usual(), p, "do-paged", Resource{Force: "north", Subject: candour.Subject{Kind: "page", ID: "x"}, Person: "p"}},
			{usual(), p, "do-paged", Resource{Force: "north", Subject: candour.Subject{Kind: "page", ID: "x"}, Person: "q"}},
		},
		"reporter-own-report": {{usual(), reporter, "read-own", its("me")}, {usual(), reporter, "read-own", its("you")}},
		"reporter-new-report": {{usual(), reporter, "send-report", its("")}, {usual(), reporter, "send-report", its("you")}},
		"system":              {{usual(), Program("north"), "do-system", north}, {usual(), Program("north"), "do-system", south}},
		"alternate-of-a-conflicted-authority": {
			{with(usual(), func(f *facts) { f.standsInFor = true }), p, "do-appropriate-authority", north},
			{with(usual(), func(f *facts) { f.standsInFor = true }), p, "do-assessor", north},
		},
		"policing-body-decides-on-a-chief-officer": {{chief, p, "do-assessor", north}, {usual(PolicingBody), p, "do-assessor", north}},
		"oversight-where-nobody-is-left": {
			{with(usual(Inspector), func(f *facts) { f.awaiting, f.nobodyLeft = true, true }), p, "do-triage", north},
			{with(usual(Inspector), func(f *facts) { f.nobodyLeft = true }), p, "do-triage", north},
		},
		"wall-line":             {{with(usual(Triage), func(f *facts) { f.line = true }), p, "do-triage", north}, {usual(Triage), p, "do-triage", north}},
		"wall-conflict":         {{with(usual(Triage), func(f *facts) { f.conflict = true }), p, "do-triage", north}, {usual(Triage), p, "do-triage", north}},
		"awaiting-triage":       {{with(usual(Assessor), func(f *facts) { f.awaiting = true }), p, "do-assessor", north}, {with(usual(Assessor, Triage), func(f *facts) { f.awaiting = true }), p, "do-assessor", north}},
		"declare-first":         {{with(usual(Triage), func(f *facts) { f.declared = false }), p, "do-triage", north}, {with(usual(Triage), func(f *facts) { f.declared = false }), p, "list", north}},
		"about-a-chief-officer": {{with(usual(Triage), func(f *facts) { f.aboutChief = true }), p, "do-triage", north}, {with(usual(Triage, Inspector), func(f *facts) { f.aboutChief = true }), p, "do-triage", north}},
		"other-force":           {{usual(Triage), p, "do-triage", south}, {usual(Triage), p, "do-triage", north}},
		"own-file": {
			{usual(Triage), p, "do-triage", Resource{Force: "north", Subject: candour.Subject{Kind: "officer", ID: "o"}, Person: p.ID}},
			{usual(Triage), p, "do-triage", Resource{Force: "north", Subject: candour.Subject{Kind: "officer", ID: "o"}, Person: "another"}},
		},
		"barred-reads-nothing": {
			{with(usual(Triage), func(f *facts) { f.barred = true }), p, "do-triage", north},
			{with(usual(Triage), func(f *facts) { f.barred = true }), p, "do-subject", Resource{Force: "north", Subject: mine, Person: "p"}},
		},
		"administrator-reads-nothing": {
			{usual(Administrator, Triage), p, "do-triage", north},
			{usual(Administrator, Triage), p, "do-administrator", north},
		},
	}
	for _, role := range append(slices.Clone(staff), Administrator) {
		out["staff-by-role-"+string(role)] = [2]question{{usual(role), p, "do-" + string(role), north}, {usual(OfTheirOwn), p, "do-" + string(role), north}}
	}
	return out
}

func answer(t *testing.T, r *Rules, q question) Decision {
	t.Helper()
	d, err := r.decide(q.facts, q.who, q.do, q.to)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func with(t *testing.T, r *Rules, id, text string) {
	t.Helper()
	var p cedar.Policy
	if err := p.UnmarshalCedar([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if !r.policies.Add(cedar.PolicyID(id), &p) {
		t.Fatalf("there is a policy %s already", id)
	}
}

// TestEachPolicyAloneDecides: with a policy its question is answered one way, by
// it alone, and without it the other way. Every permit asks for the same force
// already, so that the forbid of other forces shows only beside one that does not.
func TestEachPolicyAloneDecides(t *testing.T) {
	all := alone()
	for id, text := range rules(t).Policies() {
		qs, there := all[id]
		if !there {
			t.Errorf("policy %s has no question here that it alone decides", id)
			continue
		}
		r := rules(t)
		permits := strings.Contains(text, "permit (")
		if id == "other-force" {
			with(t, r, "careless", `permit (principal, action, resource);`)
		}
		is(t, id, answer(t, r, qs[0]), permits, id)
		if d := answer(t, r, qs[1]); slices.Contains(d.Why, id) {
			t.Errorf("%s decides also where one thing is different: %v", id, d.Why)
		}
		r.policies.Remove(cedar.PolicyID(id))
		if d := answer(t, r, qs[0]); d.Allowed == permits {
			t.Errorf("without %s the answer is still %v because %v", id, d.Allowed, d.Why)
		}
		delete(all, id)
	}
	for id := range all {
		t.Errorf("there is no policy %s", id)
	}
}

// TestPoliciesNameWhatIsThere: a policy that names an attribute which questions
// do not carry fails, and the answer is a no to everybody; one that asks whether
// a misspelt attribute is there is never true. An attribute that some questions
// do not carry stands behind "has".
func TestPoliciesNameWhatIsThere(t *testing.T) {
	names := regexp.MustCompile(`\b(principal|resource|context)(?:\.| has )(\w+)`)
	bare := question{usual(Triage), person("p"), "do-triage", north}
	full := bare
	full.to.Reporter, full.to.Person = "r", "q"
	carries := func(q question, attribute string) bool {
		r := rules(t)
		with(t, r, "probe", `permit (principal, action, resource) when { `+attribute+` == `+attribute+` };`)
		_, err := r.decide(q.facts, q.who, q.do, q.to)
		return err == nil
	}
	seen := 0
	for id, text := range rules(t).Policies() {
		for _, m := range names.FindAllStringSubmatch(text, -1) {
			seen++
			attribute := m[1] + "." + m[2]
			if !carries(full, attribute) {
				t.Errorf("%s names %s, which no question carries", id, attribute)
			} else if !carries(bare, attribute) && !strings.Contains(text, m[1]+" has "+m[2]) {
				t.Errorf("%s names %s, which not every question carries, without has", id, attribute)
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d names were seen: this test has gone blind", seen)
	}
	if carries(full, "resource.reportor") {
		t.Error("a misspelt attribute is not noticed")
	}
}

// TestMalformedQuestionsAreANo: with a policy that would let in whatever its
// forbids do not see, each of these is refused before the policies are asked.
func TestMalformedQuestionsAreANo(t *testing.T) {
	r := rules(t)
	with(t, r, "careless", `permit (principal, action, resource);`)
	ok := question{usual(Triage), person("p"), "do-triage", north}
	if d := answer(t, r, ok); !d.Allowed {
		t.Fatalf("before: %v", d.Why)
	}
	for name, change := range map[string]func(*question){
		"no kind of actor":       func(q *question) { q.who.Kind = "" },
		"a kind in small":        func(q *question) { q.who.Kind = "person" },
		"a role as an actor":     func(q *question) { q.who = Actor{Kind: "Role", Force: "north", ID: "triage"} },
		"a case as an actor":     func(q *question) { q.who.Kind = "Case" },
		"nobody":                 func(q *question) { q.who.ID = "" },
		"an actor of no force":   func(q *question) { q.who.Force = "" },
		"a matter of no force":   func(q *question) { q.to.Force = "" },
		"no force at all":        func(q *question) { q.who.Force, q.to.Force = "", "" },
		"no kind of matter":      func(q *question) { q.to.Subject.Kind = "" },
		"a kind with a capital":  func(q *question) { q.to.Subject.Kind = "Case" },
		"a person as a matter":   func(q *question) { q.to.Subject = candour.Subject{Kind: "person", ID: "p"} },
		"an unknown kind":        func(q *question) { q.to.Subject.Kind = "letter" },
		"no id":                  func(q *question) { q.to.Subject.ID = "" },
		"nothing":                func(q *question) { q.to.Subject = candour.Subject{} },
		"within an unknown kind": func(q *question) { q.to.Within = []candour.Subject{{Kind: "letter", ID: "l"}} },
		"within no id":           func(q *question) { q.to.Within = []candour.Subject{case1, {Kind: "case"}} },
		"no action":              func(q *question) { q.do = "" },
		"a group as an action":   func(q *question) { q.do = "for-triage" },
		"an unknown action":      func(q *question) { q.do = "shred" },
	} {
		q := ok
		change(&q)
		if d := answer(t, r, q); d.Allowed || slices.Contains(d.Why, "careless") {
			t.Errorf("%s: allowed by %v", name, d.Why)
		}
	}
}
