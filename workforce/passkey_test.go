package workforce_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

// Two codes of an invitation, as a person types them.
const (
	oneCode   = "ABCDE-FGHIJ-KLMNO-PQRST"
	otherCode = "UVWXY-Z2345-67ABC-DEFGH"
)

// invited is a deployment in which two people invited a third.
type invited struct {
	*testdb.World
	one, two, to, third testdb.Person
	id                  string
}

func newInvited(t *testing.T) invited {
	w := testdb.Open(t)
	i := invited{World: w, one: w.Enrol("one", authz.Administrator), two: w.Enrol("two", authz.Approver), to: w.Enrol("to", authz.Triage), third: w.Enrol("else", authz.Triage)}
	i.id = w.Do(i.one.Who, (&workforce.InvitePasskey{Officer: i.to.Officer, Reasons: why}).With(workforce.HalfOf(oneCode)))[0].Subject.ID
	return i
}

func (i invited) approve() {
	i.Do(i.two.Who, (&workforce.ApproveGrant{Grant: i.id, Reasons: why}).With(workforce.HalfOf(otherCode)))
}

func (i invited) register(who testdb.Person, one, other, credential string) error {
	_, err := i.Try(who.Who, &workforce.RegisterPasskey{
		Invitation: i.id, Door: workforce.DeskDoor, One: workforce.HalfOf(one), Other: workforce.HalfOf(other),
		Passkey: workforce.Passkey{Credential: credential, PublicKey: "key of " + credential}, Nickname: candour.Mark("quokka phone"),
	})
	return err
}

func (i invited) has(who testdb.Person) (n int) {
	i.Read(func(tx *seal.Tx) error {
		list, err := workforce.Passkeys(tx, testdb.Force, who.ID)
		n = len(list)
		return err
	})
	return n
}

// TestInvitationAttacks is every way in which somebody would register a passkey that
// is not theirs to register. Each is refused as what is absent, and registers nothing.
func TestInvitationAttacks(t *testing.T) {
	for name, c := range map[string]struct {
		unapproved bool
		another    bool // the codes of one person, for another
		withdrawn  bool
		later      time.Duration
		one, other string
		ok         bool
	}{
		"right":                                {one: oneCode, other: otherCode, ok: true},
		"the other way round":                  {one: otherCode, other: oneCode, ok: true},
		"as people type":                       {one: " abcde fghij klmno pqrst", other: strings.ReplaceAll(strings.ToLower(otherCode), "-", ""), ok: true},
		"at the last moment":                   {one: oneCode, other: otherCode, later: 72 * time.Hour, ok: true},
		"after 72 hours":                       {one: oneCode, other: otherCode, later: 72*time.Hour + time.Microsecond},
		"who proposed it, alone":               {one: oneCode},
		"who proposed it, in the second field": {other: oneCode},
		"who proposed it, twice":               {one: oneCode, other: oneCode},
		"who approved it, alone":               {one: otherCode},
		"who approved it, twice":               {one: otherCode, other: otherCode},
		"no code":                              {},
		"before it was approved":               {unapproved: true, one: oneCode},
		"before it was approved, with nothing": {unapproved: true},
		"a wrong second code":                  {one: oneCode, other: otherCode + "A"},
		"another person’s":                     {another: true, one: oneCode, other: otherCode},
		"withdrawn":                            {withdrawn: true, one: oneCode, other: otherCode},
	} {
		t.Run(name, func(t *testing.T) {
			i := newInvited(t)
			if !c.unapproved {
				i.approve()
			}
			if c.withdrawn {
				i.Do(i.one.Who, &workforce.WithdrawPasskey{Officer: i.to.Officer, Reasons: why})
			}
			i.Now = i.Now.Add(c.later)
			who := i.to
			if c.another {
				who = i.third
			}
			err := i.register(who, c.one, c.other, "credential")
			if want := 1; c.ok && (err != nil || i.has(who) != want) {
				t.Errorf("%v, %d passkeys", err, i.has(who))
			}
			if want := map[bool]error{true: candour.ErrConflict, false: candour.ErrNotFound}[c.withdrawn]; !c.ok && (!errors.Is(err, want) || i.has(who) != 0) {
				t.Errorf("%v, %d passkeys, want none", err, i.has(who))
			}
		})
	}
}

