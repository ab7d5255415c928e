package signin

import (
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
// two, codes of another door, and an invitation that is used, over or withdrawn.
var notInvited = candour.Invalid("", "These do not open an invitation. Check the number and each code. An invitation is good once, within 72 hours: if yours is over, ask the people who gave you the codes.")

// enrol asks for the codes of an invitation.
func (d *Door) enrol(w http.ResponseWriter, r *http.Request) {
	if d.Passkeys == nil {
		d.Absent(w, r, Me{})
		return
	}
	d.Show(w, r, http.StatusOK, d.enrolPage("", nil))
}

// open looks the codes up, and asks the person to make a passkey. The invitation is
// used up when they have.
func (d *Door) open(w http.ResponseWriter, r *http.Request) {
	if d.Passkeys == nil {
		d.Absent(w, r, Me{})
		return
	}
	if !d.mayTry(w, r) {
		return
	}
	c := ceremony{Does: "create", Number: typedNumber(r), One: workforce.HalfOf(r.PostFormValue("first-code")), Other: workforce.HalfOf(r.PostFormValue("second-code"))}
	err := d.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		i, err := workforce.InvitationAt(tx, d.Passkeys.force, d.Is, c.Number, c.One, c.Other, d.Now())
		c.Person, c.Invitation = i.Person, i.ID
		return err
	})
	if errors.Is(err, candour.ErrNotFound) {
		d.Show(w, r, http.StatusUnprocessableEntity, d.enrolPage(c.Number, notInvited))
		return
	}
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	d.askNew(w, r, http.StatusOK, c, nil)
}

// typedNumber is the number that somebody typed, or nothing where it is longer than any.
func typedNumber(r *http.Request) string {
	if n := r.PostFormValue("number"); len(n) <= 100 {
		return n
	}
	return ""
}

// prf asks a device that can to make the passkey so that secrets could be drawn from
// it one day, which it cannot be taught later. No secret is asked for: an input to
// draw one from is not among the options, and nothing of the results is sent here.
var prf = webauthn.WithExtensions(webauthn.WithExtensionPRFSupport())

// askNew asks the device to make a passkey.
func (d *Door) askNew(w http.ResponseWriter, r *http.Request, status int, c ceremony, wrong error) {
	h := holder{force: d.Passkeys.force, id: c.Person, number: c.Number}
	options, data, err := d.Passkeys.rp.BeginRegistration(h, prf)
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	c.Data = *data
	text, err := json.Marshal(options)
	if err == nil {
		err = d.begin(w, r, c)
	}
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	page.AllowPasskeys(w.Header())
	d.Show(w, r, status, d.newPasskeyPage(string(text), c.Number, r.PostFormValue("name"), wrong))
}

// register takes the passkey that the device made. It takes no try: the codes are in
// the question, which is sealed.
func (d *Door) register(w http.ResponseWriter, r *http.Request) {
	if d.Passkeys == nil {
		d.Absent(w, r, Me{})
		return
	}
	c, err := d.begun(r, "create")
	if errors.Is(err, candour.ErrNotFound) {
		d.Show(w, r, http.StatusUnprocessableEntity, d.enrolPage("", candour.Invalid("", "That took too long, or was sent twice. Type your codes again.")))
		return
	}
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return
	}
	c.Number = typedNumber(r)
	if strings.TrimSpace(r.PostFormValue("name")) == "" {
		d.askNew(w, r, http.StatusUnprocessableEntity, c, (&workforce.RegisterPasskey{}).Check())
		return
	}
	made, err := d.made(r, c)
	if err != nil {
		d.askNew(w, r, http.StatusUnprocessableEntity, c, candour.Invalid("", "This device sent nothing that can be used as a passkey here. Try again, or with another device."))
		return
	}
	err = d.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error { // used, withdrawn or over since?
		_, err := workforce.Invited(tx, d.Passkeys.force, d.Is, c.Person, c.One, c.Other, d.Now())
		return err
	})
	if err == nil {
		_, err = d.Runner.Run(r.Context(), act.By(act.Staff(d.Passkeys.force, c.Person), d.Now()), &workforce.RegisterPasskey{
			Invitation: c.Invitation, Door: d.Is, One: c.One, Other: c.Other, Passkey: made, Nickname: candour.Mark(r.PostFormValue("name")),
		})
	}
	switch {
	case err == nil:
		d.forget(w, toDevice)
		http.Redirect(w, r, d.at()+"/sign-in?registered", http.StatusSeeOther)
	case errors.Is(err, candour.ErrInvalid), errors.Is(err, candour.ErrConflict):
		d.askNew(w, r, http.StatusUnprocessableEntity, c, err)
	case errors.Is(err, candour.ErrNotFound):
		d.forget(w, toDevice)
		d.Show(w, r, http.StatusUnprocessableEntity, d.enrolPage(c.Number, notInvited))
	default:
		d.Trouble(w, r, Me{}, err)
	}
}

// made is the passkey that answers a challenge.
func (d *Door) made(r *http.Request, c ceremony) (p workforce.Passkey, err error) {
	answer, err := protocol.ParseCredentialCreationResponseBytes([]byte(r.PostFormValue("answer")))
	if err == nil {
		err = bare(r.PostFormValue("answer"))
	}
	if err != nil {
		return p, err
	}
	got, err := d.Passkeys.rp.CreateCredential(holder{force: d.Passkeys.force, id: c.Person, number: c.Number}, c.Data, answer)
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

func withSpaces(s string) string { return strings.ReplaceAll(s, "-", " ") }
