package lookups

import (
	"strings"
	"time"
)

// Event is one access to a person's record, as every reader gives it.
type Event struct {
	ID      string    // unique in its feed; where it is empty the whole content is the identity
	At      time.Time // to the microsecond
	Officer string    // who
	For     string    // on behalf of whom, as the source says; believed only of a control room or bureau
	Person  string    // whom the record is about
	Record  string    // which record
	Ref     string    // incident or case that the source names, if any
	Fields  Fields    // which fields were shown; none where the source does not say
	Found   Found     // how the record was found
	From    string    // place or terminal
	Area    string    // area that the record belongs to, if the source says
	Purpose string    // what was typed as the reason, if anything; it explains nothing
	Machine bool      // the source says that no person looked
	Breach  bool      // access was forced ("break glass")
}

// Fields are kinds of fields that were shown.
type Fields uint16

// The kinds of fields.
const (
	Name Fields = 1 << iota
	Address
	Phone
	Photo
	Vehicle
	History
	Vulnerability
	Relations
)

var fieldWords = []string{"name", "address", "phone", "photo", "vehicle", "history", "vulnerability", "relations"}

// ParseFields reads field names separated by blanks, commas or vertical bars.
// The second result holds the names that are not known.
func ParseFields(s string) (f Fields, unknown []string) {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == ',' || r == '|' || r == ';' }) {
		known := false
		for i, x := range fieldWords {
			if strings.EqualFold(w, x) {
				f, known = f|1<<i, true
			}
		}
		if !known {
			unknown = append(unknown, w)
		}
	}
	return f, unknown
}

func (f Fields) String() string {
	var all []string
	for i, x := range fieldWords {
		if f&(1<<i) != 0 {
			all = append(all, x)
		}
	}
	return strings.Join(all, " ")
}

// Found is how a record was found.
type Found uint8

// The ways of finding. ByAttribute is a search for people of a kind (age, sex, area),
// ByVulnerability one for people marked as vulnerable.
const (
	FoundUnknown Found = iota
	ByName
	ByNumber
	ByAddress
	ByLink
	ByAttribute
	ByVulnerability
	ByList
)

var foundWords = []string{"", "name", "number", "address", "link", "attribute", "vulnerability", "list"}

// ParseFound reads a way of finding; false where it is none.
func ParseFound(s string) (Found, bool) {
	for i, w := range foundWords {
		if strings.EqualFold(s, w) {
			return Found(i), true
		}
	}
	return FoundUnknown, false
}

func (f Found) String() string { return foundWords[f] }
