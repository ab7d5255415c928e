package signals

import (
	"runtime"
	"sync"
)

// inParts does a piece of work on all processors, each on a part of the rows. What a
// part writes is its own, so that the result does not depend on how many there are.
func inParts(n int, do func(from, to int)) {
	parts := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for p := range parts {
		all.Go(func() { do(n*p/parts, n*(p+1)/parts) })
	}
	all.Wait()
}
