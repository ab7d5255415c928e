package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/ledger"
	"candour/seal"
	"candour/view"
	"candour/workforce"

	"github.com/alecthomas/kong"
)

// prints is what a command can print.
type prints int

// The three. What is not in the table runs nowhere.
const (
	nothing prints = iota // of nobody
	acts                  // ids of what was done by an operator, whose act the journal names
	people                // somebody's name, number, words or matter
)

// door is one command: what it can print, by which reading, and why nothing.
type door struct {
	prints  prints
	reading string // authz action that an operator needs; of people only
	why     string // of nothing only
}

// doors are all commands. A test walks the program's commands and fails for one
// that is not here; a command of people gets no terminal and no open folder but
// through the gate, so that a new one cannot forget to ask or to record.
var doors = map[string]door{
	"demo":                      {nothing, "", "prints invented people only, in a folder that holds no others"},
	"serve":                     {nothing, "", "prints an address; each page asks and records by itself"},
	"import complaints":         {nothing, "", "prints counts, and file, line and reason of what was rejected"},
	"import workforce":          {nothing, "", "prints counts, names of columns, and file, line and reason of what was rejected"},
	"generate caseload":         {nothing, "", "prints counts, and nobody is real"},
	"clock list":                {nothing, "", "prints the law"},
	"clock due":                 {nothing, "", "prints days"},
	"clock explain":             {people, cases.ReadCase.ID, ""},
	"clock check":               {nothing, "", "prints counts, and ids of cases whose cached days differ, with rules and days"},
	"ledger prove-access":       {people, cases.ListCase.ID, ""},
	"ledger witness":            {nothing, "", "prints the key of a witness and its address"},
	"keys rotate":               {nothing, "", "prints counts and days"},
	"compact":                   {nothing, "", "prints two sizes"},
	"backup make":               {nothing, "", "prints counts; what it writes is sealed, and needs keys that it does not hold"},
	"backup key":                {nothing, "", "prints names of files"},
	"restore":                   {nothing, "", "prints counts, numbers of rows and a time"},
	"ledger check":              {nothing, "", "prints counts, and ids of rows that differ"},
	"vetting dedupe":            {nothing, "", "prints counts; reads and writes files that the caller gave, with unique ids and no names"},
	"vetting link":              {nothing, "", "prints counts; reads and writes files that the caller gave, with unique ids and no names"},
	"vetting train":             {nothing, "", "prints figures of a model; names ids only of rows that it cannot read"},
	"vetting score":             {nothing, "", "prints ids and figures of files that the caller gave"},
	"vetting explain":           {nothing, "", "reads no data folder: prints what the caller’s own files hold of two records"},
	"vetting wash":              {nothing, "", "reads no data folder: prints counts of the files that it is given, and writes what they hold of each hit to files of the caller’s"},
	"vetting psi ask":           {nothing, "", "prints counts; the question that it writes names nobody"},
	"vetting psi answer":        {nothing, "", "prints counts; the answer that it writes names nobody, and stands in the journal of the exchange"},
	"vetting psi read":          {nothing, "", "reads no data folder: prints the caller’s own ids"},
	"vetting psi request":       {nothing, "", "prints a sentence; writes what the caller’s own file holds of one person"},
	"vetting psi disclose":      {nothing, "", "prints counts; writes ids of the caller’s own file, and stands in the journal of the exchange"},
	"vetting psi journal":       {nothing, "", "prints who asked, how much and why, and nobody who was asked about"},
	"vetting bench":             {nothing, "", "prints figures"},
	"vetting generate":          {nothing, "", "prints counts, and nobody is real"},
	"verify":                    {nothing, "", "prints what strangers may know"},
	"operator key":              {nothing, "", "prints the public half of a new key"},
	"login":                     {nothing, "", "prints an hour"},
	"logout":                    {nothing, "", "prints that it is done"},
	"staff found":               {nothing, "", "prints ids, and codes of which each is good once; the program’s own act names each in the journal"},
	"staff do":                  {acts, "", ""},
	"staff list":                {people, workforce.ListOfficer.ID, ""},
	"staff grants":              {people, workforce.ReadGrant.ID, ""},
	"staff service list":        {people, workforce.ReadService.ID, ""},
	"staff service secret":      {acts, "", ""},
	"staff service hook-secret": {acts, "", ""},
	"show case":                 {people, cases.ReadCase.ID, ""},
	"show report":               {people, intake.ReadReport.ID, ""},
	"show officer":              {people, workforce.ReadOfficer.ID, ""},
	"find officer":              {people, workforce.ReadOfficer.ID, ""},
	"signals fit":               {nothing, "", "writes a table of points with no person in it"},
	"signals score":             {people, cases.ListCase.ID, ""},
	"signals evaluate":          {nothing, "", "reads no data folder: prints counts of the files that it is given"},
	"signals explain":           {people, cases.ListCase.ID, ""},
	"signals units":             {people, cases.ListCase.ID, ""},
	"signals gate":              {nothing, "", "reads no data folder: prints counts of the files that it is given"},
	"signals report":            {people, cases.ListCase.ID, ""},
	"signals bench":             {nothing, "", "prints times, and nobody is real"},
	"lookups generate":          {nothing, "", "prints counts, and nobody is real"},
	"lookups screen":            {nothing, "", "reads no data folder: prints counts of the files that it is given, and writes their ids to files"},
	"lookups bench":             {nothing, "", "prints figures"},
	"lookups serve":             {nothing, "", "prints an address; whoever asks it for cases is kept as an access"},
	"lookups own":               {people, cases.ListCase.ID, ""},
	"lookups evaluate":          {nothing, "", "reads no data folder: prints counts of the files that it is given"},
}

