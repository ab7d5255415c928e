package intake

import (
	"candour"
	"candour/seal"
	"candour/store"
)

// Owing is a kind of thing that staff owe the person because of something that the
// person sent after the report.
type Owing string

// The kinds.
const (
	OwedReading Owing = "message" // a message that nobody has marked as read
	OwedSorting Owing = "added"   // something told later, of which nobody has said who it is about
	OwedRecord  Owing = "record"  // the person said that what was recorded is not right
)

// recordDays is how many days staff have to put a record right, or to answer why it
// stays. No law sets a number.
const recordDays = 7

// By is the last day for it, counted from the day on which the person sent it: our
// own standard, labelled as local wherever it is shown.
func (o Owing) By(since candour.Date) candour.Date {
	if o == OwedRecord {
		return since.AddDays(recordDays)
	}
	return ReadBy(since)
}

// Words is what somebody has to do.
func (o Owing) Words() string {
	switch o {
	case OwedReading:
		return "Read what the person wrote"
	case OwedSorting:
		return "Sort what the person added"
	}
	return "Put the record right, or answer the person"
}

func owe(tx *store.Tx, force candour.ForceID, report candour.ReportID, kind Owing, about string, since candour.Date) error {
	_, err := tx.Exec(`INSERT INTO intake_owed (force, report, kind, about, since_day) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (force, report, kind, about) DO NOTHING`,
		string(force), string(report), string(kind), about, since.String())
	return err
}

func settle(tx *store.Tx, force candour.ForceID, report candour.ReportID, kind Owing, about string) error {
	_, err := tx.Exec(`DELETE FROM intake_owed WHERE force = $1 AND report = $2 AND kind = $3 AND about = $4`, string(force), string(report), string(kind), about)
	return err
}

// Sorted notes that somebody has said of each thing in a report who it is about. A
// reaction calls it.
func Sorted(tx *store.Tx, force candour.ForceID, report candour.ReportID) error {
	_, err := tx.Exec(`DELETE FROM intake_owed WHERE force = $1 AND report = $2 AND kind = $3`, string(force), string(report), string(OwedSorting))
	return err
}

// Owed is one thing that waits for staff.
type Owed struct {
	Kind  Owing
	About string
	Since candour.Date
}

// OwedOn are those of one report, the oldest first.
func OwedOn(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (out []Owed, err error) {
	err = tx.Each(`SELECT kind, about, since_day FROM intake_owed WHERE force = $1 AND report = $2 ORDER BY since_day, kind, about`, []any{string(force), string(report)}, func(scan func(...any) error) error {
		var kind, about, since string
		err := scan(&kind, &about, &since)
		out = append(out, Owed{Owing(kind), about, day(since)})
		return err
	})
	return out, err
}

// day reads a stored day; ” is no day. Only this package writes the column.
func day(s string) candour.Date {
	d, err := candour.ParseDate(s)
	if err != nil {
		return candour.Date{}
	}
	return d
}
