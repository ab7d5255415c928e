package lookups

import "encoding/binary"

// access is an event in numbers of a World. Nothing in it points anywhere, so that a
// hundred million of them cost the garbage collector nothing.
type access struct {
	at      int64  // microseconds from 1970 UTC
	key     uint64 // of feed and id: two with the same person, officer, time and key are one
	text    uint64 // where its words are kept
	officer int32  // who looked
	onFor   int32  // on behalf of whom
	person  int32
	ref     int32 // of a complaint that the source names
	area    int32
	rules   uint32 // of AccessRules
	line    uint32 // that explains
	fields  Fields
	found   Found
	feed    uint8
	why     uint8 // place in Explanations plus one; 0 for nothing
	flags   uint8
}

// The flags of an access.
const (
	flagMachine uint8 = 1 << iota
	flagBreach
	flagFollowed // somebody looked at it afterwards
	flagPurpose
	flagRef
	flagBelieved // somebody else asked for it, and is judged
)

// hash is FNV-1a, 64 bits (Fowler, Noll and Vo): the same on every machine, so that
// partitions and identities are.
func hash(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return (h ^ 0xff) * 1099511628211
}

const hashBegin uint64 = 14695981039346656037

// Partition says in which of n parts all accesses to a person belong.
func Partition(person string, n int) int {
	h := hash(hashBegin, person)
	return int((h ^ h>>32) % uint64(n))
}

// identity is the key of an event.
func identity(feed string, e *Event) uint64 {
	h := hash(hashBegin, feed)
	if e.ID != "" {
		return hash(h, e.ID)
	}
	for _, s := range []string{e.Officer, e.For, e.Person, e.Record, e.Ref, e.From, e.Area, e.Purpose, e.Fields.String(), e.Found.String()} {
		h = hash(h, s)
	}
	return hash(h, string(binary.BigEndian.AppendUint64(nil, uint64(e.At.UnixMicro()))))
}

// number turns an event into numbers. It adds ids that the World does not know.
func (w *World) number(feed uint8, feedName string, e *Event) access {
	a := access{
		at: e.At.UnixMicro(), key: identity(feedName, e), feed: feed, fields: e.Fields, found: e.Found,
		officer: w.officerIDs.put(e.Officer), onFor: w.officerIDs.put(e.For), person: w.personIDs.put(e.Person),
		ref: w.refIDs.get(e.Ref), area: w.areaIDs.put(e.Area),
	}
	if e.Machine {
		a.flags |= flagMachine
	}
	if e.Breach {
		a.flags |= flagBreach
		if at, ok := w.followed[e.ID]; ok && at <= minuteOf(a.at)+7*day {
			a.flags |= flagFollowed
		}
	}
	if e.Purpose != "" {
		a.flags |= flagPurpose
	}
	if e.Ref != "" {
		a.flags |= flagRef
	}
	return a
}
