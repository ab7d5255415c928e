package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/complaint"
	"candour/cases/investigation"
	"candour/cases/misconduct"
	"candour/clock"
	"candour/flow"
	"candour/intake"
	"candour/ledger"
	"candour/outbox"
	"candour/record"
	"candour/retention"
	"candour/seal"
	"candour/store"
	"candour/view"
	"candour/web/api/answered"
	"candour/web/page/session"
	"candour/workforce"
)

// kinds are all acts of all rooms, in the order in which a matter passes them.
var kinds = slices.Concat(intake.Acts, cases.Acts, investigation.Acts, complaint.Acts, misconduct.Acts, workforce.Acts, retention.Acts, record.Acts)

// folder is an opened data folder, with everything wired.
type folder struct {
	dir       string
	db        *seal.DB
	runner    *act.Runner
	view      view.View
	witnesses witnesses
	keys      keySettings
	lock      *store.FileLock
	beside    *store.Hold // the same lock, for those on other machines
}

// fileSettings is what a new folder's candour.toml says.
const fileSettings = `# Settings of this data folder. A flag counts first, then CANDOUR_* in the
# environment, then this file. Names are those of the flags, for example:
# addr = "localhost:8080"
# Mail and webhooks have none either; docs/outbox.md tells of them: [outbox]
# How the keys are kept has no flag; docs/keys.md tells of it:
# keys = "/srv/candour-keys"
# wrap_command = ["/usr/local/bin/wrap-key"]
# unwrap_command = ["/usr/local/bin/unwrap-key"]
`

// schemas are those of all rooms, in the order in which they are brought up to date.
func schemas() []store.Schema {
	return []store.Schema{seal.Schema(), authz.Schema(), ledger.Schema(), record.Schema(), clock.Schema(), workforce.Schema(), intake.Schema(), cases.Schema(), investigation.Schema(), complaint.Schema(), misconduct.Schema(), retention.Schema(), outbox.Schema(), session.Schema(), answered.Schema()}
}

// openFolder makes or opens a data folder with its own database, beside others that
// use it.
func openFolder(ctx context.Context, dir string) (*folder, error) {
	return openFolderAs(ctx, dir, database{}, false)
}

// openFolderAs makes or opens a data folder, alone or not, and refuses one in which
// what was erased lives again.
func openFolderAs(ctx context.Context, dir string, where database, alone bool) (*folder, error) {
	f, err := wireFolder(ctx, dir, where, alone)
	if err != nil {
		return nil, err
	}
	if err := f.notOlder(ctx); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// wireFolder wires everything, in order.
func wireFolder(ctx context.Context, dir string, where database, alone bool) (_ *folder, err error) {
	for name, mode := range map[string]fs.FileMode{".": 0o700, "keys": 0o700, "log": 0o755, "rejects": 0o700, "run": 0o700} {
		if err := os.MkdirAll(filepath.Join(dir, name), mode); err != nil {
			return nil, fmt.Errorf("making the data folder: %w", err)
		}
	}
	if f, err := os.OpenFile(filepath.Join(dir, "candour.toml"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
		_, err = f.WriteString(fileSettings)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("writing candour.toml: %w", err)
		}
	}
	lock, err := lockFolder(dir, alone)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, lock.Close())
		}
	}()
	keys, err := readKeySettings(dir)
	if err != nil {
		return nil, err
	}
	raw, err := where.open(ctx, dir)
	if err != nil {
		return nil, err
	}
	beside, err := raw.Hold(ctx, "the keys (a server or another command uses them)", !alone)
	if err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, beside.Close())
		}
	}()
	if _, err := raw.Migrate(ctx, schemas()...); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	if err := raw.Fits(ctx, schemas()...); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	var actions []authz.Action
	for _, k := range kinds {
		actions = append(actions, k.Action())
	}
	rules, err := authz.New(slices.Concat(actions, intake.Readings, cases.Readings, workforce.Readings))
	if err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	db := seal.Bind(raw, seal.OpenKeys(keys.Keys, keys.commands()))
	if err := db.KeysFit(ctx); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	runner := &act.Runner{DB: db, Rules: rules, Nouns: slices.Concat(intake.Nouns, cases.Nouns, investigation.Nouns, complaint.Nouns, misconduct.Nouns, workforce.Nouns), Then: flow.All, Told: flow.News}
	f := &folder{dir: dir, db: db, runner: runner, view: view.View{Runner: runner, Acts: kinds}, witnesses: witnesses{none: true}, keys: keys, lock: lock, beside: beside}
	if err := runner.RefreshClocks(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return f, nil
}

// notOlder refuses a database from before an erasure that is noted beside the keys: an
// older copy that somebody put back by hand. A restore erases such records again.
func (f *folder) notOlder(ctx context.Context) error {
	if err := f.db.Remember(ctx); err != nil {
		return err
	}
	forces, err := ledger.Forces(ctx, f.db)
	if err != nil {
		return err
	}
	for _, force := range forces {
		living, err := f.db.Living(ctx, force)
		if err != nil {
			return err
		}
		if len(living) > 0 {
			return candour.Conflict("this database is an older copy: %d records of %s that were erased, the last on %s, can be read in it again. Put a backup back with ‘candour restore’, which erases them again", len(living), force, living[len(living)-1].On.Words())
		}
	}
	return nil
}

// Close journals the refusals that were held back, closes the database and gives
// up the lock.
func (f *folder) Close() error {
	return errors.Join(f.runner.FlushAllRefusals(context.Background(), time.Now()), f.beside.Close(), f.db.Close(), f.lock.Close())
}

// demo reports whether the folder is marked as a demonstration.
func (f *folder) demo() bool { return exists(filepath.Join(f.dir, demoMark)) }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// logDir and verifierFile are what is published of one force's log.
func (f *folder) logDir(force candour.ForceID) string {
	return filepath.Join(f.dir, "log", string(force))
}

func (f *folder) verifierFile(force candour.ForceID) string { return f.logDir(force) + ".pub" }

// logKey is the private key of one force's log, made if it has none.
func (f *folder) logKey(force candour.ForceID) (signer string, err error) {
	private := filepath.Join(f.keys.Keys, "log-"+string(force))
	if !exists(private) {
		signer, _, err := ledger.NewKey(ledger.Origin(force))
		if err != nil {
			return "", err
		}
		if err := ledger.WriteKey(private, f.verifierFile(force), signer); err != nil {
			return "", err
		}
	}
	return ledger.LoadSigner(private)
}

// openLog opens one force's log for appending. What it publishes its witnesses
// have cosigned.
func (f *folder) openLog(ctx context.Context, force candour.ForceID) (*ledger.Log, error) {
	signer, err := f.logKey(force)
	if err != nil {
		return nil, err
	}
	ours, err := f.db.Hold(ctx, "the log of "+string(force), false)
	if err != nil {
		return nil, err
	}
	opts := ledger.LogOptions{Witnesses: f.witnesses.policy.Witnesses(), PublishTimeout: f.witnesses.patience, Ours: ours}
	l, err := ledger.OpenLog(ctx, f.logDir(force), filepath.Join(f.dir, "run", "appender-"+string(force)+".lock"), signer, opts)
	if err != nil {
		return nil, errors.Join(err, ours.Close())
	}
	return l, nil
}

// drain brings one force's log up to its journal, for a command that ends.
func (f *folder) drain(ctx context.Context, force candour.ForceID) (size int64, err error) {
	l, err := f.openLog(ctx, force)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	return l.Publish(ctx, ledger.Journal{DB: f.db, Force: force})
}
