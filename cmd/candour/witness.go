package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"candour"
	"candour/ledger"
)

type ledgerWitnessCmd struct {
	Log  []string `required:"" help:"File with the public key of a log to watch, one line; give --log again for each other log." type:"existingfile" placeholder:"FILE" sep:"none"`
	Addr string   `help:"Where to answer. Logs reach it over the network; put a server with TLS before it." default:"localhost:8090" placeholder:"HOST:PORT"`
	Name string   `help:"What the witness is called; part of its key, so it is fixed on the first start. The address where none is given." placeholder:"NAME"`
}

// Help is the example.
func (ledgerWitnessCmd) Help() string {
	return "For the body that oversees a force, on a machine that the force does not run. It remembers how far each log was and cosigns what continues that, by the tlog-witness protocol; so a force can't rewrite its log, not even with its own key. --dir is a folder of its own: keep it, a witness that forgot must begin again with a new key. Give the key that it prints to the force, for the file witness-policy in its data folder, and to everybody who verifies.\n\nExample:\n  candour ledger witness --dir witness-data --log north.pub --addr 0.0.0.0:8090 --name witness.example"
}

// Run answers until it is interrupted.
func (c ledgerWitnessCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	if exists(filepath.Join(all.Dir, "candour.db")) {
		return candour.Invalid("dir", "%s is the data folder of a force, and a witness must be somebody else: choose another folder with --dir.", all.Dir)
	}
	var logs []string
	for _, file := range c.Log {
		v, err := ledger.LoadVerifier(file)
		if err != nil {
			return err
		}
		logs = append(logs, v)
	}
	w, err := openWitness(all.Dir, c.Name, c.Addr, logs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	on, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listening on %s (is another program there? choose another with --addr): %w", c.Addr, err)
	}
	fmt.Fprintf(s.out, "witness %s, public key (also in %s):\n%s\nanswering on %s; press Ctrl-C to stop\n", w.Name(), filepath.Join(all.Dir, "witness.pub"), w.Verifier(), on.Addr())
	return serveWitness(ctx, w, on, newLog(s.err, false))
}

// openWitness opens a witness by the name that it was given, or that it has, or
// on its first start by its address.
func openWitness(dir, name, addr string, logs []string) (*ledger.Witness, error) {
	if name == "" && !exists(filepath.Join(dir, "witness.key")) {
		name = addr
	}
	return ledger.OpenWitness(dir, name, logs, time.Now)
}

// serveWitness answers until the context ends, and finishes what it had begun.
func serveWitness(ctx context.Context, w *ledger.Witness, on net.Listener, log *slog.Logger) error {
	srv := &http.Server{
		Handler: w.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 20 * time.Second,
		IdleTimeout: 5 * time.Minute, MaxHeaderBytes: 8 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), // its lines hold addresses
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(on) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving the witness: %w", err)
	case <-ctx.Done():
		end, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer stop()
		return srv.Shutdown(end)
	}
}

// witnesses is the policy of a folder: which witnesses its logs ask.
type witnesses struct {
	policy ledger.Policy
	own    bool // the program's own, in a demonstration
	none   bool // nobody is asked

	// patience is how long a start, a tick and an end wait for them: silent
	// witnesses must not keep the doors shut.
	patience time.Duration
}

// policyFile is where a data folder names its witnesses, if no setting says
// otherwise.
const policyFile = "witness-policy"

// loadWitnesses reads the policy of a data folder, or the one that was named. A
// folder without one has no witnesses; a file that can't be read is refused,
// because a log that silently asked nobody would look as if it were watched.
func loadWitnesses(dir, named string) (witnesses, error) {
	file := named
	if file == "" {
		if file = filepath.Join(dir, policyFile); !exists(file) {
			return witnesses{none: true}, nil
		}
	}
	p, err := ledger.LoadPolicy(file)
	return witnesses{policy: p, none: p.AsksNobody(), patience: 10 * time.Second}, err
}

const noWitness = "no witness is set, so nobody independent vouches for the logs: name one in the file " + policyFile + " of the data folder"

// startOwnWitness runs a witness inside a demonstration, so that the whole path
// can be seen. It is not independent, and everything that shows it says so.
func (f *folder) startOwnWitness(ctx context.Context, forces []candour.ForceID, log *slog.Logger) (stop func() error, err error) {
	var logs []string
	for _, x := range forces {
		if _, err := f.logKey(x); err != nil {
			return nil, err
		}
		v, err := ledger.LoadVerifier(f.verifierFile(x))
		if err != nil {
			return nil, err
		}
		logs = append(logs, v)
	}
	w, err := openWitness(filepath.Join(f.dir, "run", "witness"), "", "own-witness.demo", logs)
	if err != nil {
		return nil, err
	}
	on, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("listening for the demonstration's own witness: %w", err), w.Close())
	}
	policy, err := ledger.ParsePolicy(fmt.Appendf(nil, "witness own %s http://%s\nquorum own\n", w.Verifier(), on.Addr()))
	if err != nil {
		return nil, errors.Join(err, on.Close(), w.Close())
	}
	f.witnesses = witnesses{policy: policy, own: true, patience: 10 * time.Second}
	// It outlives the logs, whose last checkpoint it signs.
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- serveWitness(life, w, on, log) }()
	return func() error {
		end()
		return errors.Join(<-done, w.Close())
	}, nil
}
