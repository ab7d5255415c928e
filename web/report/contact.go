package report

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/seal"
	"candour/web/page"
)

// The pages on which a person says how they can be reached without danger, and that
// they must not be.
const (
	contactPath   = "/report/contact"
	noContactPath = "/report/contact/never"
)

// own is the report of whoever looks, and who they are: of those who came back with
// their code, or who sent it from this browser a moment ago.
func (s *Server) own(r *http.Request) (force candour.ForceID, person candour.PersonID, id candour.ReportID, ok bool) {
	if force, id, person = s.visitor(r); id != "" {
		return force, person, id, true
	}
	secret, err := s.secret(r)
	if err != nil {
		return "", "", "", false
	}
	force, id, err = s.sentUnder(r, secret)
	return force, secret.Reporter(), id, err == nil
}

// plan is what was typed into the page.
type plan struct {
	channel, where, from, until, silent, pretend, notes, named string
	days                                                       []string
}

func (s *Server) contact(w http.ResponseWriter, r *http.Request) {
	force, person, id, ok := s.own(r)
	if !ok {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return
	}
	var now intake.ContactPlan
	err := s.Runner.Read(r.Context(), act.Reporter(force, person), intake.ReadOwnReport, candour.Subject{Kind: "report", ID: string(id)}, func(tx *seal.Tx) (err error) {
		now, err = intake.Contact(tx, force, id)
		if errors.Is(err, candour.ErrNotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		s.trouble(w, r, "opening how somebody can be reached", err)
		return
	}
	s.show(w, r, http.StatusOK, contactPage(typed(now), now, s.back(r), nil))
}

// back is where a person came from.
func (s *Server) back(r *http.Request) string {
	if _, id, _ := s.visitor(r); id != "" {
		return "/report/mine"
	}
	return "/report/done"
}

func (s *Server) planContact(w http.ResponseWriter, r *http.Request) {
	force, person, id, ok := s.own(r)
	if !ok {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return
	}
	if err := r.ParseForm(); err != nil {
		s.show(w, r, http.StatusRequestEntityTooLarge, contactPage(plan{}, intake.ContactPlan{}, s.back(r), tooLong))
		return
	}
	line := func(name string) string {
		return strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(r.PostForm.Get(name), "\x00", ""), "\uFFFD"))
	}
	p := plan{line("channel"), line("where"), line("from"), line("until"), line("silent"), line("pretend"), line("notes"), line("named"), r.PostForm["days"]}
	_, err := s.Runner.Run(context.WithoutCancel(r.Context()), act.By(act.Reporter(force, person), s.Now()), &intake.PlanContact{Report: id, ContactPlan: p.said()})
	switch {
	case err == nil:
		http.Redirect(w, r, s.back(r), http.StatusSeeOther)
	case errors.Is(err, candour.ErrInvalid):
		s.show(w, r, http.StatusUnprocessableEntity, contactPage(p, intake.ContactPlan{}, s.back(r), page.Problems(err)))
	default:
		s.Log.Error("report door: keeping how somebody can be reached", "err", err)
		s.show(w, r, http.StatusServiceUnavailable, contactPage(p, intake.ContactPlan{}, s.back(r), []page.Problem{{Says: "It is not saved yet: something went wrong on our side. Press the button again in a minute."}}))
	}
}

func (s *Server) withdrawContact(w http.ResponseWriter, r *http.Request) {
	force, person, id, ok := s.own(r)
	if !ok {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return
	}
	if _, err := s.Runner.Run(context.WithoutCancel(r.Context()), act.By(act.Reporter(force, person), s.Now()), &intake.WithdrawContact{Report: id}); err != nil {
		s.trouble(w, r, "keeping that somebody must not be contacted", err)
		return
	}
	http.Redirect(w, r, s.back(r), http.StatusSeeOther)
}

// said is what was typed as a plan.
func (p plan) said() intake.ContactPlan {
	out := intake.ContactPlan{
		Channel: intake.Channel(p.channel), Where: candour.Mark(p.where), From: hour(p.from), Until: hour(p.until), NoMessage: p.silent == "yes",
		Pretend: candour.Mark(p.pretend), Notes: p.notes == "yes", Named: p.named == "yes",
	}
	for _, d := range p.days {
		out.Days = append(out.Days, intake.Weekday(d))
	}
	return out
}

// hour writes a time as people type it with four numbers: 9:00, 9.00 and 0900 are
// 09:00. What is none stays as it is, and is refused with a sentence.
func hour(s string) string {
	t := strings.ReplaceAll(s, ".", ":")
	if len(t) == 4 && !strings.Contains(t, ":") {
		t = t[:2] + ":" + t[2:]
	}
	if len(t) == 4 && t[1] == ':' {
		t = "0" + t
	}
	return t
}

// typed is a plan as it stands in the form.
func typed(c intake.ContactPlan) plan {
	yes := map[bool]string{true: "yes"}
	p := plan{string(c.Channel), c.Where.Words(), c.From, c.Until, yes[c.NoMessage], c.Pretend.Words(), yes[c.Notes], yes[c.Named], nil}
	for _, d := range c.Days {
		p.days = append(p.days, string(d))
	}
	return p
}

func (p plan) fields() []page.Field {
	return []page.Field{
		{Name: "channel", Label: "How may we reach you?", Kind: page.KindRadios, Choices: choices(intake.Channel("").Choices()), Value: p.channel},
		{Name: "where", Label: "At which address or number?", Hint: "One that only you read or answer.", Value: p.where},
		{Name: "days", Label: "On which days?", Hint: "If you tick none, we take it that all days are safe.", Kind: page.KindCheckbox, Choices: choices(intake.Weekdays{}.Choices()), Values: p.days},
		{Name: "from", Label: "From what time?", Hint: "Like 09:00. You can leave both times empty.", Value: p.from},
		{Name: "until", Label: "Until what time?", Hint: "Like 17:30", Value: p.until},
		{Name: "silent", Label: "Never leave a message", Kind: page.KindCheckbox, Value: p.silent},
		{Name: "pretend", Label: "Who should we say we are, if someone else answers?", Hint: "Like “the library” or “a friend from work”. You can leave this empty. Then we hang up.", Value: p.pretend},
		{Name: "notes", Label: "Email me a short note when there is something to read", Hint: "It says only: “There is something for you to read.” Without this tick we never send you anything.", Kind: page.KindCheckbox, Value: p.notes},
		{Name: "named", Label: "The note may say who it is from", Hint: "Then it names the police force. Tick this only if nobody else can see your email.", Kind: page.KindCheckbox, Value: p.named},
	}
}

func choices(list []act.Choice) (out []page.Choice) {
	for _, c := range list {
		out = append(out, page.Choice{Value: c.Value, Label: c.Label, Hint: c.Hint})
	}
	return out
}

// reached says how a person may be reached, in one line: somebody may look over their
// shoulder, so where stands only on the page on which it is changed.
func reached(c *intake.ContactPlan) string {
	switch {
	case c == nil:
		return "You did not say how. So nobody contacts you, and we send you nothing."
	case c.Never:
		return "You said that nobody must contact you. So nobody does, and we send you nothing."
	}
	how := ""
	for _, x := range c.Channel.Choices() {
		if x.Value == string(c.Channel) {
			how = x.Label
		}
	}
	if c.From != "" {
		how += ", from " + c.From + " until " + c.Until
	}
	if c.Notes {
		how += ". We send a short note when there is something to read"
	}
	return how + "."
}
