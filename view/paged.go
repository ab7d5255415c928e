package view

import (
	"candour/authz"
	"candour/seal"
)

// paged fills a page of n rows with those that may be shown. read gives up to n+1 rows
// after one, or from the beginning; it may give some that authz leaves out, and is then
// asked for more: whether there is another page is told by a row that may be shown, and
// never by one that may not.
func paged[R any](n int, read func(after *R) ([]R, error), may func(*R) (bool, error)) (out []R, more bool, err error) {
	var after *R
	for {
		rows, err := read(after)
		if err != nil {
			return nil, false, err
		}
		for i := range rows {
			switch ok, err := may(&rows[i]); {
			case err != nil:
				return nil, false, err
			case ok && len(out) == n:
				return out, true, nil
			case ok:
				out = append(out, rows[i])
			}
		}
		if len(rows) <= n {
			return out, false, nil
		}
		after = &rows[len(rows)-1]
	}
}

// listing are the arguments of a list of cases or of what hangs on them. no: the viewer
// may list none in any role of theirs, and reading what there is would take as long as
// there is much of it.
func (v View) listing(tx *seal.Tx, w Viewer) (args []any, no bool, err error) {
	may, err := v.mayList(tx, w)
	if err != nil || !may.cases {
		return nil, true, err
	}
	args, err = authz.ListArgs(tx.Tx, w.Who)
	return args, false, err
}

// counted is how many rows there are, of whoever may list cases. Where SQL holds rows
// that authz leaves out there is no number, not even none: one filter that says none and
// another that says nothing would tell them apart.
func counted(args []any, how func() (int, error)) (Count, error) {
	if authz.Wider(args) {
		return Uncounted, nil
	}
	n, err := how()
	return Count(min(n, exactTo+1)), err
}
