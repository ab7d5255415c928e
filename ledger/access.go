package ledger

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"candour"
	"candour/seal"
	"candour/store"
)

// Accessed is one access to what is sensitive: a page, a list or an export. A
// list is one access, with what was asked for and all that was shown.
type Accessed struct {
	Force   candour.ForceID
	Who     candour.PersonID
	At      time.Time
	Page    string // "case", "officer search": what kind of page, list or export
	Shown   []candour.Subject
	Query   candour.Marking // what was searched for: it may hold a name, so it is sealed
	Purpose candour.Marking // why they say that they looked, or empty
}

// longestQuery is how much of a query is kept: no name or number is longer, and
// nobody fills the disk by searching.
const longestQuery = 1000

// Access records that somebody was shown something sensitive. It is called
// before the page is written: no row, no page. The watchers are watched.
func Access(ctx context.Context, db *seal.DB, a Accessed) error {
	return access(ctx, db, a, func(*store.Tx) error { return nil })
}

// access records one, in a transaction in which first reads what was there before.
func access(ctx context.Context, db *seal.DB, a Accessed, first func(*store.Tx) error) error {
	shown := make([]string, len(a.Shown))
	for i, s := range a.Shown {
		shown[i] = s.String()
	}
	list, err := json.Marshal(shown)
	if err != nil {
		return err
	}
	if words := []rune(a.Query.Words()); len(words) > longestQuery {
		a.Query = candour.Mark(string(words[:longestQuery]))
	}
	id := rand.Text()
	query, purpose, err := sealAccess(ctx, db, a, id)
	if err != nil {
		return fmt.Errorf("sealing what was asked for: %w", err)
	}
	err = db.Aside(ctx, func(tx *store.Tx) error {
		if err := first(tx); err != nil {
			return err
		}
		if err := tx.ExecLater(`INSERT INTO ledger_access (force, id, at, person, page, shown, query, purpose) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			string(a.Force), id, a.At.UnixMicro(), string(a.Who), a.Page, string(list), query, purpose); err != nil {
			return err
		}
		return tx.ExecLater(`INSERT INTO ledger_access_waiting (force, id) VALUES ($1, $2)`, string(a.Force), id)
	})
	if err != nil {
		return fmt.Errorf("recording the access: %w", err)
	}
	return nil
}

// sealAccess seals the reader's own words. Most accesses have none, and need no
// key.
func sealAccess(ctx context.Context, db *seal.DB, a Accessed, id string) (query, purpose string, err error) {
	if a.Query.Empty() && a.Purpose.Empty() {
		return "", "", nil
	}
	err = db.Read(ctx, func(tx *seal.Tx) error {
		key, err := tx.Key(a.Force, ofForce(a.Force))
		if err != nil {
			return err
		}
		if query, err = sealWords(key, "ledger_access.query/"+id, a.Query); err != nil {
			return err
		}
		purpose, err = sealWords(key, "ledger_access.purpose/"+id, a.Purpose)
		return err
	})
	return query, purpose, err
}

func sealWords(key *seal.Key, name string, w candour.Marking) (string, error) {
	if w.Empty() {
		return "", nil
	}
	return key.Seal(name, w.Words())
}

// ofForce is the force as the subject whose key accesses are sealed and committed
// under.
func ofForce(force candour.ForceID) candour.Subject {
	return candour.Subject{Kind: "force", ID: string(force)}
}
