package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"candour"
	"candour/seal"
)

// mark makes the cursors of one list for one caller.
//
// A cursor is sealed: what stands in it would tell an attacker where in the journal
// they are, and the distance between two of their places is how much happened that they
// must not see. All are of one length, two of the same place differ, and one opens for
// whom it was made, in the same list with the same filters, and nowhere else.
type mark struct {
	s     *Server
	force candour.ForceID
	name  string // what it is bound to
}

func (s *Server) cursor(c caller, list string, filters ...string) mark {
	bound, _ := json.Marshal(append([]string{list, string(c.Who.ID), c.Who.Through.ID}, filters...)) // of texts, which never fails
	return mark{s, c.Who.Force, "api_cursor/" + string(bound)}
}

// cursorRoom is how much a cursor holds, with what fills it up.
const cursorRoom = 448

var coding = base64.RawURLEncoding

// next is the cursor of a place, or none where there is nothing after it.
func (m mark) next(ctx context.Context, there bool, place any) (out string, err error) {
	if !there {
		return "", nil
	}
	text, err := json.Marshal(place)
	if err != nil {
		return "", err
	}
	if len(text) < cursorRoom {
		text = append(text, strings.Repeat(" ", cursorRoom-len(text))...)
	}
	err = m.s.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		key, err := tx.Key(m.force, subject("force", string(m.force)))
		if err != nil {
			return err
		}
		sealed, err := key.Seal(m.name, string(text))
		if err != nil {
			return err
		}
		raw, err := base64.RawStdEncoding.DecodeString(sealed)
		out = coding.EncodeToString(raw)
		return err
	})
	return out, err
}

// open reads a cursor into a place. One that does not open is refused in the same words
// whatever the reason.
func (m mark) open(ctx context.Context, cursor string, place any) error {
	if cursor == "" {
		return nil
	}
	no := problem(http.StatusUnprocessableEntity, Wrong{"query.cursor", "This cursor is not from this list with these filters. Begin again without one."})
	raw, err := coding.DecodeString(cursor)
	if err != nil {
		return no
	}
	var text string
	if err := m.s.Runner.DB.Read(ctx, func(tx *seal.Tx) error {
		key, err := tx.Key(m.force, subject("force", string(m.force)))
		if err != nil {
			return err
		}
		if text, err = key.Open(m.name, base64.RawStdEncoding.EncodeToString(raw)); err != nil {
			return no
		}
		return nil
	}); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(text), place); err != nil {
		return no
	}
	return nil
}
