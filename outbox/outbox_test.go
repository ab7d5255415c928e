// One file over 500 lines: each way in which sending can go wrong is one test, and they
// share the mailbox and the pager that fail.

package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/internal/testdb"
	"candour/outbox"
	"candour/seal"
	"candour/workforce"

	"github.com/emersion/go-smtp"
)

var (
	ctx    = context.Background()
	secret = []byte("0123456789abcdef0123456789abcdef")
	here   = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/24"), netip.MustParsePrefix("::1/128")}
)

// got is one thing that came in.
type got struct {
	id, to, from, body string
	secrets            [][]byte
}

// inbox is a mailbox and a pager that keep what comes, and fail when they are told to.
type inbox struct {
	mu    sync.Mutex
	all   []got
	fails int
}

func (i *inbox) take(g got) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.fails > 0 {
		i.fails--
		return errors.New("not now, said a@example.org")
	}
	i.all = append(i.all, g)
	return nil
}

func (i *inbox) Mail(_ context.Context, id, from, to, subject, text string) error {
	return i.take(got{id: id, to: to, from: from, body: subject + "\n" + text})
}

func (i *inbox) Call(_ context.Context, id, address string, body []byte, _ time.Time, secrets ...[]byte) error {
	return i.take(got{id: id, to: address, body: string(body), secrets: secrets})
}

func box(w *testdb.World, i *inbox, name string) *outbox.Box {
	return &outbox.Box{
		DB: w.DB, Forces: []candour.ForceID{testdb.Force}, Mail: i, Hook: i, Name: name, Lease: 30 * time.Second,
		Set: outbox.Settings{Desk: "https://desk.example", From: "desk@force.example", NoteFrom: "notes@plain.example", Called: "North force", Oversight: "watch@oversight.example"},
	}
}

