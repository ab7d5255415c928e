package retention

import (
	"fmt"

	"candour"
)

// FinalOn is the day by which an erasure is final. Keys are rotated every month,
// on its first day at the latest; until then somebody who has both an older copy
// of the database and the keys of that time could still read what was erased.
func FinalOn(erased candour.Date) candour.Date {
	first := candour.Date{Year: erased.Year, Month: erased.Month, Day: 1}
	next := first.AddDays(31)
	return candour.Date{Year: next.Year, Month: next.Month, Day: 1}
}

// FinalWords are what the person whose words were erased is told.
func FinalWords(erased candour.Date) string {
	return fmt.Sprintf("What you told us was erased on %s. Nobody can read it here any more, and your code does not work any more. Copies that are kept in case a machine breaks can be read until %s at the latest; from then on nobody can read those either.", erased.Words(), FinalOn(erased).Words())
}
