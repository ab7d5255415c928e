package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"candour"
	"candour/backup"
	"candour/ledger"
	"candour/seal"
	"candour/store"

	"filippo.io/age"
)

type backupMakeCmd struct {
	To        string   `required:"" help:"File to write; it must not be there yet." type:"path" placeholder:"FILE"`
	Recipient []string `help:"Public key to which it is sealed, or a file with such keys; give it again for each other. In candour.toml: recipient = [\"age1...\"]." placeholder:"age1..." sep:"none"`
}

// Help is the example.
func (backupMakeCmd) Help() string {
	return "While the server runs or not: one moment of the tables, the journal and the public log, sealed, in one file. The keys that open what people said are not in it: keep them apart, and without them no backup can be read. It holds no sessions and nothing that was typed and not sent. After ‘candour keys rotate’ older backups can no longer be opened by anybody: make a new one.\n\nExample:\n  candour backup key --out backup.key\n  candour backup --dir /srv/candour --to /backups/candour-2026-11-26 --recipient backup.key.pub"
}

type backupKeyCmd struct {
	Out string `required:"" help:"File for the private key, which opens backups: keep it away from the machine that makes them. The public key goes to FILE.pub." type:"path" placeholder:"FILE"`
}

// Help is the example.
func (backupKeyCmd) Help() string {
	return "Makes the key to which backups are sealed. The machine that makes backups needs the public half only.\n\nExample:\n  candour backup key --out backup.key"
}

// Run makes a key.
func (c backupKeyCmd) Run(s streams) error {
	public, err := backup.NewKey(c.Out)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Out+".pub", []byte(public+"\n"), 0o644); err != nil {
		return fmt.Errorf("writing the public key: %w", err)
	}
	_, err = fmt.Fprintf(s.out, "private key: %s (keep it apart); public key: %s.pub\n", c.Out, c.Out)
	return err
}

// Where things lie in a backup.
const (
	inDatabase = "db/candour.db"
	inDump     = "db/candour.dump"
	inSettings = "settings/candour.toml"
	inPolicy   = "settings/" + policyFile
)

// leftOut are the tables of which a backup has no rows: who is signed in, whose session
// would live again although it was ended since; tries, which are of a moment; and what was
// typed and not sent, which only a browser can open.
var leftOut = []string{"web_session", "web_try", "web_answered", "intake_draft"}

// lastBackup is touched in run/ when a backup has ended: its age is a metric.
const lastBackup = "last-backup"

// Run makes one.
func (c backupMakeCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	to, err := c.recipients(all.Dir)
	if err != nil {
		return err
	}
	f, err := all.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if inside(f.dir, filepath.Dir(c.To)) {
		fmt.Fprintln(s.err, "candour: this backup lies in the data folder, and goes with it: keep another copy elsewhere")
	}
	work, done, err := f.backupRoom()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	b := backup.New(time.Now(), f.db.Engine())
	if err := f.fill(ctx, b, work, all.database); err != nil {
		return err
	}
	if err := f.vouch(b); err != nil {
		return err
	}
	if err := b.Seal(c.To, to...); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(f.dir, "run", lastBackup), nil, 0o600); err != nil {
		return fmt.Errorf("noting that a backup was made: %w", err)
	}
	for _, x := range b.Forces {
		fmt.Fprintf(s.out, "%s: backed up with %d entries of the log; needs the key of epoch %d, which is not in it\n", x.Code, x.Size, x.Epoch)
	}
	fmt.Fprintf(s.out, "%d files, in %s\n", len(b.Files), c.To)
	return nil
}

// backupRoom is an empty folder for what is copied before it is sealed, for one backup
// at a time. What one that was killed left in it is removed.
func (f *folder) backupRoom() (dir string, done func() error, err error) {
	lock, err := store.LockFile(filepath.Join(f.dir, "run", "backup.lock"), true)
	if errors.Is(err, store.ErrFileHeld) {
		return "", nil, candour.Conflict("another backup of %s is being made: wait until it has ended", f.dir)
	}
	if err != nil {
		return "", nil, fmt.Errorf("making room for the backup: %w", err)
	}
	dir = filepath.Join(f.dir, "run", "backup")
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)); err != nil {
		return "", nil, errors.Join(fmt.Errorf("making room for the backup: %w", err), lock.Close())
	}
	return dir, func() error { return errors.Join(os.RemoveAll(dir), lock.Close()) }, nil
}

// vouch signs a backup with the key of each log in it.
func (f *folder) vouch(b *backup.Copy) error {
	b.Signed = map[candour.ForceID][]byte{}
	digest := b.Digest()
	for _, x := range b.Forces {
		file := filepath.Join(f.keys.Keys, "log-"+string(x.Code))
		if !exists(file) {
			continue
		}
		signer, err := ledger.LoadSigner(file)
		if err != nil {
			return err
		}
		if b.Signed[x.Code], err = ledger.VouchBackup(signer, digest); err != nil {
			return err
		}
	}
	return nil
}

