package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	openfgav1 "github.com/openfga/api/proto/openfga/v1"
	parser "github.com/openfga/language/pkg/go/transformer"
	"github.com/openfga/openfga/pkg/server"
	"github.com/openfga/openfga/pkg/storage/migrate"
	"github.com/openfga/openfga/pkg/storage/sqlcommon"
	"github.com/openfga/openfga/pkg/storage/sqlite"
	"google.golang.org/protobuf/types/known/structpb"
)

// model says the same as the SQL: a person’s record is explained for whoever holds a task
// about this person, or is posted to the unit that does, at that minute. It was written
// for speed: the tasks of one holder about one person are one tuple with the minutes in
// which each begins and ends, so that a check reads one row for the officer and a few for
// units. With a tuple for each task behind the person (“holder from about”) a check reads
// every task there ever was about them.
const model = `
model
  schema 1.1
type officer
type unit
  relations
    define member: [officer with within]
type person
  relations
    define explained: [officer with within, unit#member with within]
condition within(minute: int, from: list<int>, to: list<int>) {
  from.filter(x, x <= minute).size() > to.filter(x, x < minute).size()
}
`

// inBatch is how many accesses go into one BatchCheck.
const inBatch = 500

// openfga loads all tuples into its SQLite in bulk, and asks the server in this process:
// no network stands between. The accesses of alone are asked one by one, and those of
// batched, which are others so that no cache knows them, in batches.
func openfga(ctx context.Context, out io.Writer, links []link, members []member, alone, batched []question) (f figures, err error) {
	dir, err := os.MkdirTemp("", "candour-openfga-")
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	uri := "file:" + filepath.Join(dir, "openfga.db")
	if err := migrate.RunMigrations(migrate.MigrationConfig{Engine: "sqlite", URI: uri, Timeout: time.Minute, PingTimeout: time.Minute}); err != nil {
		return f, err
	}
	dsn, err := sqlite.PrepareDSN(uri + "?_pragma=synchronous(OFF)&_pragma=cache_size(-524288)&_pragma=mmap_size(2147483648)")
	if err != nil {
		return f, err
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return f, err
	}
	store, err := sqlite.NewWithDB(db, sqlcommon.NewConfig())
	if err != nil {
		return f, errors.Join(err, db.Close())
	}
	defer store.Close()
	srv, err := server.NewServerWithOpts(server.WithDatastore(store), server.WithContext(ctx),
		server.WithCheckQueryCacheEnabled(true), server.WithCheckCacheLimit(1_000_000), server.WithCheckIteratorCacheEnabled(true),
		server.WithMaxChecksPerBatchCheck(inBatch), server.WithMaxConcurrentChecksPerBatchCheck(uint32(2*runtime.GOMAXPROCS(0))))
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
	id, at := made.GetId(), m.GetAuthorizationModelId()
	began := time.Now()
	all := tuples(links, members)
	if err := insert(ctx, db, id, all); err != nil {
		return f, fmt.Errorf("loading tuples: %w", err)
	}
	took := time.Since(began)
	if err := readBack(ctx, srv, id, all); err != nil {
		return f, err
	}
	fmt.Fprintf(out, "OpenFGA %s, SQLite datastore (WAL, synchronous off, 512 MB cache, mapped), check query and iterator caches on, BatchCheck of %d with %d at a time: %d tuples loaded with indexes and ANALYZE in %.1f s, 1,000 of them read back through its API\n", version(), inBatch, 2*runtime.GOMAXPROCS(0), len(all), took.Seconds())
	got, waits := make([]bool, 0, len(alone)), make([]time.Duration, 0, len(alone))
	for _, q := range alone {
		minute, err := structpb.NewStruct(map[string]any{"minute": q.minute})
		if err != nil {
			return f, err
		}
		began := time.Now()
		r, err := srv.Check(ctx, &openfgav1.CheckRequest{
			StoreId: id, AuthorizationModelId: at, Context: minute,
			TupleKey: &openfgav1.CheckRequestTupleKey{User: "officer:" + q.officer, Relation: "explained", Object: "person:" + q.person},
		})
		if err != nil {
			return f, err
		}
		waits, got = append(waits, time.Since(began)), append(got, r.GetAllowed())
	}
	f.alone, f.p99 = aloneIn(waits), p99(waits)
	if err := differ(out, "OpenFGA, one by one", alone, got); err != nil {
		return f, err
	}
	got = got[:0]
	began = time.Now()
	for some := range slices.Chunk(batched, inBatch) {
		if got, err = checkBatch(ctx, srv, id, at, some, got); err != nil {
			return f, err
		}
	}
	f.together = float64(len(batched)) / time.Since(began).Seconds()
	fmt.Fprintf(out, "OpenFGA, the explanation alone: %d accesses in batches: %.0f a second; %d one by one: %.0f a second, p50 %s, p99 %s\n", len(batched), f.together, len(waits), f.alone, waits[len(waits)/2], f.p99)
	return f, differ(out, "OpenFGA, in batches", batched, got)
}

func checkBatch(ctx context.Context, srv *server.Server, id, at string, some []question, got []bool) ([]bool, error) {
	q := &openfgav1.BatchCheckRequest{StoreId: id, AuthorizationModelId: at}
	for i, x := range some {
		minute, err := structpb.NewStruct(map[string]any{"minute": x.minute})
		if err != nil {
			return nil, err
		}
		q.Checks = append(q.Checks, &openfgav1.BatchCheckItem{
			CorrelationId: strconv.Itoa(i), Context: minute,
			TupleKey: &openfgav1.CheckRequestTupleKey{User: "officer:" + x.officer, Relation: "explained", Object: "person:" + x.person},
		})
	}
	r, err := srv.BatchCheck(ctx, q)
	if err != nil {
		return nil, err
	}
	for i := range some {
		one := r.GetResult()[strconv.Itoa(i)]
		if e := one.GetError(); one == nil || e != nil {
			return nil, fmt.Errorf("no answer about %+v: %v", some[i], e)
		}
		got = append(got, one.GetAllowed())
	}
	return got, nil
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
