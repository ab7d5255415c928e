package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"candour"
)

// errNoWay says that this deployment cannot send in the way that a message asks for.
var errNoWay = errors.New("this deployment has no such way to send")

// errRefused says that an address is none that may be called.
var errRefused = errors.New("the address is not one that may be called")

// reason is a failure in a word: the error itself may hold an address.
func reason(err error) string {
	switch {
	case errors.Is(err, errNoWay):
		return "no way to send it"
	case errors.Is(err, errRefused):
		return "the address may not be called"
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	}
	return "it was not taken"
}

// What is said. The same words go to everybody, so that a screen on which one stands
// says nothing of who or what it is about.
const (
	helpWanted = "Somebody asks for help now."
	toRead     = "There is something for you to read."
	toAsk      = "Something is new. Ask for what happened."
)

func (b *Box) send(ctx context.Context, x Message, now time.Time) error {
	to := x.Address.Words()
	if x.Way == ToOversight {
		to = b.Set.Oversight
	}
	if x.Way == ByHook || x.Way == ToProgram || strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") {
		if b.Hook == nil {
			return errNoWay
		}
		if candour.CheckHook("", to) != nil {
			return errRefused
		}
		body, err := json.Marshal(b.called(x))
		if err != nil {
			return err
		}
		return b.Hook.Call(ctx, x.ID, to, body, now, x.secrets...)
	}
	if b.Mail == nil {
		return errNoWay
	}
	if candour.CheckMail("", to) != nil {
		return errRefused
	}
	from, subject, text := b.written(x)
	return b.Mail.Mail(ctx, x.ID, from, to, subject, text)
}

// Called is what a webhook is told: the whole body of the request, as JSON.
type Called struct {
	ID     string `json:"id"`
	Kind   Kind   `json:"kind"`
	Says   string `json:"says"`
	Link   string `json:"link,omitempty"`
	By     string `json:"by,omitempty"`     // RFC 3339
	Words  string `json:"words,omitempty"`  // of a person in danger, where the settings allow it
	Order  string `json:"order,omitempty"`  // of an order: its id
	System string `json:"system,omitempty"` // of an order: the code of the system that is asked
	Person string `json:"person,omitempty"` // of an order: the staff number of whose access ends
}

func (b *Box) called(x Message) Called {
	c := Called{ID: x.ID, Kind: x.Kind, Says: helpWanted, Link: b.Set.Desk + "/desk/danger/"}
	if !x.By.IsZero() {
		c.By = x.By.UTC().Format(time.RFC3339)
	}
	switch {
	case x.Kind == Order:
		c.Says, c.Link = "End the access of this person. Answer to the desk of the force.", ""
		c.Order, c.System, c.Person = x.Order, x.System, x.Person.Words()
	case x.Kind == News:
		c.Says, c.Link = toAsk, b.Set.Desk+"/api/v1/events"
	case b.Set.Words:
		c.Words = x.Words.Words()
	}
	return c
}

// written is a mail. A page never has the person's words: a mailbox may be open on
// a screen that others see, or be read by a delegate. A note names nobody unless the
// person allowed it, has no link, and comes from an address that says nothing.
func (b *Box) written(x Message) (from, subject, text string) {
	if x.Kind == Note {
		text := toRead + "\n"
		if x.System != "" {
			text = x.System + ": there is something for you to read. Come back with your code.\n"
		}
		return b.Set.NoteFrom, strings.TrimSuffix(toRead, "."), text
	}
	return b.Set.From, strings.TrimSuffix(helpWanted, "."), helpWanted + "\n\nSign in, read it and say that you are acting:\n" + b.Set.Desk + "/desk/danger/\n\n" +
		"If nobody says so by " + x.By.In(candour.London).Format("15:04") + ", the next person is paged.\n"
}