// TestAnInvitationIsGoodOnce, and a credential is one person's for ever.
func TestAnInvitationIsGoodOnce(t *testing.T) {
	i := newInvited(t)
	i.approve()
	if err := i.register(i.to, oneCode, otherCode, "first"); err != nil {
		t.Fatal(err)
	}
	if err := i.register(i.to, oneCode, otherCode, "second"); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("used twice: %v", err)
	}
	i.Do(i.one.Who, &workforce.WithdrawPasskey{Officer: i.to.Officer, Reasons: why})
	if i.has(i.to) != 0 {
		t.Error("it counts though it was withdrawn")
	}
	i.Later(1)
	if _, err := i.Try(i.one.Who, &workforce.WithdrawPasskey{Officer: i.to.Officer, Reasons: why}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("withdrawn twice: %v", err)
	}
	for _, who := range []testdb.Person{i.to, i.third} {
		i.id = i.Do(i.one.Who, (&workforce.InvitePasskey{Officer: who.Officer, Reasons: why}).With(workforce.HalfOf(oneCode)))[0].Subject.ID
		i.approve()
		if err := i.register(who, oneCode, otherCode, "first"); !errors.Is(err, candour.ErrConflict) || i.has(who) != 0 {
			t.Errorf("a credential that was withdrawn: %v", err)
		}
	}
}

// TestInvitationTakesTwo: the rules of a role and a key are those of a passkey, and
// without a code there is no invitation.
func TestInvitationTakesTwo(t *testing.T) {
	i := newInvited(t)
	if err := approve(i.World, i.two, i.id); !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), "command line") {
		t.Errorf("approved without a code: %v", err)
	}
	if _, err := i.Try(i.one.Who, &workforce.InvitePasskey{Officer: i.to.Officer, Reasons: why}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("proposed without a code: %v", err)
	}
	own := i.Do(i.two.Who, (&workforce.InvitePasskey{Officer: i.to.Officer, Reasons: why}).With("x"))[0].Subject.ID
	i.Later(1)
	if _, err := i.Try(i.two.Who, (&workforce.ApproveGrant{Grant: own, Reasons: why}).With("y")); !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), "You proposed this yourself") {
		t.Errorf("both halves in one hand: %v", err)
	}
	i.Later(1)
	if _, err := i.Try(i.one.Who, (&workforce.InvitePasskey{Officer: i.one.Officer, Reasons: why}).With("x")); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("for themselves: %v", err)
	}
	i.Later(1)
	if _, err := i.Try(i.to.Who, (&workforce.InvitePasskey{Officer: i.third.Officer, Reasons: why}).With("x")); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("by somebody whose role it is not: %v", err)
	}
}

// TestNoCodeIsKept: neither a code nor the name of a passkey stands anywhere in clear.
func TestNoCodeIsKept(t *testing.T) {
	i := newInvited(t)
	i.approve()
	if err := i.register(i.to, oneCode, otherCode, "credential"); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"workforce_passkey_half", "workforce_passkey_invitation", "workforce_passkey", "workforce_grant", "journal"} {
		rows := i.Rows(table)
		if len(rows) == 0 {
			t.Errorf("%s is empty", table)
		}
		for _, row := range rows {
			for _, words := range []string{oneCode, otherCode, strings.ReplaceAll(oneCode, "-", ""), "quokka"} {
				if strings.Contains(row, words) {
					t.Errorf("%s holds %q: %s", table, words, row)
				}
			}
		}
	}
}
