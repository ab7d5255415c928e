package signin

import (
	"net/http"

	"candour/web/page/session"
	"candour/web/page/turn"
)

// mayTry takes one try of a client, and answers one that tries too often. It is for
// what can be guessed at, and nothing else: whoever brings an answer to a question of
// ours, or the provider's own signature, takes none, so that nobody keeps those behind
// the same address from signing in. Where many share an address nobody is counted, and
// the turns alone see to it that nobody takes the time of others. Addresses are kept as
// keyed hashes, for a minute.
func (d *Door) mayTry(w http.ResponseWriter, r *http.Request) bool {
	from, alone := turn.Of(r).Network()
	if !alone {
		return true
	}
	key, err := d.key(r.Context(), "tries", d.Now())
	ok := false
	if err == nil {
		ok, err = session.May(r.Context(), d.Runner.DB.DB, string(d.Is), keyed(key, from.String()), d.Now())
	}
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return false
	}
	if !ok {
		w.Header().Set("Retry-After", "60")
		d.Show(w, r, http.StatusTooManyRequests, d.tooOftenPage())
	}
	return ok
}
