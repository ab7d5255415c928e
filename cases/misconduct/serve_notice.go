package misconduct

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// NoticeServed is what happens when the officer is given written notice.
const NoticeServed candour.EventKind = "notice-served"

// Service is how something in writing reaches the officer. The words stand in the
// sentences that tell how a time limit was counted.
type Service string

// The ways.
const (
	ByHand  Service = "by hand"
	ByPost  Service = "by post"
	ByEmail Service = "by e-mail"
)

// Choices are the ways as they are asked.
func (Service) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(ByHand), Label: "By hand"},
		{Value: string(ByPost), Label: "By post"},
		{Value: string(ByEmail), Label: "By e-mail", Hint: "Only in matters that came to attention on or after 28 May 2025."},
	}
}

// ServeNoticeKind gives the officer written notice. It begins the proceedings, and
// is a disclosure: what the officer may read is what is written here.
var ServeNoticeKind = act.Kind{
	ID:     "serve-notice",
	Button: "Serve the notice",
	Does:   "Gives the officer written notice of what is alleged, and discloses to them what you write here and nothing else. The person who reported has a safety plan first, and the harm test is recorded.",
	Of:     "case",
	Emits:  []candour.EventKind{NoticeServed, cases.Disclosed},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(ServeNotice) },
}

// ServeNotice is one notice to one officer.
type ServeNotice struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes" pick:"accused"`
	Under   Procedure         `ask:"What binds them?"`
	How     Service           `ask:"How was it served?"`
	Day     candour.Date      `ask:"On which day was it handed over or sent?" hint:"Leave it empty for today." optional:"yes"`
	Late    candour.Marking   `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
	Deemed  candour.Date      `ask:"On which day does it count as served?" hint:"By hand: the same day. Otherwise the day that the regulations say for the way in which it went: the officer’s time to answer is counted from it."`
	Says    candour.Marking   `ask:"What do they read?" hint:"What is alleged, and what they may do. Say nothing from which they could tell who reported, unless that person agreed." rows:"8"`
	Risk    bool              `ask:"Would telling them this now put anyone at risk, or harm the investigation?" hint:"The harm test. If the answer is yes, it is not served."`
	Harm    candour.Marking   `ask:"How do you know?" hint:"Whom you asked, and what is in place." rows:"4"`
}

// Kind is ServeNoticeKind.
func (*ServeNotice) Kind() *act.Kind { return &ServeNoticeKind }

// Of is the case.
func (a *ServeNotice) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses a notice that would do harm, as any disclosure.
func (a *ServeNotice) Check() error {
	return (&cases.Disclose{Case: a.Case, Officer: a.Officer, Says: a.Says, Risk: a.Risk, Harm: a.Harm}).Check()
}

// Apply serves it.
func (a *ServeNotice) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := cases.MustBeAccused(tx, m.Force, a.Case, a.Officer); err != nil {
		return nil, err
	}
	var one string
	err := tx.One(`SELECT id FROM misconduct_proceeding WHERE force = $1 AND case_id = $2 AND officer = $3`, []any{string(m.Force), string(a.Case), string(a.Officer)}, &one)
	if err == nil {
		return nil, candour.Conflict("This officer has had the notice. What they are to know beside it, disclose to them.")
	}
	if !errors.Is(err, candour.ErrNotFound) {
		return nil, err
	}
	day := dayOf(m, a.Day)
	if err := mayBeServed(tx, m, a.Case, a.How, day, a.Deemed); err != nil {
		return nil, err
	}
	if err := MustBePlanned(tx, m, a.Case, a.Officer, ANotice); err != nil {
		return nil, err
	}
	t := thing{subject("proceeding", m.ID("proceeding")), a.Case, a.Officer, a.Under, day}
	if _, err := tx.Exec(`INSERT INTO misconduct_proceeding (force, id, case_id, officer, under, on_day) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(m.Force), t.of.ID, string(t.c), string(t.officer), string(t.under), day.String()); err != nil {
		return nil, err
	}
	told, err := cases.DiscloseTo(tx, m, a.Case, a.Officer, a.Says, a.Harm)
	if err != nil {
		return nil, err
	}
	served, err := t.record(tx, m, entry{
		kind: NoticeServed, day: day, late: a.Late, detail: a.Deemed.String(),
		plain: []candour.Field{{Name: "service", Value: string(a.How)}, {Name: "deemed", Value: a.Deemed.String()}, {Name: "disclosure", Value: told.Value("disclosure")}, {Name: "under", Value: string(a.Under)}},
		said:  []said{{"says", "They read", a.Says}, {"harm", "The harm test", a.Harm}},
	})
	return []candour.Event{served, told}, err
}

// mayBeServed refuses a way of serving that the law of the matter does not know,
// and a deemed day that cannot be.
func mayBeServed(tx *seal.Tx, m act.Made, c candour.CaseID, how Service, day, deemed candour.Date) error {
	if how == ByEmail {
		known, err := attention(tx, m.Force, c)
		if err != nil {
			return err
		}
		if known.IsZero() || known.Before(servedSince) {
			return candour.Invalid("how", "A notice goes by e-mail only in matters that came to attention on or after %s (SI 2025/558). Serve it by hand or by post.", servedSince.Words())
		}
	}
	switch {
	case deemed.Before(day):
		return candour.Invalid("deemed", "It cannot count as served before it was handed over or sent, which was on %s.", day.Words())
	case how == ByHand && deemed != day:
		return candour.Invalid("deemed", "What is handed over is served on that day, %s.", day.Words())
	case deemed.After(day.AddDays(31)):
		return candour.Invalid("deemed", "That is more than a month after it was sent. Look at the day again.")
	}
	return nil
}
