package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/backup"
	"candour/ledger"
	"candour/record"
	"candour/store"

	"filippo.io/age"
	"github.com/BurntSushi/toml"
	"golang.org/x/mod/sumdb/tlog"
)

type restoreCmd struct {
	File     string   `arg:"" help:"The backup." type:"existingfile" placeholder:"FILE"`
	Identity string   `required:"" help:"File with the private key that opens the backup." type:"existingfile" placeholder:"FILE"`
	Keys     string   `required:"" help:"Folder of the keys: they open what people said, and tell our backup from one that somebody else made." type:"existingdir" placeholder:"DIR"`
	Mirror   []string `help:"Folder or address of a copy of the public log, which may have more entries than the backup: the log of the old folder, if it is left, or what others mirrored. Give --mirror again for each." placeholder:"LOG" sep:"none"`
	EndLog   bool     `help:"Where entries of the log that a witness has seen are left nowhere: say in the record that this log has ended, and let another follow under its next name and a new key, with all entries that are left. Refused where nothing says that entries are missing."`
	Unasked  bool     `help:"Go on although a witness does not say how long it saw the log, or there is none and no mirror, or the folder was never served and nobody signed. If somebody saw more of the log than there is here, it cannot be published any more."`
}

// Help is the example.
func (restoreCmd) Help() string {
	return "Into a new folder (--dir), with nothing running. It reads the whole backup and checks it before it writes anything; asks the witnesses how long they have seen the log and takes missing entries from mirrors; and says in the record which entries have lost their rows, because they came after the backup. What was decided and reported since then is gone: the times are printed. Erasures since then have to be done again, before anybody signs in. Everybody is signed out.\n\nExample:\n  candour restore /backups/candour-2026-11-26 --dir /srv/candour --identity backup.key --keys /srv/candour-keys --mirror https://mirror.example/log/north"
}

// restoring is one restore on its way.
type restoring struct {
	restoreCmd
	s        streams
	where    database
	dir      string // to be
	half     string // where it is made
	with     []age.Identity
	manifest backup.Manifest
	small    map[string][]byte
	keys     keySettings
	policy   *ledger.Policy
	found    map[candour.ForceID]foundLog
	next     []candour.ForceID // whose log ended here
}

// foundLog is the longest log of a force that was found.
type foundLog struct {
	verifier string
	cp       ledger.Checkpoint
	src      ledger.Source // nil: the one in the backup
	from     string
	gone     bool  // it ends, and another follows
	seen     int64 // the most entries that a witness says it had
}

// Run restores.
func (c restoreCmd) Run(ctx context.Context, s streams, all *cli) error {
	r := &restoring{restoreCmd: c, s: s, where: all.database, dir: all.Dir, half: all.Dir + ".restoring", found: map[candour.ForceID]foundLog{}}
	for _, step := range []func(context.Context) error{r.free, r.verify, r.keysFit, r.askOthers} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := r.write(ctx); err != nil {
		return errors.Join(err, os.RemoveAll(r.half)) // ours: it was not there before
	}
	if err := r.declare(ctx); err != nil {
		fmt.Fprintf(s.err, "candour: what was restored is left in %s; to try again remove it, and with --db make the database anew\n", r.half)
		return err
	}
	if err := r.nextKeys(); err != nil {
		return err
	}
	err := os.Remove(r.dir) // it is empty
	if err == nil || errors.Is(err, os.ErrNotExist) {
		err = os.Rename(r.half, r.dir)
	}
	if err != nil { // and not from the start again: the keys are those of what was restored
		return fmt.Errorf("everything is restored and checked, and only its folder could not be put into its place: move it by hand from %s to %s, where nothing may be, and restore nothing again: %w", r.half, r.dir, err)
	}
	fmt.Fprintf(s.out, "restored to %s, as it was on %s\n", r.dir, r.manifest.Made.In(candour.London).Format("2 January 2006 at 15:04:05"))
	return nil
}

// free refuses to write over anything.
func (r *restoring) free(context.Context) error {
	left, err := os.ReadDir(r.dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("looking at %s: %w", r.dir, err)
	}
	if len(left) > 0 {
		return candour.Conflict("%s is not empty, and a restore writes over nothing: name a new folder with --dir", r.dir)
	}
	if exists(r.half) {
		return candour.Conflict("%s is left of a restore that did not end: look whether one is running, and remove it", r.half)
	}
	return nil
}

