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
	over, err := supervisors(tx, force, other, span{firstDay, lastDay})
	if err != nil || slices.Contains(over, p) {
		return err == nil, err
	}
	tied, err := tiesOf(tx, force, other)
	if err != nil || slices.Contains(tied, p) {
		return err == nil, err
	}
	mine, err := postingsOf(tx, force, p)
	if err != nil {
		return false, err
	}
	theirs, err := postingsOf(tx, force, other)
	if err != nil {
		return false, err
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
