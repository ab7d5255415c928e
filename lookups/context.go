package lookups

import "cmp"

// World is the context in which accesses are judged: who works where and with whom,
// who had which task about whom, and what is declared. Once built, only ids that it
// does not know yet are added to it.
type World struct {
	officerIDs, personIDs, unitIDs, refIDs  *ids
	areaIDs, addressIDs, streetIDs, nameIDs *ids
	contactIDs                              *ids

	officers  []officer
	people    []person
	units     []unit
	addresses []address

	postings   grouped[posting]   // by officer, in the order in which they began
	tasks      grouped[task]      // by person
	shifts     grouped[shift]     // by officer
	ties       grouped[tie]       // by officer
	tiesOf     grouped[tie]       // by person: other is the officer
	complaints grouped[complaint] // by the officer complained of
	lodged     grouped[complaint] // by the person who complained
	contacts   grouped[contact]   // by officer
	followed   map[string]minute  // accesses by force that somebody looked at afterwards
	totals     []Total

	rows map[string]int
}

// officer is somebody who can look: an officer, staff, or a program.
type officer struct {
	person, surname, address, contact int32
	program                           bool
	supervises                        bool
}

type person struct {
	surname, address, contact, officer, area int32
	sex                                      byte
	protected                                bool
}

type unit struct {
	area     int32
	onBehalf bool // a control room or bureau
}

type address struct{ street, number, area int32 }

// Status is how somebody stands in a posting.
type Status uint8

// The ways of standing.
const (
	Active Status = iota
	Suspended
	Restricted
	Left
)

var statusWords = []string{"active", "suspended", "restricted", "left"}

type posting struct {
	unit, supervisor int32
	from, to         minute
	status           Status
}

// task links an officer or a unit to a person, and remembers the line that says so.
type task struct {
	who      int32 // an officer, or a unit where the role is RoleTasked
	from, to minute
	line     uint32 // of assignments.csv
	role     Role
}

type shift struct{ from, to minute }

// TieKind is what a declared relationship is.
type TieKind uint8

// The kinds. A contact is somebody on an officer's own list, such as for emergencies.
const (
	NoTie TieKind = iota
	Partner
	ExPartner
	Relative
	Friend
	ListedContact
)

var tieWords = []string{"", "partner", "ex-partner", "relative", "friend", "contact"}

type tie struct {
	other    int32
	from, to minute
	kind     TieKind
}

type complaint struct {
	other, ref     int32
	lodged, closed minute
	line           uint32
}

type contact struct {
	person int32
	at     minute
	duty   bool
}

// postingAt is where an officer is posted, or the last posting where they are in none.
func (w *World) postingAt(o int32, at minute) *posting {
	all := w.postings.of(o)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].from <= at {
			return &all[i]
		}
	}
	return &posting{}
}

func (w *World) officer(o int32) *officer {
	if int(o) < len(w.officers) {
		return &w.officers[o]
	}
	return &officer{}
}

func (w *World) person(p int32) *person {
	if int(p) < len(w.people) {
		return &w.people[p]
	}
	return &person{}
}

func (w *World) unit(u int32) *unit {
	if int(u) < len(w.units) {
		return &w.units[u]
	}
	return &unit{}
}

// knownOfficer says whether the context has the officer.
func (w *World) knownOfficer(o int32) bool { return o > 0 && int(o) < len(w.officers) }

func (w *World) knownPerson(p int32) bool { return p > 0 && int(p) < len(w.people) }

// Rows are how many rows of each table were taken.
func (w *World) Rows() map[string]int { return w.rows }

func byFrom(a, b posting) int    { return cmp.Compare(a.from, b.from) }
func shiftFrom(a, b shift) int   { return cmp.Compare(a.from, b.from) }
func tieFrom(a, b tie) int       { return cmp.Compare(a.from, b.from) }
func contactAt(a, b contact) int { return cmp.Compare(a.at, b.at) }
func whenLodged(a, b complaint) int {
	return cmp.Or(cmp.Compare(a.lodged, b.lodged), cmp.Compare(a.line, b.line))
}

// byLine keeps the tasks about a person in the order of the table, so that the first
// line that explains is the proof.
func byLine(a, b task) int { return cmp.Compare(a.line, b.line) }
