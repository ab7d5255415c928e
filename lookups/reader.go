package lookups

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Reader gives accesses one after the other, in whatever form they come.
type Reader interface {
	// Next fills an event. It gives io.EOF at the end, and a *Broken for what cannot be
	// read; after that it goes on with what follows. Any other error ends it.
	Next(e *Event) error
}

// Broken is a line or message that could not be read. Nothing of it is lost: Raw is
// what came.
type Broken struct {
	Line int
	Says string
	Raw  string
}

func (b *Broken) Error() string { return fmt.Sprintf("line %d: %s", b.Line, b.Says) }

// maxLine is the longest line or message that is read, in bytes.
const maxLine = 1 << 20

// check refuses an event that nobody could look at.
func check(e *Event) error {
	switch {
	case e.Officer == "":
		return errors.New("it does not say who looked")
	case e.At.IsZero():
		return errors.New("it does not say when")
	case len(e.ID)+len(e.Officer)+len(e.Person) > 4096:
		return errors.New("an id is longer than 4,096 letters")
	}
	return nil
}

// yes reads a truth as sources write it.
func yes(s string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "", "no", "false", "0", "n", "f":
		return false, nil
	case "yes", "true", "1", "y", "t":
		return true, nil
	}
	return false, fmt.Errorf("%q is neither yes nor no", s)
}

// ReadEach reads everything and hands it on. What is broken goes to aside.
func ReadEach(r Reader, take func(*Event) error, aside func(*Broken) error) error {
	var e Event
	for {
		e = Event{}
		err := r.Next(&e)
		if err == io.EOF {
			return nil
		}
		var b *Broken
		if errors.As(err, &b) {
			if err := aside(b); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if err := take(&e); err != nil {
			return err
		}
	}
}
