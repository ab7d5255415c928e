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
		out = append(out, x)
	}
	return out, nil
}
