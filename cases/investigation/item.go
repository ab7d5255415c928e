package investigation

import (
	"encoding/hex"
	"fmt"
	"strings"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// The states of an item of evidence. One whose file was ever found to differ stays
// so: whether it can still be relied on is argued, and not clicked away.
const (
	Held    = "held"
	Differs = "differs"
)

func itemSubject(id string) candour.Subject { return candour.Subject{Kind: "item", ID: id} }

func standItem(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var c string
	if err := tx.One(`SELECT case_id FROM investigation_item WHERE force = $1 AND id = $2`, []any{string(force), id}, &c); err != nil {
		return act.Standing{}, err
	}
	s := act.Standing{State: Held, Within: []candour.Subject{cases.Subject(candour.CaseID(c))}}
	var differ int
	err := tx.One(`SELECT count(*) FROM investigation_verification WHERE force = $1 AND item = $2 AND same = 'no'`, []any{string(force), id}, &differ)
	if differ > 0 {
		s.State = Differs
	}
	return s, err
}

// hash reads 64 hexadecimal digits, with or without spaces and in any case.
func hash(typed candour.Marking) (string, error) {
	s := strings.ToLower(strings.Join(strings.Fields(typed.Words()), ""))
	if b, err := hex.DecodeString(s); err != nil || len(b) != 32 {
		return "", candour.Invalid("hash", "A SHA-256 has 64 digits, 0 to 9 and a to f. Copy it from the program that computed it.")
	}
	return s, nil
}

// items are those of a case, each with its handling list and its checks.
func items(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	type row struct{ id, what, hash, kept, given, number, by, on string }
	var rows []row
	err = tx.Each(`SELECT id, what, hash, kept, given_by, seal_no, by_person, on_day FROM investigation_item WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.id, &r.what, &r.hash, &r.kept, &r.given, &r.number, &r.by, &r.on)
		rows = append(rows, r)
		return err
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		stands, err := standItem(tx, force, r.id)
		if err != nil {
			return nil, err
		}
		x := cases.Thing{Of: itemSubject(r.id), Title: "Item of evidence", State: stands.State}
		for _, f := range []struct{ key, place, sealed string }{{"What", "what", r.what}, {"SHA-256", "hash", r.hash}, {"Kept", "kept", r.kept}, {"Handed over by", "given_by", r.given}, {"Seal", "seal_no", r.number}} {
			if f.sealed == "" {
				continue
			}
			w, err := words.Open("investigation_item."+f.place+"/"+r.id, f.sealed)
			if err != nil {
				return nil, err
			}
			x.Rows = append(x.Rows, cases.Row{Key: f.key, Value: w})
		}
		x.Rows = append(x.Rows, cases.Row{Key: "Taken in", Value: candour.Mark(cases.Day(r.on).Words()), By: candour.PersonID(r.by)})
		more, err := handling(tx, force, r.id, words)
		if err != nil {
			return nil, err
		}
		checks, err := checksOf(tx, force, r.id)
		if err != nil {
			return nil, err
		}
		x.Rows = append(append(x.Rows, more...), checks...)
		out = append(out, x)
	}
	return out, nil
}

// handling is the handling list of an item, in order.
func handling(tx *seal.Tx, force candour.ForceID, item string, words seal.Words) (out []cases.Row, err error) {
	type row struct {
		n                             int64
		from, to, why, state, by, day string
	}
	var rows []row
	err = tx.Each(`SELECT position, from_whom, to_whom, why, condition, by_person, on_day FROM investigation_handling WHERE force = $1 AND item = $2 ORDER BY position`, []any{string(force), item}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.n, &r.from, &r.to, &r.why, &r.state, &r.by, &r.day)
		rows = append(rows, r)
		return err
	})
	for _, r := range rows {
		var said [4]string
		for i, f := range []struct{ place, sealed string }{{"from_whom", r.from}, {"to_whom", r.to}, {"why", r.why}, {"condition", r.state}} {
			w, err := words.Open(handlingPlace(f.place, item, r.n), f.sealed)
			if err != nil {
				return nil, err
			}
			said[i] = w.Words()
		}
		out = append(out, cases.Row{
			Key: fmt.Sprintf("Handled %d", r.n), By: candour.PersonID(r.by),
			Value: candour.Mark(fmt.Sprintf("%s: from %s to %s.\nWhy: %s\nCondition: %s", cases.Day(r.day).Words(), said[0], said[1], said[2], said[3])),
		})
	}
	return out, err
}

func handlingPlace(column, item string, n int64) string {
	return fmt.Sprintf("investigation_handling.%s/%s/%d", column, item, n)
}

// checksOf are the checks of an item's file, in order.
func checksOf(tx *seal.Tx, force candour.ForceID, item string) (out []cases.Row, err error) {
	err = tx.Each(`SELECT same, by_person, on_day FROM investigation_verification WHERE force = $1 AND item = $2 ORDER BY position`, []any{string(force), item}, func(scan func(...any) error) error {
		var same, by, on string
		err := scan(&same, &by, &on)
		says := cases.Day(on).Words() + ": it is the file that was taken in."
		if same != "yes" {
			says = cases.Day(on).Words() + ": it is not the file that was taken in. The recorded hash stays as it is."
		}
		out = append(out, cases.Row{Key: "Checked", Value: candour.Mark(says), By: candour.PersonID(by)})
		return err
	})
	return out, err
}

// nextHandling is the place after the last of a list that only grows.
func nextHandling(tx *seal.Tx, force candour.ForceID, item string) (n int64, err error) {
	err = tx.One(`SELECT count(*) FROM investigation_handling WHERE force = $1 AND item = $2`, []any{string(force), item}, &n)
	return n + 1, err
}
