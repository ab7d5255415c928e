package signin

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/web/page"
	"candour/web/page/session"
	"candour/workforce"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Passkeys is how people sign in where nobody is invented. A passkey is bound by the
// browser to one origin, so that a page which only looks like ours gets nothing that
// ours would take; the private half never leaves the device.
type Passkeys struct {
	force  candour.ForceID
	origin string
	rp     *webauthn.WebAuthn
}

// NewPasskeys signs people of one force in at one origin, like https://desk.example.
// A passkey is lost to another origin, so this is chosen once.
func NewPasskeys(force candour.ForceID, origin string) (*Passkeys, error) {
	bad := candour.Invalid("origin", "%q is not where people can sign in: write what stands in the address bar of whoever does, like https://desk.example, without a path; plain http only for localhost", origin)
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || origin != u.Scheme+"://"+u.Host || origin != strings.ToLower(origin) || net.ParseIP(u.Hostname()) != nil {
		return nil, bad
	}
	if u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost") {
		return nil, bad
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Candour", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation, // which device a person has is theirs to know
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired, // a device that was left lying signs nobody in
		},
	})
	if err != nil {
		return nil, fmt.Errorf("setting passkeys up: %w", err)
	}
	return &Passkeys{force: force, origin: origin, rp: rp}, nil
}

// holder is a person as the library knows one. The handle says the force and the
// person, both of them ids.
type holder struct {
	force  candour.ForceID
	id     candour.PersonID
	number string
	has    []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(string(h.force) + "/" + string(h.id)) }
func (h holder) WebAuthnDisplayName() string                { return h.WebAuthnName() }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.has }

// WebAuthnName is what the device shows: their number, which they typed.
func (h holder) WebAuthnName() string {
	if h.number == "" {
		return "Candour"
	}
	return h.number
}

var base = base64.RawURLEncoding

// credential is a passkey of ours as the library knows one.
func credential(p workforce.Passkey) (webauthn.Credential, error) {
	id, err := base.DecodeString(p.Credential)
	if err != nil {
		return webauthn.Credential{}, err
	}
	key, err := base.DecodeString(p.PublicKey)
	return webauthn.Credential{ID: id, PublicKey: key, Flags: webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: p.Copies}}, err
}

// ceremony is a question that was put to a device.
type ceremony struct {
	Does       string // "get" or "create"
	Until      int64  // microseconds UTC
	Data       webauthn.SessionData
	Person     candour.PersonID // of "create" only, as what follows
	Number     string           `json:"-"` // sealed elsewhere, so not in the cookie
	Invitation string
	One, Other workforce.Half
}

// begin puts a question to a device.
func (d *Door) begin(w http.ResponseWriter, r *http.Request, c ceremony) error {
	c.Until = d.Now().Add(answerWithin).UnixMicro()
	return d.ask(w, r, toDevice, c)
}

// begun is the question that an answer is to.
func (d *Door) begun(r *http.Request, does string) (c ceremony, err error) {
	err = d.asked(r, toDevice, &c)
	if err == nil && (c.Does != does || d.Now().UnixMicro() > c.Until) {
		err = candour.ErrNotFound
	}
	return c, err
}

// askPasskey is the page that asks for a passkey.
func (d *Door) askPasskey(w http.ResponseWriter, r *http.Request, status int, says string) {
	options, data, err := d.Passkeys.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	var text []byte
	if err == nil {
		text, err = json.Marshal(options)
	}
	if err == nil {
		err = d.begin(w, r, ceremony{Does: "get", Data: *data})
	}
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	page.AllowPasskeys(w.Header())
	d.Show(w, r, status, d.passkeyPage(string(text), says, r.URL.Query().Has("registered")))
}

// notSignedIn is the one answer to a passkey that is unknown, withdrawn, another's, a
// copy, of another door or of somebody who may not sign in: whoever holds one learns
// nothing of it.
const notSignedIn = "You could not be signed in with this passkey. Try again. If it goes on, ask whoever gave you a code for it."

// signInWith signs in whoever's passkey signed the challenge. It takes no try: an
// answer without a question of ours is refused before anything is looked up, and one
// with it cannot be guessed.
func (d *Door) signInWith(w http.ResponseWriter, r *http.Request) {
	if d.Passkeys == nil {
		d.Absent(w, r, Me{})
		return
	}
	p, again, err := d.proven(r)
	if errors.Is(err, candour.ErrNotFound) {
		d.askPasskey(w, r, http.StatusUnprocessableEntity, notSignedIn)
		return
	}
	who := act.Staff(d.Passkeys.force, p.Person)
	if err == nil {
		err = d.enter(r, who, map[string]string{byKey: byPasskey, session.Credential: p.Credential})
	}
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	to, err := d.first(r.Context(), p, again)
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	d.forget(w, toDevice)
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// bare refuses an answer with results of extensions: some of them would be secrets of
// the device, which the script leaves out and nobody here may see.
func bare(answer string) error {
	var a struct {
		Results map[string]json.RawMessage `json:"clientExtensionResults"`
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil || len(a.Results) > 0 {
		return errors.Join(errors.New("the answer of a device holds what is not for us"), err)
	}
	return nil
}

// proven is the passkey that signed the challenge of this browser, of somebody who
// may sign in at this door, and whether it has signed them in before; candour.ErrNotFound
// for every way in which there is none.
func (d *Door) proven(r *http.Request) (p workforce.Passkey, again bool, err error) {
	ctx := r.Context()
	c, err := d.begun(r, "get")
	if err != nil {
		return p, false, err
	}
	answer, err := protocol.ParseCredentialRequestResponseBytes([]byte(r.PostFormValue("answer")))
	if err == nil {
		err = bare(r.PostFormValue("answer"))
	}
	if err != nil {
		return p, false, candour.ErrNotFound // what the library says is of what a stranger sent
	}
	force := d.Passkeys.force
	var inside error // of ours, and not the stranger's doing
	_, got, err := d.Passkeys.rp.ValidatePasskeyLogin(func(id, _ []byte) (webauthn.User, error) {
		inside = d.Runner.DB.Read(ctx, func(tx *seal.Tx) (err error) {
			if p, err = workforce.PasskeyOf(tx, force, base.EncodeToString(id)); err != nil {
				return err
			}
			if p.Door != d.Is {
				return candour.ErrNotFound
			}
			return workforce.MayEnter(tx, d.Is, act.Staff(force, p.Person))
		})
		if inside != nil {
			return nil, inside
		}
		mine, err := credential(p)
		return holder{force: force, id: p.Person, has: []webauthn.Credential{mine}}, err
	}, c.Data, answer)
	if inside != nil {
		return p, false, inside
	}
	if err != nil {
		return p, false, candour.ErrNotFound
	}
	db := d.Runner.DB.DB
	if first, err := session.Answered(ctx, db, digest(c.Data.Challenge), d.Now().Add(answerWithin), d.Now()); err != nil {
		return p, false, err
	} else if !first {
		return p, false, candour.ErrNotFound
	}
	ok, again, err := session.Counted(ctx, db, force, p.Credential, answer.Response.AuthenticatorData.Counter, d.Now())
	if err == nil && (!ok || got.Authenticator.CloneWarning) {
		d.Log.Warn("a passkey was used whose device did not count on: it may have been copied, and should be withdrawn", "passkey", p.Credential)
		err = candour.ErrNotFound
	}
	return p, again, err
}
