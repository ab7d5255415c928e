package record_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/record"
)

var (
	ctx   = context.Background()
	quiet = slog.New(slog.DiscardHandler)
)

// publisher is a log that only notes what it is told to publish: for days with
// more ticks than a disk has time for.
type publisher struct {
	size  int64
	sizes []int64
}

func (p *publisher) Size() (int64, error)                       { return p.size, nil }
func (p *publisher) Unpublished(context.Context) (int64, error) { return 0, nil }

func (p *publisher) PublishTo(ctx context.Context, rows ledger.Rows, last int64) (int64, error) {
	head, err := rows.Head(ctx)
	if last > head {
		return 0, fmt.Errorf("told to publish %d rows and there are %d", last, head)
	}
	p.size = max(p.size, last)
	p.sizes = append(p.sizes, p.size)
	return p.size, err
}

// day is a deployment with a log and its pace, from midnight on.
type day struct {
	*testdb.World
	crew testdb.Staff
	pace *record.Pace
	dir  string // of the real log, if there is one
	key  string
	next int // how many reports were sent
}

func begin(t *testing.T, tick time.Duration, leaves int, log record.Log) *day {
	t.Helper()
	w := testdb.Open(t)
	w.Now = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	d := &day{World: w, crew: w.Crew(), dir: filepath.Join(w.Dir, "log")}
	if log == nil {
		log = openLog(t, d, ledger.LogOptions{})
	}
	d.pace = &record.Pace{Runner: w.Runner, Log: log, Who: authz.Program(testdb.Force), Tick: tick, Leaves: leaves, Out: quiet}
	if err := d.pace.Start(ctx, w.Now); err != nil {
		t.Fatal(err)
	}
	return d
}

