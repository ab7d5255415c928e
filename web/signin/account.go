package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/web/page/session"
	"candour/workforce"
)

// asking is a question that was put to the provider, of one browser.
type asking struct {
	State, Nonce, Verifier string
	Until                  int64 // microseconds UTC
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// back is where the provider sends people back to: one address, exactly.
func (d *Door) back() string { return d.Passkeys.origin + d.at() + "/sign-in/provider/back" }

// hasProvider reports whether accounts count at this door. They do at the desk only:
// whoever is suspended or has left has none any more.
func (d *Door) hasProvider() bool {
	return d.Is == workforce.DeskDoor && d.Provider != nil && d.Passkeys != nil
}

// toProvider sends somebody to their force's identity provider.
func (d *Door) toProvider(w http.ResponseWriter, r *http.Request) {
	if !d.hasProvider() {
		d.Absent(w, r, Me{})
		return
	}
	e, err := d.Provider.ask(r.Context(), d.Now)
	if err != nil {
		d.silent(w, r, err)
		return
	}
	q := asking{rand.Text(), rand.Text(), rand.Text() + rand.Text(), d.Now().Add(answerWithin).UnixMicro()}
	if err := d.ask(w, r, toProvider, q); err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	challenge := sha256.Sum256([]byte(q.Verifier))
	to, err := url.Parse(e.Authorize)
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	v := to.Query()
	for name, value := range map[string]string{
		"response_type": "code", "client_id": d.Provider.Client, "redirect_uri": d.back(), "scope": "openid", "state": q.State, "nonce": q.Nonce,
		"code_challenge": base.EncodeToString(challenge[:]), "code_challenge_method": "S256",
		"max_age": strconv.Itoa(int(d.Provider.MaxAge.Seconds())), "acr_values": strings.Join(d.Provider.ACR, " "),
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	to.RawQuery = v.Encode()
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
}

// silent tells somebody that the provider does not answer: a passkey still does.
func (d *Door) silent(w http.ResponseWriter, r *http.Request, err error) {
	d.Log.Error("signing in with an account", "err", err)
	d.askPasskey(w, r, http.StatusBadGateway, "Your force’s sign-in does not answer now. Try again in a minute, or sign in with a passkey.")
}

// notVouched is the one answer to whoever comes back from the provider and cannot be
// signed in, whatever the reason.
const notVouched = "You could not be signed in with this account. Try again. If it goes on, ask an administrator or an approver whether the account is on file as yours."

// fromProvider signs in whom the provider vouches for, if two people bound the account
// to a person here. It takes no try: without a question of ours nothing is asked of
// anybody.
func (d *Door) fromProvider(w http.ResponseWriter, r *http.Request) {
	if !d.hasProvider() {
		d.Absent(w, r, Me{})
		return
	}
	v, a, err := d.vouchedFor(r)
	d.forget(w, toProvider)
	if errors.Is(err, errSilent) {
		d.silent(w, r, err)
		return
	}
	if errors.Is(err, candour.ErrNotFound) {
		d.askPasskey(w, r, http.StatusUnprocessableEntity, notVouched)
		return
	}
	if err == nil {
		err = d.enter(r, act.Staff(d.Passkeys.force, a.Person), map[string]string{
			byKey: byAccount, session.Credential: a.ID, untilKey: strconv.FormatInt(v.until.UnixMicro(), 10),
		})
	}
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	d.forget(w, toDevice)
	// Not a redirect: to what another site began, the browser sends no strict cookie.
	d.Show(w, r, http.StatusOK, d.onwardsPage())
}

// vouchedFor is the account that the provider vouches for in answer to this browser's
// question; candour.ErrNotFound for every way in which there is none, and errSilent
// where the provider does not say.
func (d *Door) vouchedFor(r *http.Request) (v vouched, a workforce.Account, err error) {
	no := func(why string, err error) (vouched, workforce.Account, error) {
		d.Log.Warn("a sign-in with an account of the identity provider was refused", "why", why, "err", err)
		return vouched{}, workforce.Account{}, candour.ErrNotFound
	}
	var q asking
	if err := d.asked(r, toProvider, &q); err != nil {
		return v, a, err
	}
	got := r.URL.Query()
	switch {
	case !same(got.Get("state"), q.State):
		return no("the state is another browser’s", nil)
	case d.Now().UnixMicro() > q.Until:
		return no("it took too long", nil)
	case got.Has("iss") && got.Get("iss") != d.Provider.Issuer: // RFC 9207: a code of another provider
		return no("the answer is of another provider", nil)
	case got.Get("code") == "":
		return no("the provider gave no code", nil)
	}
	v, err = d.word(r.Context(), got.Get("code"), q)
	if errors.Is(err, errSilent) {
		return v, a, err
	}
	if err != nil {
		return no("the provider’s word does not count", err)
	}
	force := d.Passkeys.force
	err = d.Runner.DB.Read(r.Context(), func(tx *seal.Tx) (err error) {
		if a, err = workforce.AccountOf(tx, force, d.Provider.Issuer, v.sub); err != nil {
			return err
		}
		return workforce.MayEnter(tx, d.Is, act.Staff(force, a.Person))
	})
	if errors.Is(err, candour.ErrNotFound) {
		return no("the account is nobody’s here, or theirs who may not sign in", nil)
	}
	if err != nil {
		return v, a, err
	}
	first, err := session.Answered(r.Context(), d.Runner.DB.DB, digest(q.Nonce), d.Now().Add(answerWithin), d.Now())
	if err == nil && !first {
		return no("the question was answered before", nil)
	}
	return v, a, err
}

// word is what the provider says for a code, in answer to a question.
func (d *Door) word(ctx context.Context, code string, q asking) (v vouched, err error) {
	e, err := d.Provider.ask(ctx, d.Now)
	if err != nil {
		return v, err
	}
	ctx, cancel := context.WithTimeout(ctx, exchangeWithin)
	defer cancel()
	idToken, err := d.Provider.exchange(ctx, e, code, q.Verifier, d.back())
	if err != nil {
		return v, err
	}
	return d.Provider.check(ctx, e, idToken, q.Nonce, d.Now())
}

// endedAtProvider ends the sessions of somebody who signed out at the provider, or was
// locked out there, when the provider says so (OpenID Connect Back-Channel Logout). It
// may end as many at once as it must: only what it did not sign takes tries.
func (d *Door) endedAtProvider(w http.ResponseWriter, r *http.Request) {
	if !d.hasProvider() {
		d.Absent(w, r, Me{})
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	e, err := d.Provider.ask(r.Context(), d.Now)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	token, err := e.verifier.VerifyLogout(ctx, r.PostFormValue("logout_token"))
	if err != nil && ctx.Err() != nil { // it gives no keys now, and is to say it again
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if err != nil { // not signed by the provider, or no word of this kind
		if d.mayTry(w, r) {
			w.WriteHeader(http.StatusBadRequest)
		}
		return
	}
	late, early := d.Now().Add(-d.Provider.Skew-answerWithin), d.Now().Add(d.Provider.Skew)
	if token.Subject == "" || !token.Expiry.After(d.Now().Add(-d.Provider.Skew)) || token.IssuedAt.Before(late) || token.IssuedAt.After(early) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var a workforce.Account
	err = d.Runner.DB.Read(r.Context(), func(tx *seal.Tx) (err error) {
		a, err = workforce.AccountOf(tx, d.Passkeys.force, d.Provider.Issuer, token.Subject)
		return err
	})
	if err == nil {
		err = session.EndWith(r.Context(), d.Runner.DB.DB, d.Passkeys.force, a.ID, d.Now())
	}
	if err != nil && !errors.Is(err, candour.ErrNotFound) { // of somebody who is nobody here it says nothing
		d.Log.Error("ending sessions", "err", err)
		w.WriteHeader(http.StatusInternalServerError)
	}
}
