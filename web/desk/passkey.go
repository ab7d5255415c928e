package desk

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/web/page"
	"candour/web/page/session"
	"candour/workforce"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// answerWithin is how long a challenge is good: a person looks for their device.
const answerWithin = 5 * time.Minute

// Passkeys is how people sign in where nobody is invented. A passkey is bound by the
// browser to one origin, so that a page which only looks like ours gets nothing that
// ours would take; the private half never leaves the device.
type Passkeys struct {
	force candour.ForceID
	rp    *webauthn.WebAuthn
	tries *tries
}

// NewPasskeys signs people of one force in at one origin, like https://desk.example.
// A passkey is lost to another origin, so this is chosen once.
func NewPasskeys(force candour.ForceID, origin string) (*Passkeys, error) {
	bad := candour.Invalid("origin", "%q is not where a desk can be: write what stands in the address bar of whoever works there, like https://desk.example, without a path; plain http only for localhost", origin)
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
	return &Passkeys{force: force, rp: rp, tries: newTries()}, nil
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

// ceremony is a question that was put to a device. It lies in the session and is
// taken out before its answer is looked at, so that no answer counts twice.
type ceremony struct {
	Does       string // "get" or "create"
	Until      int64  // microseconds UTC
	Data       webauthn.SessionData
	Person     candour.PersonID // of "create" only, as what follows
	Number     string           `json:"-"` // sealed elsewhere, so not in the session
	One, Other workforce.Half
}

const ceremonyKey = "ceremony"

func (s *Server) begin(ctx context.Context, c ceremony) error {
	c.Until = s.Now().Add(answerWithin).UnixMicro()
	b, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("keeping a challenge: %w", err)
	}
	s.Sessions.Put(ctx, ceremonyKey, string(b))
	return nil
}

// asked takes out the question that an answer is to.
func (s *Server) asked(ctx context.Context, does string) (c ceremony, err error) {
	text := s.Sessions.PopString(ctx, ceremonyKey)
	if text == "" {
		return c, candour.ErrNotFound
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("reading a challenge: %w", err)
	}
	if c.Does != does || s.Now().UnixMicro() > c.Until {
		return c, candour.ErrNotFound
	}
	return c, nil
}

// askPasskey is the page that asks for a passkey.
func (s *Server) askPasskey(w http.ResponseWriter, r *http.Request, status int, says string) {
	options, data, err := s.Passkeys.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		s.trouble(w, r, visitor{}, err)
		return
	}
	text, err := json.Marshal(options)
	if err == nil {
		err = s.begin(r.Context(), ceremony{Does: "get", Data: *data})
	}
	if err != nil {
		s.trouble(w, r, visitor{}, err)
		return
	}
	page.AllowPasskeys(w.Header())
	s.show(w, r, status, passkeyPage(string(text), says, r.URL.Query().Has("registered")))
}

// notSignedIn is the one answer to a passkey that is unknown, withdrawn, another's, a
// copy or of somebody who may not sign in: whoever holds one learns nothing of it.
const notSignedIn = "You could not be signed in with this passkey. Try again. If it goes on, ask whoever gave you a code for it."

// signInWith signs in whoever's passkey signed the challenge.
func (s *Server) signInWith(w http.ResponseWriter, r *http.Request) {
	if s.Passkeys == nil {
		s.absent(w, r, visitor{})
		return
	}
	if !s.mayTry(w, r) {
		return
	}
	ctx := r.Context()
	p, err := s.proven(r)
	if errors.Is(err, candour.ErrNotFound) {
		s.askPasskey(w, r, http.StatusUnprocessableEntity, notSignedIn)
		return
	}
	if err == nil {
		err = s.Sessions.RenewToken(ctx)
	}
	if err != nil {
		s.trouble(w, r, visitor{}, err)
		return
	}
	who := act.Staff(s.Passkeys.force, p.Person)
	if !s.saw(w, r, visitor{Viewer: s.viewer(who)}, "sign-in") {
		return
	}
	s.Sessions.Put(ctx, "force", string(who.Force))
	s.Sessions.Put(ctx, "person", string(who.ID))
	s.Sessions.Put(ctx, "passkey", p.Credential)
	http.Redirect(w, r, "/desk/", http.StatusSeeOther)
}

// proven is the passkey that signed the challenge of this browser, of somebody who
// may sign in; candour.ErrNotFound for every way in which it is not.
func (s *Server) proven(r *http.Request) (p workforce.Passkey, err error) {
	ctx := r.Context()
	c, err := s.asked(ctx, "get")
	if err != nil {
		return p, err
	}
	answer, err := protocol.ParseCredentialRequestResponseBytes([]byte(r.PostFormValue("answer")))
	if err != nil {
		return p, candour.ErrNotFound // what the library says is of what a stranger sent
	}
	force := s.Passkeys.force
	var inside error // of ours, and not the stranger's doing
	_, got, err := s.Passkeys.rp.ValidatePasskeyLogin(func(id, _ []byte) (webauthn.User, error) {
		var h holder
		inside = s.Runner.DB.Read(ctx, func(tx *seal.Tx) (err error) {
			if p, err = workforce.PasskeyOf(tx, force, base.EncodeToString(id)); err != nil {
				return err
			}
			return mayEnter(tx, act.Staff(force, p.Person))
		})
		if inside != nil {
			return nil, inside
		}
		mine, err := credential(p)
		h = holder{force: force, id: p.Person, has: []webauthn.Credential{mine}}
		return h, err
	}, c.Data, answer)
	if inside != nil {
		return p, inside
	}
	if err != nil {
		return p, candour.ErrNotFound
	}
	ok, err := session.Counted(ctx, s.Runner.DB.DB, force, p.Credential, answer.Response.AuthenticatorData.Counter)
	if err == nil && (!ok || got.Authenticator.CloneWarning) {
		s.Log.Warn("a passkey was used whose device did not count on: it may have been copied, and should be withdrawn", "passkey", p.Credential)
		err = candour.ErrNotFound
	}
	return p, err
}

// mayEnter refuses somebody for whom there is nothing at the desk.
func mayEnter(tx *seal.Tx, who authz.Actor) error {
	if barred, err := authz.Barred(tx.Tx, who); err != nil {
		return err
	} else if barred {
		return candour.ErrNotFound
	}
	roles, err := authz.RolesOf(tx.Tx, who)
	if err == nil && len(roles) == 0 {
		err = candour.ErrNotFound
	}
	return err
}
