package streamed

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"candour"
	"candour/lookups"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// shelf keeps in memory, and ends the reading when it has enough.
type shelf struct {
	mu     sync.Mutex
	at     map[string]uint64
	lines  []string
	enough int
	done   context.CancelFunc
}

func (s *shelf) Position(source string) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at[source]
}

func (s *shelf) Keep(b *lookups.Block) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at[b.Source] = b.Position
	for _, a := range b.Accesses {
		s.lines = append(s.lines, string(a))
	}
	if len(s.lines) >= s.enough {
		s.done()
	}
	return nil
}

// reads reads until a shelf has so many lines.
func reads(t *testing.T, from interface {
	Read(context.Context, Keeper) error
}, at map[string]uint64, enough int,
) []string {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	s := &shelf{at: at, enough: enough, done: done}
	if err := from.Read(ctx, s); err != nil {
		t.Fatal(err)
	}
	if len(s.lines) != enough {
		t.Fatalf("%d lines came, want %d: %q", len(s.lines), enough, s.lines)
	}
	return s.lines
}

func natsStream(t *testing.T, config jetstream.StreamConfig) (string, jetstream.JetStream) {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), SyncAlways: true, NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(30 * time.Second) {
		t.Fatal("the server of NATS does not start")
	}
	c, err := nats.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	js, err := jetstream.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	return s.ClientURL(), js
}

// TestNATS goes on behind what was kept, says what was removed before it was read, and
// refuses another stream under the same name and one that acknowledges too early.
func TestNATS(t *testing.T) {
	url, js := natsStream(t, jetstream.StreamConfig{Name: "accesses", Subjects: []string{"accesses.>"}})
	for i := range 10 {
		if _, err := js.Publish(t.Context(), fmt.Sprintf("accesses.%d", i%2), fmt.Appendf(nil, "line %d", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	from := NATS{URL: url, Stream: "accesses", Form: "ocsf"}
	if got := strings.Join(reads(t, from, map[string]uint64{"nats:accesses": 8}, 2), ","); got != "line 9,line 10" {
		t.Errorf("behind the eighth: %s", got)
	}
	odd := NATS{URL: url, Stream: "accesses", Subject: "accesses.1", Form: "ocsf"}
	if got := strings.Join(reads(t, odd, map[string]uint64{odd.Source(): 4}, 3), ","); got != "line 6,line 8,line 10" {
		t.Errorf("of one part, behind the fourth: %s", got)
	}
	s, err := js.Stream(t.Context(), "accesses")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Purge(t.Context(), jetstream.WithPurgeSequence(6)); err != nil {
		t.Fatal(err)
	}
	got := reads(t, from, map[string]uint64{"nats:accesses": 2}, 6)
	if !strings.Contains(got[0], "from 3 to 5 nothing came") || got[1] != "line 6" {
		t.Errorf("what was removed is not said: %q", got)
	}
	err = from.Read(t.Context(), &shelf{at: map[string]uint64{"nats:accesses": 11}})
	if !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), "another stream") {
		t.Errorf("a stream that is shorter than what was read of it: %v", err)
	}
	err = NATS{URL: url, Stream: "none"}.Read(t.Context(), &shelf{})
	if !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("no such stream: %v", err)
	}
	if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "early", Subjects: []string{"early"}, PersistMode: jetstream.AsyncPersistMode}); err != nil {
		t.Fatal(err)
	}
	err = NATS{URL: url, Stream: "early"}.Read(t.Context(), &shelf{})
	if !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), "acknowledges before") {
		t.Errorf("a stream that acknowledges before it has written: %v", err)
	}
}

// TestKafka goes on behind what was kept, says what was removed before it was read, and
// refuses what is not there.
func TestKafka(t *testing.T) {
	s, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(2, "accesses"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	c, err := kgo.NewClient(kgo.SeedBrokers(s.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.DefaultProduceTopic("accesses"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	for i := range 10 {
		if err := c.ProduceSync(t.Context(), &kgo.Record{Value: fmt.Appendf(nil, "line %d", i), Partition: 1}).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	from := Kafka{Brokers: s.ListenAddrs(), Topic: "accesses", Partitions: []int32{1}, Form: "ocsf"}
	if got := strings.Join(reads(t, from, map[string]uint64{"kafka:accesses/1": 8}, 2), ","); got != "line 8,line 9" {
		t.Errorf("behind the eighth: %s", got)
	}
	remove := kmsg.NewPtrDeleteRecordsRequest()
	topic := kmsg.NewDeleteRecordsRequestTopic()
	topic.Topic = "accesses"
	part := kmsg.NewDeleteRecordsRequestTopicPartition()
	part.Partition, part.Offset = 1, 5
	topic.Partitions = append(topic.Partitions, part)
	remove.Topics = append(remove.Topics, topic)
	for _, shard := range c.RequestSharded(t.Context(), remove) {
		if shard.Err != nil {
			t.Fatal(shard.Err)
		}
	}
	got := reads(t, from, map[string]uint64{"kafka:accesses/1": 2}, 6)
	if !strings.Contains(got[0], "from 2 to 4 nothing came") || got[1] != "line 5" {
		t.Errorf("what was removed is not said: %q", got)
	}
	for _, wrong := range []Kafka{{Brokers: s.ListenAddrs(), Topic: "none"}, {Brokers: s.ListenAddrs(), Topic: "accesses", Partitions: []int32{7}}} {
		if err := wrong.Read(t.Context(), &shelf{}); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s %v: %v", wrong.Topic, wrong.Partitions, err)
		}
	}
}

// TestReserved: nobody else may say how far a stream was read.
func TestReserved(t *testing.T) {
	for source, want := range map[string]bool{"nats:accesses": true, "kafka:accesses/0": true, "records": false, "nat": false, "": false} {
		if Reserved(source) != want {
			t.Errorf("%q: %v", source, !want)
		}
	}
}
