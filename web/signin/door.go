// Package signin is how people come in at a door of pages and go out again: with a
// passkey, with an account of their force's own identity provider at the desk, or in a
// demonstration as anybody. The desk and the subject door both use it, so that who is
// signed in is decided in one place.
//
// It promises that a passkey opens the door for which two people gave it and no other;
// that whoever cannot sign in is told the same for every reason; that a visit in which
// nobody signs in writes no row but the count of tries; that the token of a session is
// new when somebody signs in, and that the session ends at the next page once its
// passkey, its account or the last role is withdrawn, or the person is suspended. It
// never takes a role, a name or a mail address from a provider, and never keeps a code.
package signin

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
	"candour/web/page"
	"candour/web/page/session"
	"candour/workforce"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"
)

// Person is somebody whom a demonstration lets anybody sign in as.
type Person struct {
	Force candour.ForceID
	ID    candour.PersonID
	Name  string
	Role  string
}

// Me is who is signed in.
type Me struct {
	Who  authz.Actor
	Name string
}

// Door is the way in of one door. All fields but Demo, Passkeys and Provider are
// needed; without any of those three nobody can sign in.
type Door struct {
	Is       workforce.Door
	Look     Look
	Runner   *act.Runner
	Sessions *scs.SessionManager
	Demo     []Person  // empty: nobody can sign in as somebody else
	Passkeys *Passkeys // nil in a demonstration: there nobody has one
	Provider *Provider // nil where the force has none
	Now      func() time.Time
	Log      *slog.Logger

	keys keys
}

// Look is what the pages of a door look like.
type Look struct {
	Page     func(title string, me Me) templ.Component // around the pages of this package
	Passkey  func(title string) templ.Component        // around those that ask for a passkey
	Heading  string                                    // of the page of signing in
	For      string                                    // whom the door is for, or empty
	Nobody   string                                    // where nobody can sign in
	Home     string                                    // the words of the link to the first page
	WhoGives string                                    // who gives codes, in words

	Also func(*http.Request, Me) ([]page.NavItem, error) // where one's own sign-in leads on to, or nil
}

// at is where the door's pages begin.
func (d *Door) at() string { return "/" + string(d.Is) }

// Routes are the pages of signing in and of one's own sign-in.
func (d *Door) Routes(m *http.ServeMux) {
	m.HandleFunc("GET "+d.at()+"/sign-in", d.signIn)
	m.HandleFunc("POST "+d.at()+"/sign-in", d.signInAs)
	m.HandleFunc("POST "+d.at()+"/sign-in/passkey", d.signInWith)
	m.HandleFunc("GET "+d.at()+"/sign-in/provider", d.toProvider)
	m.HandleFunc("GET "+d.at()+"/sign-in/provider/back", d.fromProvider)
	m.HandleFunc("POST "+d.at()+"/sign-in/provider/ended", d.endedAtProvider)
	m.HandleFunc("GET "+d.at()+"/enrol", d.enrol)
	m.HandleFunc("POST "+d.at()+"/enrol", d.open)
	m.HandleFunc("POST "+d.at()+"/enrol/passkey", d.register)
	m.HandleFunc("POST "+d.at()+"/sign-out", d.SignOut)
	m.HandleFunc("GET "+d.at()+"/me/{$}", d.SignedIn(d.own))
	m.HandleFunc("POST "+d.at()+"/me/passkeys/{id}/rename", d.SignedIn(d.rename))
	m.HandleFunc("GET "+d.at()+"/me/passkeys/{id}/withdraw", d.SignedIn(d.askWithdraw))
	m.HandleFunc("POST "+d.at()+"/me/passkeys/{id}/withdraw", d.SignedIn(d.withdraw))
	m.HandleFunc("POST "+d.at()+"/me/sessions", d.SignedIn(d.endSession))
}

// What a session says beside the ids: how somebody came in, what they are called in a
// demonstration, and when their provider's word ends.
const (
	byKey    = "by"
	nameKey  = "name"
	untilKey = "until"

	byPasskey = "passkey"
	byAccount = "account"
)

