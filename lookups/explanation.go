package lookups

// Explanation is a reason for which an access may have been made, and that stands in
// the record of the work and not in what was typed. Everything known about it is in
// its one literal.
type Explanation struct {
	ID    string
	Kind  Kind
	Name  string // of the heading
	Says  string // what explains
	Asked string // what was looked for, where it was not found

	// Roles are those of assignments.csv that explain.
	Roles []Role
	// Before and After are how long before it began and after it ended a role
	// explains.
	Before, After minute
}

// Kind is how an explanation reaches an officer.
type Kind uint8

// The kinds.
const (
	Direct   Kind = iota // the officer has the role
	Group                // the officer's unit has, or somebody whom they supervise
	OnBehalf             // they looked for somebody else, who is then judged
	System               // nobody looked
)

// byRole is the place in Explanations, plus one, of each role.
var byRole = func() (by [roles]uint8) {
	for i, e := range Explanations {
		for _, r := range e.Roles {
			by[r] = uint8(i + 1)
		}
	}
	return by
}()

func place(e *Explanation) uint8 {
	for i, x := range Explanations {
		if x == e {
			return uint8(i + 1)
		}
	}
	return 0
}

var (
	placeSupervising = place(supervising)
	placeOnBehalf    = place(onBehalf)
	placeAutomated   = place(automated)
)
