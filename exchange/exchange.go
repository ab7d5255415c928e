// Package exchange takes files in from other systems and gives files out.
//
// An import promises that it writes by acts only, one event a row; that no file
// of it is taken in before all of them could be read to their ends; that every
// row is either held afterwards or listed with the reason; that running it again
// changes nothing, that a row which changed is a correction, and that a run which
// was killed simply goes on. It never repairs a row by guessing, never writes
// what a row says into a list, an error or a log, and never deletes what the
// files no longer hold.
package exchange

import "fmt"

// Reject is one row that was not taken in. It never says what the row held:
// lists of rejects are sent about by people.
type Reject struct {
	File   string // as it stands in the folder: "allegations.csv.gz"
	Line   int    // of the file, the header being line 1
	Reason string
}

func (r Reject) String() string { return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Reason) }

// Warning is one row that was taken in and should be looked at.
type Warning struct {
	File   string
	Line   int
	Reason string
}

func (w Warning) String() string { return fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.Reason) }

// Count is how many of one thing an import took in, put right, and found to be
// held already.
type Count struct{ New, Corrected, Held int }

// All is how many of the files are held after the import.
func (c Count) All() int { return c.New + c.Corrected + c.Held }

// outcome is what became of one officer or case.
type outcome int

const (
	isNew outcome = iota
	corrected
	held
)

func (c *Count) add(o outcome, n int) {
	switch o {
	case isNew:
		c.New += n
	case corrected:
		c.Corrected += n
	case held:
		c.Held += n
	}
}

// Result is what an import did. After an interruption it tells of what had been
// committed by then; Rejects and Warnings are of the whole files all the same,
// because the rows are judged before the first one is written.
type Result struct {
	Officers    Count
	Postings    Count // rows, each counted as its officer was
	Cases       Count
	Allegations Count // rows, each counted as its case was

	Open                 int // allegation rows that are open there
	ClosedWithoutFinding int // allegation rows that were closed there, with no finding held
	Gone                 int // officers and cases of an earlier import of which the files hold no sound row now; nothing was done to them

	Rejects  []Reject
	Warnings []Warning
}