// SignedIn runs a page for whoever is signed in, or asks them to.
func (d *Door) SignedIn(f func(http.ResponseWriter, *http.Request, Me)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		me, err := d.Who(r.Context())
		if errors.Is(err, candour.ErrNotFound) {
			d.SignOut(w, r)
			return
		}
		if err != nil {
			d.Trouble(w, r, Me{}, err)
			return
		}
		if me.Who.ID == "" {
			http.Redirect(w, r, d.at()+"/sign-in", http.StatusSeeOther)
			return
		}
		f(w, r, me)
	}
}

// Who is who is signed in at this browser, or nobody. It is candour.ErrNotFound where
// their session ends: they were suspended, left or lost their last role; what they
// came in with was withdrawn; or their provider's word has run out.
func (d *Door) Who(ctx context.Context) (me Me, err error) {
	text := func(name string) string { return d.Sessions.GetString(ctx, name) }
	if text(session.Person) == "" {
		return me, nil
	}
	me.Who, me.Name = act.Staff(candour.ForceID(text(session.Force)), candour.PersonID(text(session.Person))), text(nameKey)
	if until := text(untilKey); until != "" {
		if n, err := strconv.ParseInt(until, 10, 64); err != nil || d.Now().UnixMicro() > n {
			return me, candour.ErrNotFound
		}
	}
	return me, d.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		if len(d.Demo) > 0 {
			return d.demoMayStay(tx, me.Who)
		}
		return tx.Together(func() error {
			return d.counts(tx, me.Who, text(byKey), text(session.Credential))
		}, func() error {
			return workforce.MayEnter(tx, d.Is, me.Who)
		}, func() (err error) {
			me.Name, err = workforce.NameOf(tx, me.Who.Force, me.Who.ID) // not in the session, which is not sealed
			return err
		})
	})
}

// counts is candour.ErrNotFound where what somebody came in with opens this door no
// more.
func (d *Door) counts(tx *seal.Tx, who authz.Actor, by, credential string) error {
	switch by {
	case byPasskey:
		p, err := workforce.PasskeyOf(tx, who.Force, credential)
		if err == nil && (p.Person != who.ID || p.Door != d.Is) {
			err = candour.ErrNotFound
		}
		return err
	case byAccount:
		a, err := workforce.AccountAt(tx, who.Force, credential)
		if err == nil && (d.Provider == nil || a.Person != who.ID || a.Issuer != d.Provider.Issuer) {
			err = candour.ErrNotFound
		}
		return err
	}
	return candour.ErrNotFound
}

// demoMayStay ends the session of whoever was suspended, in a demonstration too.
func (d *Door) demoMayStay(tx *seal.Tx, who authz.Actor) error {
	if d.Is == workforce.SubjectDoor {
		return nil
	}
	barred, err := authz.Barred(tx.Tx, who)
	if err == nil && barred {
		err = candour.ErrNotFound
	}
	return err
}

// enter signs somebody in: on record first, and with a token that nobody had before,
// in a session that holds nothing of whoever used the browser before them.
func (d *Door) enter(r *http.Request, who authz.Actor, says map[string]string) error {
	ctx := r.Context()
	if len(d.Demo) == 0 { // in a demonstration anybody is anybody, which is nothing to record
		if err := ledger.Access(ctx, d.Runner.DB, ledger.Accessed{Force: who.Force, Who: who.ID, At: d.Now(), Page: "sign-in"}); err != nil {
			return err
		}
	}
	if err := d.Sessions.Clear(ctx); err != nil {
		return err
	}
	if err := d.Sessions.RenewToken(ctx); err != nil {
		return err
	}
	d.Sessions.Put(ctx, session.Force, string(who.Force))
	d.Sessions.Put(ctx, session.Person, string(who.ID))
	for name, v := range says {
		d.Sessions.Put(ctx, name, v)
	}
	return nil
}

// SignOut ends the session of this browser.
func (d *Door) SignOut(w http.ResponseWriter, r *http.Request) {
	if err := d.Sessions.Destroy(r.Context()); err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	http.Redirect(w, r, d.at()+"/sign-in", http.StatusSeeOther)
}
