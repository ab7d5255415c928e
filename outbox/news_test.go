package outbox_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/flow"
	"candour/internal/testdb"
	"candour/outbox"
	"candour/seal"
	"candour/workforce"
)

// program is an account that is called at an address, for which somebody answers.
func program(w *testdb.World, crew testdb.Staff, p testdb.Person, address string) string {
	w.T.Helper()
	id := w.Do(crew.Chief.Who, &workforce.ProposeService{
		Officer: p.Officer, Name: candour.Mark("The evidence store"), Role: "case-worker", Hook: candour.Mark(address), Until: candour.On(w.Now).AddDays(90), Reasons: reasons,
	})[0].Subject.ID
	w.Do(crew.Approver.Who, &workforce.ApproveGrant{Grant: id, Reasons: reasons})
	return id
}

var reasons = candour.Mark("reasons")

func sign(w *testdb.World, p testdb.Person, id, secret string) []byte {
	w.T.Helper()
	secret = strings.Repeat(secret, 52)
	w.Do(p.Who, (&workforce.RenewHookSecret{Service: id}).With(candour.Mark(secret)))
	return []byte(secret)
}

// happens is a case about an officer: five events of it, in three acts.
func happens(w *testdb.World, crew testdb.Staff, about candour.OfficerID) candour.CaseID {
	w.T.Helper()
	sent := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, sent.Report)
	w.Link(crew.Triage.Who, about, sent.Allegations...)
	w.Assess(crew.Assessor.Who, c)
	return c
}

func calls(w *testdb.World, id string) (out []string) {
	return stands(w, outbox.News, candour.Subject{Kind: "service", ID: id})
}

// TestAProgramIsCalled: once for all that happened in a few seconds, with nothing of
// what, again until it is taken, and only for what its person may see.
func TestAProgramIsCalled(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	i := &inbox{}
	b := box(w, i, "one")
	b.Programs = flow.Calls
	mine := program(w, crew, crew.CaseWorker, "https://program.example/hook?room=4")
	other := w.Enrol("other", authz.CaseWorker)
	theirs := program(w, crew, other, "https://other.example/hook")
	first := sign(w, crew.CaseWorker, mine, "a")
	sign(w, other, theirs, "b")

	// About whoever answers for the first program: the second alone is called.
	hidden := happens(w, crew, crew.CaseWorker.Officer)
	if a, o := calls(w, mine), calls(w, theirs); len(a) != 0 || len(o) != 1 {
		t.Fatalf("of a matter about its own person a program is called %q, another %q", a, o)
	}
	open := happens(w, crew, crew.Officer.Officer)
	if a := calls(w, mine); len(a) != 1 {
		t.Fatalf("of a matter in several acts it is called %q", a)
	}
	if once(t, b, w.Now); len(i.all) != 0 {
		t.Error("it is called at once, and would be for each thing that happens")
	}
	w.Now = w.Now.Add(10 * time.Second)
	i.fails = 2
	once(t, b, w.Now)
	if len(i.all) != 0 {
		t.Fatalf("%v", i.all)
	}
	happens(w, crew, crew.Officer.Officer) // while it cannot be called: it goes with the same call
	w.Now = w.Now.Add(2 * time.Minute)
	once(t, b, w.Now)
	if len(i.all) != 2 {
		t.Fatalf("called %d times, want both programs once", len(i.all))
	}
	for _, x := range i.all {
		for _, word := range []string{string(hidden), string(open), "case/", "thing 1", string(crew.Officer.Officer), "evidence"} {
			if strings.Contains(x.body, word) {
				t.Errorf("a call says %q: %s", word, x.body)
			}
		}
		if want := `{"id":"` + x.id + `","kind":"news","says":"Something is new. Ask for what happened.","link":"https://desk.example/api/v1/events"}`; x.body != want {
			t.Errorf("a call says %s\nwant %s", x.body, want)
		}
		if x.to == "https://program.example/hook?room=4" && (len(x.secrets) != 1 || string(x.secrets[0]) != string(first)) {
			t.Errorf("signed with %q", x.secrets)
		}
	}
	w.Now = w.Now.Add(time.Hour)
	if n := once(t, b, w.Now); n != 0 || len(i.all) != 2 {
		t.Error("it is called again where nothing is new")
	}
}

