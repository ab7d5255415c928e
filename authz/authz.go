// Package authz decides who may do and see what, and why.
//
// It promises that what no policy allows is refused, that an error in a policy
// is a refusal, and that the people on the wall of a matter are refused whatever
// role they hold. The policies are the files in policy/, which an oversight body
// can read; the facts they judge by are tables that acts write through Relate.
// It never says to the person refused which rule refused them: hidden and absent
// answer alike.
//
// The wall of a matter is its accused, their supervisors since the incident and
// below the authority, their unit around it, and whoever declared an interest,
// is kept out by the reporter or is related to them; until somebody has said who
// it is about, everybody whom the report could mean. Rooms write the facts, and
// the wall follows from them in the same transaction.
package authz

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"candour"
	"candour/store"

	"github.com/cedar-policy/cedar-go"
)

//go:embed schema/*.sql policy/*.cedar
var files embed.FS

// Actor is whoever asks. Kind tells the doors apart: a person who reports is
// never a member of staff, even where the ids were equal.
type Actor struct {
	Kind    string // "Person", "Reporter" or "System": the Cedar type
	Force   candour.ForceID
	ID      candour.PersonID
	Through Service // zero: they ask themselves
}

// Service is the account of a program through which a person asks who answers for it.
// It is that person to every wall, and of their roles it has one.
type Service struct {
	ID   string
	Role Role
	Acts string // ids of those that it may do, joined by commas: an actor is compared with ==
}

// Program is the actor of imports and of the making of a data folder.
func Program(f candour.ForceID) Actor { return Actor{Kind: "System", Force: f, ID: "system"} }

// Action is one act or one reading, and whom it is for.
type Action struct {
	ID    string
	Roles []Role
	First bool // may be done before saying whether one knows anyone in the matter: a row of a list, and the answer itself
}

// Resource is what the actor would do it to.
type Resource struct {
	Force    candour.ForceID
	Subject  candour.Subject
	Within   []candour.Subject // the report or case that it belongs to; their wall holds here too
	Reporter candour.PersonID  // of a report: who sent it
	Person   candour.PersonID  // of what is made for one person, such as a disclosure: for whom

	Represented []candour.PersonID // by whom that person is represented in it now
	Answering   []candour.PersonID // and who of those may answer for them
}

// Decision is an answer with its reason: the ids of the policies that decided.
type Decision struct {
	Allowed bool
	Why     []string
}

// Rules holds the policies and the actions they speak of.
type Rules struct {
	policies *cedar.PolicySet
	entities map[cedar.EntityUID]cedar.Entity
}

// New reads the policies. It refuses a policy without an id, and an action twice.
func New(actions []Action) (*Rules, error) { return read(files, actions) }

func read(from fs.FS, actions []Action) (*Rules, error) {
	r := &Rules{policies: cedar.NewPolicySet(), entities: map[cedar.EntityUID]cedar.Entity{}}
	names, err := fs.Glob(from, "policy/*.cedar")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		list, err := cedar.NewPolicyListFromBytes(name, text)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		for _, p := range list {
			id := string(p.Annotations()["id"])
			if id == "" || !r.policies.Add(cedar.PolicyID(id), p) {
				return nil, fmt.Errorf("%s: a policy has no id, or one that is taken: %q", name, id)
			}
		}
	}
	for _, a := range actions {
		uid := cedar.NewEntityUID("Action", cedar.String(a.ID))
		if _, twice := r.entities[uid]; twice {
			return nil, fmt.Errorf("action %q is there twice", a.ID)
		}
		var groups []cedar.EntityUID
		for _, role := range a.Roles {
			groups = append(groups, cedar.NewEntityUID("Action", cedar.String("for-"+string(role))))
		}
		if a.First {
			groups = append(groups, cedar.NewEntityUID("Action", "before-declaring"))
		}
		r.entities[uid] = cedar.Entity{UID: uid, Parents: cedar.NewEntityUIDSet(groups...)}
	}
	return r, nil
}

// Schema is the tables of facts.
func Schema() store.Schema { return store.SchemaOf("authz", files) }

// Ask decides. Any error is a no, and is returned beside it for the log.
func (r *Rules) Ask(tx *store.Tx, who Actor, do string, to Resource) (Decision, error) {
	q, err := r.About(tx, who, to)
	if err != nil {
		return Decision{Why: []string{"error"}}, fmt.Errorf("deciding on %s: %w", do, err)
	}
	return q.Ask(do)
}

// Question is one actor and one resource, with the facts between them read: many
// acts can be asked of it, at one moment.
type Question struct {
	rules *Rules
	facts facts
	who   Actor
	to    Resource
}

// About reads the facts between an actor and a resource.
func (r *Rules) About(tx *store.Tx, who Actor, to Resource) (Question, error) {
	f, err := r.facts(tx, who, to)
	return Question{r, f, who, to}, err
}

// Ask decides on one act or reading.
func (q Question) Ask(do string) (Decision, error) { return q.rules.decide(q.facts, q.who, do, q.to) }

