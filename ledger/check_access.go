package ledger

import (
	"cmp"
	"encoding/hex"
	"errors"
	"maps"
	"slices"

	"candour"
	"candour/seal"
)

// sealed keeps the root of a minute's accesses, as it goes by in the journal.
func (c *checker) sealed(r row) {
	if r.Kind != string(AccessSealed) {
		return
	}
	minute, root, ok := r.accessRoot()
	if _, twice := c.minute[minute]; !ok || twice {
		c.report.differs("Row %d of the journal seals a minute that is none, or was sealed before.", r.Seq)
		return
	}
	c.minute[minute] = root
	c.report.Roots++
}

// accessRoot reads the fields of an AccessSealed.
func (r row) accessRoot() (minute int64, root string, ok bool) {
	for _, f := range r.Data {
		switch f.Name {
		case AccessMinute:
			minute, ok = parseMinute(f.Value)
		case AccessRoot:
			root = f.Value
		}
	}
	return minute, root, ok && root != ""
}

// accesses computes every root again from the rows below it. A row that was
// changed, taken out or put in after its minute was sealed shows, because the
// journal holds the root and the log the journal.
//
// BUG(ledger): a row that is taken out before its minute has ended shows only
// while it is missed among those that wait.
func (c *checker) accesses(tx *seal.Tx, force candour.ForceID) error {
	key, err := tx.Key(force, ofForce(force))
	if errors.Is(err, candour.ErrNotFound) {
		key, err = nil, nil
	}
	if err != nil {
		return err
	}
	var minute int64
	var rows []accessRow
	whole, some := true, false
	judge := func() {
		if some {
			c.judgeMinute(key, minute, rows, whole)
		}
		rows, whole, some = nil, true, false
	}
	err = tx.Each(`SELECT COALESCE(a.id, ''), COALESCE(a.at, 0), COALESCE(a.person, ''), COALESCE(a.page, ''), COALESCE(a.shown, ''), COALESCE(a.query, ''), COALESCE(a.purpose, ''), s.minute, s.place, s.id
		FROM ledger_access_sealed s LEFT JOIN ledger_access a ON a.force = s.force AND a.id = s.id WHERE s.force = $1 ORDER BY s.minute, s.place`, []any{string(force)}, func(scan func(...any) error) error {
		var in, place int64
		var id string
		r, err := scanAccess(force, scan, &in, &place, &id)
		if err != nil {
			return err
		}
		if in != minute {
			judge()
			minute = in
		}
		if some = true; r.ID == "" {
			c.report.differs("The access %s of the minute %s is gone.", id, minuteText(in))
			whole = false
		}
		if place != int64(len(rows)) {
			c.report.differs("The accesses of the minute %s do not stand one after another.", minuteText(in))
			whole = false
		}
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		return err
	}
	judge()
	for _, minute := range slices.Sorted(maps.Keys(c.minute)) { // in which nobody read anything
		c.judgeMinute(key, minute, nil, true)
	}
	return c.strays(tx, force)
}

// judgeMinute holds the rows of a minute against the journal's root.
func (c *checker) judgeMinute(key *seal.Key, minute int64, rows []accessRow, whole bool) {
	want, sealed := c.minute[minute]
	delete(c.minute, minute)
	switch {
	case !sealed:
		c.report.differs("%d accesses are marked as sealed in the minute %s, for which the journal has no root.", len(rows), minuteText(minute))
		return
	case key == nil:
		c.report.differs("The key of the force is gone, and the accesses of the minute %s cannot be judged.", minuteText(minute))
		return
	case !whole: // said already
		return
	}
	tree, err := accessTree(key, minute, rows)
	if err != nil {
		c.report.differs("An access of the minute %s was changed: what is sealed in it does not open.", minuteText(minute))
		return
	}
	if root, _ := rootOf(tree, 0); hex.EncodeToString(root[:]) != want {
		c.report.differs("The accesses of the minute %s are not those that were sealed: one of its %d was changed, put in or taken out.", minuteText(minute), len(rows))
		return
	}
	c.report.Accesses += int64(len(rows))
}

// strays finds accesses that are in no root and do not wait for one, and those
// that wait and are not there.
func (c *checker) strays(tx *seal.Tx, force candour.ForceID) error {
	list := func(says string) func(func(...any) error) error {
		return func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			c.report.differs("The access %s %s.", id, says)
			return err
		}
	}
	return cmp.Or(
		tx.Each(`SELECT a.id FROM ledger_access a WHERE a.force = $1 AND NOT EXISTS (SELECT 1 FROM ledger_access_sealed s WHERE s.force = a.force AND s.id = a.id)
			AND NOT EXISTS (SELECT 1 FROM ledger_access_waiting w WHERE w.force = a.force AND w.id = a.id) ORDER BY a.id`, []any{string(force)}, list("is under no root and waits for none")),
		tx.Each(`SELECT w.id FROM ledger_access_waiting w WHERE w.force = $1 AND NOT EXISTS (SELECT 1 FROM ledger_access a WHERE a.force = w.force AND a.id = w.id) ORDER BY w.id`, []any{string(force)}, list("waits to be sealed and is gone")),
		tx.Each(`SELECT w.id FROM ledger_access_waiting w WHERE w.force = $1 AND EXISTS (SELECT 1 FROM ledger_access_sealed s WHERE s.force = w.force AND s.id = w.id) ORDER BY w.id`, []any{string(force)}, list("is sealed and waits to be sealed again")),
		tx.One(`SELECT count(*) FROM ledger_access_waiting WHERE force = $1`, []any{string(force)}, &c.report.Waiting))
}
