package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"candour/vetting/linkage"
	"candour/vetting/wash"
)

type vettingBenchCmd struct {
	World string `required:"" help:"A folder that ‘candour vetting generate’ wrote." type:"existingdir" placeholder:"FOLDER"`
	Curve string `help:"Where to draw the cost as SVG." type:"path" placeholder:"FILE.svg"`
}

// Help is the example.
func (vettingBenchCmd) Help() string {
	return "Prints how fast a wash is, what it costs as records grow tenfold, how long one new record waits, what memory it takes, and how fast duplicates are found in a million records. internal/peers/duckdb sets it beside DuckDB.\n\nExample:\n  candour vetting generate --workforce 300000 --records 10000000 --out nation\n  candour vetting bench --world nation --curve cost.svg"
}

// washed is one point of the curve.
type washed struct {
	records   int
	pairs     uint64
	hits      int
	wall, cpu float64 // seconds
}

// Run measures.
func (c vettingBenchCmd) Run(s streams) error {
	defer debug.SetGCPercent(debug.SetGCPercent(40)) // as the wash that it measures
	fmt.Fprintf(s.out, "%s, %d threads\n", runtime.Version(), runtime.GOMAXPROCS(0))
	if err := c.washes(s); err != nil {
		return err
	}
	debug.FreeOSMemory() // what the washes held is nothing to a search for duplicates
	return c.dedupe(s, 1_000_000)
}

