package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"candour"
	"candour/seal"
)

// A log ends where its last entries are left nowhere: whoever wrote it on without them
// would write a second history, for which no witness signs. What is left goes on under
// another name, candour/<force>/2, and another key. The log that follows has the same
// leaves from the first on, so that every checkpoint of the ended one that is no longer
// than what is left holds for it too, and an entry is still that of the row before it.

// ForceOf takes the name of a log apart: whose it is, and the how manyth of theirs. ok
// is false where it is no name of a log.
func ForceOf(origin string) (force candour.ForceID, nth int, ok bool) {
	if !originForm.MatchString(origin) {
		return "", 0, false
	}
	code, after, more := strings.Cut(strings.TrimPrefix(origin, Origin("")), "/")
	if !more {
		return candour.ForceID(code), 1, true
	}
	nth, err := strconv.Atoi(after)
	return candour.ForceID(code), nth, err == nil
}

// isOf says whether a log is of a force.
func isOf(origin, force string) bool {
	of, _, ok := ForceOf(origin)
	return ok && string(of) == force
}

// follows says whether a log is another, or came after it.
func follows(origin, before string) bool {
	a, n, ok := ForceOf(origin)
	b, m, also := ForceOf(before)
	return origin == before || ok && also && a == b && n > m
}

// NextOrigin names the log that follows one.
func NextOrigin(origin string) (string, error) {
	force, nth, ok := ForceOf(origin)
	if next := fmt.Sprintf("%s/%d", Origin(force), nth+1); ok && originForm.MatchString(next) {
		return next, nil
	}
	return "", fmt.Errorf("no log follows %q", origin)
}

// Ended says that a log ended and another follows: part of an event Restored.
type Ended struct {
	Key        string // public key of the log that ended
	Checkpoint []byte // the longest that was left of it: the log that follows has the same leaves up to there
	Seen       int64  // the most entries that a witness says it had, 0 where none says so
	Next       string // public key of the log that follows

	row int64 // that says so, as a check reads it
}

const (
	endedKey        = "log-ended"
	endedCheckpoint = "log-checkpoint"
	endedSeen       = "log-seen"
	endedNext       = "log-next"
)

// Fields are what an event says of it.
func (e Ended) Fields() []candour.Field {
	return []candour.Field{
		{Name: endedKey, Value: e.Key},
		{Name: endedCheckpoint, Value: string(e.Checkpoint)},
		{Name: endedSeen, Value: strconv.FormatInt(e.Seen, 10)},
		{Name: endedNext, Value: e.Next},
	}
}

func (e *Ended) read(r row) bool {
	e.row = r.Seq
	for _, f := range r.Data {
		switch f.Name {
		case endedKey:
			e.Key = f.Value
		case endedCheckpoint:
			e.Checkpoint = []byte(f.Value)
		case endedSeen:
			e.Seen, _ = strconv.ParseInt(f.Value, 10, 64)
		case endedNext:
			e.Next = f.Value
		}
	}
	return e.Key != "" || e.Next != ""
}

// Name is that of the log that ended.
func (e Ended) Name() string { return OriginOf(e.Key) }

// NextName is that of the log that follows.
func (e Ended) NextName() string { return OriginOf(e.Next) }

// OriginOf is the name of the log that a public key signs for.
func OriginOf(verifier string) string {
	name, _, _ := strings.Cut(verifier, "+")
	return name
}

// endings holds what the journal says of logs that ended against itself: each follows
// the one before, and the journal has the leaves that the ended one had. It gives the
// name of the log that the force has now.
func (c *checker) endings(ctx context.Context, db *seal.DB, force candour.ForceID) (now string, err error) {
	now = Origin(force)
	for _, e := range c.report.Ended {
		next, err := NextOrigin(now)
		if err != nil {
			return "", err
		}
		cp, bad := ParseCheckpoint(e.Checkpoint, e.Key)
		switch {
		case e.Name() != now || e.NextName() != next:
			c.report.differs("Row %d of the journal says that the log %s ended and %s follows, and here %s would follow %s.", e.row, e.Name(), e.NextName(), next, now)
		case bad != nil:
			c.report.differs("Row %d of the journal says how long the log %s was left, and the checkpoint in it is none: %v.", e.row, e.Name(), bad)
		default:
			root := growing{at: cp.Size}
			for root.n < cp.Size {
				leaves, err := Journal{DB: db, Force: force}.Leaves(ctx, root.n, int(min(chunk, cp.Size-root.n)))
				if err != nil {
					return "", fmt.Errorf("reading what the log %s had: %w", e.Name(), err)
				}
				if len(leaves) == 0 {
					break // then the root is another
				}
				for _, leaf := range leaves {
					root.add(leaf)
				}
			}
			if cp.Size >= e.row || root.hex() != fmt.Sprintf("%x", cp.Root[:]) {
				c.report.differs("The log %s ended with %d entries, and the journal’s rows up to there are others.", e.Name(), cp.Size)
			}
		}
		now = next
	}
	return now, nil
}
