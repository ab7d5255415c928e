package desk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/web/page"
	"candour/workforce"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// notInvited is the one answer to a number that nobody has, a wrong code, one code of
// two, and an invitation that is used, over or withdrawn.
var notInvited = candour.Invalid("", "These do not open an invitation. Check the number and each code. An invitation is good once, within 72 hours: if yours is over, ask the people who gave you the codes.")

// enrol asks for the codes of an invitation.
func (s *Server) enrol(w http.ResponseWriter, r *http.Request) {
	if s.Passkeys == nil {
		s.absent(w, r, visitor{})
		return
	}
	s.show(w, r, http.StatusOK, enrolPage("", nil))
}

// open looks the codes up, and asks the person to make a passkey. The invitation is
// used up when they have.
func (s *Server) open(w http.ResponseWriter, r *http.Request) {
	if s.Passkeys == nil {
		s.absent(w, r, visitor{})
		return
	}
	if !s.mayTry(w, r) {
		return
	}
	c := ceremony{Does: "create", Number: typedNumber(r), One: workforce.HalfOf(r.PostFormValue("first-code")), Other: workforce.HalfOf(r.PostFormValue("second-code"))}
	var err error
	c.Person, err = s.invited(r.Context(), c)
	if errors.Is(err, candour.ErrNotFound) {
		s.show(w, r, http.StatusUnprocessableEntity, enrolPage(c.Number, notInvited))
		return
	}
	if err != nil {
		s.trouble(w, r, visitor{}, err)
		return
	}
	s.askNew(w, r, http.StatusOK, c, nil)
}

// typedNumber is the number that somebody typed, or nothing where it is longer than any.
func typedNumber(r *http.Request) string {
	if n := r.PostFormValue("number"); len(n) <= 100 {
		return n
	}
	return ""
}

// invited is whom two codes let in, by number or by the id of a person.
func (s *Server) invited(ctx context.Context, c ceremony) (who candour.PersonID, err error) {
	force := s.Passkeys.force
	err = s.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		who = candour.PersonID(c.Number)
		list, err := workforce.ByNumber(tx, force, c.Number)
		if err != nil {
			return err
		}
		if len(list) == 1 {
			if who, err = workforce.PersonOf(tx, force, list[0]); err != nil {
				return err
			}
		}
		if _, err := workforce.Invited(tx, force, who, c.One, c.Other, s.Now()); err != nil {
			return err
		}
		return mayEnter(tx, act.Staff(force, who))
	})
	return who, err
}

// askNew asks the device to make a passkey.
func (s *Server) askNew(w http.ResponseWriter, r *http.Request, status int, c ceremony, wrong error) {
	h := holder{force: s.Passkeys.force, id: c.Person, number: c.Number}
	options, data, err := s.Passkeys.rp.BeginRegistration(h)
	if err != nil {
		s.trouble(w, r, visitor{}, err)
		return
	}
	c.Data = *data
	text, err := json.Marshal(options)
	if err == nil {
		err = s.begin(r.Context(), c)
	}
	if err != nil {
		s.trouble(w, r, visitor{}, err)
		return
	}
	page.AllowPasskeys(w.Header())
	s.show(w, r, status, newPasskeyPage(string(text), c.Number, r.PostFormValue("name"), wrong))
}

// register takes the passkey that the device made.
func (s *Server) register(w http.ResponseWriter, r *http.Request) {
	if s.Passkeys == nil {
		s.absent(w, r, visitor{})
		return
	}
	if !s.mayTry(w, r) {
		return
	}
	c, err := s.asked(r.Context(), "create")
	if errors.Is(err, candour.ErrNotFound) {
		s.show(w, r, http.StatusUnprocessableEntity, enrolPage("", candour.Invalid("", "That took too long, or was sent twice. Type your codes again.")))
		return
	}
	if err != nil {
		s.trouble(w, r, visitor{}, err)
		return
	}
	c.Number = typedNumber(r)
	if strings.TrimSpace(r.PostFormValue("name")) == "" {
		s.askNew(w, r, http.StatusUnprocessableEntity, c, (&workforce.RegisterPasskey{}).Check())
		return
	}
	made, err := s.made(r, c)
	if err != nil {
		s.askNew(w, r, http.StatusUnprocessableEntity, c, candour.Invalid("", "This device sent nothing that can be used as a passkey here. Try again, or with another device."))
		return
	}
	_, err = s.Runner.Run(r.Context(), act.By(act.Staff(s.Passkeys.force, c.Person), s.Now()), &workforce.RegisterPasskey{
		Force: s.Passkeys.force, One: c.One, Other: c.Other, Passkey: made, Nickname: candour.Mark(r.PostFormValue("name")),
	})
	switch {
	case err == nil:
		http.Redirect(w, r, "/desk/sign-in?registered", http.StatusSeeOther)
	case errors.Is(err, candour.ErrInvalid), errors.Is(err, candour.ErrConflict):
		s.askNew(w, r, http.StatusUnprocessableEntity, c, err)
	case errors.Is(err, candour.ErrNotFound): // used, withdrawn or over since
		s.show(w, r, http.StatusUnprocessableEntity, enrolPage(c.Number, notInvited))
	default:
		s.trouble(w, r, visitor{}, err)
	}
}

// made is the passkey that answers a challenge.
func (s *Server) made(r *http.Request, c ceremony) (p workforce.Passkey, err error) {
	answer, err := protocol.ParseCredentialCreationResponseBytes([]byte(r.PostFormValue("answer")))
	if err != nil {
		return p, err
	}
	var got *webauthn.Credential
	got, err = s.Passkeys.rp.CreateCredential(holder{force: s.Passkeys.force, id: c.Person, number: c.Number}, c.Data, answer)
	if err != nil {
		return p, err
	}
	return workforce.Passkey{Credential: base.EncodeToString(got.ID), PublicKey: base.EncodeToString(got.PublicKey), Copies: got.Flags.BackupEligible}, nil
}

// summary and said lay out what is wrong where a form has its own layout.
func summary(problems []page.Problem) (out []page.FieldError) {
	for _, p := range problems {
		line := page.FieldError{Text: p.Says}
		if p.Field != "" {
			line.Href = "#" + p.Field
		}
		out = append(out, line)
	}
	return out
}

func said(problems []page.Problem, field string) string {
	for _, p := range problems {
		if p.Field == field {
			return p.Says
		}
	}
	return ""
}
