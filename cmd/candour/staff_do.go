package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/workforce"
)

// staffActs are what an operator can do here: who holds which role, key and passkey.
var staffActs = []*act.Kind{
	&workforce.ProposeGrantKind, &workforce.ProposeKeyKind, &workforce.ApproveGrantKind, &workforce.RefuseGrantKind,
	&workforce.WithdrawRoleKind, &workforce.WithdrawKeyKind, &workforce.InvitePasskeyKind, &workforce.WithdrawPasskeyKind,
	&workforce.InviteSubjectPasskeyKind, &workforce.ProposeAccountKind, &workforce.WithdrawAccountKind,
	&workforce.ProposeServiceKind, &workforce.StopServiceKind,
}

type staffDoCmd struct {
	asker
	Act    string `arg:"" help:"propose-grant, propose-key, propose-account, invite-passkey, invite-subject-passkey, approve-grant, refuse-grant, withdraw-role, withdraw-key, withdraw-account, withdraw-passkey, propose-service or stop-service." enum:"propose-grant,propose-key,propose-account,invite-passkey,invite-subject-passkey,approve-grant,refuse-grant,withdraw-role,withdraw-key,withdraw-account,withdraw-passkey,propose-service,stop-service"`
	ID     string `arg:"" optional:"" help:"Id of the person’s file, or of the proposal."`
	Number string `help:"Or the person’s collar or staff number." placeholder:"N"`
}

// Help is the example.
func (staffDoCmd) Help() string {
	return "Gives and takes away roles, keys and passkeys. It asks the questions of the act, one line each, and reads the answers from the terminal. What one person proposes, another approves; what is taken away takes one. An invitation to register a passkey prints a code for each of the two, and the person needs both within 72 hours of the approval. Needs ‘candour login’.\n\nExamples:\n  candour staff do propose-grant --number 2002\n  candour staff do invite-passkey --number 2002\n  candour staff do approve-grant 3k5m7p2q4r6s8t9v"
}

// Run does one act.
func (c staffDoCmd) Run(ctx context.Context, g *gate) error {
	i := slices.IndexFunc(staffActs, func(k *act.Kind) bool { return k.ID == c.Act })
	if i < 0 {
		return candour.Invalid("act", "there is no such act here")
	}
	k := staffActs[i]
	id, err := c.of(ctx, g, k)
	if err != nil {
		return err
	}
	a := blank(k)
	typed := map[string][]string{}
	fmt.Fprintln(g.talk.err, k.Does)
	for _, in := range act.Inputs(a) {
		if in.Kind == "hidden" {
			typed[in.Name] = []string{id}
			continue
		}
		question := in.Ask
		if in.Hint != "" {
			question += " (" + in.Hint + ")"
		}
		for _, choice := range in.Choices {
			question += "\n  " + choice.Value
			if choice.Hint != "" {
				question += ": " + choice.Hint
			}
		}
		if in.Choices != nil {
			question += "\n"
		}
		line, err := prompt(g.talk, question)
		if err != nil {
			return err
		}
		typed[in.Name] = []string{line}
		if in.Kind == "choices" {
			typed[in.Name] = strings.Fields(line)
		}
	}
	if err := act.Fill(a, typed); err != nil {
		return err
	}
	shut, err := c.shuts(ctx, g, a)
	if err != nil {
		return err
	}
	code, at := coded(a), ""
	if x, ok := a.(*workforce.ApproveGrant); ok {
		at, err = c.doorOf(ctx, g, x.Grant)
	} else if k == &workforce.InviteSubjectPasskeyKind {
		at = string(workforce.SubjectDoor)
	}
	if err != nil {
		return err
	}
	events, err := g.do(ctx, a)
	if errors.Is(err, candour.ErrNotFound) {
		return &candour.Refusal{Kind: candour.ErrNotFound, Says: "There is nothing here to which you can do this. Check the id, and whether your roles allow it."}
	}
	if err != nil {
		return err
	}
	for _, e := range act.Told(a.Of(), events) {
		fmt.Fprintf(g, "%s %s %s\n", e.Kind, e.Subject.Kind, e.Subject.ID)
		if e.Kind == workforce.PasskeyProposed || e.Kind == workforce.PasskeyInvited {
			fmt.Fprintf(g, "code %s\n%s\n", code, toHandOver(at))
		}
	}
	if shut != "" {
		fmt.Fprintln(g, shut)
	}
	return nil
}

// blank is an empty act of a kind. An invitation has no form, because a form could
// not show its code.
func blank(k *act.Kind) act.Act {
	switch k {
	case &workforce.InvitePasskeyKind:
		return new(workforce.InvitePasskey)
	case &workforce.InviteSubjectPasskeyKind:
		return new(workforce.InviteSubjectPasskey)
	}
	return k.New()
}

// doorOf is the door of the invitation that is approved, for whoever may approve it.
// To others it says what is said of a proposal that does not exist.
func (staffDoCmd) doorOf(ctx context.Context, g *gate, id string) (at string, err error) {
	err = g.f.db.Read(ctx, func(tx *seal.Tx) error {
		if _, ok, err := g.f.runner.May(tx, g.Who, workforce.ApproveGrantKind.ID, candour.Subject{Kind: "grant", ID: id}); err != nil || !ok {
			return err
		}
		grant, err := workforce.ReadGrantOf(tx, g.Who.Force, id)
		at = string(grant.Door)
		return err
	})
	return at, err
}

// of is the file or the proposal that the act is done to. A number that nobody
// has, and one that two have, become an id that is nobody's: the answer is that of
// an id which does not exist.
func (c staffDoCmd) of(ctx context.Context, g *gate, k *act.Kind) (string, error) {
	if k.Of != "officer" || c.Number == "" {
		if c.ID == "" {
			return "", candour.Invalid("id", "say to whom or to what, by id")
		}
		return c.ID, nil
	}
	if c.ID != "" {
		return "", candour.Invalid("number", "give an id or a number, not both")
	}
	id := "nobody"
	err := g.f.db.Read(ctx, func(tx *seal.Tx) error {
		list, err := workforce.ByNumber(tx, g.Who.Force, c.Number)
		if len(list) == 1 {
			id = string(list[0])
		}
		return err
	})
	return id, err
}

// shuts is the sentence for an approval that takes the content from somebody who
// works with it. It is asked before, because the approval itself opens nothing.
func (staffDoCmd) shuts(ctx context.Context, g *gate, a act.Act) (says string, err error) {
	x, ok := a.(*workforce.ApproveGrant)
	if !ok {
		return "", nil
	}
	err = g.f.db.Read(ctx, func(tx *seal.Tx) error {
		if _, ok, err := g.f.runner.May(tx, g.Who, a.Kind().ID, a.Of()); err != nil || !ok {
			return err
		}
		grant, err := workforce.ReadGrantOf(tx, g.Who.Force, x.Grant)
		if err != nil || grant.Role == "" {
			return err
		}
		roles, err := authz.Held(tx.Tx, act.Staff(g.Who.Force, grant.Person))
		says = workforce.Shut(roles, grant.Role)
		return err
	})
	return strings.TrimSpace(says), err
}
