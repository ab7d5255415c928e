// Peers answers the explanation of accesses, "which task, held by this officer or by
// their unit, was about this person at this moment", by our engine, by PostgreSQL and
// by OpenFGA (embedded, SQLite datastore) in one run on the same accesses, and says
// where their answers differ. It is a module of its own, because what it needs for
// that the program does not.
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"candour/lookups"
)

func main() {
	world := flag.String("world", "", "a folder that ‘candour lookups generate’ wrote, with events.parquet")
	first := flag.Int("first", 200_000, "how many accesses PostgreSQL and we answer together")
	single := flag.Int("single", 10_000, "how many are answered one by one")
	batched := flag.Int("batched", 20_000, "how many more OpenFGA answers in batches")
	flag.Parse()
	if *world == "" {
		fmt.Fprintln(os.Stderr, "say --world FOLDER: a folder that ‘candour lookups generate’ wrote")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Stdout, *world, *first, *single, *batched); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// question is one access, and what we answered.
type question struct {
	officer, person string
	minute          int64
	explained       bool
}

// link is a row of assignments.csv with the minutes in which it explains.
type link struct {
	person, who, matter string
	unit                bool
	from, to            int64
}

// member is a posting.
type member struct {
	officer, unit string
	from, to      int64
}

func run(ctx context.Context, out io.Writer, dir string, first, single, batched int) error {
	links, err := readLinks(dir)
	if err != nil {
		return err
	}
	members, err := readMembers(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s, %d threads; %d assignments, %d postings\n", runtime.Version(), runtime.GOMAXPROCS(0), len(links), len(members))
	all, ours, err := us(out, dir, first, single)
	if err != nil {
		return err
	}
	together, one, err := postgres(ctx, out, links, members, all, single)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "ratio to PostgreSQL: together %.0f times as many a second; one by one, p99 %.0f times as fast\n", ours.together/together.together, float64(one)/float64(ours.p99))
	fga, err := openfga(ctx, out, links, members, all[:min(single, len(all))], all[min(single, len(all)):min(single+batched, len(all))])
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "ratio to OpenFGA: together %.0f times as many a second, in one thread %.0f; one by one, p99 %.0f times as fast\n", ours.together/fga.together, ours.alone/fga.alone, float64(fga.p99)/float64(ours.p99))
	fmt.Fprintf(out, "at most %d MB in this process, with our engine, its accesses and OpenFGA; PostgreSQL is another\n", peak())
	return nil
}

// figures of one engine: answers a second together and one by one, and the wait.
type figures struct {
	together, alone float64
	p99             time.Duration
}

var errEnough = errors.New("enough")

// us judges with our engine. Accesses by programs and on behalf of others are left
// out: the others are not asked about these.
func us(out io.Writer, dir string, first, single int) (all []question, f figures, err error) {
	began := time.Now()
	w, _, err := lookups.ReadContext(dir)
	if err != nil {
		return nil, f, err
	}
	read := time.Since(began)
	file, err := os.Open(filepath.Join(dir, "events.parquet"))
	if err != nil {
		return nil, f, err
	}
	defer file.Close()
	size, err := file.Stat()
	if err != nil {
		return nil, f, err
	}
	r, err := lookups.NewParquet(file, size.Size())
	if err != nil {
		return nil, f, err
	}
	batch, screen := lookups.NewBatch(w), lookups.NewScreen(w, lookups.Options{})
	feed, err := screen.Feed("peers")
	if err != nil {
		return nil, f, err
	}
	var events []lookups.Event
	err = lookups.ReadEach(r, func(e *lookups.Event) error {
		if e.For != "" || e.Machine || strings.HasPrefix(e.Officer, "program") {
			return nil
		}
		batch.Add("peers", e)
		events = append(events, *e)
		if len(events) == first {
			return errEnough
		}
		return nil
	}, func(b *lookups.Broken) error { return b })
	if err != nil && !errors.Is(err, errEnough) {
		return nil, f, err
	}
	runtime.GC()
	waits := make([]time.Duration, 0, single)
	for i := range events {
		began := time.Now()
		v := screen.Judge(feed, &events[i])
		if i < single {
			waits = append(waits, time.Since(began))
		}
		x := v.Explained
		direct := x != nil && (x.Kind == lookups.Direct || x.ID == "tasked")
		all = append(all, question{events[i].Officer, events[i].Person, events[i].At.Unix() / 60, direct})
	}
	var took []time.Duration
	for range 5 {
		began := time.Now()
		batch.Judge(runtime.GOMAXPROCS(0))
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	f = figures{float64(len(events)) / took[2].Seconds(), aloneIn(waits), p99(waits)}
	fmt.Fprintf(out, "Candour, with all explanations and rules: context read in %.1f s; %d accesses together: %.0f a second; %d one by one: %.0f a second, p50 %s, p99 %s\n",
		read.Seconds(), len(events), f.together, len(waits), f.alone, waits[len(waits)/2], f.p99)
	return all, f, nil
}

// peak is the most memory that this process held, in MB.
func peak() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Maxrss >> 10
}

