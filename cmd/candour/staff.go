package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/workforce"

	"github.com/BurntSushi/toml"
)

type staffFoundCmd struct {
	Force string `required:"" help:"Code of the force." placeholder:"CODE"`
	File  string `required:"" help:"The first people." type:"existingfile" placeholder:"FILE"`
}

// Help is the example.
func (staffFoundCmd) Help() string {
	return "Puts the first people of a force on file: nobody is there yet who could propose or approve. It is refused once two people who are in no line of management with one another hold approver. Whoever has this machine can run it until then, so do it in front of a witness, and look at the journal. It prints a code for each person, once: with it and their number they register the passkey with which they sign in at the desk.\n\n" +
		"The file has one part for each person:\n\n  [[person]]\n  name = \"Approver P\"\n  number = \"2001\"\n  rank = \"Superintendent\"\n  unit = \"Standards\"\n  roles = [\"approver\"]\n  key = \"candour-operator+…\"   # may be left out; manager = \"NUMBER\" and staff = true also\n\n" +
		"Example:\n  candour staff found --force north --file people.toml"
}

type firstPerson struct {
	Name, Number, Rank, Unit, Key, Manager string
	Staff                                  bool
	Roles                                  []string
}

// Run enrols them.
func (c staffFoundCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	if err := checkForce(c.Force); err != nil {
		return err
	}
	list, err := readPeople(c.File)
	if err != nil {
		return err
	}
	f, err := all.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if f.demo() {
		return candour.Conflict("this folder is a demonstration, where anybody can sign in as anybody: it takes no real people. Choose another with --dir.")
	}
	force := candour.ForceID(c.Force)
	codes := make([]string, len(list))
	for i := range list {
		codes[i], list[i].Code = passkeyCode()
	}
	todo := []act.Act{&workforce.FoundStaff{Force: force, People: list}}
	if there, err := f.founded(ctx, force); err != nil {
		return err
	} else if !there {
		todo = append([]act.Act{&workforce.FoundForce{Force: force}}, todo...)
	}
	events, err := f.runner.Run(ctx, act.By(authz.Program(force), time.Now()), todo...)
	if err != nil {
		return err
	}
	if err := f.drainIfFree(ctx, force); err != nil {
		return err
	}
	n := 0
	for _, e := range events {
		switch e.Kind {
		case workforce.Enrolled:
			n++
			fmt.Fprintf(s.out, "person %d of the list: person %s, file %s, code %s\n", n, e.Value("person"), e.Subject.ID, codes[n-1])
		case workforce.ForceStaffed:
			fmt.Fprintln(s.out, "the force has two independent approvers: from now on a role, a key or a passkey takes two people")
		}
	}
	fmt.Fprintln(s.out, "each code is of one person, who registers a passkey with it at /desk/enrol within 72 hours: hand each to its person, before the witness")
	return nil
}

// readPeople reads the file. What is wrong with it is said without a word of it:
// it is full of names.
func readPeople(path string) ([]workforce.FirstPerson, error) {
	r, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the people: %w", err)
	}
	defer r.Close()
	var file struct{ Person []firstPerson }
	meta, err := toml.NewDecoder(io.LimitReader(r, 1<<20)).Decode(&file)
	var bad toml.ParseError
	if errors.As(err, &bad) {
		return nil, candour.Invalid("file", "line %d of %s cannot be read: compare it with the example of --help", bad.Position.Line, path)
	}
	if err != nil {
		return nil, candour.Invalid("file", "%s cannot be read as a list of people: compare it with the example of --help", path)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, candour.Invalid("file", "%s says %d things that are not known here: compare it with the example of --help", path, len(extra))
	}
	var out []workforce.FirstPerson
	for _, p := range file.Person {
		x := workforce.FirstPerson{Name: candour.Mark(p.Name), Number: candour.Mark(p.Number), Rank: p.Rank, Unit: p.Unit, Staff: p.Staff, Key: p.Key, Manager: candour.Mark(p.Manager)}
		for _, r := range p.Roles {
			x.Roles = append(x.Roles, authz.Role(r))
		}
		out = append(out, x)
	}
	return out, nil
}

func (f *folder) founded(ctx context.Context, force candour.ForceID) (ok bool, err error) {
	i := slices.IndexFunc(f.runner.Nouns, func(n act.Noun) bool { return n.Kind == "force" })
	err = f.db.Read(ctx, func(tx *seal.Tx) error {
		_, err := f.runner.Nouns[i].Stand(tx, force, string(force))
		if ok = err == nil; errors.Is(err, candour.ErrNotFound) {
			return nil
		}
		return err
	})
	return ok, err
}

type staffListCmd struct{ asker }

// Help is the example.
func (staffListCmd) Help() string {
	return "Lists who holds which role, for approvers and chief officers. Needs ‘candour login’.\n\nExample:\n  candour staff list"
}

// Run prints the list on paper; the gate records it and lets it out.
func (staffListCmd) Run(ctx context.Context, g *gate) error {
	list, err := g.f.view.Staff(ctx, g.Viewer)
	if err != nil {
		return err
	}
	for _, m := range list {
		g.shows(candour.Subject{Kind: "officer", ID: string(m.ID)})
		var roles []string
		for _, r := range m.Roles {
			roles = append(roles, string(r))
		}
		key := ""
		if m.Key {
			key = "; has a key"
		}
		if m.Passkeys > 0 {
			key += fmt.Sprintf("; passkeys: %d", m.Passkeys)
		}
		fmt.Fprintf(g, "%s  %s: %s%s\n", m.ID, called(m.Name, m.ID), strings.Join(roles, ", "), key)
	}
	if len(list) == 0 {
		fmt.Fprintln(g, "There is nobody that you can see.")
	}
	return nil
}

type staffGrantsCmd struct{ asker }

// Help is the example.
func (staffGrantsCmd) Help() string {
	return "Lists what was proposed and waits for a second person. Needs ‘candour login’.\n\nExample:\n  candour staff grants"
}

// Run prints the list on paper; the gate records it and lets it out.
func (staffGrantsCmd) Run(ctx context.Context, g *gate) error {
	list, err := g.f.view.Grants(ctx, g.Viewer)
	if err != nil {
		return err
	}
	for _, a := range list {
		g.shows(candour.Subject{Kind: "grant", ID: a.ID}, candour.Subject{Kind: "officer", ID: string(a.Officer)})
		fmt.Fprintf(g, "%s  %s for %s (%s), proposed on %s by %s\n", a.ID, plain(a.What()), plain(a.For), a.Officer, a.Day.Words(), plain(a.By))
		says(g, "reasons", a.Reasons.Words())
		if a.Shut != "" {
			says(g, "mind", a.Shut)
		}
	}
	if len(list) == 0 {
		fmt.Fprintln(g, "Nothing waits that you can see.")
	}
	return nil
}
