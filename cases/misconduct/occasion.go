package misconduct

import (
	"errors"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
)

// Occasion is a moment at which the officer, or everybody, learns of something. A
// person who reported is in most danger then, so a safety plan stands before it.
type Occasion string

// The occasions.
const (
	ANotice      Occasion = "notice"
	AMeasure     Occasion = "measure"
	ADisclosure  Occasion = "disclosure"
	AHearing     Occasion = "hearing"
	APublication Occasion = "publication"
)

// occasions are all of them, with what a sentence calls each.
var occasions = []act.Choice{
	{Value: string(ANotice), Label: "the notice to the officer"},
	{Value: string(AMeasure), Label: "a suspension or restriction"},
	{Value: string(ADisclosure), Label: "another disclosure to the officer"},
	{Value: string(AHearing), Label: "the fixing of a meeting or hearing"},
	{Value: string(APublication), Label: "the publication of a notice of hearing or of an outcome"},
}

// Choices are the occasions as they are asked.
func (Occasion) Choices() []act.Choice { return occasions }

// Words is the occasion in a sentence.
func (o Occasion) Words() string {
	for _, c := range occasions {
		if c.Value == string(o) {
			return c.Label
		}
	}
	return string(o)
}

// Occasions are those before which one plan stands.
type Occasions []Occasion

// Choices are the occasions as they are asked.
func (Occasions) Choices() []act.Choice { return occasions }

// String joins them by commas, as a row and an event hold them.
func (o Occasions) String() string {
	var out []string
	for _, x := range o {
		out = append(out, string(x))
	}
	return strings.Join(out, ",")
}

// Words joins them as a page does.
func (o Occasions) Words() string {
	var out []string
	for _, x := range o {
		out = append(out, x.Words())
	}
	return strings.Join(out, "; ")
}

func occasionsOf(s string) (out Occasions) {
	for _, x := range strings.Split(s, ",") {
		out = append(out, Occasion(x))
	}
	return out
}

// MustBePlanned refuses an act by which the officer learns of something while no
// safety plan stands before it, and says which plan is missing. An override that
// was decided today or yesterday lets one act through, and is then used up.
func MustBePlanned(tx *seal.Tx, m act.Made, c candour.CaseID, o candour.OfficerID, before Occasion) error {
	stands, err := planned(tx, m.Force, c, o, before)
	if err != nil || stands {
		return err
	}
	var id string
	err = tx.One(`SELECT id FROM misconduct_override WHERE force = $1 AND case_id = $2 AND officer = $3 AND occasion = $4 AND used_day = '' AND review_day = '' AND on_day >= $5 ORDER BY on_day, id LIMIT 1`,
		[]any{string(m.Force), string(c), string(o), string(before), m.Today().AddDays(-1).String()}, &id)
	if errors.Is(err, candour.ErrNotFound) {
		return candour.Conflict("There is no safety plan for the person who reported that stands before %s. Make one with them first, for this officer. If it cannot wait, an appropriate authority can go ahead without, with reasons that somebody else looks at by the end of the next day.", before.Words())
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE misconduct_override SET used_day = $1 WHERE force = $2 AND id = $3`, m.Today().String(), string(m.Force), id)
	return err
}

// planned reports whether a plan stands before an occasion.
func planned(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID, before Occasion) (found bool, err error) {
	err = tx.Each(`SELECT occasions FROM misconduct_plan WHERE force = $1 AND case_id = $2 AND officer = $3 ORDER BY on_day, id`, []any{string(force), string(c), string(o)}, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		found = found || slices.Contains(occasionsOf(s), before)
		return err
	})
	return found, err
}