// verify reads the whole backup.
func (r *restoring) verify(context.Context) (err error) {
	if r.with, err = backup.Identities(r.Identity); err != nil {
		return err
	}
	first, _, err := backup.Verify(r.File, r.with)
	if err != nil {
		return err
	}
	small := []string{inSettings, inPolicy}
	for _, x := range first.Forces {
		small = append(small, "log/"+string(x.Code)+".pub", "log/"+string(x.Code)+"/checkpoint")
	}
	if r.manifest, r.small, err = backup.Verify(r.File, r.with, small...); err != nil {
		return err
	}
	if text, ok := r.small[inPolicy]; ok {
		p, err := ledger.ParsePolicy(text)
		if err != nil {
			return fmt.Errorf("reading the witness policy in the backup: %w", err)
		}
		r.policy = &p
	}
	if (r.manifest.Engine == "SQLite") != (r.where.DB == "") {
		return candour.Invalid("db", "this backup is of %s: restore it with --db for PostgreSQL, and without for SQLite", r.manifest.Engine)
	}
	return nil
}

// keysFit refuses a backup whose keys are not there, before anything is written.
func (r *restoring) keysFit(context.Context) error {
	if err := toml.Unmarshal(r.small[inSettings], &r.keys); err != nil {
		return fmt.Errorf("candour.toml in the backup cannot be read: %w", err)
	}
	r.keys.Keys = r.Keys // and never what the file says: it may be anybody's
	if err := r.vouched(); err != nil {
		return err
	}
	for _, x := range r.manifest.Forces {
		at := func(n int64) string { return filepath.Join(r.keys.Keys, fmt.Sprintf("kek-%s-%d", x.Code, n)) }
		has := func(n int64) bool {
			return exists(at(n)) || exists(at(n)+".wrapped") || n == 1 && exists(filepath.Join(r.keys.Keys, "kek"))
		}
		if x.Epoch == 0 || has(x.Epoch) {
			continue
		}
		for n := x.Epoch + 1; n < x.Epoch+1000; n++ {
			if has(n) {
				return candour.Conflict("this backup was made before the keys of %s were rotated (epoch %d, and now it is %d): what was erased since must stay so, and nobody can open it any more; take a newer backup", x.Code, x.Epoch, n)
			}
		}
		return candour.Conflict("the key %s is not there, and without it nothing of %s in this backup can be read: bring the keys back first, and name their folder with --keys", at(x.Epoch), x.Code)
	}
	return nil
}

// vouched refuses a backup that was not made with the keys that are here: anybody can
// seal a file to a public key, and write roles, a log and settings of their own into it.
func (r *restoring) vouched() error {
	logs, err := filepath.Glob(filepath.Join(r.keys.Keys, "log-*"))
	if err != nil {
		return fmt.Errorf("looking at the keys: %w", err)
	}
	for _, file := range logs {
		signer, err := ledger.LoadSigner(file)
		if err != nil {
			return err
		}
		verifier, err := ledger.VerifierOf(signer)
		if err != nil {
			return err
		}
		force := candour.ForceID(strings.TrimPrefix(filepath.Base(file), "log-"))
		i := slices.IndexFunc(r.manifest.Forces, func(f backup.Force) bool { return f.Code == force })
		if i < 0 || ledger.VouchedBackup(r.manifest.Signed[force], verifier, r.manifest.Digest()) != nil {
			return candour.Conflict("this backup is not signed with the key %s: either it is of another folder, or from before that key was made, or somebody else made it. Nothing of it was used", file)
		}
		if pub := r.small["log/"+string(force)+".pub"]; strings.TrimSpace(string(pub)) != verifier {
			return candour.Conflict("the log of %s in this backup is not that of the key %s", force, file)
		}
	}
	for _, x := range r.manifest.Forces {
		if file := r.logKey(x.Code); len(r.small["log/"+string(x.Code)+".pub"]) > 0 && !slices.Contains(logs, file) {
			return candour.Conflict("the key %s is not there, and without it the log of %s cannot go on: bring the keys back first, and name their folder with --keys", file, x.Code)
		}
	}
	if len(logs) == 0 && !r.Unasked {
		return candour.Conflict("there is no key of a log in %s, so nobody can say who made this backup: bring the keys back first; if the folder was never served, go on with --unasked", r.keys.Keys)
	}
	return nil
}

// askOthers finds the longest log that continues the one in the backup, and refuses to
// go on with less than a witness has seen: the next entries would then be a second
// history, which no witness signs for.
func (r *restoring) askOthers(ctx context.Context) error {
	client, ends := &http.Client{Timeout: 15 * time.Second}, false
	for _, x := range r.manifest.Forces {
		pub, note := r.small["log/"+string(x.Code)+".pub"], r.small["log/"+string(x.Code)+"/checkpoint"]
		if len(pub) == 0 || len(note) == 0 {
			continue
		}
		verifier := strings.TrimSpace(string(pub))
		cp, err := ledger.ParseCheckpoint(note, verifier)
		if err != nil {
			return fmt.Errorf("the checkpoint of %s in the backup: %w", x.Code, err)
		}
		best := foundLog{verifier: verifier, cp: cp, from: "the backup"}
		for _, m := range r.Mirror {
			if best, err = r.look(ctx, client, best, cp, m); err != nil {
				return err
			}
		}
		if err := r.judge(ctx, client, x.Code, &best); err != nil {
			return err
		}
		if best.gone {
			if _, err := r.keptKey(x.Code, best); err != nil {
				return err
			}
		}
		r.found[x.Code], ends = best, ends || best.gone
	}
	if r.EndLog && !ends {
		return candour.Conflict("no witness has seen more entries than there are here, so no log has to end: restore without --end-log")
	}
	return nil
}

