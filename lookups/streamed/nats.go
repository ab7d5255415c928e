package streamed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour"
	"candour/lookups"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// NATS is a stream of JetStream: one access in each message.
type NATS struct {
	URL     string // nats://host:port, or tls:// for a certificate
	Stream  string
	Subject string // of it, where only a part is read; "" for all
	Creds   string // file with what to sign in with, or ""
	Form    string // ocsf or fhir
}

const natsPrefix = "nats:"

// Source is the name under which its accesses are kept.
func (n NATS) Source() string {
	if n.Subject == "" {
		return natsPrefix + n.Stream
	}
	return natsPrefix + n.Stream + "/" + n.Subject
}

// Read reads until it is told to stop. A connection that breaks is made again, and
// reading goes on where it was.
//
// A stream that acknowledges before it has written (persist mode async) is refused: a
// source believes that what it sent is there. Whether the server syncs each write
// (sync_interval: always) it tells nobody; docs/lookups.md says how to set it.
func (n NATS) Read(ctx context.Context, k Keeper) error {
	options := []nats.Option{nats.Name("candour lookups"), nats.MaxReconnects(-1)}
	if n.Creds != "" {
		options = append(options, nats.UserCredentials(n.Creds))
	}
	c, err := nats.Connect(n.URL, options...)
	if err != nil {
		return candour.Invalid("nats", "the server of NATS does not answer (%v)", err)
	}
	defer c.Close()
	js, err := jetstream.New(c)
	if err != nil {
		return err
	}
	s, err := js.Stream(ctx, n.Stream)
	if err != nil {
		return candour.Invalid("nats-stream", "the server has no stream %s, or does not let us read it (%v)", n.Stream, err)
	}
	info := s.CachedInfo()
	at := k.Position(n.Source())
	switch {
	case info.Config.PersistMode == jetstream.AsyncPersistMode:
		return candour.Invalid("nats-stream", "the stream %s acknowledges before it has written (persist mode async): accesses that were sent could be lost", n.Stream)
	case info.State.LastSeq < at:
		return candour.Invalid("nats-stream", "the stream %s ends at %d, and %d were read of it before: it is another stream under the same name. Read it under another name, or restore it", n.Stream, info.State.LastSeq, at)
	case info.State.FirstSeq > at+1 && n.Subject == "":
		b := &lookups.Block{Source: n.Source(), Form: n.Form, Position: info.State.FirstSeq - 1, Accesses: [][]byte{missing(at+1, info.State.FirstSeq-1)}}
		if err := k.Keep(b); err != nil {
			return err
		}
		at = b.Position
	}
	config := jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: at + 1}
	if n.Subject != "" {
		config.FilterSubjects = []string{n.Subject}
	}
	consumer, err := s.OrderedConsumer(ctx, config)
	if err != nil {
		return fmt.Errorf("reading the stream %s: %w", n.Stream, err)
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessages(most))
	if err != nil {
		return fmt.Errorf("reading the stream %s: %w", n.Stream, err)
	}
	defer messages.Stop()
	stop := context.AfterFunc(ctx, messages.Stop)
	defer stop()
	return n.hand(k, at, messages)
}

// hand hands on what comes, as much at once as is there already.
func (n NATS) hand(k Keeper, at uint64, messages jetstream.MessagesContext) error {
	next := func(options ...jetstream.NextOpt) ([]byte, uint64, error) {
		m, err := messages.Next(options...)
		if err != nil {
			return nil, 0, err
		}
		meta, err := m.Metadata()
		if err != nil {
			return nil, 0, err
		}
		return m.Data(), meta.Sequence.Stream, nil
	}
	for {
		b := &lookups.Block{Source: n.Source(), Form: n.Form}
		size := 0
		data, seq, err := next()
		for ; err == nil; data, seq, err = next(jetstream.NextMaxWait(2 * time.Millisecond)) {
			if seq <= at {
				continue // sent again after a connection broke
			}
			b.Accesses, b.Position, at = append(b.Accesses, data), seq, seq
			if size += len(data); len(b.Accesses) == most || size > 8<<20 {
				break
			}
		}
		if len(b.Accesses) > 0 {
			if err := k.Keep(b); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, jetstream.ErrMsgIteratorClosed):
			return nil
		case err != nil && !errors.Is(err, nats.ErrTimeout) && !errors.Is(err, jetstream.ErrNoHeartbeat):
			return fmt.Errorf("reading the stream %s: %w", n.Stream, err)
		}
	}
}
