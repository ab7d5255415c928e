package ledger

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"candour"
	"candour/seal"

	"golang.org/x/mod/sumdb/tlog"
)

// accessProof shows a stranger that one access is in the log: the access with the
// key of its commitment, the path from it to the root of its minute, and the row
// of the journal that holds the root, with the key of its leaf. It tells nothing
// of any other access, and of what was searched for only a commitment.
type accessProof struct {
	V         string   `json:"v"`
	Origin    string   `json:"origin"`
	Access    string   `json:"access"` // an accessRow, to the byte
	AccessKey []byte   `json:"access_key"`
	Place     int64    `json:"place"` // among the leaves of its minute, from 0
	Path      [][]byte `json:"path"`  // from the leaf up
	Event     string   `json:"event"` // a canonical, to the byte
	EventKey  []byte   `json:"event_key"`
	Row       int64    `json:"row"` // leaf row-1 of the log
}

const accessProofVersion = "candour/access-proof/v1"

// longestProof bounds what a stranger reads: a list shows some hundreds of
// subjects.
const longestProof = 1 << 20

func (p accessProof) text() ([]byte, error) {
	b, err := json.MarshalIndent(p, "", "  ")
	return append(b, '\n'), err
}

// ProvenAccess is what a proof of an access shows.
type ProvenAccess struct {
	Access string // JSON: who, when, which page and what it showed
	Minute string // in whose root it is
	Row    int64  // of the journal, that holds the root
}

