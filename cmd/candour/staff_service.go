package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"candour"
	"candour/act"
	"candour/outbox"
	"candour/workforce"
)

type serviceListCmd struct{ asker }

// Help is the example.
func (serviceListCmd) Help() string {
	return "Lists the accounts of programs: for those who propose and approve them all, for everybody else those that they answer for. Needs ‘candour login’.\n\nExample:\n  candour staff service list"
}

// Run prints the list on paper; the gate records it and lets it out.
func (serviceListCmd) Run(ctx context.Context, g *gate) error {
	list, err := g.f.view.Services(ctx, g.Viewer)
	if err != nil {
		return err
	}
	for _, s := range list {
		g.shows(candour.Subject{Kind: "service", ID: s.ID}, candour.Subject{Kind: "officer", ID: string(s.Officer)})
		state, used := "works", "never used"
		switch {
		case !s.Ended.IsZero():
			state = "stopped on " + s.Ended.Words()
		case !s.Works(g.Today):
			state = "its last day is past"
		}
		if !s.Used.IsZero() {
			used = "used last on " + s.Used.Words()
		}
		fmt.Fprintf(g, "%s  %s; %s; %s answers for it (%s)\n", s.ID, state, used, plain(s.By), s.Officer)
		says(g, "what", s.Words())
		if s.Told.State == outbox.Sent {
			fmt.Fprintln(g, "    called last on "+candour.On(s.Told.Done).Words())
		} else if s.Told.ID != "" {
			fmt.Fprintln(g, "    the last call: "+s.Told.Words())
		}
	}
	if len(list) == 0 {
		fmt.Fprintln(g, "There is no account of a program that you can see.")
	}
	return nil
}

type serviceSecretCmd struct {
	asker
	ID string `arg:"" help:"Id of the account, from ‘candour staff service list’."`
}

// Help is the example.
func (serviceSecretCmd) Help() string {
	return "Draws a secret for a program that you answer for, the first or a new one, and prints it once: it is kept nowhere. Send it to a file that the program alone can read; it belongs into no argument and no address. The secret before works for three days more. An account is proposed and approved with ‘candour staff do propose-service’ and ‘approve-grant’, and stopped at once with ‘stop-service’. Needs ‘candour login’.\n\nExample:\n  candour staff service secret 3k5m7p2q4r6s8t9v > /etc/evidence-store/candour-secret"
}

// Run draws it.
func (c serviceSecretCmd) Run(ctx context.Context, g *gate) error {
	secret, err := draw(ctx, g, func(s candour.Marking) act.Act { return (&workforce.RenewServiceSecret{Service: c.ID}).With(s) })
	if err != nil {
		return err
	}
	fmt.Fprintf(g, "%s.%s.%s\n", g.Who.Force, c.ID, secret)
	return nil
}

type serviceHookSecretCmd struct {
	asker
	ID string `arg:"" help:"Id of the account, from ‘candour staff service list’."`
}

// Help is the example.
func (serviceHookSecretCmd) Help() string {
	return "Draws the secret that signs the calls which a program that you answer for gets when something is new, the first or a new one, and prints it once. Send it to a file that the program alone can read. For three days calls are signed with the one before as well, so that the program can be changed without a gap. Needs ‘candour login’.\n\nExample:\n  candour staff service hook-secret 3k5m7p2q4r6s8t9v > /etc/evidence-store/candour-calls"
}

// Run draws it.
func (c serviceHookSecretCmd) Run(ctx context.Context, g *gate) error {
	secret, err := draw(ctx, g, func(s candour.Marking) act.Act { return (&workforce.RenewHookSecret{Service: c.ID}).With(s) })
	if err != nil {
		return err
	}
	fmt.Fprintln(g, secret)
	return nil
}

// draw draws a secret and does the act that keeps what is kept of it.
func draw(ctx context.Context, g *gate, keeps func(candour.Marking) act.Act) (secret string, err error) {
	secret = rand.Text() + rand.Text() // of 130 bits each
	_, err = g.do(ctx, keeps(candour.Mark(secret)))
	if errors.Is(err, candour.ErrNotFound) {
		err = &candour.Refusal{Kind: candour.ErrNotFound, Says: "There is no such account that you answer for. Whoever answers for a program draws its secrets, and nobody else."}
	}
	return secret, err
}