// look reads one mirror. One of another log is passed over.
func (r *restoring) look(ctx context.Context, client *http.Client, best foundLog, cp ledger.Checkpoint, where string) (foundLog, error) {
	src, err := ledger.OpenSource(logFolder(where, best.verifier), client)
	if err != nil {
		return best, err
	}
	force, _, _ := ledger.ForceOf(cp.Origin)
	if signer, err := ledger.LoadSigner(r.logKey(force)); err == nil {
		src = ledger.Whole(ctx, src, logFolder(where, best.verifier), signer)
	}
	got, err := ledger.ReadCheckpoint(ctx, src, best.verifier)
	if errors.Is(err, ledger.ErrDiffers) {
		fmt.Fprintf(r.s.err, "candour: %s is not a mirror of %s, and is passed over\n", where, cp.Origin)
		return best, nil
	}
	if err != nil || got.Size <= best.cp.Size {
		return best, err
	}
	if _, err := ledger.Verify(ctx, src, best.verifier, cp.Note); err != nil {
		return best, fmt.Errorf("the mirror %s: %w", where, err)
	}
	return foundLog{verifier: best.verifier, cp: got, src: src, from: where}, nil
}

func (r *restoring) judge(ctx context.Context, client *http.Client, force candour.ForceID, best *foundLog) error {
	if r.policy == nil || r.policy.AsksNobody() {
		if len(r.Mirror) == 0 && !r.Unasked && !r.EndLog {
			return candour.Conflict("no witness watches the log of %s, so nobody can say how long it was: give a copy of it with --mirror (the folder log/ of the old data folder is one), or, if none is left anywhere, let another log follow with --end-log. With --unasked it goes on as it is, and whoever has seen entries that are not in the backup will see a second history", force)
		}
		best.gone = r.EndLog
		fmt.Fprintf(r.s.err, "candour: no witness watches the log of %s, so nobody can say how long it was\n", force)
		return nil
	}
	for _, w := range r.policy.Ask(ctx, client, best.cp) {
		switch {
		case errors.Is(w.Err, ledger.ErrDiffers):
			return candour.Conflict("the witness %s saw another history of the log of %s than the longest that was found (%s): restore nothing, keep everything as it is, and call in the oversight body", w.Name, force, best.from)
		case w.Err != nil && !r.Unasked:
			return candour.Conflict("the witness %s does not say how long it saw the log of %s (%v): try again when it answers, or go on without with --unasked", w.Name, force, w.Err)
		case w.Err != nil:
			best.gone = best.gone || r.EndLog
			fmt.Fprintf(r.s.err, "candour: the witness %s does not say how long it saw the log of %s\n", w.Name, force)
		case w.Size > best.cp.Size && !r.EndLog:
			return candour.Conflict("the witness %s has seen %d entries of the log of %s, and the longest log that was found has %d (%s): give a mirror that has them all, with --mirror; the folder log/ of the old data folder is one. Going on with less would be a second history, which no witness signs for. If the others are left nowhere, let another log follow, with --end-log", w.Name, w.Size, force, best.cp.Size, best.from)
		case w.Size > best.cp.Size:
			best.gone, best.seen = true, max(best.seen, w.Size)
		}
	}
	return nil
}

// write makes the folder, beside where it is to be.
func (r *restoring) write(ctx context.Context) error {
	if err := os.MkdirAll(r.half, 0o700); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	if err := backup.Extract(r.File, r.with, r.half); err != nil {
		return err
	}
	for from, to := range map[string]string{inDatabase: sqliteFile, inSettings: "candour.toml", inPolicy: policyFile} {
		if err := os.Rename(filepath.Join(r.half, from), filepath.Join(r.half, to)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("putting %s into its place: %w", to, err)
		}
	}
	if err := nameKeys(filepath.Join(r.half, "candour.toml"), r.Keys); err != nil {
		return fmt.Errorf("writing where the keys are: %w", err)
	}
	if r.where.DB != "" {
		if err := r.load(ctx); err != nil {
			return err
		}
	} else if err := store.Whole(ctx, filepath.Join(r.half, sqliteFile)); err != nil {
		return err
	}
	for _, left := range []string{"db", "settings"} {
		if err := os.RemoveAll(filepath.Join(r.half, left)); err != nil {
			return fmt.Errorf("tidying up: %w", err)
		}
	}
	for force, l := range r.found {
		if err := r.writeLog(ctx, force, l); err != nil {
			return err
		}
	}
	return nil
}

