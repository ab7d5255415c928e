package authz

import (
	"slices"

	"candour"
	"candour/store"
)

// Near reports whether somebody is so near to another that they would stand on the
// wall of a matter about that other, on whatever day it happened: over them, in one
// unit with them at one time, or tied to them. A matter that another force holds has
// no wall here, and its being there is hidden from whoever is near.
func Near(tx *store.Tx, force candour.ForceID, p, other candour.PersonID) (bool, error) {
	if p == other {
		return true, nil
	}
	var over, tied []candour.PersonID
	var mine, theirs []posting
	if err := tx.Together(func() (err error) {
		over, err = supervisors(tx, force, other, span{firstDay, lastDay})
		return err
	}, func() (err error) {
		tied, err = tiesOf(tx, force, other)
		return err
	}, func() (err error) {
		mine, err = postingsOf(tx, force, p)
		return err
	}, func() (err error) {
		theirs, err = postingsOf(tx, force, other)
		return err
	}); err != nil {
		return false, err
	}
	if slices.Contains(over, p) || slices.Contains(tied, p) {
		return true, nil
	}
	for _, x := range mine {
		for _, y := range theirs {
			if x.unit == y.unit && !x.over.and(y.over).empty() {
				return true, nil
			}
		}
	}
	return false, nil
}
