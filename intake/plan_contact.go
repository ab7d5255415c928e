package intake

import (
	"strings"
	"time"
	"unicode/utf8"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ContactPlanned is what happens when a person says how they can be reached safely.
const ContactPlanned candour.EventKind = "contact-planned"

// PlanContactKind is for the person who reported, and for nobody on their behalf.
var PlanContactKind = act.Kind{
	ID:     "plan-contact",
	Button: "Save this",
	Does:   "Says how and when the person who reported can be reached safely. Until they say it, nobody contacts them and nothing is sent.",
	Of:     "report",
	Emits:  []candour.EventKind{ContactPlanned},
	From:   []string{Sent, Opened},
	Roles:  []authz.Role{authz.Reporter},
}

// PlanContact is one answer. It takes the place of the one before.
type PlanContact struct {
	Report candour.ReportID
	ContactPlan
}

// Kind is PlanContactKind.
func (*PlanContact) Kind() *act.Kind { return &PlanContactKind }

// Of is the report.
func (a *PlanContact) Of() candour.Subject { return reportSubject(a.Report) }

// Check refuses a plan that could not be followed: half of one is a danger.
func (a *PlanContact) Check() error {
	known := false
	for _, c := range a.Channel.Choices() {
		known = known || c.Value == string(a.Channel)
	}
	switch {
	case !known:
		return candour.Invalid("channel", "Choose how we may reach you.")
	case strings.TrimSpace(a.Where.Words()) == "":
		return candour.Invalid("where", "Write the address or number at which we may reach you.")
	case (a.From == "") != (a.Until == ""):
		return candour.Invalid("until", "Write both times, or leave both empty.")
	case a.From != "" && (!clockTime(a.From) || !clockTime(a.Until) || a.From == a.Until):
		return candour.Invalid("from", "Write two different times with four numbers, such as 09:00 and 17:30.")
	case a.Notes && a.Channel != ByMail:
		return candour.Invalid("notes", "We can send a note by email only. Choose “Email”, or do not tick this.")
	}
	for name, said := range map[string]candour.Marking{"where": a.Where, "pretend": a.Pretend} {
		if err := keepable(name, said); err != nil {
			return err
		}
		if utf8.RuneCountInString(said.Words()) > mostOfACall {
			return candour.Invalid(name, "This is too long. Take some of it out.")
		}
	}
	if a.Channel == ByMail {
		if candour.CheckMail("where", a.Where.Words()) != nil {
			return candour.Invalid("where", "Write one email address, like name@example.org, and nothing else.")
		}
	}
	for _, d := range a.Days {
		if _, ok := weekdayOf(d); !ok {
			return candour.Invalid("days", "Choose days of the week.")
		}
	}
	return nil
}

func weekdayOf(d Weekday) (time.Weekday, bool) {
	for i, w := range week {
		if w == d {
			return time.Weekday(i), true
		}
	}
	return 0, false
}

// clockTime reports whether a text is a time of day as it is compared: 09:00.
func clockTime(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == 5
}

// Apply keeps it.
func (a *PlanContact) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	text, err := a.text()
	if err != nil {
		return nil, err
	}
	if err := keepContact(tx, m, a.Report, text); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: ContactPlanned, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "plan", Value: text, Of: a.Of()}}}}, nil
}