func (r *Rules) decide(f facts, who Actor, do string, to Resource) (Decision, error) {
	action := cedar.NewEntityUID("Action", cedar.String(do))
	if _, known := r.entities[action]; !known {
		return Decision{Why: []string{"no such action"}}, nil
	}
	if why := malformed(who, to); why != "" {
		return Decision{Why: []string{why}}, nil
	}
	principal := cedar.NewEntityUID(cedar.EntityType(who.Kind), cedar.String(who.ID))
	resource := cedar.NewEntityUID(cedar.EntityType(typeName(to.Subject.Kind)), cedar.String(to.Subject.ID))
	var roles, above []cedar.EntityUID
	for _, role := range f.roles {
		roles = append(roles, cedar.NewEntityUID("Role", cedar.String(role)))
	}
	if f.line {
		above = append(above, principal)
	}
	conflicted := cedar.NewSet()
	if f.conflict {
		conflicted = cedar.NewSet(principal)
	}
	about := cedar.RecordMap{
		"force": cedar.String(to.Force), "conflicted": conflicted,
		"awaitingTriage": cedar.Boolean(f.awaiting), "nobodyLeft": cedar.Boolean(f.nobodyLeft), "declared": cedar.Boolean(f.declared),
		"aboutChief": cedar.Boolean(f.aboutChief), "standsIn": cedar.Boolean(f.standsInFor),
	}
	if to.Reporter != "" {
		about["reporter"] = cedar.NewEntityUID("Reporter", cedar.String(to.Reporter))
	}
	if to.Person != "" {
		about["person"] = cedar.NewEntityUID("Person", cedar.String(to.Person))
	}
	about["representatives"], about["answering"] = set(to.Represented), set(to.Answering)
	got, diag := cedar.Authorize(r.policies, request{r.entities, map[cedar.EntityUID]cedar.Entity{
		principal: {UID: principal, Parents: cedar.NewEntityUIDSet(roles...), Attributes: cedar.NewRecord(cedar.RecordMap{"force": cedar.String(who.Force), "barred": cedar.Boolean(f.barred), "service": cedar.Boolean(who.Through.ID != ""), "inScope": cedar.Boolean(slices.Contains(strings.Split(who.Through.Acts, ","), do))})},
		resource:  {UID: resource, Parents: cedar.NewEntityUIDSet(above...), Attributes: cedar.NewRecord(about)},
	}}, cedar.Request{Principal: principal, Action: action, Resource: resource})
	// Cedar skips a forbid that fails to evaluate and goes on to allow.
	if len(diag.Errors) > 0 {
		return Decision{Why: []string{"error"}}, fmt.Errorf("policy %s on %s: %s", diag.Errors[0].PolicyID, do, diag.Errors[0].Message)
	}
	d := Decision{Allowed: got == cedar.Allow}
	for _, why := range diag.Reasons {
		d.Why = append(d.Why, string(why.PolicyID))
	}
	slices.Sort(d.Why)
	if len(d.Why) == 0 {
		d.Why = []string{"no policy allows it"}
	}
	return d, nil
}

func set(people []candour.PersonID) cedar.Set {
	var all []cedar.Value
	for _, p := range people {
		all = append(all, cedar.NewEntityUID("Person", cedar.String(p)))
	}
	return cedar.NewSet(all...)
}

// subjects are the kinds of resource that the policies speak of.
var subjects = []string{
	"report", "case", "allegation", "officer", "force", "disclosure", "representation", "grant", "passkey",
	"mailbox", "message", // between staff and the person who reported
	"page",                                           // of a call for help
	"enquiry", "item", "source", "decision", "delay", // of an investigation
	"matter", "withdrawal", // of a complaint
	"plan", "measure", "proceeding", // of misconduct
	"unit",
	"service", // an account of a program
}

// malformed judges a question before the policies see it: a policy that meets
// what it does not expect may be skipped, and a forbid that is skipped lets in.
func malformed(who Actor, to Resource) string {
	switch {
	// A Role is in itself: an actor of that kind would hold the role, and stand on no wall.
	case !slices.Contains([]string{"Person", "Reporter", "System"}, who.Kind):
		return "no such kind of actor"
	case who.ID == "" || who.Force == "" || to.Force == "":
		return "nobody, or no force"
	}
	for _, s := range append([]candour.Subject{to.Subject}, to.Within...) {
		if !slices.Contains(subjects, s.Kind) {
			return "no such kind of matter"
		}
		if s.ID == "" {
			return "no matter"
		}
	}
	return ""
}

// Policies gives the policies by id, for the page that publishes them.
func (r *Rules) Policies() map[string]string {
	out := map[string]string{}
	for id, p := range r.policies.All() {
		out[string(id)] = string(p.MarshalCedar())
	}
	return out
}

// Actions lists the ids of all acts and readings, sorted.
func (r *Rules) Actions() []string {
	var out []string
	for uid := range maps.Keys(r.entities) {
		out = append(out, string(uid.ID))
	}
	slices.Sort(out)
	return out
}

// request looks entities up in the fixed actions and in those of one question.
type request struct {
	fixed, now map[cedar.EntityUID]cedar.Entity
}

func (e request) Get(uid cedar.EntityUID) (cedar.Entity, bool) {
	if x, ok := e.now[uid]; ok {
		return x, true
	}
	x, ok := e.fixed[uid]
	return x, ok
}

func typeName(kind string) string {
	if kind == "" {
		return "Nothing"
	}
	return strings.ToUpper(kind[:1]) + kind[1:]
}
