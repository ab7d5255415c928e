package testdb_test

import (
	"fmt"
	"sync"
	"testing"

	"candour/intake"
	"candour/internal/testdb"
	"candour/store"
)

// TestACrowdIsNotRefused: many people write a report at once, on two machines, while
// drafts that ran out are forgotten. A server puts such transactions in an order by
// giving some of them up; nobody is told to come again because of that, and what each
// typed last is there.
func TestACrowdIsNotRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the crowd at a real server")
	}
	w := testdb.OpenOn(t, "PostgreSQL")
	const people, answers = 100, 8
	old := w.Now.AddDate(0, 0, -3)
	for range 20 {
		if err := intake.SaveDraft(ctx, w.DB.DB, intake.NewSecret(), intake.Draft{Force: testdb.Force}, old); err != nil {
			t.Fatal(err)
		}
	}

	machines := []*store.DB{w.DB.DB, w.Connect()}
	secrets := make([]intake.Secret, people)
	var crowd sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	tell := func(err error) bool {
		if err != nil {
			mu.Lock()
			defer mu.Unlock()
			if refused++; refused < 4 {
				t.Errorf("somebody was refused: %v", err)
			}
		}
		return err == nil
	}
	for i := range secrets {
		secrets[i] = intake.NewSecret()
		db := machines[i%2]
		crowd.Go(func() {
			if i%25 == 0 {
				tell(intake.ForgetDrafts(ctx, db, w.Now))
			}
			d := intake.Draft{Force: testdb.Force, Said: make([]intake.DraftSaid, 1)}
			if !tell(intake.SaveDraft(ctx, db, secrets[i], d, w.Now)) {
				return
			}
			for n := range answers {
				if !tell(intake.ChangeDraft(ctx, db, secrets[i], w.Now, func(d *intake.Draft) bool {
					d.Said[0].What = fmt.Sprint("answer ", n)
					return true
				})) {
					return
				}
			}
		})
	}
	crowd.Wait()
	if n := w.Count("intake_draft"); refused != 0 || n != people {
		t.Errorf("%d refused, %d drafts kept of %d people", refused, n, people)
	}
	for _, s := range secrets {
		if d, err := intake.OpenDraft(ctx, w.DB.DB, s, w.Now); err != nil || d.Said[0].What != fmt.Sprint("answer ", answers-1) {
			t.Fatalf("what was typed last: %+v, %v", d.Said, err)
		}
	}
}
