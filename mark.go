package candour

import "log/slog"

// Marking wraps words that a person said, or anything that says who or where
// they are, so that they cannot reach a log by accident: printed in any way it
// is "[withheld]". Words gives them to the one place that shows them.
type Marking struct{ words string }

// Mark marks words as personal.
func Mark(words string) Marking { return Marking{words} }

// Words gives the words back.
func (m Marking) Words() string { return m.words }

// Empty reports whether nothing was said.
func (m Marking) Empty() bool { return m.words == "" }

func (Marking) String() string { return "[withheld]" }

// GoString keeps %#v from printing the words.
func (Marking) GoString() string { return "[withheld]" }

// LogValue keeps slog from printing the words.
func (Marking) LogValue() slog.Value { return slog.StringValue("[withheld]") }

// MarshalText keeps encoders from writing the words.
func (Marking) MarshalText() ([]byte, error) { return []byte("[withheld]"), nil }
