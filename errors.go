package candour

import (
	"errors"
	"fmt"
)

// The kinds of failure that a caller may need to tell apart. Everything else is
// an internal error: it is logged, and the person is told only that it happened.
var (
	ErrNotFound = errors.New("not found")   // or hidden: we do not say which
	ErrInvalid  = errors.New("not valid")   // the person can put it right
	ErrConflict = errors.New("out of step") // the state of things does not allow it now
	ErrWithheld = errors.New("withheld")    // exists, and the asker may know that, but not what it says
)

// Refusal is a sentence that a person may be shown: what is wrong, and what to
// do next. Kind is one of the errors above, so that errors.Is finds it. It must
// never hold a personal word: refusals reach logs.
type Refusal struct {
	Kind  error
	Field string // the field of the act that is wrong, or empty
	Says  string
}

func (r *Refusal) Error() string { return r.Says }

// Unwrap gives the kind.
func (r *Refusal) Unwrap() error { return r.Kind }

// Invalid is a refusal of what was typed into one field.
func Invalid(field, format string, args ...any) error {
	return &Refusal{Kind: ErrInvalid, Field: field, Says: fmt.Sprintf(format, args...)}
}

// Conflict is a refusal of an act that the state of things does not allow.
func Conflict(format string, args ...any) error {
	return &Refusal{Kind: ErrConflict, Says: fmt.Sprintf(format, args...)}
}
