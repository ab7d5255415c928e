package lookups

import "sync"

// Batch is accesses already in numbers, to measure judging without reading.
type Batch struct {
	w   *World
	all []access
}

// NewBatch begins a batch.
func NewBatch(w *World) *Batch { return &Batch{w: w} }

// Add numbers an access.
func (b *Batch) Add(feed string, e *Event) { b.all = append(b.all, b.w.number(0, feed, e)) }

// Len is how many there are.
func (b *Batch) Len() int { return len(b.all) }

// Judge judges all of them, in so many threads, and says how many something explains.
// It may be called again: verdicts are not kept.
func (b *Batch) Judge(threads int) (explained int) {
	var wait sync.WaitGroup
	sums := make([]int, threads)
	for t := range threads {
		wait.Add(1)
		go func() {
			defer wait.Done()
			n := 0
			for i := t * len(b.all) / threads; i < (t+1)*len(b.all)/threads; i++ {
				a := b.all[i]
				if b.w.judge(&a); a.why != 0 {
					n++
				}
			}
			sums[t] = n
		}()
	}
	wait.Wait()
	for _, n := range sums {
		explained += n
	}
	return explained
}
