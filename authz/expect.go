package authz

import (
	"fmt"
	"iter"
	"slices"

	"candour"
	"candour/store"
)

// An import raises the walls of hundreds of matters in one transaction, and asks for
// each where its accused worked: a way to the server and back each time. So it says
// before whom it will ask about, and what was read at once is noted for the rest of the
// transaction. Whatever writes one of the two tables takes the note back.

// askedAtOnce is of how many people one statement asks, which is always the same.
const askedAtOnce = 40

// ExpectPostings reads where some people worked, for a transaction that is about to raise
// the walls of many matters. It changes no answer.
func ExpectPostings(tx *store.Tx, force candour.ForceID, people []candour.PersonID) error {
	noted := map[candour.PersonID][]posting{}
	if v, ok := tx.Known(postingsIn(force)); ok {
		noted = v.(map[candour.PersonID][]posting)
	}
	for some := range ofMany(people) {
		for _, p := range some {
			noted[p] = nil
		}
		err := tx.Each(postingsOfMany, placesOf(force, some), func(scan func(...any) error) error {
			var p string
			var x posting
			err := scan(&p, &x.unit, &x.over.from, &x.over.to)
			noted[candour.PersonID(p)] = append(noted[candour.PersonID(p)], x)
			return err
		})
		if err != nil {
			return fmt.Errorf("reading where people worked: %w", err)
		}
	}
	tx.Note(postingsIn(force), noted)
	return nil
}

// ExpectAccused reads which matters are about some people, for a transaction that is about
// to record where they worked. It changes no answer.
func ExpectAccused(tx *store.Tx, force candour.ForceID, people []candour.PersonID) error {
	noted := map[candour.PersonID][]string{}
	for some := range ofMany(people) {
		for _, p := range some {
			noted[p] = nil
		}
		err := tx.Each(mattersOfMany, placesOf(force, some), func(scan func(...any) error) error {
			var p, s string
			err := scan(&p, &s)
			noted[candour.PersonID(p)] = append(noted[candour.PersonID(p)], s)
			return err
		})
		if err != nil {
			return fmt.Errorf("reading which matters are about people: %w", err)
		}
	}
	tx.Note(accusedIn(force), noted)
	return nil
}

// ofMany are some people, once each, so many at a time as one statement asks about.
func ofMany(people []candour.PersonID) iter.Seq[[]candour.PersonID] {
	return slices.Chunk(slices.Compact(slices.Sorted(slices.Values(people))), askedAtOnce)
}

// placesOf is what such a statement is given.
func placesOf(force candour.ForceID, some []candour.PersonID) []any {
	return append([]any{string(force)}, store.Places(askedAtOnce, some)...)
}

func postingsIn(force candour.ForceID) string { return "authz/postings/" + string(force) }

func accusedIn(force candour.ForceID) string { return "authz/accused/" + string(force) }

// forgetPostings takes back what was noted of where one person worked.
func forgetPostings(tx *store.Tx, force candour.ForceID, p candour.PersonID) {
	if v, ok := tx.Known(postingsIn(force)); ok {
		delete(v.(map[candour.PersonID][]posting), p)
	}
}

// notedPostings is where one person worked, if it was read at once.
func notedPostings(tx *store.Tx, force candour.ForceID, p candour.PersonID) (all []posting, noted bool) {
	v, ok := tx.Known(postingsIn(force))
	if !ok {
		return nil, false
	}
	all, noted = v.(map[candour.PersonID][]posting)[p]
	return all, noted
}

// notedMatters are the matters about one person, if they were read at once.
func notedMatters(tx *store.Tx, force candour.ForceID, p candour.PersonID) (all []string, noted bool) {
	v, ok := tx.Known(accusedIn(force))
	if !ok {
		return nil, false
	}
	all, noted = v.(map[candour.PersonID][]string)[p]
	return all, noted
}

const (
	postingsOfMany = `SELECT p.person, p.unit, p.from_day, p.to_day FROM (VALUES ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25), ($26), ($27), ($28), ($29), ($30), ($31), ($32), ($33), ($34), ($35), ($36), ($37), ($38), ($39), ($40), ($41)) s CROSS JOIN authz_posting p
		WHERE p.force = $1 AND p.person = s.column1 ORDER BY p.person, p.unit, p.from_day, p.to_day, p.officer`
	mattersOfMany = `SELECT DISTINCT a.person, a.subject FROM (VALUES ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25), ($26), ($27), ($28), ($29), ($30), ($31), ($32), ($33), ($34), ($35), ($36), ($37), ($38), ($39), ($40), ($41)) s CROSS JOIN authz_accused a
		WHERE a.force = $1 AND a.person = s.column1 ORDER BY a.person, a.subject`
)
