package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/ledger"
	"candour/outbox"
	"candour/web/page"
	"candour/web/report"
	"candour/web/signin"
)

// The doors that can be served. The API goes with the desk, whose sessions it
// takes; the verifier's files go with the public door.
const (
	reportDoor  = "report"
	deskDoor    = "desk"
	subjectDoor = "subject"
	publicDoor  = "public"
)

type serveCmd struct {
	Door  []string `required:"" enum:"report,desk,subject,public" help:"What to serve: report, desk, subject or public; give --door again for another on the same host name." placeholder:"DOOR"`
	Addr  string   `help:"Where to answer, in plain HTTP: a port of this machine, with a proxy before it that does TLS." default:"localhost:8080" placeholder:"HOST:PORT"`
	Force string   `help:"Code of the force, where the folder has more than one." placeholder:"CODE"`
	Name  string   `help:"What people call the force; its code where none is given." placeholder:"NAME"`

	Origin     string `help:"Of the desk and the subject door: what stands in the address bar of those who sign in there. Passkeys are bound to it, and lost if it changes." placeholder:"https://desk.example"`
	RunByForce bool   `help:"Of the report door: the force runs it itself, with the keys of its desk. Each page says so."`

	OIDC providerSettings `embed:"" prefix:"oidc-" group:"Of the desk, the force’s own identity provider:"`

	ClientHeader string `help:"The header in which the proxy on this machine says who asks, so that no client can slow others. Name it only if your proxy sets it on each request: else anybody could write anything there. Without it, all who come are told apart by their cookies alone." placeholder:"X-Forwarded-For"`

	OpsAddr string `help:"Where health and metrics answer: /healthz, /readyz, /metrics. Never at a door. Nowhere where none is given." placeholder:"localhost:9081"`
	LogJSON bool   `help:"Write the program’s log as JSON lines, with its beginnings and ends."`

	Tick   time.Duration `help:"How often the log grows." default:"60s"`
	Leaves int           `help:"By how many entries the log grows at each tick, whatever happened." default:"4"`
}

// Help is the example.
func (serveCmd) Help() string {
	return "Serves one force of a data folder that is not a demonstration. Report, desk and subject need a host name each: run one server for each, the report door first, because it keeps the log and signs what people are promised.\n\nExample:\n  candour serve --dir /srv/candour --door report --door public --addr localhost:8081 --run-by-force\n  candour serve --dir /srv/candour --door desk --addr localhost:8082 --origin https://desk.example\n  candour serve --dir /srv/candour --door subject --addr localhost:8083 --origin https://subject.example"
}

// Run serves until it is interrupted.
func (c serveCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	if err := c.check(all.Dir); err != nil {
		return err
	}
	log := newLog(s.err, c.LogJSON)
	useLog(log)
	f, err := all.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := mayServe(f.keyUse()); err != nil {
		return err
	}
	sending, err := readOutbox(f.dir, false)
	if err != nil {
		return err
	}
	force, err := c.force(ctx, f)
	if err != nil {
		return err
	}
	if err := f.logKeyApart(force); err != nil {
		return err
	}
	release, err := f.apart(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	var provider *signin.Provider
	if has(c.Door, deskDoor) { // whoever is suspended or has left has no account any more
		if provider, err = c.OIDC.open(f.dir); err != nil {
			return err
		}
	}
	if f.witnesses, err = loadWitnesses(f.dir, all.WitnessPolicy); err != nil {
		return err
	}
	if f.witnesses.none {
		fmt.Fprintln(s.err, "candour:", noWitness)
	}
	if !page.Assets() {
		fmt.Fprintln(s.err, "candour: the style sheets are not built, so pages are plain: run 'make assets' and build again")
	}
	if _, err := f.logKey(force); err != nil { // made on the first start: the public door shows its other half
		return err
	}
	on, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listening on %s (is another program there? choose another with --addr): %w", c.Addr, err)
	}
	var passkeys *signin.Passkeys
	if c.signsIn() {
		if passkeys, err = signin.NewPasskeys(force, c.Origin); err != nil {
			return errors.Join(err, on.Close())
		}
	}
	name := c.Name
	if name == "" {
		name = string(force)
	}
	forces := []report.Force{{ID: force, Name: name}}
	var box *outbox.Box
	if sending != nil {
		if box, err = f.box(sending, forces); err != nil {
			return errors.Join(err, on.Close())
		}
	} else if slices.Contains(c.Door, reportDoor) {
		fmt.Fprintln(s.err, "candour:", nobodyIsPaged)
	}
	fmt.Fprintf(s.out, "%s answers on http://%s; press Ctrl-C to stop\n", name, on.Addr())
	var ops net.Listener
	if c.OpsAddr != "" {
		if ops, err = new(net.ListenConfig).Listen(ctx, "tcp", c.OpsAddr); err != nil {
			return errors.Join(fmt.Errorf("listening on %s for health and metrics (is another program there? choose another with --ops-addr): %w", c.OpsAddr, err), on.Close())
		}
		fmt.Fprintf(s.out, "health and metrics on http://%s\n", ops.Addr())
	}
	log.Info("serving", "doors", strings.Join(c.Door, " "), "force", force)
	return f.serve(ctx, on, site{forces: forces, now: time.Now, log: log, doors: c.Door, passkeys: passkeys, provider: provider, runByForce: c.RunByForce, outbox: box, clientHeader: c.ClientHeader, ops: ops}, pace{c.Tick, c.Leaves})
}

