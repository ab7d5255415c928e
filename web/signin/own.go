package signin

import (
	"context"
	"errors"
	"net/http"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/web/page"
	"candour/web/page/session"
	"candour/workforce"
)

// ownPage is all that the page of one's own sign-in shows.
type ownPage struct {
	Passkeys []ownRow
	Ended    []ownRow // that others, or they themselves, withdrew
	Accounts []workforce.Account
	Open     []openRow
	Also     []page.NavItem
	Renames  string // the passkey whose name was refused
	Typed    string
	Problems []page.Problem
}

type ownRow struct {
	workforce.OwnPasskey
	Used  time.Time // zero: never
	Given string    // by whom, in words
	Taken string
	Here  bool // this session came in with it
}

type openRow struct {
	session.Open
	With string
	Here bool
}

// own lists one's own passkeys, and where one is signed in.
func (d *Door) own(w http.ResponseWriter, r *http.Request, me Me) {
	d.showOwn(w, r, me, http.StatusOK, ownPage{})
}

func (d *Door) showOwn(w http.ResponseWriter, r *http.Request, me Me, status int, p ownPage) {
	err := d.readOwn(r.Context(), me, &p)
	if err == nil && d.Look.Also != nil {
		p.Also, err = d.Look.Also(r, me)
	}
	if err != nil {
		d.Trouble(w, r, me, err)
		return
	}
	if d.Saw(w, r, me, "own sign-in", "") {
		d.Show(w, r, status, d.myPage(me, p))
	}
}

func (d *Door) readOwn(ctx context.Context, me Me, p *ownPage) error {
	var all []workforce.OwnPasskey
	names := map[candour.PersonID]string{me.Who.ID: "you"}
	err := d.Runner.DB.Read(ctx, func(tx *seal.Tx) (err error) {
		if all, err = workforce.OwnPasskeys(tx, me.Who.Force, me.Who.ID); err != nil {
			return err
		}
		for _, o := range all {
			for _, who := range []candour.PersonID{o.Proposed, o.Approved, o.EndedBy} {
				if names[who] == "" && who != "" {
					if names[who], err = workforce.NameOf(tx, me.Who.Force, who); err != nil {
						return err
					}
				}
			}
		}
		p.Accounts, err = workforce.Accounts(tx, me.Who.Force, me.Who.ID)
		return err
	})
	if err != nil {
		return err
	}
	var ids []string
	called := map[string]string{}
	for _, o := range all {
		ids = append(ids, o.Credential)
		called[o.Credential] = o.Name.Words()
	}
	for _, a := range p.Accounts {
		called[a.ID] = "your account of " + a.Issuer
	}
	used, err := session.Used(ctx, d.Runner.DB.DB, me.Who.Force, ids)
	if err != nil {
		return err
	}
	mine := d.Sessions.GetString(ctx, session.Credential)
	for _, o := range all {
		row := ownRow{OwnPasskey: o, Used: used[o.Credential], Given: given(o, names), Taken: taken(o, names), Here: o.Credential == mine}
		if o.Ended.IsZero() {
			p.Passkeys = append(p.Passkeys, row)
		} else {
			p.Ended = append(p.Ended, row)
		}
	}
	open, err := session.Of(ctx, d.Runner.DB.DB, string(d.Is), me.Who.Force, me.Who.ID, d.Now())
	here := session.ID(string(d.Is), d.Sessions.Token(ctx))
	for _, o := range open {
		p.Open = append(p.Open, openRow{Open: o, With: called[o.Credential], Here: o.ID == here})
	}
	return err
}

// given says who let somebody have a passkey: a person who never asked for one sees it.
func given(o workforce.OwnPasskey, names map[candour.PersonID]string) string {
	if o.Proposed == "" {
		return "as one of the first people of the force"
	}
	return "by invitation of " + names[o.Proposed] + " and " + names[o.Approved]
}

func taken(o workforce.OwnPasskey, names map[candour.PersonID]string) string {
	switch {
	case o.Ended.IsZero():
		return ""
	case o.EndedBy == "":
		return "withdrawn on " + o.Ended.Words()
	}
	return "withdrawn on " + o.Ended.Words() + " by " + names[o.EndedBy]
}

// first is the page on which somebody lands: their own sign-in, where it is the first
// time with this passkey and somebody else took an earlier one from them, so that they
// see who did, and who invited them again; else the first page of the door.
func (d *Door) first(ctx context.Context, p workforce.Passkey, again bool) (string, error) {
	to := d.at() + "/"
	if again {
		return to, nil
	}
	err := d.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		all, err := workforce.OwnPasskeys(tx, d.Passkeys.force, p.Person)
		for _, o := range all {
			if !o.Ended.IsZero() && o.EndedBy != p.Person && o.Door == d.Is {
				to = d.at() + "/me/"
			}
		}
		return err
	})
	return to, err
}

// rename gives a passkey of one's own another name.
func (d *Door) rename(w http.ResponseWriter, r *http.Request, me Me) {
	name := r.PostFormValue("name")
	_, err := d.Runner.Run(r.Context(), act.By(me.Who, d.Now()), &workforce.RenamePasskey{Passkey: r.PathValue("id"), Name: candour.Mark(name)})
	d.after(w, r, me, err, ownPage{Renames: r.PathValue("id"), Typed: name})
}

// askWithdraw asks whether a passkey of one's own is to be withdrawn: it cannot be
// undone.
func (d *Door) askWithdraw(w http.ResponseWriter, r *http.Request, me Me) {
	var p ownPage
	if err := d.readOwn(r.Context(), me, &p); err != nil {
		d.Trouble(w, r, me, err)
		return
	}
	for _, o := range p.Passkeys {
		if o.ID == r.PathValue("id") {
			d.Show(w, r, http.StatusOK, d.withdrawPage(me, o))
			return
		}
	}
	d.Absent(w, r, me)
}

// withdraw stops a passkey of one's own.
func (d *Door) withdraw(w http.ResponseWriter, r *http.Request, me Me) {
	_, err := d.Runner.Run(r.Context(), act.By(me.Who, d.Now()), &workforce.WithdrawOwnPasskey{Passkey: r.PathValue("id")})
	d.after(w, r, me, err, ownPage{})
}

// endSession ends one of one's own sessions, at another browser or here.
func (d *Door) endSession(w http.ResponseWriter, r *http.Request, me Me) {
	err := session.End(r.Context(), d.Runner.DB.DB, string(d.Is), me.Who.Force, me.Who.ID, r.PostFormValue("session"), d.Now())
	d.after(w, r, me, err, ownPage{})
}

// after shows the page again, with what is wrong.
func (d *Door) after(w http.ResponseWriter, r *http.Request, me Me, err error, p ownPage) {
	switch {
	case err == nil:
		http.Redirect(w, r, d.at()+"/me/", http.StatusSeeOther)
	case errors.Is(err, candour.ErrInvalid), errors.Is(err, candour.ErrConflict):
		p.Problems = page.Problems(err)
		d.showOwn(w, r, me, http.StatusUnprocessableEntity, p)
	default:
		d.Fail(w, r, me, err)
	}
}

// when is a moment as people say it.
func when(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.In(candour.London).Format("2 January 2006, 15:04")
}