// TestASecretIsChangedWithoutAGap: for three days a call has both signatures, and after
// that the new one alone; and it is verified by whoever has either.
func TestASecretIsChangedWithoutAGap(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	var body []byte
	var head http.Header
	status := http.StatusNoContent
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		head = r.Header.Clone()
		rw.WriteHeader(status)
	}))
	defer srv.Close()
	b := box(w, &inbox{}, "one")
	b.Hook, b.Programs = outbox.NewWebhook(secret, here), flow.Calls
	id := program(w, crew, crew.CaseWorker, srv.URL)
	called := func() {
		t.Helper()
		happens(w, crew, crew.Officer.Officer)
		w.Now = w.Now.Add(10 * time.Second)
		head = nil
		once(t, b, w.Now)
	}
	called()
	if head != nil || !slices.Equal(calls(w, id), []string{"dropped no secret"}) {
		t.Fatalf("without a secret it is called: %v %q", head, calls(w, id))
	}
	verify := func(when string, secrets map[string]bool) {
		t.Helper()
		if head == nil {
			t.Fatalf("%s: it was not called: %q", when, calls(w, id))
		}
		for s, want := range secrets {
			if err := outbox.Verify([]byte(s), head, body, w.Now); (err == nil) != want {
				t.Errorf("%s, with the secret of %.3s: %v", when, s, err)
			}
		}
	}
	a := string(sign(w, crew.CaseWorker, id, "a"))
	called()
	verify("the first", map[string]bool{a: true, string(secret): false})
	w.Now = w.Now.Add(time.Hour)
	n := string(sign(w, crew.CaseWorker, id, "n"))
	called()
	verify("while it is changed", map[string]bool{a: true, n: true, string(secret): false})
	if got := strings.Count(head.Get(outbox.HeaderSignature), "v1="); got != 2 {
		t.Errorf("%d signatures", got)
	}
	z := string(sign(w, crew.CaseWorker, id, "z"))
	called()
	verify("changed twice", map[string]bool{a: false, n: true, z: true})
	w.Now = w.Now.Add(72 * time.Hour)
	called()
	verify("three days later", map[string]bool{a: false, n: false, z: true})

	// In the moment in which its person may not, it is not called any more.
	happens(w, crew, crew.Officer.Officer)
	w.Now = w.Now.Add(10 * time.Second)
	if err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
		return authz.Suspend(tx.Tx, testdb.Force, crew.CaseWorker.ID, authz.Suspended)
	}); err != nil {
		t.Fatal(err)
	}
	head = nil
	once(t, b, w.Now)
	if head != nil {
		t.Error("the program of somebody who is suspended is called")
	}
	if err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
		return authz.Restore(tx.Tx, testdb.Force, crew.CaseWorker.ID, authz.Suspended)
	}); err != nil {
		t.Fatal(err)
	}
	happens(w, crew, crew.Officer.Officer)
	w.Do(crew.CaseWorker.Who, &workforce.StopService{Service: id, Reasons: reasons})
	happens(w, crew, crew.Officer.Officer)
	w.Now = w.Now.Add(10 * time.Second)
	once(t, b, w.Now)
	if head != nil || calls(w, id)[0] != "dropped stopped" {
		t.Errorf("one that is stopped is called: %q", calls(w, id))
	}
}

// TestAProgramKeepsNobodyWaiting: programs that never answer take none of the slots of
// pages and orders, and do not look as if the mail server were down.
func TestAProgramKeepsNobodyWaiting(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	hang, hung := make(chan bool), make(chan bool, 100)
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hung <- true; <-hang }))
	defer srv.Close()
	defer close(hang)
	for n := range 12 {
		p := w.Enrol("p"+string(rune('a'+n)), authz.CaseWorker)
		sign(w, p, program(w, crew, p, srv.URL), "s")
	}
	happens(w, crew, crew.Officer.Officer)
	w.Now = w.Now.Add(time.Hour)
	h := hangs{but: "pager@example.org", came: make(chan bool), hung: make(chan string, 20)}
	b := box(w, nil, "one")
	b.Mail, b.Hook, b.Programs, b.Lease = h, outbox.NewWebhook(secret, here), flow.Calls, 5*time.Minute
	running, stop := context.WithTimeout(ctx, 30*time.Second) // only what fails takes so long
	now := w.Now
	var over sync.WaitGroup
	over.Go(func() { b.Run(running, func() time.Time { return now }, func(err error) { t.Error(err) }) })
	defer over.Wait()
	defer stop()
	for range 4 { // all slots that programs have
		select {
		case <-hung:
		case <-running.Done():
			t.Fatal("no program was called")
		}
	}
	if yes, err := outbox.Stuck(ctx, w.DB, testdb.Force, w.Now.Add(time.Hour)); err != nil || yes {
		t.Errorf("programs that hang look like a mail server that is down: %v %v", yes, err)
	}
	onCall(w, crew, w.Enrol("first"), workforce.ByMail, "pager@example.org")
	call(w, "help")
	select {
	case <-h.came:
	case <-running.Done():
		t.Error("a page waits for programs that hang")
	}
}