// washes measures washes of more and more records, and one record alone.
func (c vettingBenchCmd) washes(s streams) error {
	m, err := wash.Prior(67_000_000)
	if err != nil {
		return err
	}
	plan, err := linkage.NewPlan(m)
	if err != nil {
		return err
	}
	wash.Prepare(plan, false)
	dicts := plan.Dicts()
	began, cpu := time.Now(), cpuSeconds()
	table, _, err := readRecords(filepath.Join(c.World, "workforce.csv"), plan, dicts)
	if err != nil {
		return err
	}
	e, err := linkage.NewEngine(plan, dicts, table)
	if err != nil {
		return err
	}
	if _, err := linkage.NewIndex(e, table); err != nil { // every wash makes its own, and two would not be what one costs
		return err
	}
	fmt.Fprintf(s.out, "workforce: %d people read and indexed in %.2f s, %.2f CPU-s, %d rules, %d comparisons\n", table.Rows(), time.Since(began).Seconds(), cpuSeconds()-cpu, len(m.Rules), len(m.Comparisons))
	var curve []washed
	for _, n := range []int{100_000, 300_000, 1_000_000, 3_000_000, 10_000_000} {
		w, err := c.point(plan, e, table, n)
		if err != nil {
			return err
		}
		if w.records < n*9/10 && len(curve) > 0 {
			break // the file ends here
		}
		curve = append(curve, w)
		fmt.Fprintf(s.out, "%d records: %d pairs, %d hits, %.2f s, %.2f CPU-s, %.0f records a second, %.2f M pairs a CPU-second, %.2f CPU-microseconds a pair\n",
			w.records, w.pairs, w.hits, w.wall, w.cpu, float64(w.records)/w.wall, float64(w.pairs)/w.cpu/1e6, 1e6*w.cpu/float64(w.pairs))
	}
	fmt.Fprintf(s.out, "highest resident memory of the washes: %s\n", resident("VmHWM"))
	x, err := linkage.NewIndex(e, table)
	if err != nil {
		return err
	}
	if err := c.one(s, x, plan); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "highest resident memory: %s\n", resident("VmHWM"))
	if c.Curve != "" {
		if err := os.WriteFile(c.Curve, []byte(costCurve(curve)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// cpuSeconds is what this process has used.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return math.NaN()
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// lines reads a first line and so many more.
type lines struct {
	in   io.Reader
	left int
}

func (l *lines) Read(b []byte) (int, error) {
	if l.left < 0 {
		return 0, io.EOF
	}
	n, err := l.in.Read(b)
	for i, c := range b[:n] {
		if c == '\n' {
			if l.left--; l.left < 0 {
				return i + 1, nil
			}
		}
	}
	return n, err
}

func (c vettingBenchCmd) point(p *linkage.Plan, e *linkage.Engine, table *linkage.Table, n int) (w washed, err error) {
	f, err := os.Open(filepath.Join(c.World, "records.csv"))
	if err != nil {
		return w, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	began, cpu := time.Now(), cpuSeconds()
	sum, err := wash.Run(p, e, table, &lines{f, n}, "records.csv", wash.Options{Least: linkage.WeightOf(0.5), Hit: linkage.WeightOf(0.95)}, wash.Out{Pairs: io.Discard, Clusters: io.Discard, Hits: io.Discard, Words: io.Discard})
	return washed{records: sum.Records, pairs: sum.Scored, hits: sum.Hits, wall: time.Since(began).Seconds(), cpu: cpuSeconds() - cpu}, err
}

// one measures how long one new record waits for its answer: continuous screening.
func (c vettingBenchCmd) one(s streams, x *linkage.Index, plan *linkage.Plan) error {
	f, err := os.Open(filepath.Join(c.World, "records.csv"))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written
	in := bufio.NewScanner(f)
	in.Scan()
	head := strings.Split(in.Text(), ",")
	at := func(name string) int { return slices.Index(head, name) }
	prober := x.NewProber()
	var waits []time.Duration
	part := x.NewPart()
	cells := make([][]byte, len(plan.Columns))
	for len(waits) < 100_000 && in.Scan() {
		row := bytes.Split(in.Bytes(), []byte{','})
		began := time.Now()
		for i, name := range plan.Columns {
			if cells[i] = nil; name == "full_name" {
				cells[i] = bytes.Join([][]byte{row[at("given_name")], row[at("surname")]}, []byte{' '})
			} else if n := at(name); n >= 0 {
				cells[i] = row[n]
			}
		}
		part.Reset()
		part.Add(1, row[0], cells)
		prober.Piece(part, linkage.WeightOf(0.95), func(linkage.Hit) {})
		waits = append(waits, time.Since(began))
	}
	if len(waits) == 0 {
		return in.Err()
	}
	slices.Sort(waits)
	q := func(p int) time.Duration { return waits[(len(waits)-1)*p/1000] }
	fmt.Fprintf(s.out, "one new record, of %d: p50 %s, p99 %s, p99.9 %s, longest %s\n", len(waits), q(500), q(990), q(999), waits[len(waits)-1])
	return in.Err()
}

// costCurve draws CPU-seconds over pairs, both by tens, with the line on which cost
// is in proportion to pairs. The figures stand in the text for whoever reads it so.
func costCurve(points []washed) string {
	const w, h, left, below, right = 640, 420, 70, 60, 50 // right: half of the widest number below
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="t d"><title id="t">What a wash costs as pairs grow</title><desc id="d">`, w, h)
	lowX, highX, lowY, highY := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, p := range points {
		fmt.Fprintf(&b, "%d records, %d pairs: %.2f CPU-seconds. ", p.records, p.pairs, p.cpu)
		lowX, highX = min(lowX, math.Floor(math.Log10(float64(p.pairs)))), max(highX, math.Ceil(math.Log10(float64(p.pairs))))
		lowY, highY = min(lowY, math.Floor(math.Log10(p.cpu))), max(highY, math.Ceil(math.Log10(p.cpu)))
	}
	b.WriteString("</desc><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n")
	x := func(v float64) float64 { return left + (math.Log10(v)-lowX)/(highX-lowX)*(w-left-right) }
	y := func(v float64) float64 { return h - below - (math.Log10(v)-lowY)/(highY-lowY)*(h-below-20) }
	for d := lowX; d <= highX; d++ {
		at := x(math.Pow(10, d))
		fmt.Fprintf(&b, `<path d="M%.1f 20V%d" stroke="#b1b4b6"/><text x="%.1f" y="%d" text-anchor="middle" font-family="Arial" font-size="14">%.0f</text>`+"\n", at, h-below, at, h-below+20, math.Pow(10, d))
	}
	for d := lowY; d <= highY; d++ {
		at := y(math.Pow(10, d))
		fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#b1b4b6"/><text x="%d" y="%.1f" text-anchor="end" font-family="Arial" font-size="14">%g</text>`+"\n", left, at, w-right, left-8, at+5, math.Pow(10, d))
	}
	if n := len(points); n > 0 {
		last := points[n-1]
		first := points[0]
		fmt.Fprintf(&b, `<path d="M%.1f %.1fL%.1f %.1f" stroke="#505a5f" stroke-dasharray="6 4" fill="none"/>`+"\n", x(float64(first.pairs)), y(last.cpu*float64(first.pairs)/float64(last.pairs)), x(float64(last.pairs)), y(last.cpu))
	}
	for _, p := range points {
		fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="5" fill="#1d70b8"/>`+"\n", x(float64(p.pairs)), y(p.cpu))
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle" font-family="Arial" font-size="16">pairs compared</text><text x="16" y="%d" text-anchor="middle" font-family="Arial" font-size="16" transform="rotate(-90 16 %d)">CPU-seconds; dashed: in proportion</text></svg>`+"\n", w/2, h-12, h/2-20, h/2-20)
	return b.String()
}