// asker is embedded in every command that needs an operator.
type asker struct {
	Force string `help:"Code of the force, where you are not signed in: in a demonstration." placeholder:"CODE"`
	As    string `help:"In a demonstration only: as which invented person." placeholder:"NAME"`
}

func (a asker) asks() asker { return a }

// operator is who a command acts or reads as.
type operator struct {
	view.Viewer
	by      string // what the record says of how they came in
	purpose string // what they signed in for; sealed where it is recorded
}

// inDemo is how somebody comes in without a session.
const inDemo = "in a demonstration"

// gate is all that a command of people or of acts is given.
type gate struct {
	operator
	f     *folder
	now   time.Time
	talk  streams // questions and answers; nothing that was read goes there
	paper bytes.Buffer
	shown []candour.Subject
	query string // what was searched for; sealed where it is recorded
	acted bool   // something was written to the journal, or tried

	files []func() error // what is written to files once the access stands in the record
}

// Write writes on paper. It reaches the terminal when the access stands in the
// record.
func (g *gate) Write(b []byte) (int, error) { return g.paper.Write(b) }

// shows notes what stands on the paper.
func (g *gate) shows(all ...candour.Subject) {
	for _, s := range all {
		if !slices.Contains(g.shown, s) {
			g.shown = append(g.shown, s)
		}
	}
}

// do does an act as the operator.
func (g *gate) do(ctx context.Context, a act.Act) ([]candour.Event, error) {
	g.acted = true // a refusal is journalled too
	return g.f.runner.Run(ctx, act.By(g.Who, g.now), a)
}

// commandName is a command as one types it, without its arguments.
func commandName(n *kong.Node) string {
	var words []string
	for ; n != nil && n.Type != kong.ApplicationNode; n = n.Parent {
		if n.Type == kong.CommandNode {
			words = append([]string{n.Name}, words...)
		}
	}
	return strings.Join(words, " ")
}

// through runs the chosen command as its door says.
func (all *cli) through(ctx context.Context, s streams, k *kong.Context) (err error) {
	name := commandName(k.Selected())
	d, known := doors[name]
	if !known {
		return fmt.Errorf("nobody has said what ‘candour %s’ can print, so it does not run", name)
	}
	if d.prints == nothing {
		return k.Run(s)
	}
	who, ok := k.Selected().Target.Addr().Interface().(interface{ asks() asker })
	if !ok {
		return fmt.Errorf("‘candour %s’ does not say who asks, so it does not run", name)
	}
	if own, ok := who.(interface{ ownFiles() bool }); ok && own.ownFiles() {
		// No data folder is opened: it prints what the caller's own files hold.
		g := &gate{talk: s}
		err := k.Run(g)
		_, e := s.out.Write(g.paper.Bytes())
		return errors.Join(err, e)
	}
	f, err := all.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	g := &gate{f: f, now: time.Now(), talk: streams{out: io.Discard, err: s.err, in: s.in}}
	if g.operator, err = f.operator(ctx, who.asks(), d.reading, g.now); err != nil {
		return err
	}
	if g.by == inDemo {
		fmt.Fprintln(g, "A demonstration: everybody in it is invented.")
	}
	wait := func(context.Context) {}
	if all.hold != nil {
		wait = all.hold()
	}
	err = k.Run(g, streams{out: g, err: io.Discard, in: s.in})
	if errors.Is(err, candour.ErrNotFound) || d.prints == acts || g.acted {
		wait(ctx) // as at the desk; bringing the log up to the journal afterwards hides nothing from whoever has the folder
	}
	switch {
	case d.prints == people:
		err = g.give(ctx, s, name, err)
	case err == nil: // what was done stands in the journal, under the operator's name
		_, err = s.out.Write(g.paper.Bytes())
	}
	if g.acted {
		err = errors.Join(err, f.drainIfFree(ctx, g.Who.Force))
	}
	return err
}

