package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"candour/lookups"
)

type lookupsBenchCmd struct {
	World string `required:"" help:"A folder that ‘candour lookups generate’ wrote, with events.parquet." type:"existingdir" placeholder:"FOLDER"`
	First int    `help:"How many accesses are judged without reading, and one by one." default:"2000000" placeholder:"N"`
}

// Help is the example.
func (lookupsBenchCmd) Help() string {
	return "Prints how fast accesses are judged, how long one waits for its answer, and what memory it takes.\n\nExample:\n  candour lookups generate --officers 150000 --people 5000000 --days 30 --out nation\n  candour lookups bench --world nation"
}

// Run measures. GOGC is left as it is.
func (c lookupsBenchCmd) Run(s streams) error {
	fmt.Fprintf(s.out, "%s, %d threads, GOGC at its default\n", runtime.Version(), runtime.GOMAXPROCS(0))
	began := time.Now()
	w, _, err := lookupsContext(s, c.World)
	if err != nil {
		return err
	}
	took := time.Since(began)
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	rows := w.Rows()
	fmt.Fprintf(s.out, "context: %d officers, %d people, %d assignments, %d shifts read in %.1f s; heap %d MB, resident %s, highest while reading %s\n",
		rows["officers"], rows["people"], rows["assignments"], rows["rosters"], took.Seconds(), m.HeapAlloc>>20, resident("VmRSS"), resident("VmHWM"))
	name := filepath.Join(c.World, "events.parquet")
	if err := c.judging(s, w, name); err != nil {
		return err
	}
	if err := c.endToEnd(s, w, name); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "highest resident memory of all: %s\n", resident("VmHWM"))
	return nil
}

// resident is a line of what Linux says of this process, or a sentence elsewhere.
func resident(what string) string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "not known here"
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, what+":"); ok {
			kb := 0
			_, _ = fmt.Sscanf(v, "%d", &kb)
			return fmt.Sprintf("%d MB", kb>>10)
		}
	}
	return "not known here"
}

var errEnough = errors.New("enough")

// judging measures judging without reading, and the answer to one access.
func (c lookupsBenchCmd) judging(s streams, w *lookups.World, name string) error {
	batch := lookups.NewBatch(w)
	var some []lookups.Event
	r, _, done, err := lookupsInput{}.open(s, name)
	if err != nil {
		return err
	}
	err = lookups.ReadEach(r, func(e *lookups.Event) error {
		batch.Add("bench", e)
		if len(some) < 200_000 {
			some = append(some, *e)
		}
		if batch.Len() == c.First {
			return errEnough
		}
		return nil
	}, func(b *lookups.Broken) error { return b })
	if err = errors.Join(err, done()); err != nil && !errors.Is(err, errEnough) {
		return err
	}
	var times []time.Duration
	explained := 0
	for range 5 {
		began := time.Now()
		explained = batch.Judge(2)
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	n := batch.Len()
	fmt.Fprintf(s.out, "judging without reading, 2 threads: %d accesses, %d explained: %.0f a second (median of 5; worst %.0f)\n", n, explained, rate(n, times[2]), rate(n, times[4]))
	screen := lookups.NewScreen(w, lookups.Options{})
	feed, err := screen.Feed("bench")
	if err != nil {
		return err
	}
	waits := make([]time.Duration, 0, len(some))
	for i := range some {
		began := time.Now()
		screen.Judge(feed, &some[i])
		waits = append(waits, time.Since(began))
	}
	slices.Sort(waits)
	at := func(p int) time.Duration { return waits[(len(waits)-1)*p/1000] }
	fmt.Fprintf(s.out, "one access answered, of %d: p50 %s, p99 %s, p99.9 %s, longest %s\n", len(waits), at(500), at(990), at(999), waits[len(waits)-1])
	return nil
}

func rate(n int, took time.Duration) float64 { return float64(n) / took.Seconds() }

// endToEnd reads Parquet, judges and draws up cases.
func (c lookupsBenchCmd) endToEnd(s streams, w *lookups.World, name string) (err error) {
	screen := lookups.NewScreen(w, lookups.Options{Dir: c.World})
	defer func() { err = errors.Join(err, screen.Close()) }()
	feed, err := screen.Feed("bench")
	if err != nil {
		return err
	}
	r, _, done, err := lookupsInput{}.open(s, name)
	if err != nil {
		return err
	}
	began := time.Now()
	err = inBatches(r, screen, feed, func(b *lookups.Broken) error { return b })
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	read := time.Since(began)
	res, err := screen.Finish()
	if err != nil {
		return err
	}
	all, n := time.Since(began), res.Summary.Events
	fmt.Fprintf(s.out, "from Parquet: %d accesses read and judged: %.0f a second; with all cases drawn up (%d): %.0f a second\n", n, rate(n, read), len(res.Cases), rate(n, all))
	return nil
}
