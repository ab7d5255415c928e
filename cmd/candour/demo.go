package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"candour"
	"candour/ledger"
	"candour/outbox"
	"candour/web/page"
)

// demoMark marks a folder as a demonstration: only there can anybody sign in as
// anybody. It holds the seed that the invented reporters' codes come from.
const demoMark = "demo"

type demoCmd struct {
	Addr string        `help:"Where to serve: a port of this machine." default:"localhost:8080" placeholder:"HOST:PORT"`
	Tick time.Duration `help:"How often the log grows." default:"2s"`

	Later time.Duration `help:"Serve as if it were so much later, to see what becomes due: 25h." default:"0s"`

	ClientHeader string `help:"The header in which a proxy on this machine says who asks." placeholder:"X-Forwarded-For"`

	Leaves int `help:"By how many entries the log grows at each tick, whatever happened." default:"4"`
}

// Help is the example.
func (demoCmd) Help() string {
	return "Everybody in it is invented, and anybody can sign in as anybody; so it serves this machine only, from a folder of its own.\n\nExample:\n  candour demo --dir candour-data --addr localhost:8080"
}

// Run serves until it is interrupted.
func (c demoCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	if err := localOnly(c.Addr); err != nil {
		return err
	}
	if c.Later < 0 {
		return candour.Invalid("later", "--later takes a time to come, such as 25h: what was recorded cannot lie in the future")
	}
	fresh := !exists(filepath.Join(all.Dir, demoMark))
	seed, err := markDemo(all.Dir)
	if err != nil {
		return err
	}
	if err := wholeCaseload(all.Dir); err != nil {
		return err
	}
	f, err := all.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if held, err := ledger.Forces(ctx, f.db); err != nil {
		return err
	} else if fresh && len(held) > 0 {
		return errors.Join(candour.Conflict("the database holds records that are not a demonstration: name another with --db"), os.Remove(filepath.Join(all.Dir, demoMark)))
	}
	if f.witnesses, err = loadWitnesses(f.dir, all.WitnessPolicy); err != nil {
		return err
	}
	on, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listening on %s (is another program there? choose another with --addr): %w", c.Addr, err)
	}
	now := func() time.Time { return time.Now().Add(c.Later) }
	w, err := f.makeWorld(ctx, seed, now())
	if err != nil {
		return errors.Join(err, on.Close())
	}
	if !page.Assets() {
		fmt.Fprintln(s.err, "candour: the style sheets are not built, so pages are plain: run 'make assets' and build again")
	}
	log := newLog(s.err, false)
	if f.witnesses.none {
		var forces []candour.ForceID
		for _, x := range w.forces {
			forces = append(forces, x.ID)
		}
		stop, startErr := f.startOwnWitness(ctx, forces, log)
		if startErr != nil {
			return errors.Join(startErr, on.Close())
		}
		defer func() { err = errors.Join(err, stop()) }()
		fmt.Fprintf(s.out, "The log has its own witness, not independent: run by the same people.\n\n")
	}
	var box *outbox.Box
	if sending, err := readOutbox(f.dir, true); err != nil {
		return errors.Join(err, on.Close())
	} else if sending != nil {
		if box, err = f.box(sending, w.forces); err != nil {
			return errors.Join(err, on.Close())
		}
	}
	w.tell(s.out, "http://"+c.Addr)
	return f.serve(ctx, on, site{forces: w.forces, people: w.people, own: w.own, now: now, log: log, outbox: box, clientHeader: c.ClientHeader}, pace{c.Tick, c.Leaves})
}

// localOnly refuses an address that other machines could reach: there is no
// password on a demonstration, and plain HTTP.
func localOnly(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return candour.Invalid("addr", "%q is not an address: write it as localhost:8080", addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return candour.Invalid("addr", "a demonstration has no passwords, so it serves this machine only: write it as localhost:8080")
	}
	return nil
}

// markDemo marks a new folder, or reads the mark of an old one. A folder that
// holds data without the mark is never turned into a demonstration.
func markDemo(dir string) (seed []byte, err error) {
	mark := filepath.Join(dir, demoMark)
	if seed, err = os.ReadFile(mark); err == nil {
		if len(seed) < 26 {
			return nil, fmt.Errorf("the mark %s is damaged: remove the folder and start again, everything in it is invented", mark)
		}
		return seed, nil
	}
	if exists(filepath.Join(dir, sqliteFile)) {
		return nil, candour.Conflict("%s holds data that is not a demonstration. Choose another folder with --dir.", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the data folder: %w", err)
	}
	seed = []byte(rand.Text() + "\n")
	return seed, os.WriteFile(mark, seed, 0o600)
}
