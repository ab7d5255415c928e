package main

import (
	"context"

	"candour/lookups"
	"candour/lookups/streamed"
)

// lookupsStreams are where accesses are fetched from while they happen.
type lookupsStreams struct {
	Nats            string   `help:"Read a stream of NATS JetStream: nats://HOST:PORT, or tls://." placeholder:"URL"`
	NatsStream      string   `help:"Name of the stream." placeholder:"NAME"`
	NatsSubject     string   `help:"Only this subject of it, such as the part of one machine." placeholder:"SUBJECT"`
	NatsCreds       string   `help:"File with what to sign in with." type:"existingfile" placeholder:"FILE"`
	Kafka           []string `help:"Read a topic of Kafka: its brokers." placeholder:"HOST:PORT,..."`
	KafkaTopic      string   `help:"Name of the topic." placeholder:"NAME"`
	KafkaPartitions []int32  `help:"Only these partitions, such as those of one machine." placeholder:"N,..."`
	KafkaTLS        bool     `name:"kafka-tls" help:"Speak TLS with the brokers."`
	StreamForm      string   `help:"Form of what is streamed: ${enum}." enum:"ocsf,fhir" default:"ocsf" placeholder:"FORM"`
}

// stream is one of them.
type stream interface {
	Read(ctx context.Context, k streamed.Keeper) error
}

func (c lookupsStreams) sources() (all []stream) {
	if c.Nats != "" {
		all = append(all, streamed.NATS{URL: c.Nats, Stream: c.NatsStream, Subject: c.NatsSubject, Creds: c.NatsCreds, Form: c.StreamForm})
	}
	if len(c.Kafka) > 0 {
		all = append(all, streamed.Kafka{Brokers: c.Kafka, Topic: c.KafkaTopic, Partitions: c.KafkaPartitions, TLS: c.KafkaTLS, Form: c.StreamForm})
	}
	return all
}

// Position is for what is streamed.
func (h *lookupsServer) Position(source string) uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.kept.Position(source)
}

// Keep keeps and judges what was streamed.
func (h *lookupsServer) Keep(b *lookups.Block) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := h.keep(b)
	return err
}