func once(t *testing.T, b *outbox.Box, now time.Time) int {
	t.Helper()
	n, err := b.Once(ctx, now)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// called is a call for help for which somebody is paged in a way.
func called(w *testdb.World, way workforce.Way, address, words string) testdb.Sent {
	w.T.Helper()
	crew := w.Crew()
	onCall(w, crew, w.Enrol("first"), way, address)
	return call(w, words)
}

func onCall(w *testdb.World, crew testdb.Staff, p testdb.Person, way workforce.Way, address string) {
	w.T.Helper()
	today := candour.On(w.Now)
	w.Do(crew.Supervisor.Who, &workforce.PutOnCall{Officer: p.Officer, FromDay: today, FromTime: "00:00", UntilDay: today.AddDays(3), UntilTime: "00:00", Turn: workforce.First, Way: way, Address: candour.Mark(address)})
}

func call(w *testdb.World, words string) testdb.Sent {
	w.T.Helper()
	s := intake.Secret(w.Made(authz.Actor{}).Rand)
	out := testdb.Sent{Report: s.Report(), Reporter: act.Reporter(testdb.Force, s.Reporter()), Code: s.ReturnCode()}
	w.Do(out.Reporter, &intake.CallDanger{Report: s.Report(), Code: s.ReturnCode(), Words: candour.Mark(words)})
	return out
}

func stands(w *testdb.World, kind outbox.Kind, about candour.Subject) (out []string) {
	w.Read(func(tx *seal.Tx) error {
		all, err := outbox.Of(tx, testdb.Force, kind, about)
		for _, d := range all {
			out = append(out, d.State+" "+d.Because)
		}
		return err
	})
	return out
}

// TestAPageSaysNothing: to a mailbox not a word of hers goes, whatever the settings
// say; to a pager only where they say so.
func TestAPageSaysNothing(t *testing.T) {
	for _, x := range []struct {
		way     workforce.Way
		address string
		allowed bool
		want    bool
	}{
		{workforce.ByMail, "first@example.org", false, false},
		{workforce.ByMail, "first@example.org", true, false},
		{workforce.ByHook, "https://pager.example.org/7", false, false},
		{workforce.ByHook, "https://pager.example.org/7", true, true},
	} {
		w, in := testdb.Open(t), &inbox{}
		s := called(w, x.way, x.address, "he is at the back door")
		b := box(w, in, "one")
		b.Set.Words = x.allowed
		once(t, b, w.Now)
		if len(in.all) != 1 || in.all[0].to != x.address {
			t.Fatalf("%s: %d came", x.way, len(in.all))
		}
		body := in.all[0].body
		if strings.Contains(body, "back door") != x.want || !strings.Contains(body, "Somebody asks for help now") || !strings.Contains(body, "https://desk.example/desk/danger/") {
			t.Errorf("%s, allowed %v: it says %q", x.way, x.allowed, body)
		}
		for _, never := range []string{string(s.Report), "report/", "North", "north", "text 555"} {
			if strings.Contains(body, never) {
				t.Errorf("%s: it says %q: %s", x.way, never, body)
			}
		}
	}
}

// TestAtLeastOnce: what fails is tried again under the same id with growing pauses,
// and given up one day; a lease keeps two processes apart, and one that died loses it.
func TestAtLeastOnce(t *testing.T) {
	w, in := testdb.Open(t), &inbox{fails: 2}
	s := called(w, workforce.ByMail, "first@example.org", "")
	one, two := box(w, in, "one"), box(w, in, "two")
	now := w.Now
	var tried []time.Duration
	for d := time.Duration(0); d < time.Minute; d += time.Second {
		if once(t, one, now.Add(d)) > 0 {
			tried = append(tried, d)
		}
	}
	if want := []time.Duration{0, 5 * time.Second, 15 * time.Second}; !slices.Equal(tried, want) || len(in.all) != 1 {
		t.Errorf("tried at %v and %d came, want %v and 1", tried, len(in.all), want)
	}
	if n := once(t, two, now.Add(time.Hour)); n != 0 {
		t.Errorf("what was sent was sent again: %d", n)
	}
	if got := stands(w, outbox.Page, s.Subject()); !slices.Equal(got, []string{"sent "}) {
		t.Errorf("it stands as %q", got)
	}

	w, in = testdb.Open(t), &inbox{fails: 1000}
	s = called(w, workforce.ByMail, "first@example.org", "")
	b := box(w, in, "one")
	tries := 0
	for d := time.Duration(0); d < 2*time.Hour; d += time.Second {
		if w.Count("outbox_delivery") > 0 && d%time.Second == 0 && (d < 2*time.Minute || d%(10*time.Second) == 0) {
			tries += once(t, b, w.Now.Add(d))
		}
	}
	if got := stands(w, outbox.Page, s.Subject()); tries != 20 || !slices.Equal(got, []string{"given-up it was not taken"}) {
		t.Errorf("after %d tries it stands as %q", tries, got)
	}
}

// dying is a process that is killed after the message is out and before that is noted.
type dying struct {
	*inbox
	die func()
}

func (d dying) Mail(ctx context.Context, id, from, to, subject, text string) error {
	_ = d.inbox.Mail(ctx, id, from, to, subject, text)
	d.die()
	select {} // never comes back
}

// TestDiesBetweenSendingAndNoting: nobody else sends while the lease lasts; then it is
// sent again, under the id by which whoever has it knows that they have it.
func TestDiesBetweenSendingAndNoting(t *testing.T) {
	w, in := testdb.Open(t), &inbox{}
	called(w, workforce.ByMail, "first@example.org", "")
	dead := make(chan bool)
	b := box(w, in, "one")
	b.Mail = dying{in, func() { close(dead) }}
	go func() { _, _ = b.Once(ctx, w.Now) }()
	<-dead
	other := box(w, in, "two")
	if n := once(t, other, w.Now.Add(29*time.Second)); n != 0 {
		t.Errorf("%d were sent under another’s lease", n)
	}
	if n := once(t, other, w.Now.Add(30*time.Second)); n != 1 {
		t.Errorf("%d were sent after the lease, want 1", n)
	}
	if len(in.all) != 2 || in.all[0].id != in.all[1].id || in.all[0].id == "" {
		t.Errorf("came %+v, want the same twice", in.all)
	}
}

// TestTwoProcesses: of processes that look at the same moment one has each message.
func TestTwoProcesses(t *testing.T) {
	w, in := testdb.Open(t), &inbox{}
	for range 30 {
		s := intake.Secret(w.Made(authz.Actor{}).Rand)
		w.Do(act.Reporter(testdb.Force, s.Reporter()), &intake.CallDanger{Report: s.Report(), Code: s.ReturnCode()})
	}
	var both sync.WaitGroup
	for _, name := range []string{"one", "two", "three"} {
		b := box(w, in, name)
		both.Go(func() {
			if _, err := b.Once(ctx, w.Now); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	ids := map[string]int{}
	for _, g := range in.all {
		ids[g.id]++
	}
	if len(in.all) != 30 || len(ids) != 30 {
		t.Errorf("%d came with %d ids, want 30 with 30", len(in.all), len(ids))
	}
}

// hangs is a mail server that says nothing until it is let go, but for one address.
type hangs struct {
	but     string
	came    chan bool   // what goes to that address
	hung    chan string // the ids of the others
	release chan bool
}

func (h hangs) Mail(ctx context.Context, id, _, to, _, _ string) error {
	if to == h.but {
		h.came <- true
		return nil
	}
	h.hung <- id
	select {
	case <-h.release:
		return errors.New("too late")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// notes are some notes that wait.
func notes(w *testdb.World, crew testdb.Staff, n int) {
	w.T.Helper()
	for i := range n {
		s := w.Send(1)
		w.Do(s.Reporter, &intake.PlanContact{Report: s.Report, ContactPlan: intake.ContactPlan{Channel: intake.ByMail, Where: candour.Mark(fmt.Sprintf("note-%d@example.org", i)), Notes: true}})
		w.OpenCase(crew.Triage.Who, s.Report)
	}
}

// TestWhatHangsKeepsNoPageWaiting: a page goes out while every other message hangs, and
// while an earlier page does.
func TestWhatHangsKeepsNoPageWaiting(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	notes(w, crew, 9)
	h := hangs{but: "second@example.org", came: make(chan bool), hung: make(chan string, 20), release: make(chan bool)}
	b := box(w, nil, "one")
	b.Mail, b.Lease = h, time.Hour
	running, stop := context.WithTimeout(ctx, 30*time.Second) // only what fails takes so long
	now := w.Now
	var over sync.WaitGroup
	over.Go(func() { b.Run(running, func() time.Time { return now }, func(err error) { t.Error(err) }) })
	defer over.Wait()
	defer stop()
	hang := func() {
		t.Helper()
		select {
		case <-h.hung:
		case <-running.Done():
			t.Fatal("it was not sent")
		}
	}
	for range 8 {
		hang()
	}
	onCall(w, crew, w.Enrol("first"), workforce.ByMail, "first@example.org")
	call(w, "")
	hang()
	w.Do(crew.Supervisor.Who, &workforce.TakeOffCall{Officer: "officer-first", Sure: true})
	onCall(w, crew, w.Enrol("second"), workforce.ByMail, "second@example.org")
	call(w, "")
	select {
	case <-h.came:
	case <-running.Done():
		t.Error("a page waits behind what hangs")
	}
}

// TestTheTimeIsTakenAnew: what had to wait for its turn is leased from then on, and not
// from when it was found: another process would else send it in the same moment.
func TestTheTimeIsTakenAnew(t *testing.T) {
	w := testdb.Open(t)
	notes(w, w.Crew(), 9)
	h := hangs{hung: make(chan string, 20), release: make(chan bool)}
	b := box(w, nil, "one")
	b.Mail, b.Lease = h, time.Hour
	running, stop := context.WithTimeout(ctx, 30*time.Second)
	began := w.Now
	var passed atomic.Int64
	now := func() time.Time { return began.Add(time.Duration(passed.Load())) }
	var over sync.WaitGroup
	over.Go(func() { b.Run(running, now, func(err error) { t.Error(err) }) })
	defer over.Wait()
	defer stop()
	for range 8 {
		<-h.hung
	}
	passed.Store(int64(2 * time.Hour))
	h.release <- true
	var id string
	select {
	case id = <-h.hung:
	case <-running.Done():
		t.Fatal("the ninth was not sent")
	}
	w.Read(func(tx *seal.Tx) error {
		var until int64
		err := tx.One(`SELECT lease_until FROM outbox_delivery WHERE force = $1 AND id = $2`, []any{string(testdb.Force), id}, &until)
		if want := began.Add(3 * time.Hour).UnixMicro(); until != want {
			t.Errorf("it is leased until %s, want an hour from when it was claimed", time.UnixMicro(until).Sub(began))
		}
		return err
	})
}

// TestThePlanIsAskedFirst: without a plan nothing, outside the hours nothing, after
// “do not contact me” nothing, and what comes says nothing.
func TestThePlanIsAskedFirst(t *testing.T) {
	w, in := testdb.Open(t), &inbox{}
	crew := w.Crew()
	plan := intake.ContactPlan{Channel: intake.ByMail, Where: candour.Mark("her@example.org"), Notes: true, From: "10:00", Until: "11:00", Days: []intake.Weekday{"monday", "wednesday"}, Pretend: candour.Mark("the library")}
	hours, named, gone, late := w.Send(1), w.Send(1), w.Send(1), w.Send(1)
	for s, p := range map[*testdb.Sent]intake.ContactPlan{&hours: plan, &named: {Channel: intake.ByMail, Where: candour.Mark("other@example.org"), Notes: true, Named: true}, &gone: plan, &late: plan} {
		w.Do(s.Reporter, &intake.PlanContact{Report: s.Report, ContactPlan: p})
	}
	for _, s := range []testdb.Sent{hours, named, gone, late} {
		w.OpenCase(crew.Triage.Who, s.Report)
	}
	w.Do(gone.Reporter, &intake.WithdrawContact{Report: gone.Report})
	b := box(w, in, "one")
	once(t, b, w.Now) // 09:30 on a Monday
	if len(in.all) != 1 || in.all[0].to != "other@example.org" || !strings.Contains(in.all[0].body, "North force") {
		t.Fatalf("came %+v, want one to her who allowed a name at any time", in.all)
	}
	if got := stands(w, outbox.Note, gone.Subject()); !slices.Equal(got, []string{"dropped withdrawn"}) {
		t.Errorf("after “do not contact me” it stands as %q", got)
	}
	for d := time.Duration(0); d < 29*time.Minute; d += time.Minute {
		if n := once(t, b, w.Now.Add(d)); n != 0 {
			t.Errorf("at %v something was done outside the hours", w.Now.Add(d))
		}
	}
	// Changed while it waits: the address of now counts, and the hours of now.
	changed := plan
	changed.Where, changed.Days = candour.Mark("new@example.org"), []intake.Weekday{"tuesday"}
	w.Do(late.Reporter, &intake.PlanContact{Report: late.Report, ContactPlan: changed})
	in.all = nil
	once(t, b, w.Now.Add(30*time.Minute))
	if len(in.all) != 1 || in.all[0].to != "her@example.org" || in.all[0].from != "notes@plain.example" {
		t.Fatalf("at ten came %+v", in.all)
	}
	if want := "There is something for you to read\nThere is something for you to read.\n"; in.all[0].body != want {
		t.Errorf("it says %q, want %q", in.all[0].body, want)
	}
	once(t, b, w.Now.Add(24*time.Hour+30*time.Minute))
	if len(in.all) != 2 || in.all[1].to != "new@example.org" {
		t.Errorf("on Tuesday came %+v", in.all)
	}
}

// TestNoNeutralSender: a deployment without one sends no notes at all.
func TestNoNeutralSender(t *testing.T) {
	w, in := testdb.Open(t), &inbox{}
	s := w.Send(1)
	w.Do(s.Reporter, &intake.PlanContact{Report: s.Report, ContactPlan: intake.ContactPlan{Channel: intake.ByMail, Where: candour.Mark("her@example.org"), Notes: true}})
	w.OpenCase(w.Crew().Triage.Who, s.Report)
	b := box(w, in, "one")
	b.Set.NoteFrom = ""
	once(t, b, w.Now)
	if got := stands(w, outbox.Note, s.Subject()); len(in.all) != 0 || !slices.Equal(got, []string{"dropped no neutral sender"}) {
		t.Errorf("%d came, and it stands as %q", len(in.all), got)
	}
}

// TestOrders: a system with an address is asked, by number, and is told nothing else.
func TestOrders(t *testing.T) {
	w, in := testdb.Open(t), &inbox{}
	crew := w.Crew()
	for system, address := range map[string]string{"crime-records": "https://records.example.org/end", "paper": ""} {
		w.Do(crew.Administrator.Who, &workforce.NameSystem{Force: testdb.Force, System: system, Answers: "desk", Address: candour.Mark(address)})
	}
	w.Do(authz.Program(testdb.Force), &workforce.LeaveForce{Officer: crew.Officer.Officer, Day: candour.On(w.Now), Why: "retired"})
	once(t, box(w, in, "one"), w.Now)
	if len(in.all) != 1 {
		t.Fatalf("%d came, want 1", len(in.all))
	}
	var c outbox.Called
	if err := json.Unmarshal([]byte(in.all[0].body), &c); err != nil {
		t.Fatal(err)
	}
	want := outbox.Called{ID: c.Order, Kind: outbox.Order, Says: c.Says, By: w.Now.Add(time.Hour).Format(time.RFC3339), Order: c.Order, System: "crime-records", Person: "No"}
	if c != want || c.Order == "" || strings.Contains(in.all[0].body, "retired") {
		t.Errorf("it was told %+v, want %+v", c, want)
	}
	// In another force nobody is asked, and nothing was written for the one without address.
	if n := w.Count("outbox_message"); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
}

// TestWebhookIsOurs: the signature is over time, id and body; an old one, another's,
// and one under a new id are refused.
func TestWebhookIsOurs(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	var h http.Header
	var body []byte
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		h = r.Header.Clone()
		body, _ = io.ReadAll(r.Body)
	}))
	defer srv.Close()
	if err := outbox.NewWebhook(secret, here).Call(ctx, "the-id", srv.URL, []byte(`{"a":1}`), now); err != nil {
		t.Fatal(err)
	}
	if err := outbox.Verify(secret, h, body, now.Add(time.Minute)); err != nil {
		t.Errorf("ours: %v", err)
	}
	if h.Get(outbox.HeaderID) != "the-id" {
		t.Errorf("the id is %q", h.Get(outbox.HeaderID))
	}
	if strings.Contains(h.Get(outbox.HeaderSignature), ",") {
		t.Error("signed twice by one secret")
	}
	set := func(name, v string) http.Header { c := h.Clone(); c.Set(name, v); return c }
	for what, err := range map[string]error{
		"played again later":       outbox.Verify(secret, h, body, now.Add(6*time.Minute)),
		"from the future":          outbox.Verify(secret, h, body, now.Add(-6*time.Minute)),
		"another secret":           outbox.Verify([]byte("another"), h, body, now),
		"another body":             outbox.Verify(secret, h, []byte(`{"a":2}`), now),
		"an old one, a new id":     outbox.Verify(secret, set(outbox.HeaderID, "new"), body, now),
		"an old one, a new time":   outbox.Verify(secret, set(outbox.HeaderTime, "1772443900"), body, now),
		"without a time":           outbox.Verify(secret, set(outbox.HeaderTime, ""), body, now),
		"with another’s signature": outbox.Verify(secret, set(outbox.HeaderSignature, "v1=00"), body, now),
	} {
		if err == nil {
			t.Errorf("%s: taken", what)
		}
	}
}

// TestNothingInsideIsCalled: an address that leads into the house, or back to this
// machine, is not called; nor is one to which a redirect leads.
func TestNothingInsideIsCalled(t *testing.T) {
	hits := 0
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer srv.Close()
	_, port, _ := net.SplitHostPort(srv.Listener.Addr().String())
	none := outbox.NewWebhook(secret, nil)
	for _, a := range []string{
		srv.URL, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://0.0.0.0:" + port, "http://127.1:" + port, "http://2130706433:" + port,
		"https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest", "https://172.16.0.1/", "https://100.64.0.1/", "https://[fd00::1]/", "https://[fe80::1]/", "https://[::1]/",
		"https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://224.0.0.1/", "https://255.255.255.255/", "https://192.0.2.1/", "https://[::]/",
	} {
		short, stop := context.WithTimeout(ctx, 3*time.Second)
		if err := none.Call(short, "id", a, nil, time.Now()); err == nil {
			t.Errorf("%s was called", a)
		}
		stop()
	}
	if hits != 0 {
		t.Errorf("%d calls came through", hits)
	}
	away := httptest.NewServer(http.RedirectHandler(srv.URL, http.StatusTemporaryRedirect))
	defer away.Close()
	if err := outbox.NewWebhook(secret, here).Call(ctx, "id", away.URL, []byte("words"), time.Now()); err == nil || hits != 0 {
		t.Errorf("a redirect: %v, and it came to %d calls", err, hits)
	}
}

// backend is a mail server that keeps what it gets.
type backend struct{ in *inbox }

func (b backend) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{b.in, got{}}, nil }

type session struct {
	in *inbox
	g  got
}

func (s *session) Reset()                                      { s.g = got{} }
func (*session) Logout() error                                 { return nil }
func (s *session) Mail(from string, _ *smtp.MailOptions) error { s.g.from = from; return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error   { s.g.to += to + " "; return nil }
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.g.body = string(b)
	if err != nil {
		return err
	}
	return s.in.take(s.g)
}

// TestMail goes through a real server: one recipient, the id of the message at the
// sender's domain the same each time, and no trace of this machine or program.
func TestMail(t *testing.T) {
	in := &inbox{}
	srv := smtp.NewServer(backend{in})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv.Domain = "mail.example"
	go func() { _ = srv.Serve(l) }()
	defer srv.Close()
	m, err := outbox.NewSMTP(l.Addr().String(), outbox.Plain, "", "")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := m.Mail(ctx, "abc123", "notes@plain.example", "her@example.org", "There is something for you to read", "There is something for you to read.\n"); err != nil {
			t.Fatal(err)
		}
	}
	for _, g := range in.all {
		if g.to != "her@example.org " || g.from != "notes@plain.example" || !strings.Contains(g.body, "Message-ID: <abc123@plain.example>") {
			t.Errorf("came %+v", g)
		}
		for _, never := range []string{"go-mail", "candour", "Candour", "X-Mailer", "User-Agent", "Bcc", "Police", "police"} {
			if strings.Contains(g.body, never) {
				t.Errorf("it says %q:\n%s", never, g.body)
			}
		}
	}
	if len(in.all) != 2 {
		t.Errorf("%d came", len(in.all))
	}
	for _, to := range []string{"her@example.org\r\nBcc: all@example.org", "her@example.org, all@example.org", "her@example.org>\r\nRCPT TO:<all@example.org"} {
		before := len(in.all)
		if err := m.Mail(ctx, "x", "notes@plain.example", to, "s", "t"); err == nil || len(in.all) != before {
			t.Errorf("%q was sent to (%v)", to, err)
		}
	}
	// A server that offers no TLS gets nothing where it is asked for.
	if m, err = outbox.NewSMTP(l.Addr().String(), outbox.StartTLS, "", ""); err != nil {
		t.Fatal(err)
	}
	if err := m.Mail(ctx, "x", "a@example.org", "b@example.org", "s", "t"); err == nil {
		t.Error("mail went in clear to a server from which TLS was asked")
	}
}
