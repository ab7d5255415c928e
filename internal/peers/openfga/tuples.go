package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
	openfgav1 "github.com/openfga/api/proto/openfga/v1"
	"github.com/openfga/openfga/pkg/server"
	"github.com/openfga/openfga/pkg/storage/sqlcommon"
	"github.com/openfga/openfga/pkg/tuple"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
)

// tuples are one for each holder of tasks about a person, and for each officer in a unit,
// in the order of the table’s key.
func tuples(links []link, members []member) []*openfgav1.TupleKey {
	type key struct{ object, relation, user string }
	spans := map[key][][2]int64{}
	for _, m := range members {
		k := key{"unit:" + m.unit, "member", "officer:" + m.officer}
		spans[k] = append(spans[k], [2]int64{m.from, m.to})
	}
	for _, l := range links {
		k := key{"person:" + l.person, "explained", "officer:" + l.who}
		if l.unit {
			k.user = "unit:" + l.who + "#member"
		}
		spans[k] = append(spans[k], [2]int64{l.from, l.to})
	}
	all := make([]*openfgav1.TupleKey, 0, len(spans))
	for k, s := range spans {
		var from, to []*structpb.Value
		for _, x := range apart(s) {
			from, to = append(from, structpb.NewNumberValue(float64(x[0]))), append(to, structpb.NewNumberValue(float64(x[1])))
		}
		all = append(all, &openfgav1.TupleKey{
			Object: k.object, Relation: k.relation, User: k.user,
			Condition: &openfgav1.RelationshipCondition{Name: "within", Context: &structpb.Struct{Fields: map[string]*structpb.Value{
				"from": structpb.NewListValue(&structpb.ListValue{Values: from}), "to": structpb.NewListValue(&structpb.ListValue{Values: to}),
			}}},
		})
	}
	slices.SortFunc(all, func(a, b *openfgav1.TupleKey) int {
		if c := strings.Compare(a.GetObject(), b.GetObject()); c != 0 {
			return c
		}
		return strings.Compare(a.GetUser(), b.GetUser())
	})
	return all
}

// apart makes one of those stretches that touch, and returns them in order.
func apart(s [][2]int64) (all [][2]int64) {
	slices.SortFunc(s, func(a, b [2]int64) int { return int(max(min(a[0]-b[0], 1), -1)) })
	for _, x := range s {
		if n := len(all); n > 0 && x[0] <= all[n-1][1]+1 {
			all[n-1][1] = max(all[n-1][1], x[1])
			continue
		}
		all = append(all, x)
	}
	return all
}

// insert writes them as whoever fills a store for the first time may: in one transaction
// into the table of tuples, its indexes built afterwards as its own migration builds
// them. Its API takes 100 in a request, and its datastore asks of each whether it is
// there; half a million did not end in ten minutes. The change log, which no check reads,
// stays empty.
func insert(ctx context.Context, db *sql.DB, store string, all []*openfgav1.TupleKey) (err error) {
	indexes, err := indexesOf(ctx, db)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	for name := range indexes {
		if _, err = tx.ExecContext(ctx, `DROP INDEX `+name); err != nil {
			return err
		}
	}
	one, err := tx.PrepareContext(ctx, `INSERT INTO tuple (store, object_type, object_id, relation, user_object_type, user_object_id, user_relation, user_type, ulid, inserted_at, condition_name, condition_context)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, datetime('subsec'), ?, ?)`)
	if err != nil {
		return err
	}
	defer one.Close()
	now, entropy := ulid.Timestamp(time.Now()), ulid.Monotonic(rand.Reader, 0)
	for _, t := range all {
		kind, id := tuple.SplitObject(t.GetObject())
		userKind, userID, userRelation := tuple.ToUserParts(t.GetUser())
		name, about, err := sqlcommon.MarshalRelationshipCondition(t.GetCondition())
		if err != nil {
			return err
		}
		if _, err := one.ExecContext(ctx, store, kind, id, t.GetRelation(), userKind, userID, userRelation, string(tuple.GetUserTypeFromUser(t.GetUser())), ulid.MustNew(now, entropy).String(), name, about); err != nil {
			return err
		}
	}
	for _, q := range indexes {
		if _, err = tx.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	if err = tx.Commit(); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `ANALYZE`)
	return err
}

// indexesOf are those of the table of tuples beside its key, by name.
func indexesOf(ctx context.Context, db *sql.DB) (map[string]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'tuple' AND sql IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, q string
		if err := rows.Scan(&name, &q); err != nil {
			return nil, err
		}
		all[name] = q
	}
	return all, rows.Err()
}

// readBack asks the server for a thousand of what was loaded, spread over all.
func readBack(ctx context.Context, srv *server.Server, store string, all []*openfgav1.TupleKey) error {
	for i := range 1000 {
		t := all[i*len(all)/1000]
		r, err := srv.Read(ctx, &openfgav1.ReadRequest{StoreId: store, TupleKey: &openfgav1.ReadRequestTupleKey{Object: t.GetObject(), Relation: t.GetRelation(), User: t.GetUser()}})
		if err != nil {
			return err
		}
		if n := len(r.GetTuples()); n != 1 || !proto.Equal(r.GetTuples()[0].GetKey(), t) {
			return fmt.Errorf("read back %v for %v", r.GetTuples(), t)
		}
	}
	return nil
}
