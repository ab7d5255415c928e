package workforce

import (
	"context"
	"strings"
	"unicode/utf8"

	"candour"
	"candour/authz"
	"candour/seal"
	"candour/store"
)

// SavedView is a set of filters of a worklist that somebody gave a name. It is a
// setting and not of record: which lists somebody likes to read is nobody's matter,
// and a journal of it for ever would only watch them.
type SavedView struct {
	ID     string
	Name   candour.Marking // theirs: it may say whom it is about, so it is sealed
	Filter string
	First  bool // their worklist opens with it
}

// How much one person may keep: enough for every kind of work, and no way to fill
// the disk.
const (
	MostViews   = 20
	longestName = 60
	longestView = 400
)

// SavedViews are those of one person, in the order of their ids.
func SavedViews(tx *seal.Tx, who authz.Actor) (out []SavedView, err error) {
	var officers, sealed []string
	err = tx.Each(`SELECT id, officer, name, filter, first FROM workforce_saved_view WHERE force = $1 AND person = $2 ORDER BY id`, []any{string(who.Force), string(who.ID)}, func(scan func(...any) error) error {
		var v SavedView
		var officer, name, first string
		err := scan(&v.ID, &officer, &name, &v.Filter, &first)
		v.First = first == "yes"
		out, officers, sealed = append(out, v), append(officers, officer), append(sealed, name)
		return err
	})
	for i := range out {
		if err != nil {
			return nil, err
		}
		var words seal.Words
		if words, err = tx.Words(who.Force, officerSubject(candour.OfficerID(officers[i]))); err == nil {
			out[i].Name, err = words.Open("workforce_saved_view.name/"+out[i].ID, sealed[i])
		}
	}
	return out, err
}

// KeepView keeps one for whoever asks, under an id that nobody has yet.
func KeepView(ctx context.Context, db *seal.DB, who authz.Actor, v SavedView) error {
	name := strings.Join(strings.Fields(v.Name.Words()), " ")
	switch {
	case name == "":
		return candour.Invalid("name", "Give the view a name, so that you find it again.")
	case utf8.RuneCountInString(name) > longestName:
		return candour.Invalid("name", "Give it a name of at most %d letters.", longestName)
	case len(v.Filter) > longestView:
		return candour.Invalid("", "Too much is chosen for one view. Take some filters away.")
	}
	var officer candour.OfficerID
	var sealed string
	if err := db.Read(ctx, func(tx *seal.Tx) (err error) {
		if officer, err = EmploymentOf(tx, who.Force, who.ID); err != nil {
			return err
		}
		key, err := tx.Key(who.Force, officerSubject(officer))
		if err != nil {
			return err
		}
		sealed, err = key.Seal("workforce_saved_view.name/"+v.ID, name)
		return err
	}); err != nil {
		return err
	}
	return db.Aside(ctx, func(tx *store.Tx) error {
		var n int
		if err := tx.One(`SELECT count(*) FROM workforce_saved_view WHERE force = $1 AND person = $2`, []any{string(who.Force), string(who.ID)}, &n); err != nil {
			return err
		}
		if n >= MostViews {
			return candour.Invalid("name", "You have %d views, and there is room for no more. Remove one that you do not need.", n)
		}
		if _, err := tx.Exec(`INSERT INTO workforce_saved_view (force, person, id, officer, name, filter, first) VALUES ($1, $2, $3, $4, $5, $6, 'no')`,
			string(who.Force), string(who.ID), v.ID, string(officer), sealed, v.Filter); err != nil {
			return err
		}
		if !v.First {
			return nil
		}
		return openWith(tx, who, v.ID)
	})
}

// OpenWith makes the worklist of whoever asks open with one of their views; with
// none where there is no such view of theirs.
func OpenWith(ctx context.Context, db *seal.DB, who authz.Actor, id string) error {
	return db.Aside(ctx, func(tx *store.Tx) error { return openWith(tx, who, id) })
}

func openWith(tx *store.Tx, who authz.Actor, id string) error {
	if _, err := tx.Exec(`UPDATE workforce_saved_view SET first = 'no' WHERE force = $1 AND person = $2`, string(who.Force), string(who.ID)); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE workforce_saved_view SET first = 'yes' WHERE force = $1 AND person = $2 AND id = $3`, string(who.Force), string(who.ID), id)
	return err
}

// DropView removes one view of whoever asks. Nobody else's is touched, and where
// there is none nothing happens: both look the same.
func DropView(ctx context.Context, db *seal.DB, who authz.Actor, id string) error {
	return db.Aside(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM workforce_saved_view WHERE force = $1 AND person = $2 AND id = $3`, string(who.Force), string(who.ID), id)
		return err
	})
}