func openLog(t *testing.T, d *day, opts ledger.LogOptions) *ledger.Log {
	t.Helper()
	signer, verifier, err := ledger.NewKey(ledger.Origin(testdb.Force))
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.OpenLog(ctx, d.dir, filepath.Join(d.Dir, "run", "appender.lock"), signer, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	d.key = verifier
	return l
}

// tick lets a tick pass and gives the size that strangers then see.
func (d *day) tick() int64 {
	d.T.Helper()
	d.Now = d.Now.Add(d.pace.Tick)
	// What is made ready is made ready a little before; what happens in between waits.
	if err := d.pace.Ready(ctx, d.Now.Add(-time.Second), d.Now); err != nil {
		d.T.Fatal(err)
	}
	if err := d.pace.Publish(ctx, d.Now); err != nil {
		d.T.Fatal(err)
	}
	if p, ok := d.pace.Log.(*publisher); ok {
		return p.size
	}
	return d.published()
}

func (d *day) published() int64 {
	d.T.Helper()
	src, err := ledger.OpenSource(d.dir, nil)
	if err != nil {
		d.T.Fatal(err)
	}
	cp, err := ledger.ReadCheckpoint(ctx, src, d.key)
	if err != nil {
		d.T.Fatal(err)
	}
	return cp.Size
}

// happens is one report and all that becomes of it: accesses, refusals and
// decisions, so that a report makes about twenty rows.
func (d *day) happens() {
	d.T.Helper()
	d.next++
	for _, p := range []testdb.Person{d.crew.Triage, d.crew.Authority} {
		if err := ledger.Access(ctx, d.DB, ledger.Accessed{Force: testdb.Force, Who: p.ID, At: d.Now, Page: "officer search", Query: candour.Mark("a name"), Shown: []candour.Subject{{Kind: "officer", ID: "officer-o"}}}); err != nil {
			d.T.Fatal(err)
		}
	}
	s := d.Send(2)
	c := d.OpenCase(d.crew.Triage.Who, s.Report)
	d.Link(d.crew.Triage.Who, d.crew.Officer.Officer, s.Allegations...)
	d.Assess(d.crew.Assessor.Who, c)
	if _, err := d.Try(d.crew.Authority.Who, &cases.CloseCase{Case: c, Reasons: candour.Mark("r")}); !errors.Is(err, candour.ErrConflict) {
		d.T.Fatalf("closing an undecided case: %v", err)
	}
	if d.next%2 == 0 {
		d.Decide(d.crew.Authority.Who, s.Allegations...)
		d.Tell(d.crew.CaseWorker.Who, c)
		d.Close(d.crew.Authority.Who, c)
	}
}

// comeIn sends the reports of a tick: three at each from noon on, until all are sent.
func (d *day) comeIn(i, ticks, reports int) {
	d.T.Helper()
	for d.next < reports && d.next < 3*(i-ticks/2) {
		d.happens()
	}
}

// busy runs a day in which so many reports are sent and gives the published size
// after each tick.
func (d *day) busy(reports int) (sizes []int64) {
	d.T.Helper()
	ticks := int(24 * time.Hour / d.pace.Tick)
	for i := range ticks {
		d.comeIn(i, ticks, reports)
		sizes = append(sizes, d.tick())
	}
	if d.next != reports {
		d.T.Fatalf("%d reports were sent, want %d", d.next, reports)
	}
	return sizes
}

// TestSizesTellNothing: a stranger who writes down every published size of a day
// cannot tell one in which nothing happened from one in which fifty people
// reported.
func TestSizesTellNothing(t *testing.T) {
	t.Run("published", func(t *testing.T) {
		var days [2][]int64
		t.Run("days", func(t *testing.T) {
			for i, reports := range []int{0, 50} {
				t.Run(fmt.Sprint(reports, " reports"), func(t *testing.T) {
					t.Parallel()
					d := begin(t, 30*time.Minute, 4, nil)
					days[i] = append(days[i], d.published())
					days[i] = append(days[i], d.busy(reports)...)
					src, err := ledger.OpenSource(d.dir, nil)
					if err != nil {
						t.Fatal(err)
					}
					// One to one: every leaf is the journal's, covers and roots included.
					r, err := ledger.Check(ctx, d.DB, testdb.Force, src, d.key)
					if err != nil {
						t.Error(err)
					}
					t.Logf("%d rows, %d published, %d wait", r.Rows, r.Log.Size, r.Unpublished)
					if (r.Unpublished > 0) != (reports > 0) {
						t.Errorf("%d rows wait at the end of a day with %d reports", r.Unpublished, reports)
					}
					leavesTellNothing(t, d, src, r.Log.Size)
				})
			}
		})
		if !slices.Equal(days[0], days[1]) {
			t.Errorf("the published sizes differ:\n  no report   %v\n  50 reports  %v", days[0], days[1])
		}
		if len(days[0]) != 49 || days[0][48]-days[0][0] != 48*4 {
			t.Errorf("%d sizes from %d to %d, want 49 that grow by 192", len(days[0]), days[0][0], days[0][len(days[0])-1])
		}
	})
	t.Run("each minute", func(t *testing.T) {
		var days [2][]int64
		tick, ticks := time.Minute, 1440
		if testdb.Race {
			tick, ticks = 10*time.Minute, 144
		}
		for i, reports := range []int{0, 50} {
			d := begin(t, tick, 4, &publisher{})
			days[i] = d.busy(reports)
			if n := d.count(ledger.AccessSealed); n != ticks+1 {
				t.Errorf("%d roots of accesses in a day of %d ticks, want one each and one at the start", n, ticks)
			}
			t.Logf("%d reports: %d rows, %d of them covers, %d published", reports, d.Count("journal"), d.count(record.Covered), days[i][len(days[i])-1])
		}
		if !slices.Equal(days[0], days[1]) {
			t.Errorf("the published sizes differ:\n  no report   %v\n  50 reports  %v", days[0], days[1])
		}
	})
	// Without the pace the same two days can be told apart: the test above would
	// see it.
	t.Run("control", func(t *testing.T) {
		var days [2][]int64
		for i, reports := range []int{0, 50} {
			d := begin(t, 30*time.Minute, 4, everything{&publisher{}})
			days[i] = d.busyAll(reports)
		}
		if slices.Equal(days[0], days[1]) {
			t.Error("a log that publishes whatever there is shows the same sizes: this test is blind")
		}
	})
}

// everything publishes all rows that there are.
type everything struct{ *publisher }

func (e everything) PublishTo(ctx context.Context, rows ledger.Rows, _ int64) (int64, error) {
	head, err := rows.Head(ctx)
	if err != nil {
		return 0, err
	}
	return e.publisher.PublishTo(ctx, rows, head)
}

func (d *day) busyAll(reports int) (sizes []int64) {
	for i := range 48 {
		d.comeIn(i, 48, reports)
		d.Now = d.Now.Add(d.pace.Tick)
		n, err := d.pace.Log.PublishTo(ctx, ledger.Journal{DB: d.DB, Force: testdb.Force}, 0)
		if err != nil {
			d.T.Fatal(err)
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// count is how many rows of a kind the journal has.
func (d *day) count(kind candour.EventKind) (n int) {
	for _, e := range d.Events(candour.Subject{Kind: "force", ID: string(testdb.Force)}) {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// leavesTellNothing: every leaf has the same length, and what is served holds no
// more leaves than the checkpoint says.
func leavesTellNothing(t *testing.T, d *day, src ledger.Source, size int64) {
	t.Helper()
	err := ledger.Leaves(ctx, src, size, func(i int64, leaf []byte) error {
		if len(leaf) != 42 {
			t.Errorf("leaf %d has %d bytes, want 42", i, len(leaf))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(ledger.Public(d.dir))
	defer srv.Close()
	for w := int64(1); w < 256; w++ {
		res, err := http.Get(srv.URL + "/tile/entries/" + fmt.Sprintf("%03d.p/%d", size/256, w))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if w > size%256 && res.StatusCode == http.StatusOK {
			t.Errorf("a bundle of %d entries is served, and %d are published", size/256*256+w, size)
		}
	}
}

// TestMissedTicks: what a service that was stopped publishes afterwards follows
// from how long it was stopped.
func TestMissedTicks(t *testing.T) {
	for _, tt := range []struct {
		name    string
		stopped time.Duration
		grows   int64
	}{
		{"not at all", 0, 0},
		{"within a tick", 20 * time.Second, 0},
		{"one tick", time.Minute, 4},
		{"an hour", time.Hour, 240},
		{"three days", 72 * time.Hour, 4 * 1440},
		{"the clock went back", -time.Hour, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var grew [2]int64
			for i := range grew {
				log := &publisher{}
				d := begin(t, time.Minute, 4, log)
				d.tick()
				before := log.size
				if i == 1 {
					d.happens()
				}
				d.Now = d.Now.Add(tt.stopped)
				d.pace = &record.Pace{Runner: d.Runner, Log: log, Who: d.pace.Who, Tick: time.Minute, Leaves: 4, Out: quiet}
				if err := d.pace.Start(ctx, d.Now); err != nil {
					t.Fatal(err)
				}
				if log.size != before {
					t.Errorf("starting again published %d leaves", log.size-before)
				}
				if err := d.pace.Ready(ctx, d.Now, d.Now.Truncate(time.Minute)); err != nil {
					t.Fatal(err)
				}
				if err := d.pace.Publish(ctx, d.Now); err != nil {
					t.Fatal(err)
				}
				grew[i] = log.size - before
			}
			if grew != [2]int64{tt.grows, tt.grows} {
				t.Errorf("it grew by %v on a quiet day and a busy one, want %d on both", grew, tt.grows)
			}
		})
	}
}

// TestCrowd: more waits than a day can publish, and whoever runs the system is told
// once an hour.
func TestCrowd(t *testing.T) {
	var said strings.Builder
	d := begin(t, time.Hour, 1, &publisher{})
	d.pace.Out = slog.New(slog.NewTextHandler(&said, nil))
	for range 3 {
		d.happens()
	}
	d.tick()
	if n := d.pace.Waiting(); n < 24 || strings.Count(said.String(), "raise the setting") != 1 {
		t.Errorf("%d wait, and it was said: %q", n, said.String())
	}
}

// clocked notes when it was told to publish.
type clocked struct {
	publisher
	at []time.Time
}

func (c *clocked) PublishTo(ctx context.Context, rows ledger.Rows, last int64) (int64, error) {
	c.at = append(c.at, time.Now())
	return c.publisher.PublishTo(ctx, rows, last)
}

// TestRunKeepsToTheGrid runs by the real clock: what is published at an instant is
// what the ticks since the first give, never a tick early.
func TestRunKeepsToTheGrid(t *testing.T) {
	const tick = 100 * time.Millisecond
	log := &clocked{}
	d := begin(t, tick, 3, log)
	d.Now = time.Now()
	if err := d.pace.Ready(ctx, d.Now, d.Now.Truncate(tick)); err != nil { // from the made-up day to now
		t.Fatal(err)
	}
	if err := d.pace.Publish(ctx, d.Now); err != nil {
		t.Fatal(err)
	}
	first, base := d.Now.Truncate(tick), log.size
	log.at, log.sizes = nil, nil
	running, stop := context.WithTimeout(ctx, 12*tick)
	defer stop()
	d.pace.Run(running, time.Now)
	if len(log.at) < 2 {
		t.Fatalf("it published %d times in 12 ticks", len(log.at))
	}
	for i, at := range log.at {
		if ticks := int64(at.Sub(first) / tick); (log.sizes[i]-base)%3 != 0 || log.sizes[i]-base > 3*ticks {
			t.Errorf("at %s, %d ticks after the first, it published %d leaves, want at most %d", at.Format("05.000"), ticks, log.sizes[i]-base, 3*ticks)
		}
	}
	t.Logf("%d ticks, %d leaves", len(log.at), log.size-base)
}

// TestKilledBetween: a service that was killed when a tick had been made ready,
// and before it was published, publishes that tick once.
func TestKilledBetween(t *testing.T) {
	log := &publisher{}
	d := begin(t, time.Minute, 4, log)
	before := d.tick()
	d.Now = d.Now.Add(time.Minute)
	if err := d.pace.Ready(ctx, d.Now, d.Now); err != nil {
		t.Fatal(err)
	}
	d.pace = &record.Pace{Runner: d.Runner, Log: log, Who: d.pace.Who, Tick: time.Minute, Leaves: 4, Out: quiet}
	if err := d.pace.Start(ctx, d.Now); err != nil {
		t.Fatal(err)
	}
	if got, want := log.size, before+4; got != want {
		t.Errorf("%d leaves, want %d", got, want)
	}
	if got, want := d.tick(), before+8; got != want {
		t.Errorf("a tick later %d leaves, want %d", got, want)
	}
}

// TestImportGoesPast: what an import published at once is not published again,
// and the pace goes on from there.
func TestImportGoesPast(t *testing.T) {
	log := &publisher{}
	d := begin(t, time.Minute, 4, log)
	d.tick()
	for range 5 {
		d.happens()
	}
	head, _ := ledger.Journal{DB: d.DB, Force: testdb.Force}.Head(ctx)
	log.size = head
	if got, want := d.tick(), head+4; got != want {
		t.Errorf("%d leaves, want %d", got, want)
	}
}

// TestSilentWitness: the log's witnesses do not answer, so nothing is published
// while everything else goes on. It is logged when it begins, once an hour and
// when it ends, and people are told after three ticks.
func TestSilentWitness(t *testing.T) {
	var answers bool
	var said strings.Builder
	log := &silent{publisher: &publisher{}, answers: &answers}
	d := begin(t, time.Minute, 4, log.publisher)
	d.pace.Log, d.pace.Out = log, slog.New(slog.NewTextHandler(&said, nil))
	var tell []int
	for i := range 130 {
		answers = i >= 125
		d.Now = d.Now.Add(time.Minute)
		if err := d.pace.Ready(ctx, d.Now, d.Now); err != nil {
			t.Fatal(err)
		}
		if err := d.pace.Publish(ctx, d.Now); (err == nil) != answers {
			t.Fatal(err)
		}
		b := d.pace.Behind(d.Now)
		if b.Tell() {
			tell = append(tell, i)
		}
		if want := int64(4 * (i + 1)); !answers && b.Entries != want {
			t.Errorf("tick %d: behind by %d, want %d", i, b.Entries, want)
		}
	}
	if len(tell) != 121 || tell[0] != 4 {
		t.Errorf("people are told at %d ticks, want 121 from the fifth on: %v", len(tell), tell)
	}
	if b := d.pace.Behind(d.Now); b != (record.Behind{}) {
		t.Errorf("at the end it is behind: %+v", b)
	}
	if got := strings.Count(said.String(), "\n"); got != 4 { // at once, twice an hour later, and the end
		t.Errorf("%d lines were logged, want 4:\n%s", got, said.String())
	}
}

// silent is a log whose leaves are added and not published.
type silent struct {
	*publisher
	answers *bool
	waiting int64
}

func (s *silent) Size() (int64, error) { return s.size + s.waiting, nil }
func (s *silent) Unpublished(context.Context) (int64, error) {
	return s.waiting, nil
}

func (s *silent) PublishTo(ctx context.Context, rows ledger.Rows, last int64) (int64, error) {
	if *s.answers {
		s.waiting = 0
		return s.publisher.PublishTo(ctx, rows, last)
	}
	s.waiting = last - s.size
	return s.size, ledger.ErrUnpublished
}
