package complaint

import (
	"candour"
	"candour/cases"
	"candour/seal"
)

func contacts(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	type row struct{ id, way, views, on string }
	var rows []row
	err = tx.Each(`SELECT id, way, views, on_day FROM complaint_contact WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.id, &r.way, &r.views, &r.on)
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
		views, err := words.Open("complaint_contact.views/"+r.id, r.views)
		if err != nil {
			return nil, err
		}
		out = append(out, cases.Thing{Of: candour.Subject{Kind: "contact", ID: r.id}, Title: "Contact with the person", State: "recorded", Rows: []cases.Row{
			{Key: "On", Value: candour.Mark(cases.Day(r.on).Words())}, {Key: "They want", Value: views},
		}})
	}
	return out, nil
}