// give records the access, and then prints: no row, no output. What is not there
// and what is hidden are recorded and answered alike, without the id that was
// asked for.
func (g *gate) give(ctx context.Context, s streams, name string, err error) error {
	if absent := errors.Is(err, candour.ErrNotFound); absent {
		g.shown, g.paper = nil, bytes.Buffer{}
		err = &candour.Refusal{Kind: candour.ErrNotFound, Says: "There is nothing here that you can see. If you were told to look here, ask the person who told you."}
	} else if err != nil {
		return err
	}
	if e := ledger.Access(ctx, g.f.db, ledger.Accessed{
		Force: g.Who.Force, Who: g.Who.ID, At: g.now, Page: "candour " + name + ", " + g.by, Shown: g.shown,
		Query: candour.Mark(g.query), Purpose: candour.Mark(g.purpose),
	}); e != nil {
		return e
	}
	if err != nil {
		return err
	}
	for _, write := range g.files {
		if err := write(); err != nil {
			return err
		}
	}
	_, err = s.out.Write(g.paper.Bytes())
	return err
}

// operator is who runs this: by their session, or in a demonstration by name. It
// refuses at once, with a sentence, whoever could see nothing by this reading
// whatever matter it was of: an administrator.
func (f *folder) operator(ctx context.Context, a asker, reading string, now time.Time) (op operator, err error) {
	err = f.db.Read(ctx, func(tx *seal.Tx) error {
		if op, err = f.signedIn(tx, a, now); err != nil {
			return err
		}
		roles, err := authz.RolesOf(tx.Tx, op.Who)
		if err != nil {
			return err
		}
		if len(roles) == 0 {
			return candour.Conflict("You hold no role in this force, so there is nothing here for you.")
		}
		if reading == "" {
			return nil
		}
		// Asked of no matter at all: the answer depends on who asks alone.
		d, err := f.runner.Rules.Ask(tx.Tx, op.Who, reading, authz.Resource{Force: op.Who.Force, Subject: candour.Subject{Kind: "force", ID: string(op.Who.Force)}})
		if slices.Contains(d.Why, "administrator-reads-nothing") {
			return candour.Conflict("You are an administrator: you keep the machine running, and read nobody’s name and nobody’s matter, whatever other role you hold.")
		}
		return err
	})
	op.Today = candour.On(now)
	return op, err
}

func (f *folder) signedIn(tx *seal.Tx, a asker, now time.Time) (operator, error) {
	if a.As != "" {
		if !f.demo() {
			return operator{}, candour.Conflict("--as is for a demonstration only, where everybody is invented. Here, sign in with ‘candour login’.")
		}
		return f.invented(tx, candour.ForceID(a.Force), a.As)
	}
	s, err := f.stay(tx, now)
	if err != nil {
		return operator{}, err
	}
	if a.Force != "" && candour.ForceID(a.Force) != s.force {
		return operator{}, candour.Conflict("You are signed in to another force. Run ‘candour login’ for this one.")
	}
	return operator{view.Viewer{Who: act.Staff(s.force, s.person)}, "sign-in " + s.id(), s.purpose}, nil
}

// invented is a person of a demonstration, by name.
func (f *folder) invented(tx *seal.Tx, force candour.ForceID, name string) (operator, error) {
	if force == "" {
		return operator{}, candour.Invalid("force", "say in which force, with --force")
	}
	list, err := workforce.Find(tx, force, name, 20)
	if err != nil {
		return operator{}, err
	}
	for _, id := range list {
		o, err := workforce.Read(tx, force, id)
		if err != nil {
			return operator{}, err
		}
		if strings.EqualFold(o.Name.Words(), name) {
			return operator{view.Viewer{Who: act.Staff(force, o.Person)}, inDemo, ""}, nil
		}
	}
	return operator{}, candour.Invalid("as", "nobody in this demonstration is called that: ‘candour demo’ lists them")
}
