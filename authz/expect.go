package authz

import (
	"fmt"
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
	err := ofMany(tx, postingsOfMany, force, people, func(scan func(...any) error) error {
		var p string
		var x posting
		err := scan(&p, &x.unit, &x.over.from, &x.over.to)
		noted[candour.PersonID(p)] = append(noted[candour.PersonID(p)], x)
		return err
	}, func(p candour.PersonID) { noted[p] = nil })
	if err != nil {
		return fmt.Errorf("reading where people worked: %w", err)
	}
	tx.Note(postingsIn(force), noted)
	return nil
}

// ExpectAccused reads which matters are about some people, for a transaction that is about
// to record where they worked. It changes no answer.
func ExpectAccused(tx *store.Tx, force candour.ForceID, people []candour.PersonID) error {
	noted := map[candour.PersonID][]string{}
	err := ofMany(tx, mattersOfMany, force, people, func(scan func(...any) error) error {
		var p, s string
		err := scan(&p, &s)
		noted[candour.PersonID(p)] = append(noted[candour.PersonID(p)], s)
		return err
	}, func(p candour.PersonID) { noted[p] = nil })
	if err != nil {
		return fmt.Errorf("reading which matters are about people: %w", err)
	}
	tx.Note(accusedIn(force), noted)
	return nil
}

// ofMany asks one statement of many people, so many at a time; the last places are
// filled with the last of them. asked is called of each before the rows come.
func ofMany(tx *store.Tx, q string, force candour.ForceID, people []candour.PersonID, row func(scan func(...any) error) error, asked func(candour.PersonID)) error {
	people = slices.Compact(slices.Sorted(slices.Values(people)))
	for part := range slices.Chunk(people, askedAtOnce) {
		args := []any{string(force)}
		for i := range askedAtOnce {
			args = append(args, string(part[min(i, len(part)-1)]))
		}
		for _, p := range part {
			asked(p)
		}
		if err := tx.Each(q, args, row); err != nil {
			return err
		}
	}
	return nil
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
	postingsOfMany = `SELECT person, unit, from_day, to_day FROM authz_posting WHERE force = $1 AND person IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41) ORDER BY person, unit, from_day, to_day, officer`
	mattersOfMany  = `SELECT DISTINCT person, subject FROM authz_accused WHERE force = $1 AND person IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41) ORDER BY person, subject`
)
