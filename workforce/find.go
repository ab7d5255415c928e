package workforce

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
)

// room begins the derivation of this room's index keys.
const room = "workforce"

// index makes an officer findable, blind: by number, by each word of the name, by
// its first letters and by its sound. Somebody without a name costs nothing.
func index(tx *seal.Tx, m act.Made, e employment) error {
	if e.Name.Empty() && e.Number.Empty() {
		return nil
	}
	force, err := tx.Make(m.Force, forceSubject(m.Force), m.NewKey)
	if err != nil {
		return err
	}
	var all []seal.Index
	for _, w := range numbers(e.Number.Words()) {
		i, err := force.Index(room, seal.IndexNumber, w)
		if err != nil {
			return err
		}
		all = append(all, i)
	}
	for _, w := range nameWords(e.Name.Words()) {
		list, err := force.NameIndexes(room, w)
		if err != nil {
			return err
		}
		all = append(all, list...)
	}
	for _, i := range all {
		if _, err := tx.Exec(`INSERT INTO workforce_index (force, kind, token, officer) VALUES ($1, $2, $3, $4) ON CONFLICT (force, kind, token, officer) DO NOTHING`,
			string(m.Force), i.Kind, i.Token, string(e.Officer)); err != nil {
			return err
		}
	}
	return nil
}

// nameWords are the words by which a name is found: O'Neil also as Neil, because
// people write what they heard.
func nameWords(s string) []string {
	out := seal.Fold(s)
	for _, part := range seal.Fold(strings.NewReplacer("'", " ", "’", " ").Replace(s)) {
		if len(part) > 1 && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

// numbers are the forms in which a number is found: each part of it, and the
// whole without dashes.
func numbers(s string) []string {
	parts := seal.Fold(s)
	if len(parts) > 1 {
		parts = append(parts, strings.Join(parts, ""))
	}
	return parts
}

// mostOfOne is how many officers one word may bring into a search.
const mostOfOne = 5000

// Find gives the officers that a search asks for, at most so many, the surest first
// and then in order of id. Each word of the query must be the number of an
// officer, a word of the name, its first three or four letters, or sound like it;
// how sure it is goes by the weakest of them. Whoever shows one has asked authz.
func Find(tx *seal.Tx, force candour.ForceID, query string, most int) ([]candour.OfficerID, error) {
	var sure map[candour.OfficerID]int // 0 is surest
	for n, w := range seal.Fold(query) {
		found, err := matches(tx, force, w)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			sure = found
			continue
		}
		maps.DeleteFunc(sure, func(o candour.OfficerID, _ int) bool { _, both := found[o]; return !both })
		for o := range sure {
			sure[o] = max(sure[o], found[o])
		}
	}
	out := slices.SortedFunc(maps.Keys(sure), func(a, b candour.OfficerID) int {
		return cmp.Or(cmp.Compare(sure[a], sure[b]), cmp.Compare(a, b))
	})
	return out[:min(len(out), most)], nil
}

// matches are the officers that one word may mean, with how sure that is.
func matches(tx *seal.Tx, force candour.ForceID, word string) (map[candour.OfficerID]int, error) {
	ask := [][2]string{{seal.IndexNumber, word}, {seal.IndexName, word}}
	switch len([]rune(word)) {
	case 4:
		ask = append(ask, [2]string{seal.Index4, word})
	case 3:
		ask = append(ask, [2]string{seal.Index3, word})
	}
	if sound := seal.Sounds(word); sound != "" {
		ask = append(ask, [2]string{seal.IndexSound, sound})
	}
	out := map[candour.OfficerID]int{}
	for sure, a := range ask {
		list, err := having(tx, force, a[0], a[1], mostOfOne)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			if _, better := out[o]; !better {
				out[o] = sure
			}
		}
	}
	return out, nil
}

// Named gives every officer who has a word in their name, or, if phonetic is set,
// one that sounds like it. It is for what must not miss anybody, such as who has
// to be kept out of a report that says the word: there is no limit.
func Named(tx *seal.Tx, force candour.ForceID, word string, phonetic bool) ([]candour.OfficerID, error) {
	var out []candour.OfficerID
	for _, w := range seal.Fold(word) {
		list, err := having(tx, force, seal.IndexName, w, everybody)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
		if sound := seal.Sounds(w); phonetic && sound != "" {
			if list, err = having(tx, force, seal.IndexSound, sound, everybody); err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Numbered gives every officer whose number, or a part of it between dashes, is
// the word, with or without its own dashes.
func Numbered(tx *seal.Tx, force candour.ForceID, word string) ([]candour.OfficerID, error) {
	w := strings.Join(seal.Fold(word), "")
	if w == "" {
		return nil, nil
	}
	return having(tx, force, seal.IndexNumber, w, everybody)
}

const everybody = 1 << 40

// having are the officers with one token, in order of id.
func having(tx *seal.Tx, force candour.ForceID, kind, value string, max int64) (out []candour.OfficerID, err error) {
	key, err := tx.Key(force, forceSubject(force))
	if errors.Is(err, candour.ErrNotFound) {
		return nil, nil // nobody was ever indexed
	}
	if err != nil {
		return nil, err
	}
	i, err := key.Index(room, kind, value)
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT officer FROM workforce_index WHERE force = $1 AND kind = $2 AND token = $3 ORDER BY officer LIMIT $4`, []any{string(force), i.Kind, i.Token, max}, func(scan func(...any) error) error {
		var o string
		err := scan(&o)
		out = append(out, candour.OfficerID(o))
		return err
	})
	return out, err
}

// soundsLike reports whether two words have the same sound.
func soundsLike(a, b string) bool {
	sound := seal.Sounds(a)
	return sound != "" && sound == seal.Sounds(b)
}
