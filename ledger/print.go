package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"candour/seal"
	"candour/store"
)

// PrintPage is the page of an access to a copy for paper. What it is a copy of is the
// first thing that it shows.
const PrintPage = "print"

// Print records that somebody takes a copy away on paper, where no session ends and
// nobody can be shut out any more, and for what; and says their how manieth copy of it
// this is. It is called before the copy is written: no row, no page.
//
// Copies are counted for each person. A number of all copies would tell whoever prints
// an officer's file that others have a reason to.
func Print(ctx context.Context, db *seal.DB, a Accessed) (copies int, err error) {
	if a.Purpose.Empty() || len(a.Shown) == 0 {
		return 0, errors.New("a copy without a purpose, or of nothing")
	}
	a.Page = PrintPage
	err = access(ctx, db, a, func(tx *store.Tx) error {
		copies = 1
		return tx.Each(`SELECT shown FROM ledger_access WHERE force = $1 AND person = $2 AND page = 'print' ORDER BY id`, []any{string(a.Force), string(a.Who)}, func(scan func(...any) error) error {
			var list string
			if err := scan(&list); err != nil {
				return err
			}
			var shown []string
			if err := json.Unmarshal([]byte(list), &shown); err != nil {
				return fmt.Errorf("reading what was printed: %w", err)
			}
			if len(shown) > 0 && shown[0] == a.Shown[0].String() {
				copies++
			}
			return nil
		})
	})
	return copies, err
}
