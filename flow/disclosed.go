package flow

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// disclosed gives a disclosure to the human being behind the employment that the
// case is about: they may have left, or have another by now.
var disclosed = []act.Reaction{{
	ID: "disclose-to-the-person",
	On: cases.Disclosed,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		person, err := personOf(tx, m, e)
		if err != nil {
			return nil, err
		}
		return nil, cases.DisclosedTo(tx, m.Force, e.Value("disclosure"), person)
	},
}}
