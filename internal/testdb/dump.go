package testdb

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"candour/seal"
	"candour/store"
)

// Tables are all tables of the rooms, sorted.
func (w *World) Tables() (out []string) {
	w.T.Helper()
	q := `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`
	if w.URL != "" {
		q = `SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name`
	}
	w.Read(func(tx *seal.Tx) error {
		return tx.Each(q, nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			if strings.HasPrefix(name, "sqlite_") || strings.HasSuffix(name, "_schema") {
				return err
			}
			out = append(out, name)
			return err
		})
	})
	return out
}

// Dump writes out every row of every table of record but those left out, sorted:
// two equal dumps are two equal databases.
func (w *World) Dump(but ...string) string {
	w.T.Helper()
	var b strings.Builder
	tables := slices.DeleteFunc(w.Tables(), func(table string) bool {
		return table == "authz_declared" && !w.AsksFirst || // answered by KnowsNobody, beside the acts
			slices.Contains(store.NotOfRecord, table) || slices.Contains(but, table)
	})
	w.Read(func(tx *seal.Tx) error { // all at one moment
		b.Reset()
		for _, table := range tables {
			rows, err := w.rows(tx, table)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%s\n%s\n", table, strings.Join(rows, "\n"))
		}
		return nil
	})
	return b.String()
}

// Rows writes out every row of a table, sorted.
func (w *World) Rows(table string) (out []string) {
	w.T.Helper()
	w.Read(func(tx *seal.Tx) (err error) {
		out, err = w.rows(tx, table)
		return err
	})
	return out
}

func (w *World) rows(tx *seal.Tx, table string) (out []string, err error) {
	columns, err := w.columns(tx, table)
	if err != nil {
		return nil, err
	}
	values, to := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		to[i] = &values[i]
	}
	err = tx.Each(`SELECT `+strings.Join(columns, ", ")+` FROM `+table, nil, func(scan func(...any) error) error {
		if err := scan(to...); err != nil {
			return err
		}
		var row strings.Builder
		for i, c := range columns {
			fmt.Fprintf(&row, "  %s=%v", c, values[i])
		}
		out = append(out, row.String())
		return nil
	})
	slices.Sort(out)
	return out, err
}

// Columns are the columns of a table, in its order.
func (w *World) Columns(table string) (out []string) {
	w.T.Helper()
	w.Read(func(tx *seal.Tx) (err error) {
		out, err = w.columns(tx, table)
		return err
	})
	return out
}

func (w *World) columns(tx *seal.Tx, table string) (out []string, err error) {
	q := `SELECT name FROM pragma_table_info('` + table + `')`
	if w.URL != "" {
		q = `SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '` + table + `' ORDER BY ordinal_position`
	}
	err = tx.Each(q, nil, func(scan func(...any) error) error {
		var c string
		err := scan(&c)
		out = append(out, c)
		return err
	})
	return out, err
}

// Count is the number of rows of a table.
func (w *World) Count(table string) (n int) {
	w.T.Helper()
	w.Read(func(tx *seal.Tx) error { return tx.One(`SELECT count(*) FROM `+table, nil, &n) })
	return n
}

// sealedColumns are what two runs of one act may write differently, because of
// the nonces inside: they are masked, not left out.
var sealedColumns = regexp.MustCompile(`  (wrapped|number|words|reasons|what|happened|place|who|says|name|sealed)=\S+|("sealed":)"[^"]*"`)

// Unsealed is a dump with what is sealed masked.
func Unsealed(dump string) string { return sealedColumns.ReplaceAllString(dump, "  $1$2=sealed") }

// DropTrigger is the statement that takes a guard away, as somebody could who owns the
// tables. A trigger is named after its table.
func (w *World) DropTrigger(name string) string {
	if w.URL == "" {
		return `DROP TRIGGER IF EXISTS ` + name
	}
	for _, table := range []string{"ledger_access_sealed", "ledger_access", "journal_head", "journal"} {
		if strings.HasPrefix(name, table+"_") {
			return `DROP TRIGGER IF EXISTS ` + name + ` ON ` + table
		}
	}
	w.T.Fatalf("no table is known to have the trigger %s", name)
	return ""
}
