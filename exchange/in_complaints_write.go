package exchange

import (
	"cmp"
	"context"
	"slices"

	"candour"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// writing is one run, from the moment the files have been judged.
type writing struct {
	Complaints
	Result
	names    *names
	officers map[candour.OfficerID]string // digests of what an earlier run took in
	cases    map[candour.CaseID]string
	batches
}

func (w *writing) readHeld(ctx context.Context) error {
	return w.DB.Read(ctx, func(tx *seal.Tx) (err error) {
		if w.officers, err = workforce.Held(tx, w.Force, ComplaintSource); err != nil {
			return err
		}
		w.cases, err = cases.Held(tx, w.Force, ComplaintSource)
		return err
	})
}

// onFile reports whether an earlier run took in an officer.
func (w *writing) onFile(officer string) bool {
	if w.names == nil {
		return false
	}
	id, _ := w.names.officer(officer)
	_, ok := w.officers[id]
	return ok
}

// all writes officers first: a case names them.
func (w *writing) all(ctx context.Context, x *extract) error {
	w.batches = batches{runner: w.Runner, force: w.Force, now: w.Now, progress: w.Progress, rejects: &w.Rejects, total: x.rows()}
	w.order(x)
	seenOfficers, seenCases := 0, 0
	for _, o := range x.officers {
		t, has := w.officer(x, o)
		if has != isNew {
			seenOfficers++
		}
		if err := w.add(ctx, t); err != nil {
			return err
		}
	}
	for _, m := range x.matters {
		t, has := w.matter(x, m)
		if has != isNew {
			seenCases++
		}
		if err := w.add(ctx, t); err != nil {
			return err
		}
	}
	w.Gone = len(w.officers) - seenOfficers + len(w.cases) - seenCases
	return w.flush(ctx)
}

// order sorts officers and cases by their new ids: most indexes begin with one, and
// are then written at their ends instead of all over the database, which halves
// the time. The file's own order tells nobody anything.
func (w *writing) order(x *extract) {
	for _, o := range x.officers {
		o.id, _ = w.names.officer(o.key)
	}
	for _, m := range x.matters {
		m.id = w.names.matter(m.key)
	}
	slices.SortFunc(x.officers, func(a, b *officerRow) int { return cmp.Compare(a.id, b.id) })
	slices.SortFunc(x.matters, func(a, b *matter) int { return cmp.Compare(a.id, b.id) })
}
