// Package streamed reads accesses from what others stream through: NATS JetStream and
// Kafka. How far each was read is kept in one block with what was read, by whoever
// keeps it, and never by the server: so that after a crash of either side reading goes
// on at the exact access. It promises that each message is handed on once and in order,
// and that what a server threw away before it was read is said, as a line of its own.
package streamed

import (
	"fmt"

	"candour/lookups"
)

// Keeper is who keeps what is read.
type Keeper interface {
	// Position is how far a source was read: behind the last of what was kept.
	Position(source string) uint64
	// Keep puts a block on the disk. After an error nothing more may be handed on.
	Keep(b *lookups.Block) error
}

// most are kept in one block, which is one write to the disk.
const most = 1000

// missing is a line instead of what a server threw away before it was read. It is no
// access, so it is counted and listed as a line that could not be read.
func missing(from, to uint64) []byte {
	return fmt.Appendf(nil, "from %d to %d nothing came: it was removed from the stream before it was read", from, to)
}

// Reserved says whether a source is one of those that are read here: nobody else may
// say how far it was read.
func Reserved(source string) bool {
	for _, p := range []string{natsPrefix, kafkaPrefix} {
		if len(source) >= len(p) && source[:len(p)] == p {
			return true
		}
	}
	return false
}
