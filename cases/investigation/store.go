package investigation

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

func standEnquiry(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var c, done string
	if err := tx.One(`SELECT case_id, done_day FROM investigation_enquiry WHERE force = $1 AND id = $2`, []any{string(force), id}, &c, &done); err != nil {
		return act.Standing{}, err
	}
	s := act.Standing{State: Running, Within: []candour.Subject{cases.Subject(candour.CaseID(c))}}
	if done != "" {
		s.State = Finished
	}
	return s, nil
}

func enquiries(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	type row struct{ id, what, on, by, done, found string }
	var rows []row
	err = tx.Each(`SELECT id, what, on_day, by_day, done_day, found FROM investigation_enquiry WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.id, &r.what, &r.on, &r.by, &r.done, &r.found)
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
		what, err := words.Open("investigation_enquiry.what/"+r.id, r.what)
		if err != nil {
			return nil, err
		}
		x := cases.Thing{Of: candour.Subject{Kind: "enquiry", ID: r.id}, Title: "Line of enquiry", State: Running, Rows: []cases.Row{{Key: "To find out", Value: what}, {Key: "By", Value: candour.Mark(cases.Day(r.by).Words())}}}
		if r.done != "" {
			found, err := words.Open("investigation_enquiry.found/"+r.id, r.found)
			if err != nil {
				return nil, err
			}
			x.State, x.Rows = Finished, append(x.Rows, cases.Row{Key: "Found", Value: found})
		}
		x.Over = x.State == Finished
		out = append(out, x)
	}
	return out, nil
}

// sealAll seals words of one row under the case, each by its column; words that
// are empty stay so.
func sealAll(tx *seal.Tx, m act.Made, c candour.CaseID, id, table string, words map[string]candour.Marking) (map[string]string, error) {
	out := map[string]string{}
	for column, w := range words {
		if w.Empty() {
			continue
		}
		sealed, err := cases.Seal(tx, m, c, table+column+"/"+id, w)
		if err != nil {
			return nil, err
		}
		out[column] = sealed
	}
	return out, nil
}

// earlier is the reason for a day before it was recorded, where there is one.
func earlier(m act.Made, of candour.Subject, on candour.Date, why candour.Marking) ([]candour.Field, error) {
	switch {
	case on.After(m.Today()):
		return nil, candour.Invalid("on", "%s has not come yet: record it on the day or after.", on.Words())
	case !on.Before(m.Today()):
		return nil, nil
	case why.Empty():
		return nil, candour.Invalid("late", "%s is before today: say why it is recorded only now.", on.Words())
	}
	return []candour.Field{{Name: act.EarlierDay, Value: why.Words(), Of: of}}, nil
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
