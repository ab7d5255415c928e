package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"candour/lookups"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// streamServer is a server that accesses are sent through.
type streamServer struct {
	flags   []string
	sources []string
	send    func(t *testing.T, lines [][]byte) // each to the partition of its person
}

// natsServer is a real one, which writes each message to the disk before it
// acknowledges.
func natsServer(t *testing.T) streamServer {
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
	if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "accesses", Subjects: []string{"accesses.>"}, Storage: jetstream.FileStorage}); err != nil {
		t.Fatal(err)
	}
	return streamServer{
		[]string{"--nats", s.ClientURL(), "--nats-stream", "accesses"},
		[]string{"nats:accesses"},
		func(t *testing.T, lines [][]byte) {
			for _, l := range lines {
				if _, err := js.Publish(t.Context(), fmt.Sprintf("accesses.%d", streamPart(t, l, 3)), l); err != nil {
					t.Error(err)
					return
				}
			}
		},
	}
}

// kafkaServer is brokers in memory, with a topic of three partitions.
func kafkaServer(t *testing.T) streamServer {
	t.Helper()
	s, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(3, "accesses"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	c, err := kgo.NewClient(kgo.SeedBrokers(s.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.DefaultProduceTopic("accesses"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return streamServer{
		[]string{"--kafka", strings.Join(s.ListenAddrs(), ","), "--kafka-topic", "accesses"},
		[]string{"kafka:accesses/0", "kafka:accesses/1", "kafka:accesses/2"},
		func(t *testing.T, lines [][]byte) {
			var all []*kgo.Record
			for _, l := range lines {
				all = append(all, &kgo.Record{Value: l, Partition: int32(streamPart(t, l, 3))})
			}
			if err := c.ProduceSync(context.WithoutCancel(t.Context()), all...).FirstErr(); err != nil {
				t.Error(err)
			}
		},
	}
}

func streamPart(t *testing.T, line []byte, n int) int {
	all, err := lookups.FromJSON("ocsf", line)
	if err != nil || len(all) != 1 {
		t.Errorf("%v: %s", err, line)
		return 0
	}
	return lookups.Partition(all[0].Person, n)
}

// TestLookupsStreamsKilled streams a force's accesses through NATS and through Kafka
// while the program that reads them is killed with SIGKILL again and again. In the end
// every access was kept exactly once and in order, and the cases are those of a
// screening of the file.
func TestLookupsStreamsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the real program: not in short mode")
	}
	world := lookupsWorld(t, "ocsf")
	lines := bytes.Split(bytes.TrimSpace(readFileOf(t, filepath.Join(world, "events.jsonl"))), []byte("\n"))
	for name, start := range map[string]func(*testing.T) streamServer{"nats": natsServer, "kafka": kafkaServer} {
		t.Run(name, func(t *testing.T) {
			from := start(t)
			want := casesOf(t, world, from.sources, lines)
			token := filepath.Join(t.TempDir(), "token")
			if err := os.WriteFile(token, []byte(lookupsSecret), 0o600); err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(t.TempDir(), "kept")
			s := startLookups(t, world, out, token, from.flags...)
			sent := make(chan struct{})
			go func() {
				defer close(sent)
				for at := 0; at < len(lines); at += 500 {
					from.send(t, lines[at:min(at+500, len(lines))])
				}
			}()
			kills := 0
			position := func() (n int) {
				for _, source := range from.sources {
					code, b, err := s.ask("GET", "/position?source="+source, nil)
					if err != nil || code != 200 {
						t.Fatalf("%d %v: %s", code, err, b)
					}
					at, err := strconv.Atoi(strings.TrimSpace(string(b)))
					if err != nil {
						t.Fatal(err)
					}
					n += at
				}
				return n
			}
			for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("%d of %d were read", position(), len(lines))
				}
				n := position()
				if kills < 5 && n > len(lines)*kills/6 {
					kills++
					s.kill()
					s = startLookups(t, world, out, token, from.flags...)
					continue
				}
				if n >= len(lines) {
					break
				}
			}
			<-sent
			code, got, err := s.ask("GET", "/cases", nil, "Candour-Reader", "reviewer-1")
			if err != nil || code != 200 {
				t.Fatalf("%d %v", code, err)
			}
			if string(got) != want {
				t.Errorf("killed %d times, the cases are others: %d bytes, want %d", kills, len(got), len(want))
			}
			s.kill()
			keptOnce(t, filepath.Join(out, "kept"), lines)
			t.Logf("%d accesses, killed %d times: each kept once, in order", len(lines), kills)
		})
	}
}

// keptOnce holds what was kept to what was sent: in each partition the same lines in
// the same order.
func keptOnce(t *testing.T, name string, lines [][]byte) {
	t.Helper()
	var got, want [3][]byte
	n := 0
	k, err := lookups.OpenKept(name, func(b *lookups.Block) error {
		if strings.HasPrefix(b.Source, "candour") {
			return nil
		}
		for _, l := range b.Accesses {
			p := streamPart(t, l, 3)
			got[p] = append(append(got[p], l...), '\n')
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	for _, l := range lines {
		p := streamPart(t, l, 3)
		want[p] = append(append(want[p], l...), '\n')
	}
	for p := range got {
		if !bytes.Equal(got[p], want[p]) {
			t.Errorf("of %d accesses %d were kept, and partition %d is another one", len(lines), n, p)
		}
	}
}

// casesOf are the cases of a force's accesses where each came from the source of its
// part.
func casesOf(t *testing.T, world string, sources []string, lines [][]byte) string {
	t.Helper()
	w, rejects, err := lookups.ReadContext(world)
	if err != nil || len(rejects) > 0 {
		t.Fatal(err, rejects)
	}
	screen := lookups.NewScreen(w, lookups.Options{})
	for _, l := range lines {
		all, err := lookups.FromJSON("ocsf", l)
		if err != nil || len(all) != 1 {
			t.Fatalf("%v: %s", err, l)
		}
		feed, err := screen.Feed(sources[lookups.Partition(all[0].Person, 3)%len(sources)])
		if err != nil {
			t.Fatal(err)
		}
		if err := screen.Keep(feed, &all[0]); err != nil {
			t.Fatal(err)
		}
	}
	r, err := screen.Finish()
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Cases) == 0 {
		t.Fatal("no case at all: nothing could be compared")
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	for i := range r.Cases {
		if err := e.Encode(&r.Cases[i]); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

func readFileOf(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
