package streamed

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"candour"
	"candour/lookups"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Kafka is a topic: one access in each record. Sources that send all accesses to one
// person into one partition let several machines read some partitions each.
type Kafka struct {
	Brokers    []string // host:port
	Topic      string
	Partitions []int32 // which; all where there is none
	TLS        bool
	Form       string // ocsf or fhir
}

const kafkaPrefix = "kafka:"

// Source is the name under which the accesses of a partition are kept.
func (k Kafka) Source(partition int32) string {
	return fmt.Sprintf("%s%s/%d", kafkaPrefix, k.Topic, partition)
}

// Read reads until it is told to stop. Only what was committed is read. No offset is
// given to the server: it does not know what reached our disk.
func (k Kafka) Read(ctx context.Context, keep Keeper) error {
	options := []kgo.Opt{
		kgo.SeedBrokers(k.Brokers...), kgo.ClientID("candour-lookups"), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchMaxBytes(16 << 20), kgo.MaxConcurrentFetches(2),
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{}),
	}
	if k.TLS {
		options = append(options, kgo.DialTLS())
	}
	c, err := kgo.NewClient(options...)
	if err != nil {
		return candour.Invalid("kafka", "this cannot be read (%v)", err)
	}
	defer c.Close()
	starts, err := k.starts(ctx, c)
	if err != nil {
		return err
	}
	from := map[int32]kgo.Offset{}
	at := map[int32]uint64{}
	for p, first := range starts {
		at[p] = keep.Position(k.Source(p))
		if at[p] < first {
			b := &lookups.Block{Source: k.Source(p), Form: k.Form, Position: first, Accesses: [][]byte{missing(at[p], first-1)}}
			if err := keep.Keep(b); err != nil {
				return err
			}
			at[p] = first
		}
		from[p] = kgo.NewOffset().At(int64(at[p]))
	}
	c.AddConsumePartitions(map[string]map[int32]kgo.Offset{k.Topic: from})
	for {
		fetched := c.PollRecords(ctx, most)
		if ctx.Err() != nil || fetched.IsClientClosed() {
			return nil
		}
		if err := k.hand(keep, at, fetched); err != nil {
			return err
		}
	}
}

// hand hands on what came of each partition.
func (k Kafka) hand(keep Keeper, at map[int32]uint64, fetched kgo.Fetches) (err error) {
	fetched.EachError(func(_ string, p int32, e error) {
		var lost *kgo.ErrDataLoss
		if errors.As(e, &lost) {
			e = fmt.Errorf("the server has lost what it had: %w", e)
		}
		err = errors.Join(err, fmt.Errorf("reading partition %d of %s: %w", p, k.Topic, e))
	})
	if err != nil {
		return err
	}
	fetched.EachPartition(func(f kgo.FetchTopicPartition) {
		b := &lookups.Block{Source: k.Source(f.Partition), Form: k.Form}
		for _, r := range f.Records {
			if uint64(r.Offset) < at[f.Partition] {
				if b.Accesses == nil && f.Records[0] == r {
					err = errors.Join(err, fmt.Errorf("partition %d of %s went back from %d to %d: it is another topic under the same name, or lost what it had", f.Partition, k.Topic, at[f.Partition], r.Offset))
				}
				continue
			}
			b.Accesses, b.Position = append(b.Accesses, r.Value), uint64(r.Offset)+1
		}
		if err == nil && len(b.Accesses) > 0 {
			if err = keep.Keep(b); err == nil {
				at[f.Partition] = b.Position
			}
		}
	})
	return err
}

// starts asks where the partitions begin.
func (k Kafka) starts(ctx context.Context, c *kgo.Client) (map[int32]uint64, error) {
	meta := kmsg.NewPtrMetadataRequest()
	topic := kmsg.NewMetadataRequestTopic()
	topic.Topic = kmsg.StringPtr(k.Topic)
	meta.Topics = append(meta.Topics, topic)
	m, err := meta.RequestWith(ctx, c)
	if err != nil {
		return nil, candour.Invalid("kafka", "no broker of Kafka answers (%v)", err)
	}
	if len(m.Topics) != 1 || len(m.Topics[0].Partitions) == 0 {
		return nil, candour.Invalid("kafka-topic", "there is no topic %s, or we may not read it", k.Topic)
	}
	offsets := kmsg.NewPtrListOffsetsRequest()
	list := kmsg.NewListOffsetsRequestTopic()
	list.Topic = k.Topic
	for _, p := range m.Topics[0].Partitions {
		if len(k.Partitions) > 0 && !slices.Contains(k.Partitions, p.Partition) {
			continue
		}
		x := kmsg.NewListOffsetsRequestTopicPartition()
		x.Partition, x.Timestamp = p.Partition, -2 // the earliest
		list.Partitions = append(list.Partitions, x)
	}
	if len(list.Partitions) < len(k.Partitions) {
		return nil, candour.Invalid("kafka-partitions", "the topic %s has %d partitions, from 0: not all that were named", k.Topic, len(m.Topics[0].Partitions))
	}
	offsets.Topics = append(offsets.Topics, list)
	starts := map[int32]uint64{}
	for _, shard := range c.RequestSharded(ctx, offsets) {
		if shard.Err != nil {
			return nil, fmt.Errorf("asking where the topic %s begins: %w", k.Topic, shard.Err)
		}
		for _, t := range shard.Resp.(*kmsg.ListOffsetsResponse).Topics {
			for _, p := range t.Partitions {
				if p.ErrorCode != 0 {
					return nil, fmt.Errorf("asking where partition %d of %s begins: error %d", p.Partition, k.Topic, p.ErrorCode)
				}
				starts[p.Partition] = uint64(p.Offset)
			}
		}
	}
	if len(starts) != len(list.Partitions) {
		return nil, fmt.Errorf("asking where the topic %s begins: %d of %d partitions answered", k.Topic, len(starts), len(list.Partitions))
	}
	return starts, nil
}
