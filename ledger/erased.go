package ledger

import (
	"strconv"
	"strings"

	"candour"
	"candour/seal"
)

// Erased is the event of an erasure. It happens to the force, because what was
// erased has no key any more under which the row could be committed to. Check
// tells by it an erasure from a key that somebody removed.
const Erased candour.EventKind = "erased"

// ErasedSince is the event that a record which a backup still has was erased after the
// backup was made. What follows from it is its erasure.
const ErasedSince candour.EventKind = "erased-since"

// ErasedSinceFields are the fields of ErasedSince: ErasedOf reads them.
func ErasedSinceFields(of candour.Subject, on candour.Date) []candour.Field {
	return []candour.Field{{Name: erasedSubject, Value: of.String()}, {Name: "erased-on", Value: on.String()}}
}

// The fields of an erasure: what was erased, as kind/id, and how many rows of
// the journal are of it. There will be no more of them, so a row that is moved
// to an erased subject, where nobody could judge what it says, is noticed.
const (
	erasedSubject = "subject"
	erasedRows    = "rows"
)

// ErasedFields are the fields by which an event of erasure is told from others.
func ErasedFields(tx *seal.Tx, force candour.ForceID, of candour.Subject) ([]candour.Field, error) {
	var rows int64
	if err := tx.One(`SELECT count(*) FROM journal WHERE force = $1 AND subject_kind = $2 AND subject_id = $3`, []any{string(force), of.Kind, of.ID}, &rows); err != nil {
		return nil, err
	}
	return []candour.Field{{Name: erasedSubject, Value: of.String()}, {Name: erasedRows, Value: strconv.FormatInt(rows, 10)}}, nil
}

// erasure is what an event says was erased: in which row, and how many rows were of it.
type erasure struct{ seq, rows int64 }

func (it *item) erased() (of candour.Subject, e erasure) {
	e = erasure{seq: it.Seq, rows: -1}
	for _, f := range it.Data {
		switch f.Name {
		case erasedSubject:
			of.Kind, of.ID, _ = strings.Cut(f.Value, "/")
		case erasedRows:
			if n, err := strconv.ParseInt(f.Value, 10, 64); err == nil {
				e.rows = n
			}
		}
	}
	return of, e
}

// ErasedOf is what an event of erasure says was erased.
func ErasedOf(e candour.Event) (of candour.Subject) {
	of.Kind, of.ID, _ = strings.Cut(e.Value(erasedSubject), "/")
	return of
}
