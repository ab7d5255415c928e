package testdb_test

import (
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
)

// decides are words of events in which something is decided: whatever emits one of them
// is not for a program.
var decides = []candour.EventKind{
	"allegation-decided", "severity-assessed", "case-closed", "case-reopened", "officer-linked", "disclosed", "suspended", "restricted", "case-to-answer-decided",
	"referred", "referral-declined", "complaint-recorded", "case-opened", "knows-nobody", "interest-declared", "role-given", "service-given",
}

// TestAProgramDecidesNothing asks for every act and reading, of a matter that the person
// who answers for a program may see: the program may what the policy names, where the
// person may in that one role, and nothing else.
func TestAProgramDecidesNothing(t *testing.T) {
	w := testdb.Open(t)
	who := w.Enrol("answers", authz.StaffRoles[:len(authz.StaffRoles)-1]...).Who // all but administrator
	allowed := append([]string{"list-case", "read-case"}, authz.ServiceActs...)
	seen := map[string]bool{}
	for i, role := range authz.ServiceRoles {
		scope := authz.ServiceActs // and one account that reads only
		if i == 1 {
			scope = nil
		}
		program, one := who, w.Enrol("only-"+string(role), role).Who
		program.Through = authz.Service{ID: "program", Role: role, Acts: strings.Join(scope, ",")}
		of := candour.Subject{Kind: "case", ID: "c-" + string(role)}
		if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
			for _, p := range []authz.Actor{who, one} {
				if err := known(tx, p, of); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		w.Read(func(tx *seal.Tx) error {
			for _, a := range testdb.Actions() {
				to := authz.Resource{Force: testdb.Force, Subject: of}
				got, err := w.Runner.Rules.Ask(tx.Tx, program, a.ID, to)
				if err != nil {
					return err
				}
				person, err := w.Runner.Rules.Ask(tx.Tx, one, a.ID, to)
				if err != nil {
					return err
				}
				if want := person.Allowed && slices.Contains(allowed, a.ID) && (slices.Contains(scope, a.ID) || !slices.Contains(authz.ServiceActs, a.ID)); got.Allowed != want {
					t.Errorf("%s by a program as %s: %v because of %v, want %v", a.ID, role, got.Allowed, got.Why, want)
				}
				seen[a.ID] = seen[a.ID] || got.Allowed
			}
			return nil
		})
	}
	for _, id := range allowed {
		if !seen[id] {
			t.Errorf("the policy names %s for programs, and none may do it: a word in one of the two lists is wrong", id)
		}
	}
	for _, k := range testdb.Kinds() {
		if slices.Contains(authz.ServiceActs, k.ID) && slices.ContainsFunc(k.Emits, func(e candour.EventKind) bool { return slices.Contains(decides, e) }) {
			t.Errorf("%s decides something, and a program may do it", k.ID)
		}
	}
}

// TestAProgramIsItsPersonToTheWall: it sees nothing of what that person must not see,
// and nothing at all without their role.
func TestAProgramIsItsPersonToTheWall(t *testing.T) {
	w := testdb.Open(t)
	p := w.Enrol("answers", authz.CaseWorker)
	program := p.Who
	program.Through = authz.Service{ID: "program", Role: authz.CaseWorker}
	may := func(of candour.Subject) (ok bool) {
		w.Read(func(tx *seal.Tx) error {
			d, err := w.Runner.Rules.Ask(tx.Tx, program, "read-case", authz.Resource{Force: testdb.Force, Subject: of})
			ok = d.Allowed
			return err
		})
		return ok
	}
	open, walled := candour.Subject{Kind: "case", ID: "open"}, candour.Subject{Kind: "case", ID: "walled"}
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		for _, s := range []candour.Subject{open, walled} {
			if err := known(tx, p.Who, s); err != nil {
				return err
			}
		}
		return authz.Relate(tx.Tx, testdb.Force, p.ID, walled, authz.Accused)
	}); err != nil {
		t.Fatal(err)
	}
	if !may(open) || may(walled) {
		t.Errorf("it reads an open case %v and one about its own person %v", may(open), may(walled))
	}
	w.Holds(p) // nothing any more
	if may(open) {
		t.Error("it reads on after its person has lost the role")
	}
}