// signsIn reports whether people sign in at what is served.
func (c serveCmd) signsIn() bool { return has(c.Door, deskDoor) || has(c.Door, subjectDoor) }

func has(doors []string, door string) bool { return slices.Contains(doors, door) }

// nobodyIsPaged is for whoever starts a report door that can page nobody.
const nobodyIsPaged = "there is no [outbox] in candour.toml, so nobody can be paged for a person in danger, and the page “I am in danger now” says so (docs/outbox.md)"

// check refuses what can be refused before a folder is opened.
func (c serveCmd) check(dir string) error {
	apart := slices.DeleteFunc([]string{reportDoor, deskDoor, subjectDoor}, func(d string) bool { return !slices.Contains(c.Door, d) })
	if len(apart) > 1 {
		return candour.Invalid("door", "%s need a host name each, so that neither can read what the other leaves in a browser: run one server for each, with an address of its own", strings.Join(apart, " and "))
	}
	if c.signsIn() {
		if _, err := signin.NewPasskeys("", c.Origin); err != nil {
			return err
		}
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return candour.Invalid("addr", "%q is not an address: write it as localhost:8080", c.Addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return candour.Invalid("addr", "it answers in plain HTTP, which anybody on the way could read, so it serves this machine only: write it as localhost:8080, and put a proxy with TLS in front")
	}
	if err := opsAddr(c.OpsAddr, c.Addr); err != nil {
		return err
	}
	if exists(filepath.Join(dir, demoMark)) {
		return candour.Conflict("%s is a demonstration, where anybody can sign in as anybody: serve it with ‘candour demo’, or choose another folder with --dir", dir)
	}
	return nil
}

// force is the one force of the folder, or the one that was named.
func (c serveCmd) force(ctx context.Context, f *folder) (candour.ForceID, error) {
	forces, err := ledger.Forces(ctx, f.db)
	if err != nil {
		return "", err
	}
	switch {
	case len(forces) == 0:
		return "", candour.Conflict("no force is founded in this folder: enrol its first people with ‘candour staff found’")
	case c.Force == "" && len(forces) > 1:
		return "", candour.Invalid("force", "this folder has the forces %v: say which one to serve, with --force", forces)
	case c.Force == "":
		return forces[0], nil
	case !slices.Contains(forces, candour.ForceID(c.Force)):
		return "", candour.Invalid("force", "there is no force %q in this folder", c.Force)
	}
	return candour.ForceID(c.Force), nil
}

// logKeyApart refuses to serve a log whose private key is in a copy of the data
// folder: whoever has both can write the log anew and sign it. It refuses too to
// make a second key for a log that was signed with a first one.
func (f *folder) logKeyApart(force candour.ForceID) error {
	const file = "log-"
	left, err := filepath.Glob(filepath.Join(f.dir, "keys", file+"*"))
	if err != nil {
		return err
	}
	if len(left) > 0 {
		return candour.Conflict("the private key of a log lies in the data folder (%s), so that whoever copies the folder can sign a false log: move it to %s", left[0], f.keys.Keys)
	}
	private := filepath.Join(f.keys.Keys, file+string(force))
	switch {
	case exists(private) && inside(f.dir, private):
		return candour.Conflict("%s is a link into the data folder, so that whoever copies the folder can sign a false log: put the key itself there", private)
	case !exists(private) && exists(f.verifierFile(force)):
		return candour.Conflict("the log of %s was signed before, and its private key is not in %s: bring it back from where the keys are kept", force, f.keys.Keys)
	}
	return nil
}
