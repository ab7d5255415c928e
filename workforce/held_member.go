package workforce

import (
	"fmt"
	"strings"

	"candour"
	"candour/seal"
)

// HeldMember is what earlier imports took in of one person: each row as key=content,
// parted by spaces.
type HeldMember string

// Says reports whether a row is held as it stands.
func (h HeldMember) Says(r Row) bool {
	return strings.Contains(" "+string(h)+" ", " "+r.Key+"="+r.Content+" ")
}

// Keys are those of the rows that are held.
func (h HeldMember) Keys() (out []string) {
	for r := range strings.FieldsSeq(string(h)) {
		key, _, _ := strings.Cut(r, "=")
		out = append(out, key)
	}
	return out
}

// HeldMembers are what earlier imports from one source took in.
func HeldMembers(tx *seal.Tx, force candour.ForceID, source string) (map[candour.OfficerID]HeldMember, error) {
	out := map[candour.OfficerID]HeldMember{}
	err := tx.Each(`SELECT officer, rows FROM workforce_imported WHERE force = $1 AND source = $2`, []any{string(force), source}, func(scan func(...any) error) error {
		var o, rows string
		err := scan(&o, &rows)
		out[candour.OfficerID(o)] = HeldMember(rows)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading who came from %s: %w", source, err)
	}
	return out, nil
}

func heldMember(tx *seal.Tx, force candour.ForceID, source string, o candour.OfficerID) (map[string]string, error) {
	out := map[string]string{}
	err := tx.Each(`SELECT rows FROM workforce_imported WHERE force = $1 AND source = $2 AND officer = $3`, []any{string(force), source, string(o)}, func(scan func(...any) error) error {
		var rows string
		err := scan(&rows)
		for _, r := range strings.Fields(rows) {
			key, content, _ := strings.Cut(r, "=")
			out[key] = content
		}
		return err
	})
	return out, err
}
