package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"candour"
	"candour/seal"

	"golang.org/x/mod/sumdb/tlog"
)

// AccessSealed is the event of a minute's accesses: its data are the minute and
// the root over them. How many there were is not said: who is shown one access
// and its proof need not learn how busy the minute was.
const AccessSealed candour.EventKind = "access-root"

// The fields of AccessSealed, in clear.
const (
	AccessMinute = "minute" // 2026-11-22T14:31Z, the minute in which it was sealed
	AccessRoot   = "root"   // SHA-256 of RFC 6962, in hex
)

// accessVersion begins every leaf of a minute's tree.
const accessVersion = "candour/access/v1"

// leastAccesses is the size of the tree of a quiet minute. A tree has a power of
// two of leaves, those that no access fills are made up from the key, so that the
// length of a proof tells little.
const leastAccesses = 16

// mostAccesses are sealed in one minute; what is beyond them goes into the next.
const mostAccesses = 16384

// accessRow is the exact text that the leaf of an access commits to: JSON, in
// this order, what was searched for and why standing as their commitments.
type accessRow struct {
	V       string `json:"v"`
	Force   string `json:"force"`
	ID      string `json:"id"`
	At      int64  `json:"at"` // microseconds since 1970, UTC
	Person  string `json:"person"`
	Page    string `json:"page"`
	Shown   string `json:"shown"`
	Query   string `json:"query"`
	Purpose string `json:"purpose"`
}

// scanAccess reads id, at, person, page, shown, query, purpose.
func scanAccess(force candour.ForceID, scan func(...any) error, more ...any) (accessRow, error) {
	r := accessRow{V: accessVersion, Force: string(force)}
	err := scan(append([]any{&r.ID, &r.At, &r.Person, &r.Page, &r.Shown, &r.Query, &r.Purpose}, more...)...)
	return r, err
}

// open gives the text that is committed to and the key of the commitment, which
// together are the opening that a proof carries. A sealed field stands as an HMAC
// of its words under a key that the opening does not hold.
func (r accessRow) open(k *seal.Key) (text, secret []byte, err error) {
	for name, f := range map[string]*string{"query": &r.Query, "purpose": &r.Purpose} {
		if *f == "" {
			continue
		}
		words, err := k.Open("ledger_access."+name+"/"+r.ID, *f)
		if err != nil {
			return nil, nil, err
		}
		if *f, err = fieldMac(k, "access/"+r.ID, name, words); err != nil {
			return nil, nil, err
		}
	}
	if text, err = json.Marshal(r); err != nil {
		return nil, nil, err
	}
	secret, err = k.Derive("access/" + r.ID)
	return text, secret, err
}

// accessHash is the leaf hash of an opened access: of a commitment, because the
// hash of a row could be guessed at.
func accessHash(text, secret []byte) tlog.Hash {
	m := hmac.New(sha256.New, secret)
	m.Write(text)
	return tlog.RecordHash(m.Sum([]byte(accessVersion)))
}

// accessTree are the leaf hashes of a minute, made up to a power of two.
func accessTree(k *seal.Key, minute int64, rows []accessRow) ([]tlog.Hash, error) {
	size := leastAccesses
	for size < len(rows) {
		size *= 2
	}
	cover, err := k.Derive("access-cover/" + strconv.FormatInt(minute, 10))
	if err != nil {
		return nil, err
	}
	out := make([]tlog.Hash, size)
	for i := range out {
		if i >= len(rows) {
			out[i] = accessHash([]byte(strconv.Itoa(i)), cover)
			continue
		}
		text, secret, err := rows[i].open(k)
		if err != nil {
			return nil, fmt.Errorf("access %s: %w", rows[i].ID, err)
		}
		out[i] = accessHash(text, secret)
	}
	return out, nil
}

// rootOf is the RFC 6962 root of a power of two of leaf hashes, and the path from
// the leaf at a place up to it.
func rootOf(hashes []tlog.Hash, place int) (root tlog.Hash, path []tlog.Hash) {
	level := slices.Clone(hashes)
	for len(level) > 1 {
		path = append(path, level[place^1])
		for i := range len(level) / 2 {
			level[i] = tlog.NodeHash(level[2*i], level[2*i+1])
		}
		level, place = level[:len(level)/2], place/2
	}
	return level[0], path
}

// climb is the root that a path leads to from a leaf.
func climb(leaf tlog.Hash, place int64, path []tlog.Hash) tlog.Hash {
	for _, beside := range path {
		if place&1 == 0 {
			leaf = tlog.NodeHash(leaf, beside)
		} else {
			leaf = tlog.NodeHash(beside, leaf)
		}
		place /= 2
	}
	return leaf
}

// SealAccesses puts every access that waits into the minute that it is given, and
// gives the event of its root: also of a minute in which nobody read anything. It
// goes by what waits when it is called and not by the time of an access, so that
// one whose row came late is in the next root and none is ever in no root. It
// is called in an act's transaction.
func SealAccesses(tx *seal.Tx, force candour.ForceID, minute int64, on candour.Date) (candour.Event, error) {
	e := candour.Event{Kind: AccessSealed, Subject: ofForce(force), On: on}
	k, err := tx.Key(force, ofForce(force))
	if err != nil {
		return e, fmt.Errorf("sealing accesses: %w", err)
	}
	var rows []accessRow
	err = tx.Each(`SELECT a.id, a.at, a.person, a.page, a.shown, a.query, a.purpose FROM ledger_access_waiting w CROSS JOIN ledger_access a
		WHERE w.force = $1 AND a.force = w.force AND a.id = w.id ORDER BY a.at, a.id LIMIT $2`, []any{string(force), mostAccesses}, func(scan func(...any) error) error {
		r, err := scanAccess(force, scan)
		rows = append(rows, r)
		return err
	})
	if err != nil {
		return e, fmt.Errorf("sealing accesses: %w", err)
	}
	tree, err := accessTree(k, minute, rows)
	if err != nil {
		return e, fmt.Errorf("sealing accesses: %w", err)
	}
	for i, r := range rows {
		if _, err := tx.Exec(`INSERT INTO ledger_access_sealed (force, minute, place, id) VALUES ($1, $2, $3, $4)`, string(force), minute, i, r.ID); err != nil {
			return e, err
		}
		if _, err := tx.Exec(`DELETE FROM ledger_access_waiting WHERE force = $1 AND id = $2`, string(force), r.ID); err != nil {
			return e, err
		}
	}
	root, _ := rootOf(tree, 0)
	e.Data = []candour.Field{{Name: AccessMinute, Value: minuteText(minute)}, {Name: AccessRoot, Value: hex.EncodeToString(root[:])}}
	return e, nil
}

// Minute is the minute of an instant, counted from 1970 UTC.
func Minute(t time.Time) int64 { return t.Unix() / 60 }

const minuteForm = "2006-01-02T15:04Z"

func minuteText(minute int64) string { return time.Unix(minute*60, 0).UTC().Format(minuteForm) }

func parseMinute(s string) (int64, bool) {
	t, err := time.Parse(minuteForm, s)
	return Minute(t), err == nil && minuteText(Minute(t)) == s
}
