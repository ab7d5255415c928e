package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"candour/lookups"
)

type lookupsBenchCmd struct {
	World string `required:"" help:"A folder that ‘candour lookups generate’ wrote, with events.parquet." type:"existingdir" placeholder:"FOLDER"`
	First int    `help:"How many accesses are judged without reading." default:"2000000" placeholder:"N"`
	Bytes int64  `help:"Of stream: how many million bytes go through the pipe." default:"10000" placeholder:"MILLIONS"`
	Only  string `help:"Measure one part: answers, judging or stream. Without it all but stream, each in a process of its own." enum:",answers,judging,stream" default:"" placeholder:"PART"`
}

// Help is the example.
func (lookupsBenchCmd) Help() string {
	return "Prints how fast accesses are judged, how long one waits for its answer, and what memory it takes.\n\nExample:\n  candour lookups generate --officers 150000 --people 5000000 --days 30 --out nation\n  candour lookups bench --world nation"
}

// Run measures. What answers is measured in a process of its
// own, so that its memory is not that of the benchmark.
func (c lookupsBenchCmd) Run(ctx context.Context, s streams) error {
	if c.Only == "" {
		own, err := os.Executable()
		if err != nil {
			return err
		}
		for _, part := range []string{"answers", "judging"} {
			cmd := exec.CommandContext(ctx, own, "lookups", "bench", "--world", c.World, "--first", strconv.Itoa(c.First), "--only", part)
			cmd.Stdout, cmd.Stderr = s.out, s.err
			if err := cmd.Run(); err != nil {
				return fmt.Errorf("measuring %s: %w", part, err)
			}
		}
		return nil
	}
	if c.Only == "stream" {
		return c.stream(ctx, s)
	}
	fmt.Fprintf(s.out, "%s, %d threads, garbage collected from a fifth of the heap on, unless GOGC says otherwise\n", runtime.Version(), runtime.GOMAXPROCS(0))
	began := time.Now()
	w, _, err := lookupsContext(s, c.World)
	if err != nil {
		return err
	}
	took := time.Since(began)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	rows := w.Rows()
	fmt.Fprintf(s.out, "context: %d officers, %d people, %d assignments, %d shifts read in %.1f s; heap %d MB, resident %s, highest while reading %s\n",
		rows["officers"], rows["people"], rows["assignments"], rows["rosters"], took.Seconds(), m.HeapAlloc>>20, resident("VmRSS"), resident("VmHWM"))
	name := filepath.Join(c.World, "events.parquet")
	if c.Only == "answers" {
		return c.answers(s, w, name)
	}
	if err := c.judging(s, w, name); err != nil {
		return err
	}
	if err := c.endToEnd(s, w, name); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "highest resident memory of judging and reading: %s\n", resident("VmHWM"))
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

// judging measures judging without reading.
func (c lookupsBenchCmd) judging(s streams, w *lookups.World, name string) error {
	batch := lookups.NewBatch(w)
	r, _, done, err := lookupsInput{}.open(s, name)
	if err != nil {
		return err
	}
	err = lookups.ReadEach(r, func(e *lookups.Event) error {
		batch.Add("bench", e)
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
	return nil
}

// answerRounds are how often the same accesses are answered; each round is told by
// itself, since what else a machine does falls on one or two of them.
const answerRounds = 10

// answers measures how long an access waits for its answer, from the line of OCSF in
// which it came, one after the other, in the process that serves and nothing else.
func (c lookupsBenchCmd) answers(s streams, w *lookups.World, name string) error {
	lines, err := c.lines(s, name, 200_000)
	if err != nil {
		return err
	}
	screen := lookups.NewScreen(w, lookups.Options{})
	feed, err := screen.Feed("bench")
	if err != nil {
		return err
	}
	var m, after runtime.MemStats
	runtime.GC() // what was left by reading the context; a service has done so long ago
	runtime.ReadMemStats(&m)
	judging, whole := make([]time.Duration, len(lines)), make([]time.Duration, len(lines))
	at := func(sorted []time.Duration, p int) time.Duration { return sorted[(len(sorted)-1)*p/1000] }
	var all, slow []time.Duration
	for range answerRounds {
		for i, line := range lines {
			began := time.Now()
			events, err := lookups.FromJSON("ocsf", line)
			if err != nil {
				return err
			}
			read := time.Now()
			for k := range events {
				screen.Judge(feed, &events[k])
			}
			judging[i], whole[i] = time.Since(read), time.Since(began)
		}
		slices.Sort(judging)
		slices.Sort(whole)
		all, slow = append(all, at(judging, 990)), append(slow, at(whole, 990))
	}
	runtime.ReadMemStats(&after)
	slices.Sort(all)
	slices.Sort(slow)
	fmt.Fprintf(s.out, "one access answered, %d rounds of %d: judged, p99 by rounds %s to %s, median %s; in the last p50 %s, p99.9 %s\n", answerRounds, len(lines), all[0], all[len(all)-1], all[len(all)/2], at(judging, 500), at(judging, 999))
	fmt.Fprintf(s.out, "with reading its OCSF: p99 by rounds %s to %s, median %s; in the last p50 %s, p99.9 %s, longest %s; %d collections of garbage meanwhile\n", slow[0], slow[len(slow)-1], slow[len(slow)/2], at(whole, 500), at(whole, 999), whole[len(whole)-1], after.NumGC-m.NumGC)
	fmt.Fprintf(s.out, "the process that answers: heap %d MB, resident %s, highest ever %s\n", after.HeapAlloc>>20, resident("VmRSS"), resident("VmHWM"))
	return nil
}

// lines are the first accesses of a file as lines of OCSF.
func (c lookupsBenchCmd) lines(s streams, name string, n int) (all [][]byte, err error) {
	r, _, done, err := lookupsInput{}.open(s, name)
	if err != nil {
		return nil, err
	}
	err = lookups.ReadEach(r, func(e *lookups.Event) error {
		var b bytes.Buffer
		if err := lookups.WriteOCSF(&b, e); err != nil {
			return err
		}
		if all = append(all, bytes.TrimSpace(b.Bytes())); len(all) == n {
			return errEnough
		}
		return nil
	}, func(b *lookups.Broken) error { return b })
	if err = errors.Join(err, done()); errors.Is(err, errEnough) {
		err = nil
	}
	return all, err
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
	err = inBatches(r, []*lookups.Screen{screen}, feed, func(b *lookups.Broken) error { return b })
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
