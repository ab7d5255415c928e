package exchange

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
)

// ComplaintSource is what rows, keys and events call the complaint extract.
const ComplaintSource = "complaint-extract"

// Complaints imports the complaint extract: three files in one folder, each plain
// or packed with gzip.
//
//	officers.csv     officer, appointed, resigned, serving (1, 0), race, sex, birth_year
//	postings.csv     officer, unit, start, end
//	allegations.csv  case, officer, incident, received, closed, code, group, finding, outcome
//
// Days are written 2011-12-31. An officer is known by officer, a posting by
// officer, unit and start, an allegation by case and officer. Other columns are
// not read. Every officer with their postings is one act, and so is every case.
type Complaints struct {
	DB     *seal.DB
	Runner *act.Runner
	Force  candour.ForceID
	Dir    string
	Now    func() time.Time // asked once for each transaction

	// Progress is told after each transaction how many of the sound rows are
	// held; nil where nobody watches. It is called by the goroutine of Run.
	Progress func(done, total int64)
}

// Run imports. It returns what it did also beside an error: what had been
// committed stands, and running it again goes on from there. A missing, damaged or
// wrongly headed file is a candour.Refusal, and then nothing has been written.
func (c Complaints) Run(ctx context.Context) (Result, error) {
	n, err := namesOf(ctx, c.DB, c.Force)
	fresh := errors.Is(err, candour.ErrNotFound)
	if err != nil && !fresh {
		return Result{}, err
	}
	w := &writing{Complaints: c, names: n}
	if !fresh {
		if err := w.readHeld(ctx); err != nil {
			return Result{}, err
		}
	}
	x := newExtract(candour.On(c.Now()), w.onFile)
	if err := x.read(ctx, c.Dir); err != nil {
		return Result{}, err
	}
	w.Result = Result{Rejects: x.rejects, Warnings: x.warnings}
	if fresh {
		if err := found(ctx, c.Runner, c.Force, c.Now()); err != nil {
			return w.Result, err
		}
		if w.names, err = namesOf(ctx, c.DB, c.Force); err != nil {
			return w.Result, err
		}
	}
	err = w.all(ctx, x)
	slices.SortStableFunc(w.Rejects, func(a, b Reject) int {
		return cmp.Or(slices.Index(x.files, a.File)-slices.Index(x.files, b.File), a.Line-b.Line)
	})
	slices.SortStableFunc(w.Warnings, func(a, b Warning) int {
		return cmp.Or(slices.Index(x.files, a.File)-slices.Index(x.files, b.File), a.Line-b.Line)
	})
	return w.Result, err
}
