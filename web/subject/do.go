package subject

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/web/page"
)

// offered finds the act of an address among those that the visitor may do now to
// what was disclosed to them, or to a representation. An act that does not exist, what
// is somebody else’s, and what is not there are all absent.
func (s *Server) offered(r *http.Request, me visitor, of candour.Subject) (o act.Offer, err error) {
	err = s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		offers, err := s.Runner.Offers(tx, me.Who, s.View.Acts, of)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(offers, func(o act.Offer) bool { return o.ID == r.PathValue("act") })
		if i < 0 {
			return candour.ErrNotFound
		}
		o = offers[i]
		return nil
	})
	return o, err
}

// form shows the form of an act on a kind of subject, made from its fields.
func (s *Server) form(kind string) func(http.ResponseWriter, *http.Request, visitor) {
	return func(w http.ResponseWriter, r *http.Request, me visitor) {
		o, err := s.offered(r, me, candour.Subject{Kind: kind, ID: r.PathValue("id")})
		if err != nil {
			s.fail(w, r, me, err)
			return
		}
		s.ask(w, r, me, http.StatusOK, o, nil, nil)
	}
}

// do does an act on a kind of subject.
func (s *Server) do(kind string) func(http.ResponseWriter, *http.Request, visitor) {
	return func(w http.ResponseWriter, r *http.Request, me visitor) {
		s.doTo(w, r, me, candour.Subject{Kind: kind, ID: r.PathValue("id")})
	}
}

// doTo does an act. Whatever was typed stands on the form again if it is refused.
func (s *Server) doTo(w http.ResponseWriter, r *http.Request, me visitor, of candour.Subject) {
	o, err := s.offered(r, me, of)
	offered := err == nil
	if !offered {
		// It may have changed while the form was open: run the act all the same, so
		// that the person gets the sentence, and an attempt on what is somebody else's
		// is on record.
		i := slices.IndexFunc(s.View.Acts, func(k *act.Kind) bool {
			return k.ID == r.PathValue("act") && k.New != nil && k.Of == of.Kind
		})
		if i < 0 || !errors.Is(err, candour.ErrNotFound) {
			s.fail(w, r, me, err)
			return
		}
		o = act.Offer{Kind: s.View.Acts[i], Of: of}
	}
	if err := r.ParseForm(); err != nil {
		err = candour.Invalid("", "That was more than one form can take. Send it in smaller parts.")
		if !offered {
			err = candour.ErrNotFound
		}
		s.refuse(w, r, me, o, nil, err)
		return
	}
	typed := url.Values{}
	for name, v := range r.PostForm {
		typed[name] = v
	}
	typed.Set(o.Of.Kind, o.Of.ID) // from the address, whatever the body says
	a := o.New()
	err = act.Fill(a, typed)
	if err != nil && !offered {
		err = candour.ErrNotFound // a form that is not there has no errors to show
	}
	if err == nil {
		_, err = s.Runner.Run(r.Context(), act.By(me.Who, s.Now()), a)
	}
	if err != nil {
		s.refuse(w, r, me, o, typed, err)
		return
	}
	http.Redirect(w, r, after(o), http.StatusSeeOther)
}

// after is where somebody goes once an act is done: to the matter, or to their page,
// where whom they represent stands.
func after(o act.Offer) string {
	if o.Of.Kind == "disclosure" {
		return matterAddress(o.Of.ID)
	}
	return "/subject/"
}

func matterAddress(disclosure string) string { return "/subject/disclosures/" + disclosure }

// refuse shows the form again with what is wrong, or that there is nothing.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, me visitor, o act.Offer, typed url.Values, err error) {
	switch {
	case errors.Is(err, candour.ErrInvalid):
		s.ask(w, r, me, http.StatusUnprocessableEntity, o, typed, err)
	case errors.Is(err, candour.ErrConflict):
		s.ask(w, r, me, http.StatusConflict, o, typed, err)
	default:
		s.fail(w, r, me, err)
	}
}

// ask shows the form, with what was typed and what is wrong.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, me visitor, status int, o act.Offer, typed url.Values, wrong error) {
	if s.saw(w, r, me, "form "+o.ID, o.Of) {
		s.show(w, r, status, actPage(me, o, r.URL.Path, fieldsOf(o.New(), typed), page.Problems(wrong)))
	}
}

// fieldsOf makes the fields of a form from those of an act: these acts ask for words,
// days and one of several answers. What it is done to stands in the address.
func fieldsOf(a act.Act, typed url.Values) (out []page.Field) {
	for _, in := range act.Inputs(a) {
		f := page.Field{Name: in.Name, Label: in.Ask, Hint: in.Hint, Rows: in.Rows, Value: typed.Get(in.Name), Day: typed.Get(in.Name + "-day"), Month: typed.Get(in.Name + "-month"), Year: typed.Get(in.Name + "-year")}
		switch in.Kind {
		case "hidden":
			continue
		case "long":
			f.Kind = page.KindTextarea
		case "date":
			f.Kind = page.KindDate
		case "choice":
			f.Kind = page.KindRadios
			for _, c := range in.Choices {
				f.Choices = append(f.Choices, page.Choice{Value: c.Value, Label: c.Label, Hint: c.Hint})
			}
		}
		out = append(out, f)
	}
	return out
}
