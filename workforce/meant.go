package workforce

import (
	"errors"
	"slices"
	"strings"

	"candour"
	"candour/seal"
)

// Meant is whom a text could mean. It errs on the side of too many: who is taken
// for a candidate by mistake waits until somebody has said who it is about, and
// who is missed reads what was said about them.
type Meant struct {
	People []candour.PersonID
	Units  []string
	Beyond bool // there was more than could be looked up: it could mean anybody
}

// Limits on what a stranger can make the program look up while everybody else
// waits to write. An honest report of 50 long answers has about a third of the
// words.
const (
	mostWords  = 20_000
	mostPeople = 20_000
)

// CouldMean finds everybody who is named or numbered, and every unit that is
// named. In an answer to "who", each word may be a name, a part of one, one that
// is misspelt, or a number. Elsewhere only what has a digit may be a number, only
// a surname counts as a name, and only a word with a capital as one misspelt:
// else every "mark" and "will" would be an officer.
func CouldMean(tx *seal.Tx, force candour.ForceID, who, story []string) (Meant, error) {
	s := search{tx: tx, force: force, names: map[candour.OfficerID]Officer{}, found: map[candour.OfficerID]bool{}}
	left := mostWords
	for _, part := range []struct {
		text []string
		look func(spoken) error
	}{{who, s.asWho}, {story, s.asStory}} {
		heard, beyond := hearWords(strings.Join(part.text, "\n"), left)
		s.beyond = s.beyond || beyond
		left -= len(heard)
		for _, w := range heard {
			if len(s.found) > mostPeople {
				s.beyond = true
				break
			}
			if err := part.look(w); err != nil {
				return Meant{}, err
			}
		}
	}
	out := Meant{Beyond: s.beyond}
	var err error
	if out.Units, err = unitsNamed(tx, force, who, story); err != nil {
		return out, err
	}
	for o := range s.found {
		p, err := PersonOf(tx, force, o)
		if err != nil {
			return out, err
		}
		out.People = append(out.People, p)
	}
	slices.Sort(out.People)
	out.People = slices.Compact(out.People)
	return out, nil
}

type search struct {
	tx     *seal.Tx
	force  candour.ForceID
	names  map[candour.OfficerID]Officer // opened so far
	found  map[candour.OfficerID]bool
	beyond bool
}

func (s *search) asWho(w spoken) error {
	if err := s.numbered(w); err != nil {
		return err
	}
	// Initials and titles are shared by half the force.
	if w.letters() == 1 || titles[w.word] {
		if w.letters() == 1 && !w.capital {
			return nil // "a man"
		}
		return s.named(w, false, s.surname)
	}
	if err := s.named(w, false, nil); err != nil || w.letters() < 3 || common[w.word] {
		return err
	}
	return s.named(w, true, nil)
}

func (s *search) asStory(w spoken) error {
	if w.number {
		if err := s.numbered(w); err != nil {
			return err
		}
	}
	if w.letters() < 3 {
		return nil
	}
	if err := s.named(w, false, s.surname); err != nil || !w.capital || common[w.word] {
		return err
	}
	return s.named(w, true, s.surnameSound)
}

func (s *search) numbered(w spoken) error {
	all, err := Numbered(s.tx, s.force, w.word)
	for _, o := range all {
		s.found[o] = true
	}
	return err
}

// named takes those of whom a word is a name, or sounds like one, if they also
// pass a test.
func (s *search) named(w spoken, phonetic bool, test func(Officer, string) bool) error {
	all, err := Named(s.tx, s.force, w.word, phonetic)
	if err != nil {
		return err
	}
	for _, o := range all {
		if s.found[o] {
			continue
		}
		if test == nil {
			s.found[o] = true
			continue
		}
		file, opened := s.names[o]
		if !opened {
			if file, err = readName(s.tx, s.force, o); err != nil {
				return err
			}
			s.names[o] = file
		}
		s.found[o] = test(file, w.word)
		if !s.found[o] {
			delete(s.found, o)
		}
	}
	return nil
}

func (*search) surname(o Officer, word string) bool {
	return slices.Contains(surnames(o.Name.Words()), word)
}

func (*search) surnameSound(o Officer, word string) bool {
	return slices.ContainsFunc(surnames(o.Name.Words()), func(x string) bool { return len([]rune(x)) >= 3 && soundsLike(x, word) })
}

// surnames are the last word of a name, in its parts and joined.
func surnames(name string) (out []string) {
	all := strings.Fields(name)
	if len(all) == 0 {
		return nil
	}
	heard, _ := hearWords(all[len(all)-1], 100)
	for _, w := range heard {
		out = append(out, w.word)
	}
	return out
}

// readName opens the name alone.
func readName(tx *seal.Tx, force candour.ForceID, id candour.OfficerID) (o Officer, err error) {
	var name string
	if err := tx.One(`SELECT name FROM workforce_officer WHERE force = $1 AND id = $2`, []any{string(force), string(id)}, &name); err != nil {
		return o, err
	}
	key, err := tx.Key(force, officerSubject(id))
	if errors.Is(err, candour.ErrNotFound) {
		return o, nil // erased
	}
	if err != nil {
		return o, err
	}
	if name == "" {
		return o, nil
	}
	words, err := key.Open("workforce_officer.name/"+string(id), name)
	o.Name = candour.Mark(words)
	return o, err
}

func unitsNamed(tx *seal.Tx, force candour.ForceID, who, story []string) ([]string, error) {
	units, err := allUnits(tx, force)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, t := range who {
		unitsIn(t, true, units, found)
	}
	for _, t := range story {
		unitsIn(t, false, units, found)
	}
	out := make([]string, 0, len(found))
	for u := range found {
		out = append(out, u)
	}
	slices.Sort(out)
	return out, nil
}

// unitNames are the units of a force by the first word of their names, and how
// many they were.
type unitNames struct {
	n  int
	by map[string][]namedUnit
}

// unitsWritten marks a transaction in which a unit was put on file: what it reads
// of them may never be.
const unitsWritten = "workforce/units written"

// allUnits are the units of a force. A large one has eight thousand, and to read
// them all for each report took fifty milliseconds in which nobody else could
// write. A unit is put on file once, and neither changed nor taken away: so those
// that were read before are still all where there are as many now.
func allUnits(tx *seal.Tx, force candour.ForceID) (map[string][]namedUnit, error) {
	var n int
	if err := tx.One(`SELECT count(*) FROM workforce_unit WHERE force = $1`, []any{string(force)}, &n); err != nil {
		return nil, err
	}
	at := "workforce/units/" + string(force)
	if kept, ok := tx.Lasting().Load(at); ok && kept.(unitNames).n == n {
		return kept.(unitNames).by, nil
	}
	units := unitNames{0, map[string][]namedUnit{}}
	err := tx.Each(`SELECT unit FROM workforce_unit WHERE force = $1 ORDER BY unit`, []any{string(force)}, func(scan func(...any) error) error {
		var code string
		err := scan(&code)
		units.n++
		if u := asNamed(code); len(u.words) > 0 {
			units.by[u.words[0]] = append(units.by[u.words[0]], u)
		}
		return err
	})
	if _, ours := tx.Known(unitsWritten); err == nil && !ours {
		tx.Lasting().Store(at, units)
	}
	return units.by, err
}
