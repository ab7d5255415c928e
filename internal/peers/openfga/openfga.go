package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	openfgav1 "github.com/openfga/api/proto/openfga/v1"
	parser "github.com/openfga/language/pkg/go/transformer"
	"github.com/openfga/openfga/pkg/server"
	"github.com/openfga/openfga/pkg/storage/migrate"
	"github.com/openfga/openfga/pkg/storage/sqlcommon"
	"github.com/openfga/openfga/pkg/storage/sqlite"
	"google.golang.org/protobuf/types/known/structpb"
)

// model says the same as the SQL: a person’s record is explained for whoever holds a
// matter about this person, or is posted to the unit that does, at that minute.
const model = `
model
  schema 1.1
type officer
type unit
  relations
    define member: [officer with within]
type matter
  relations
    define holder: [officer with within, unit#member with within]
type person
  relations
    define about: [matter]
    define explained: holder from about
condition within(minute: int, lo: int, hi: int) {
  minute >= lo && minute <= hi
}
`

// openfga writes all tuples to SQLite beneath the server, as its own importers do in
// bulk, and asks the server in this process: no network stands between.
func openfga(ctx context.Context, out io.Writer, links []link, members []member, all []question) (f figures, err error) {
	dir, err := os.MkdirTemp("", "candour-openfga-")
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	uri := "file:" + filepath.Join(dir, "openfga.db")
	if err := migrate.RunMigrations(migrate.MigrationConfig{Engine: "sqlite", URI: uri, Timeout: time.Minute, PingTimeout: time.Minute}); err != nil {
		return f, err
	}
	store, err := sqlite.New(uri+"?_pragma=synchronous(OFF)&_pragma=cache_size(-524288)&_pragma=mmap_size(2147483648)", sqlcommon.NewConfig(sqlcommon.WithMaxTuplesPerWrite(2000)))
	if err != nil {
		return f, err
	}
	defer store.Close()
	srv, err := server.NewServerWithOpts(server.WithDatastore(store), server.WithCheckQueryCacheEnabled(true), server.WithCheckCacheLimit(1_000_000), server.WithCheckIteratorCacheEnabled(true), server.WithContext(ctx))
	if err != nil {
		return f, err
	}
	defer srv.Close()
	made, err := srv.CreateStore(ctx, &openfgav1.CreateStoreRequest{Name: "explanations"})
	if err != nil {
		return f, err
	}
	proto, err := parser.TransformDSLToProto(model)
	if err != nil {
		return f, err
	}
	m, err := srv.WriteAuthorizationModel(ctx, &openfgav1.WriteAuthorizationModelRequest{StoreId: made.GetId(), SchemaVersion: proto.GetSchemaVersion(), TypeDefinitions: proto.GetTypeDefinitions(), Conditions: proto.GetConditions()})
	if err != nil {
		return f, err
	}
	began := time.Now()
	n, err := write(ctx, store, made.GetId(), links, members)
	if err != nil {
		return f, fmt.Errorf("writing tuples: %w", err)
	}
	fmt.Fprintf(out, "OpenFGA %s, SQLite datastore (WAL, synchronous off, 512 MB cache, mapped), check query and iterator caches on: %d tuples written in %.1f s\n", version(), n, time.Since(began).Seconds())
	got, waits := make([]bool, len(all)), make([]time.Duration, 0, len(all))
	for i, q := range all {
		at, err := structpb.NewStruct(map[string]any{"minute": q.minute})
		if err != nil {
			return f, err
		}
		began := time.Now()
		r, err := srv.Check(ctx, &openfgav1.CheckRequest{
			StoreId: made.GetId(), AuthorizationModelId: m.GetAuthorizationModelId(), Context: at,
			TupleKey: &openfgav1.CheckRequestTupleKey{User: "officer:" + q.officer, Relation: "explained", Object: "person:" + q.person},
		})
		if err != nil {
			return f, err
		}
		waits = append(waits, time.Since(began))
		got[i] = r.GetAllowed()
	}
	f = figures{alone: alone(waits), p99: p99(waits)}
	fmt.Fprintf(out, "OpenFGA, the explanation alone: %d accesses one by one: %.0f a second, p50 %s, p99 %s\n", len(waits), f.alone, waits[len(waits)/2], f.p99)
	return f, differ(out, "OpenFGA", all, got)
}

// write writes the tuples that the accesses could need: all of them.
func write(ctx context.Context, store *sqlite.Datastore, id string, links []link, members []member) (int, error) {
	var batch []*openfgav1.TupleKey
	n := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		n += len(batch)
		err := store.Write(ctx, id, nil, batch)
		batch = batch[:0]
		return err
	}
	add := func(object, relation, user string, lo, hi int64, always bool) error {
		t := &openfgav1.TupleKey{Object: object, Relation: relation, User: user}
		if !always {
			c, err := structpb.NewStruct(map[string]any{"lo": lo, "hi": hi})
			if err != nil {
				return err
			}
			t.Condition = &openfgav1.RelationshipCondition{Name: "within", Context: c}
		}
		if batch = append(batch, t); len(batch) < 2000 {
			return nil
		}
		return flush()
	}
	// Whoever is posted to a unit a second time, right after the first, has one tuple.
	posted, order := map[[2]string][2]int64{}, [][2]string{}
	for _, m := range members {
		key := [2]string{m.officer, m.unit}
		was, ok := posted[key]
		if !ok {
			was = [2]int64{m.from, m.to}
			order = append(order, key)
		}
		posted[key] = [2]int64{min(was[0], m.from), max(was[1], m.to)}
	}
	for _, k := range order {
		if err := add("unit:"+k[1], "member", "officer:"+k[0], posted[k][0], posted[k][1], false); err != nil {
			return n, err
		}
	}
	for _, l := range links {
		if err := add("person:"+l.person, "about", "matter:"+l.matter, 0, 0, true); err != nil {
			return n, err
		}
		holder := "officer:" + l.who
		if l.unit {
			holder = "unit:" + l.who + "#member"
		}
		if err := add("matter:"+l.matter, "holder", holder, l.from, l.to, false); err != nil {
			return n, err
		}
	}
	return n, flush()
}

// version is that of the module that was built in.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, d := range b.Deps {
			if d.Path == "github.com/openfga/openfga" {
				return d.Version
			}
		}
	}
	return "of an unknown version"
}