// ProveAccess writes the proof that an access is under the root of its minute,
// for whoever may be told of that access: under the log with this name, which is
// that of its public key. Asking authz is the caller's.
func ProveAccess(ctx context.Context, db *seal.DB, force candour.ForceID, origin, id string) (proof []byte, err error) {
	err = db.Read(ctx, func(tx *seal.Tx) error {
		p := accessProof{V: accessProofVersion, Origin: origin}
		var minute int64
		err := tx.One(`SELECT minute, place FROM ledger_access_sealed WHERE force = $1 AND id = $2`, []any{string(force), id}, &minute, &p.Place)
		if errors.Is(err, candour.ErrNotFound) {
			return candour.Invalid("id", "no access of this id has been sealed: one of the last minute has to wait for the end of it")
		}
		if err != nil {
			return err
		}
		key, err := tx.Key(force, ofForce(force))
		if err != nil {
			return err
		}
		rows, err := sealedIn(tx, force, minute)
		if err != nil {
			return err
		}
		if p.Place < 0 || p.Place >= int64(len(rows)) || rows[p.Place].ID != id {
			return differs("the access %s does not stand in its place: run 'candour ledger check'", id)
		}
		tree, err := accessTree(key, minute, rows)
		if err != nil {
			return err
		}
		root, path := rootOf(tree, int(p.Place))
		for _, h := range path {
			p.Path = append(p.Path, h[:])
		}
		access, secret, err := rows[p.Place].open(key)
		if err != nil {
			return err
		}
		p.Access, p.AccessKey = string(access), secret
		r, err := rootRow(tx, force, minute)
		if err != nil {
			return err
		}
		if _, want, _ := r.accessRoot(); want != hex.EncodeToString(root[:]) {
			return differs("the accesses of the minute %s are not those that were sealed: run 'candour ledger check'", minuteText(minute))
		}
		secret, event, err := opening(key, r.canonical)
		if err != nil {
			return err
		}
		p.Event, p.EventKey, p.Row = string(event), secret, r.Seq
		proof, err = p.text()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("proving the access: %w", err)
	}
	return proof, nil
}

// sealedIn are the accesses of a minute, in their places.
func sealedIn(tx *seal.Tx, force candour.ForceID, minute int64) (rows []accessRow, err error) {
	err = tx.Each(`SELECT a.id, a.at, a.person, a.page, a.shown, a.query, a.purpose FROM ledger_access_sealed s JOIN ledger_access a ON a.force = s.force AND a.id = s.id
		WHERE s.force = $1 AND s.minute = $2 ORDER BY s.place`, []any{string(force), minute}, func(scan func(...any) error) error {
		r, err := scanAccess(force, scan)
		rows = append(rows, r)
		return err
	})
	return rows, err
}

var errFound = errors.New("found")

// rootRow is the row of the journal that holds the root of a minute.
func rootRow(tx *seal.Tx, force candour.ForceID, minute int64) (found row, err error) {
	of := ofForce(force)
	err = tx.Each(columns+` WHERE force = $1 AND subject_kind = $2 AND subject_id = $3 AND kind = $4 ORDER BY seq`, []any{string(force), of.Kind, of.ID, string(AccessSealed)}, func(scan func(...any) error) error {
		r, err := scanRow(force, scan)
		if m, _, ok := r.accessRoot(); err == nil && ok && m == minute {
			found, err = r, errFound
		}
		return err
	})
	switch {
	case errors.Is(err, errFound):
		return found, nil
	case err != nil:
		return row{}, err
	}
	return row{}, differs("the journal has no root of the minute %s: run 'candour ledger check'", minuteText(minute))
}

// VerifyAccess checks, as a stranger with nothing but the public key, that an
// access is in the log. A proof of which one byte was changed is ErrDiffers.
func VerifyAccess(ctx context.Context, src Source, verifier string, proof []byte) (ProvenAccess, error) {
	var p accessProof
	err := json.Unmarshal(proof, &p)
	same, again := p.text()
	if err != nil || again != nil || len(proof) > longestProof || !bytes.Equal(same, proof) {
		return ProvenAccess{}, differs("this is not the proof of an access, or it was changed")
	}
	var access accessRow
	var event row
	if json.Unmarshal([]byte(p.Access), &access) != nil || json.Unmarshal([]byte(p.Event), &event.canonical) != nil ||
		p.V != accessProofVersion || access.V != accessVersion || event.V != version || event.Kind != string(AccessSealed) ||
		!isOf(p.Origin, event.Force) || access.Force != event.Force || event.Seq != p.Row || p.Row < 1 ||
		len(p.Path) > 32 || p.Place < 0 || p.Place >= 1<<len(p.Path) || len(p.AccessKey) != sha256.Size || len(p.EventKey) != sha256.Size {
		return ProvenAccess{}, differs("the proof does not hold together: its parts are not of one access")
	}
	path := make([]tlog.Hash, len(p.Path))
	for i, h := range p.Path {
		if len(h) != tlog.HashSize {
			return ProvenAccess{}, differs("the proof does not hold together: its path is damaged")
		}
		path[i] = tlog.Hash(h)
	}
	minute, want, ok := event.accessRoot()
	root := climb(accessHash([]byte(p.Access), p.AccessKey), p.Place, path)
	if !ok || hex.EncodeToString(root[:]) != want {
		return ProvenAccess{}, differs("the access is not under the root of its minute")
	}
	cp, err := ReadCheckpoint(ctx, src, verifier)
	if err != nil {
		return ProvenAccess{}, err
	}
	if !follows(cp.Origin, p.Origin) { // rows keep their places when a log follows one that ended
		return ProvenAccess{}, differs("the proof is of the log %s and this one is %s", p.Origin, cp.Origin)
	}
	if p.Row > cp.Size {
		return ProvenAccess{}, differs("the proof names row %d and the log has only %d: if it was made just now, try again after the next tick", p.Row, cp.Size)
	}
	m := hmac.New(sha256.New, p.EventKey)
	m.Write([]byte(p.Event))
	if err := hasLeaf(ctx, src, cp, p.Row-1, tlog.RecordHash(m.Sum([]byte(version)))); err != nil {
		return ProvenAccess{}, err
	}
	return ProvenAccess{Access: p.Access, Minute: minuteText(minute), Row: p.Row}, nil
}

// hasLeaf checks that a leaf of a log, proved against its checkpoint, has a hash.
func hasLeaf(ctx context.Context, src Source, cp Checkpoint, index int64, want tlog.Hash) error {
	reader := tlog.TileHashReader(tlog.Tree{N: cp.Size, Hash: cp.Root}, Tiles(ctx, src))
	got, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return differs("the log's tiles are not those of its checkpoint: %v", err)
	}
	if got[0] != want {
		return differs("leaf %d of the log is another one", index)
	}
	return nil
}
