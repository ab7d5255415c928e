package intake

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
)

// Channel is how a person can be reached.
type Channel string

// The channels. Only mail is ever sent by the program itself.
const (
	ByMail  Channel = "mail"
	ByPhone Channel = "phone"
	ByText  Channel = "text"
	ByPost  Channel = "post"
	ByOther Channel = "other"
)

// Choices are the channels.
func (Channel) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(ByMail), Label: "Email"},
		{Value: string(ByPhone), Label: "A phone call"},
		{Value: string(ByText), Label: "A text message"},
		{Value: string(ByPost), Label: "A letter"},
		{Value: string(ByOther), Label: "Another way, such as through a friend"},
	}
}

// Weekdays are the days on which somebody may be reached; none is every day.
type Weekdays []Weekday

// Weekday is one of them.
type Weekday string

// week is in the order of time.Weekday.
var week = []Weekday{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// Choices are the days of a week, from Monday.
func (Weekdays) Choices() []act.Choice {
	return []act.Choice{
		{Value: "monday", Label: "Monday"},
		{Value: "tuesday", Label: "Tuesday"},
		{Value: "wednesday", Label: "Wednesday"},
		{Value: "thursday", Label: "Thursday"},
		{Value: "friday", Label: "Friday"},
		{Value: "saturday", Label: "Saturday"},
		{Value: "sunday", Label: "Sunday"},
	}
}

// ContactPlan is how, where and when a person can be reached without danger, as
// they said it themselves.
type ContactPlan struct {
	Channel     Channel
	Where       candour.Marking // the address or number
	Days        []Weekday       // none: every day
	From, Until string          // "18:00", London time; both empty: the whole day
	NoMessage   bool            // never leave a message
	Pretend     candour.Marking // who to say one is, if somebody else answers
	Named       bool            // a note may say which organisation it comes from
	Notes       bool            // a short note may be sent by the program itself
	Never       bool            // they said: do not contact me; nothing else of it counts
	Since       time.Time       // when they said so
}

// planText is a plan as it is sealed.
type planText struct {
	Channel, Where, From, Until, Pretend string
	Days                                 []Weekday
	NoMessage, Named, Notes              bool
}

func (p ContactPlan) text() (string, error) {
	b, err := json.Marshal(planText{string(p.Channel), p.Where.Words(), p.From, p.Until, p.Pretend.Words(), p.Days, p.NoMessage, p.Named, p.Notes})
	return string(b), err
}

// Contact is the plan that counts now, or candour.ErrNotFound where the person never
// said anything: then nobody contacts them. Whoever shows it has asked authz.
func Contact(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (p ContactPlan, err error) {
	var sealed string
	var n, at int64
	if err := tx.One(`SELECT position, at, plan FROM intake_contact WHERE force = $1 AND report = $2 ORDER BY position DESC LIMIT 1`, []any{string(force), string(report)}, &n, &at, &sealed); err != nil {
		return p, err
	}
	p.Since = instant(at)
	if sealed == "" {
		p.Never = true
		return p, nil
	}
	key, err := tx.Key(force, reportSubject(report))
	if errors.Is(err, seal.ErrErased) {
		p.Never = true // there is nobody to contact any more
		return p, nil
	}
	if err != nil {
		return p, err
	}
	text, err := key.Open(contactPlace(report), sealed)
	if err != nil {
		return p, err
	}
	var t planText
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return p, err
	}
	p.Channel, p.Where, p.From, p.Until, p.Pretend = Channel(t.Channel), candour.Mark(t.Where), t.From, t.Until, candour.Mark(t.Pretend)
	p.Days, p.NoMessage, p.Named, p.Notes = t.Days, t.NoMessage, t.Named, t.Notes
	return p, nil
}

func contactPlace(report candour.ReportID) string { return "intake_contact.plan/" + string(report) }

// keepContact writes what somebody said; an empty text is "do not contact me".
func keepContact(tx *seal.Tx, m act.Made, report candour.ReportID, text string) error {
	var n int64
	if err := tx.One(`SELECT count(*) FROM intake_contact WHERE force = $1 AND report = $2`, []any{string(m.Force), string(report)}, &n); err != nil {
		return err
	}
	key, err := tx.Key(m.Force, reportSubject(report))
	if err != nil {
		return err
	}
	sealed, err := sealOr(key, contactPlace(report), candour.Mark(text))
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO intake_contact (force, report, position, at, plan) VALUES ($1, $2, $3, $4, $5)`,
		string(m.Force), string(report), n+1, m.Now.UnixMicro(), sealed)
	return err
}

// Sends reports whether the program itself may ever send this person a note.
func (p ContactPlan) Sends() bool { return !p.Never && p.Notes && p.Channel == ByMail }

// Next is the first moment, from now on, at which the person may be reached. It goes
// minute by minute, because clocks change: a window of a night in which an hour
// comes twice or not at all is no place for clever sums.
func (p ContactPlan) Next(now time.Time) (time.Time, bool) {
	if p.Never {
		return time.Time{}, false
	}
	if p.open(now) {
		return now, true
	}
	for t := now.Truncate(time.Minute).Add(time.Minute); t.Before(now.AddDate(0, 0, 9)); t = t.Add(time.Minute) {
		if p.open(t) {
			return t, true
		}
	}
	return time.Time{}, false
}

// open reports whether a moment is one of theirs. A window that ends before it begins
// ends on the next day, and belongs to the day on which it began.
func (p ContactPlan) open(t time.Time) bool {
	l := t.In(candour.London)
	at, day := l.Format("15:04"), l.Weekday()
	on := func(d time.Weekday) bool { return len(p.Days) == 0 || slices.Contains(p.Days, week[d]) }
	switch {
	case p.From == "" || p.Until == "":
		return on(day)
	case p.From < p.Until:
		return on(day) && at >= p.From && at < p.Until
	}
	return on(day) && at >= p.From || on((day+6)%7) && at < p.Until
}

// beside reads what stands beside a person's own report: the call for help that it
// was, and how they said that they can be reached.
func (m *Mine) beside(tx *seal.Tx) error {
	d, err := ReadDanger(tx, m.Force, m.ID)
	if err == nil {
		m.Called = &d
	} else if !errors.Is(err, candour.ErrNotFound) {
		return err
	}
	p, err := Contact(tx, m.Force, m.ID)
	if err == nil {
		m.Contact = &p
	} else if !errors.Is(err, candour.ErrNotFound) {
		return err
	}
	return nil
}