// recipients are those of the flags or of candour.toml: keys, or files of keys.
func (c backupMakeCmd) recipients(dir string) (out []age.Recipient, err error) {
	for _, r := range c.Recipient {
		lines := []string{r}
		if !strings.HasPrefix(r, "age1") {
			text, err := os.ReadFile(r)
			if err != nil {
				return nil, fmt.Errorf("reading the recipient %s: %w", r, err)
			}
			lines = strings.Split(string(text), "\n")
		}
		more, err := backup.Recipients(lines)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	if len(out) == 0 {
		return nil, candour.Invalid("recipient", "a backup is sealed to somebody: name a key with --recipient, or as recipient = [\"age1...\"] in %s", filepath.Join(dir, "candour.toml"))
	}
	return out, nil
}

// fill puts a folder into a backup: first which log is published, then the tables,
// which have all rows of it, then the files of the log up to there.
func (f *folder) fill(ctx context.Context, b *backup.Copy, work string, where database) error {
	forces, err := ledger.Forces(ctx, f.db)
	if err != nil {
		return err
	}
	sources := map[candour.ForceID]ledger.Source{}
	for _, force := range forces {
		x := backup.Force{Code: force}
		if exists(f.verifierFile(force)) {
			if x.Size, sources[force], err = f.published(ctx, b, force); err != nil {
				return err
			}
		}
		err := f.db.Read(ctx, func(tx *seal.Tx) (err error) {
			x.Epoch, err = tx.Epoch(force)
			if errors.Is(err, candour.ErrNotFound) {
				err = nil
			}
			return err
		})
		if err != nil {
			return err
		}
		b.Forces = append(b.Forces, x)
	}
	if err := f.tables(ctx, b, work, where); err != nil {
		return err
	}
	for _, x := range b.Forces {
		src := sources[x.Code]
		if src == nil {
			continue
		}
		err := ledger.CopyTiles(ctx, src, x.Size, func(path string, data []byte) error {
			name := "log/" + string(x.Code) + "/" + path
			file := filepath.Join(work, filepath.FromSlash(name)) // and not in memory: the log of a nation is long
			if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, data, 0o600)); err != nil {
				return err
			}
			return b.Path(name, file)
		})
		if err != nil {
			return fmt.Errorf("backing up the log of %s: %w", x.Code, err)
		}
	}
	for name, file := range map[string]string{inSettings: "candour.toml", inPolicy: policyFile, demoMark: demoMark} {
		if file = filepath.Join(f.dir, file); exists(file) {
			if err := b.Path(name, file); err != nil {
				return err
			}
		}
	}
	return nil
}

// published puts the checkpoint and the public key of a log into a backup.
func (f *folder) published(ctx context.Context, b *backup.Copy, force candour.ForceID) (int64, ledger.Source, error) {
	if err := b.Path("log/"+string(force)+".pub", f.verifierFile(force)); err != nil {
		return 0, nil, err
	}
	verifier, err := ledger.LoadVerifier(f.verifierFile(force))
	if err != nil {
		return 0, nil, err
	}
	if !exists(filepath.Join(f.logDir(force), "checkpoint")) { // nothing was ever published
		return 0, nil, nil
	}
	src, err := ledger.OpenSource(f.logDir(force), nil)
	if err != nil {
		return 0, nil, err
	}
	cp, err := ledger.ReadCheckpoint(ctx, src, verifier)
	if err != nil {
		return 0, nil, err
	}
	return cp.Size, src, b.Data("log/"+string(force)+"/checkpoint", cp.Note)
}

// tables puts one moment of the database into a backup.
func (f *folder) tables(ctx context.Context, b *backup.Copy, work string, where database) error {
	if where.DB == "" {
		file := filepath.Join(work, sqliteFile)
		if err := store.CopyFile(ctx, filepath.Join(f.dir, sqliteFile), file, leftOut); err != nil {
			return err
		}
		return b.Path(inDatabase, file)
	}
	file := filepath.Join(work, "candour.dump")
	if err := where.dump(ctx, file); err != nil {
		return err
	}
	return b.Path(inDump, file)
}

// dump has pg_dump write one moment that a serializable transaction could have seen,
// without what a backup does not hold.
func (d database) dump(ctx context.Context, file string) error {
	args := []string{"--format=custom", "--compress=0", "--serializable-deferrable", "--no-owner", "--no-privileges", "--no-password", "--file=" + file}
	for _, t := range leftOut {
		args = append(args, "--exclude-table-data="+t)
	}
	return d.tool(ctx, "pg_dump", append(args, "--dbname="+d.DB)...)
}

// tool runs a program of PostgreSQL. What it says on its way is shown in the error
// only by its last line, and never the URL.
func (d database) tool(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = os.Environ()
	if d.Passfile != "" {
		cmd.Env = append(cmd.Env, "PGPASSFILE="+d.Passfile)
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return candour.Conflict("%s is not on this machine: install the client programs of PostgreSQL, of the version of the server or newer", name)
	}
	if err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("%s: %w: %s", name, err, strings.ReplaceAll(lines[len(lines)-1], d.DB, "the database"))
	}
	return nil
}
