package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/workforce"

	"golang.org/x/mod/sumdb/note"
)

type loginCmd struct {
	Force  string        `required:"" help:"Code of the force." placeholder:"CODE"`
	Person string        `help:"Your id, as ‘candour staff found’ or whoever proposed your key told you." xor:"who" placeholder:"ID"`
	Number string        `help:"Or your collar or staff number." xor:"who" placeholder:"N"`
	Key    string        `required:"" help:"File with your private key." type:"path" placeholder:"FILE"`
	For    string        `help:"What for; asked if it is not given. No names: others on this machine can read a command line." placeholder:"PURPOSE"`
	Stay   time.Duration `help:"How long you stay signed in." default:"30m"`
}

// Help is the example.
func (loginCmd) Help() string {
	return "Signs in at the command line. Your key signs a fresh challenge that names you, this account, the purpose and the end; the key itself goes nowhere. Everything that you are shown is recorded.\n\nExample:\n  candour login --force north --number 2001 --key ~/candour.key --for 'answering a request of the inspectorate'"
}

// Run signs in.
func (c loginCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	if err := checkForce(c.Force); err != nil {
		return err
	}
	if c.Stay <= 0 || c.Stay > longestStay {
		return candour.Invalid("stay", "stay signed in for between a minute and %s", longestStay)
	}
	signer, public, err := loadKey(c.Key)
	if err != nil {
		return err
	}
	if c.For == "" {
		if c.For, err = prompt(s, "What for?"); err != nil {
			return err
		}
	}
	if len(c.For) > purposeLimit {
		return candour.Invalid("for", "say what for in at most %d letters", purposeLimit)
	}
	f, err := all.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	force := candour.ForceID(c.Force)
	person, officer, err := f.whoIs(ctx, force, c.Person, c.Number, public)
	if err != nil {
		return err
	}
	now := time.Now()
	x := newStay(force, person, c.For, now, c.Stay)
	signed, err := note.Sign(&note.Note{Text: x.text()}, signer)
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	_, err = f.runner.Run(ctx, act.By(act.Staff(force, person), now), &workforce.SignIn{Force: force, Officer: officer, ID: x.id(), Key: public, Expires: x.expires, Purpose: candour.Mark(c.For)})
	if errors.Is(err, candour.ErrNotFound) {
		return candour.Conflict("You hold no role in this force, so there is nothing to sign in for.")
	}
	if err != nil {
		return err
	}
	if err := f.keep(signed); err != nil {
		return err
	}
	if err := f.drainIfFree(ctx, force); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "signed in until %s; ‘candour logout’ ends it\n", x.expires.Local().Format("15:04"))
	return err
}

// whoIs finds whose key it is. One sentence for every way in which it is nobody's:
// whoever tries numbers learns nothing of who works here.
func (f *folder) whoIs(ctx context.Context, force candour.ForceID, id, number, public string) (p candour.PersonID, o candour.OfficerID, err error) {
	nobody := candour.Conflict("This key does not count for that person in this force: check the number and the file. If the key is new, two people have to put it on file first.")
	err = f.db.Read(ctx, func(tx *seal.Tx) error {
		p, o = candour.PersonID(id), ""
		if id == "" {
			list, err := workforce.ByNumber(tx, force, number)
			if err != nil {
				return err
			}
			if len(list) != 1 {
				return nobody
			}
			if p, err = workforce.PersonOf(tx, force, list[0]); err != nil {
				return err
			}
		}
		key, err := workforce.KeyOf(tx, force, p)
		if err != nil {
			return err
		}
		if key == "" || key != public {
			return nobody
		}
		o, err = workforce.EmploymentOf(tx, force, p)
		return err
	})
	return p, o, err
}

type logoutCmd struct{}

// Help is the example.
func (logoutCmd) Help() string {
	return "Ends your session, so that a copy of its file is worth nothing.\n\nExample:\n  candour logout"
}

// Run signs out.
func (logoutCmd) Run(ctx context.Context, s streams, all *cli) (err error) {
	f, err := all.openExisting(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	now := time.Now()
	var x stay
	var officer candour.OfficerID
	err = f.db.Read(ctx, func(tx *seal.Tx) (err error) {
		if x, err = f.stay(tx, now); err != nil {
			return err
		}
		officer, err = workforce.EmploymentOf(tx, x.force, x.person)
		return err
	})
	gone := os.Remove(f.sessionFile(os.Getuid()))
	if errors.Is(gone, os.ErrNotExist) {
		gone = nil
	}
	if errors.Is(err, candour.ErrConflict) && gone == nil { // none, or one that counts no more
		_, err = fmt.Fprintln(s.out, "signed out")
		return err
	}
	if err != nil {
		return errors.Join(err, gone)
	}
	_, err = f.runner.Run(ctx, act.By(act.Staff(x.force, x.person), now), &workforce.SignOut{Force: x.force, Officer: officer, ID: x.id()})
	if errors.Is(err, candour.ErrNotFound) {
		err = nil // their roles were withdrawn: no command takes the session any more
	}
	if err := errors.Join(err, gone, f.drainIfFree(ctx, x.force)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, "signed out")
	return err
}

// drainIfFree brings the log up to the journal, unless a server holds the log: it
// does so itself, at its next tick.
func (f *folder) drainIfFree(ctx context.Context, force candour.ForceID) error {
	_, err := f.drain(ctx, force)
	if errors.Is(err, candour.ErrConflict) {
		return nil
	}
	return err
}