func aloneIn(waits []time.Duration) float64 {
	var sum time.Duration
	for _, w := range waits {
		sum += w
	}
	return float64(len(waits)) / sum.Seconds()
}

// p99 sorts what it is given.
func p99(waits []time.Duration) time.Duration {
	slices.Sort(waits)
	return waits[(len(waits)-1)*99/100]
}

// differ says how many answers are not ours; one would mean that something else was
// measured.
func differ(out io.Writer, name string, all []question, got []bool) error {
	n, yes := 0, 0
	for i, ok := range got {
		if ok {
			yes++
		}
		if ok != all[i].explained {
			n++
		}
	}
	fmt.Fprintf(out, "%s: %d of %d explained, %d answers unlike ours\n", name, yes, len(got), n)
	if n > 0 || yes == 0 || yes == len(got) {
		return fmt.Errorf("%s and we were not asked the same", name)
	}
	return nil
}

// rows hands on a table, by the names of its columns.
func rows(dir, table string, take func(get func(string) string) error) error {
	f, err := os.Open(filepath.Join(dir, table+".csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	c := csv.NewReader(f)
	c.ReuseRecord = true
	head, err := c.Read()
	if err != nil {
		return err
	}
	head = slices.Clone(head)
	for {
		r, err := c.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := take(func(name string) string { return r[slices.Index(head, name)] }); err != nil {
			return fmt.Errorf("reading %s: %w", table, err)
		}
	}
}

const forever = int64(1) << 31

func minute(s string, empty int64) (int64, error) {
	if s == "" {
		return empty, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	return t.Unix() / 60, err
}

// readLinks widens each assignment by what its explanation allows before and after.
func readLinks(dir string) (all []link, err error) {
	by := map[string]*lookups.Explanation{}
	for _, e := range lookups.Explanations {
		for _, r := range e.Roles {
			by[r.String()] = e
		}
	}
	err = rows(dir, "assignments", func(get func(string) string) error {
		e := by[get("role")]
		l := link{person: strings.Clone(get("person")), matter: fmt.Sprintf("%s_%s_%d", get("ref"), get("role"), len(all)), who: strings.Clone(get("officer"))}
		if get("role") == "tasked" {
			l.who, l.unit = strings.Clone(get("unit")), true
		}
		if l.from, err = minute(get("from"), -forever); err != nil {
			return err
		}
		if l.to, err = minute(get("to"), forever); err != nil {
			return err
		}
		l.from, l.to = l.from-int64(e.Before), l.to+int64(e.After)
		all = append(all, l)
		return nil
	})
	return all, err
}

// readMembers gives each posting until the next one of the officer begins.
func readMembers(dir string) (all []member, err error) {
	last := map[string]int{}
	err = rows(dir, "postings", func(get func(string) string) error {
		m := member{officer: strings.Clone(get("officer")), unit: strings.Clone(get("unit")), to: forever}
		if m.from, err = minute(get("from"), -forever); err != nil {
			return err
		}
		all = append(all, m)
		return nil
	})
	slices.SortStableFunc(all, func(a, b member) int {
		if c := strings.Compare(a.officer, b.officer); c != 0 {
			return c
		}
		return int(max(min(a.from-b.from, 1), -1))
	})
	for i, m := range all {
		if k, ok := last[m.officer]; ok {
			all[k].to = m.from - 1
		}
		last[m.officer] = i
	}
	return all, err
}
