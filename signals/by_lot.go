package signals

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"io"
	"slices"
	"strings"
)

// reviewShare is how many of a thousand are drawn for the random reviews.
const reviewShare = 10

// Drawn draws one of a hundred of a population by lot, at least one where there is
// anybody, for a review that no score led to. A list only ever shows what became of
// those who are on it; what a reader finds in records drawn by lot says what the list
// misses and how much of it any record would show. Nobody's points change who is drawn:
// the lot is the SHA-256 of the seed, the day and the id, and the lowest are taken. So
// the same seed and day draw the same, and whoever is told the seed can check it.
// They come in the order of their lots.
func (r *Record) Drawn(who []int32, at Day, seed uint64) []int32 {
	type ticket struct {
		lot     [sha256.Size]byte
		officer int32
	}
	all := make([]ticket, len(who))
	for k, o := range who {
		b := binary.BigEndian.AppendUint64(nil, seed)
		b = binary.BigEndian.AppendUint32(b, uint32(at))
		all[k] = ticket{sha256.Sum256(append(b, r.Officers[o].ID...)), o}
	}
	slices.SortFunc(all, func(a, b ticket) int {
		return cmp.Or(slices.Compare(a.lot[:], b.lot[:]), cmp.Compare(a.officer, b.officer))
	})
	n := len(all) * reviewShare / 1000
	if n == 0 {
		n = min(1, len(all))
	}
	drawn := make([]int32, n)
	for k := range drawn {
		drawn[k] = all[k].officer
	}
	return drawn
}

// WriteDrawn writes who was drawn as CSV, by id and with no score beside it: whoever
// reads a record for a random review must not know where it stands on a list.
func WriteDrawn(w io.Writer, r *Record, drawn []int32) error {
	var ids []string
	for _, o := range drawn {
		ids = append(ids, r.Officers[o].ID)
	}
	slices.SortFunc(ids, strings.Compare)
	c := csv.NewWriter(w)
	if err := c.Write([]string{"officer"}); err != nil {
		return err
	}
	for _, id := range ids {
		if err := c.Write([]string{id}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