// load puts a dump into a database that has no tables yet.
func (r *restoring) load(ctx context.Context) error {
	err := r.where.tool(ctx, "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password", "--dbname="+r.where.DB, filepath.Join(r.half, inDump))
	if err != nil {
		return fmt.Errorf("putting the tables into the database, which must be empty: %w", err)
	}
	return nil
}

// writeLog brings the log up to the longest that was found, and writes what its writer
// needs.
func (r *restoring) writeLog(ctx context.Context, force candour.ForceID, l foundLog) error {
	dir := filepath.Join(r.half, "log", string(force))
	put := func(name string, data []byte) error {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		return os.WriteFile(name, data, 0o644)
	}
	if l.src != nil {
		if err := ledger.CopyTiles(ctx, l.src, l.cp.Size, put); err != nil {
			return fmt.Errorf("taking the log of %s from %s: %w", force, l.from, err)
		}
		if err := put("checkpoint", l.cp.Note); err != nil {
			return err
		}
	}
	state, err := ledger.State(l.cp.Size, tlog.Hash(l.cp.Root))
	if err != nil {
		return err
	}
	for name, data := range state {
		if err := put(name, data); err != nil {
			return fmt.Errorf("writing the log of %s: %w", force, err)
		}
	}
	return nil
}

// declare says in each journal what was lost, and checks all of it before the folder
// is put into its place.
func (r *restoring) declare(ctx context.Context) (err error) {
	f, err := wireFolder(ctx, r.half, r.where, true) // and not openFolderAs, which refuses what was erased since
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for _, x := range r.manifest.Forces {
		l, ok := r.found[x.Code]
		var leaves [][]byte
		head, err := ledger.Journal{DB: f.db, Force: x.Code}.Head(ctx)
		if err != nil {
			return err
		}
		if ok && l.cp.Size > head {
			src, err := ledger.OpenSource(f.logDir(x.Code), nil)
			if err != nil {
				return err
			}
			if leaves, err = ledger.LeavesFrom(ctx, src, head, l.cp.Size); err != nil {
				return err
			}
		}
		living, err := f.db.Living(ctx, x.Code)
		if err != nil {
			return err
		}
		does := record.Restore{Force: x.Code, Made: r.manifest.Made, Leaves: leaves, Erased: living}
		signer := ""
		if l.gone {
			if signer, does.Ended, err = l.end(); err != nil {
				return err
			}
		}
		if _, err := f.runner.Run(ctx, act.By(authz.Program(x.Code), time.Now()), &does); err != nil {
			return err
		}
		if len(living) > 0 {
			fmt.Fprintf(r.s.out, "%s: %d records that were erased since then are erased again; ‘candour keys rotate’ makes it final\n", x.Code, len(living))
		}
		if !ok {
			continue
		}
		if err := r.check(ctx, f, x.Code, l, head, len(leaves)); err != nil {
			return err
		}
		if l.gone {
			if err := r.follow(f, x.Code, *does.Ended, signer); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *restoring) check(ctx context.Context, f *folder, force candour.ForceID, l foundLog, head int64, lost int) error {
	src, err := ledger.OpenSource(f.logDir(force), nil)
	if err != nil {
		return err
	}
	check := ledger.Check
	if l.gone {
		check = ledger.CheckEnded
	}
	report, err := check(ctx, f.db, force, src, l.verifier)
	if err != nil {
		for _, d := range report.Differences {
			fmt.Fprintf(r.s.out, "%s: %s\n", force, d)
		}
		return fmt.Errorf("what was restored does not hold together: %w", err)
	}
	fmt.Fprintf(r.s.out, "%s: %d rows of the journal, log of %d entries (%s)\n", force, head, l.cp.Size, l.from)
	if lost > 0 {
		fmt.Fprintf(r.s.out, "%s: rows %d to %d were lost: reports, decisions, roles taken away and erasures since %s are gone. Their entries stand in the log, and the record says that they are lost\n", force, head+1, head+int64(lost), r.manifest.Made.In(candour.London).Format("2 January 2006 at 15:04:05"))
	}
	return nil
}

// nameKeys writes where the keys are into the settings of a folder.
func nameKeys(file, keys string) error {
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	lines := slices.DeleteFunc(strings.Split(string(text), "\n"), func(l string) bool {
		name, _, ok := strings.Cut(l, "=")
		return ok && strings.TrimSpace(name) == "keys"
	})
	out, err := os.OpenFile(file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, fmt.Sprintf("keys = %q\n", keys)+strings.Join(lines, "\n"))
	return errors.Join(err, out.Close())
}
