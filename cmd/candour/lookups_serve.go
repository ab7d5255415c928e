package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"candour"
	"candour/lookups"
	"candour/lookups/streamed"
)

type lookupsServeCmd struct {
	Context string `required:"" help:"Folder with the tables of the context." type:"existingdir" placeholder:"FOLDER"`
	Out     string `required:"" help:"Folder for what is kept and for cases; made if absent." type:"path" placeholder:"FOLDER"`
	Addr    string `help:"Where to listen, on this machine: put a proxy with TLS before it." default:"localhost:8095" placeholder:"HOST:PORT"`
	Token   string `required:"" help:"File with the secret that sources and readers send." type:"existingfile" placeholder:"FILE"`
	lookupsStreams
}

// Help is the example.
func (lookupsServeCmd) Help() string {
	return "Takes accesses as they happen: POST /events?source=NAME&from=N with lines of OCSF (or &form=fhir), where N is how many lines of this source were sent before. They are on the disk when it answers. GET /position?source=NAME says where to go on after a crash of either side. GET /cases gives the cases; asking for them is itself an access, and Candour-Reader must say who asks.\n\nExample:\n  candour lookups serve --context world --out kept --token secret.txt\n  curl -H \"Authorization: Bearer $(cat secret.txt)\" --data-binary @events.jsonl 'http://localhost:8095/events?source=records&from=0'"
}

// lookupsServer is what is running. One at a time adds or reads.
type lookupsServer struct {
	mu     sync.Mutex
	screen *lookups.Screen
	kept   *lookups.Kept
	token  [32]byte
	out    string
	now    func() time.Time
	broken error // after a failed write nothing more is taken
}

// Run serves until it is told to stop, and then writes cases and summary.
func (c lookupsServeCmd) Run(ctx context.Context, s streams) (err error) {
	secret, err := os.ReadFile(c.Token)
	if err != nil {
		return err
	}
	if secret = bytes.TrimSpace(secret); len(secret) < 16 {
		return candour.Invalid("token", "%s must hold 16 letters or more", c.Token)
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return candour.Invalid("addr", "%s is not on this machine: listen on localhost and put a proxy with TLS before it", c.Addr)
	}
	if err := os.MkdirAll(filepath.Join(c.Out, "run"), 0o700); err != nil {
		return err
	}
	lock, err := lockFolder(c.Out, true) // two would write into one file
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	w, _, err := lookupsContext(s, c.Context)
	if err != nil {
		return err
	}
	h := &lookupsServer{screen: lookups.NewScreen(w, lookups.Options{Dir: c.Out}), token: sha256.Sum256(secret), out: c.Out, now: time.Now}
	defer func() { err = errors.Join(err, h.screen.Close()) }()
	if h.kept, err = lookups.OpenKept(filepath.Join(c.Out, "kept"), func(b *lookups.Block) error { _, err := h.add(b); return err }); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.kept.Close()) }()
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "http://%s\n", l.Addr())
	return h.serve(ctx, l, c.lookupsStreams.sources()...)
}

func (h *lookupsServer) serve(ctx context.Context, l net.Listener, from ...stream) error {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /events", h.events)
	mux.HandleFunc("GET /position", h.position)
	mux.HandleFunc("GET /cases", h.cases)
	srv := &http.Server{Handler: h.allowed(mux), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 5 * time.Minute, MaxHeaderBytes: 8 << 10}
	reading, stopReading := context.WithCancel(ctx)
	defer stopReading()
	done := make(chan error, 1+len(from))
	go func() { done <- srv.Serve(l) }()
	var streams sync.WaitGroup
	for _, x := range from {
		streams.Add(1)
		go func() {
			defer streams.Done()
			if err := x.Read(reading, h); err != nil {
				done <- err
			}
		}()
	}
	select {
	case err := <-done: // whatever cannot go on ends the whole: a source that is silent would not be noticed
		stopReading()
		streams.Wait()
		return errors.Join(err, srv.Close())
	case <-ctx.Done():
		streams.Wait()
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	r, err := h.screen.Finish()
	if err != nil {
		return err
	}
	return writeScreened(h.out, []*lookups.Screen{h.screen}, r)
}

// allowed asks for the secret, in a time that does not depend on it.
func (h *lookupsServer) allowed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if sum := sha256.Sum256([]byte(given)); subtle.ConstantTimeCompare(sum[:], h.token[:]) != 1 {
			http.Error(w, "Send the secret: Authorization: Bearer ...", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// replied is what a source is told of what it sent.
type replied struct {
	Position uint64   `json:"position"`
	Taken    int      `json:"taken"`
	Known    int      `json:"known_already"`
	Unread   int      `json:"not_read"`
	Verdicts []string `json:"verdicts,omitempty"` // a line each, where asked for with answer=yes
}

// events takes lines. Lines that were kept already are left out, by their position;
// a gap is refused, since what is missing would never be noticed.
func (h *lookupsServer) events(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	b := &lookups.Block{Source: q.Get("source"), Form: q.Get("form")}
	if b.Form == "" {
		b.Form = "ocsf"
	}
	from, err := strconv.ParseUint(q.Get("from"), 10, 63)
	if err != nil || b.Source == "" || strings.HasPrefix(b.Source, "candour") || streamed.Reserved(b.Source) || len(b.Source) > 100 || b.Form != "ocsf" && b.Form != "fhir" {
		http.Error(w, "Say ?source=NAME&from=N: the name of the source, not beginning with candour, nats: or kafka:, and how many of its lines were sent before; form is ocsf or fhir.", http.StatusBadRequest)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 32<<20))
	if err != nil {
		http.Error(w, "Send 32 megabytes at most at once.", http.StatusRequestEntityTooLarge)
		return
	}
	for line := range bytes.Lines(body) {
		b.Accesses = append(b.Accesses, bytes.TrimRight(line, "\r\n"))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	at := h.kept.Position(b.Source)
	if from > at {
		http.Error(w, fmt.Sprintf("Lines of this source are missing: go on from %d.", at), http.StatusConflict)
		return
	}
	known := min(int(at-from), len(b.Accesses))
	b.Accesses, b.Position = b.Accesses[known:], max(at, from+uint64(len(b.Accesses)))
	a := replied{Position: b.Position, Known: known, Taken: len(b.Accesses)}
	if len(b.Accesses) > 0 {
		verdicts, err := h.keep(b)
		if err != nil {
			http.Error(w, "It could not be kept. Nothing of it was taken: try again later.", http.StatusServiceUnavailable)
			return
		}
		for _, v := range verdicts {
			if v == notRead {
				a.Unread++
			}
		}
		if q.Get("answer") == "yes" {
			a.Verdicts = verdicts
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(a)
}

// keep puts a block on the disk and then judges it. After a failed write it is not
// known what the disk holds, so nothing more is taken until a new start has looked.
func (h *lookupsServer) keep(b *lookups.Block) ([]string, error) {
	if h.broken != nil {
		return nil, h.broken
	}
	if h.broken = h.kept.Keep(b); h.broken != nil {
		return nil, h.broken
	}
	var verdicts []string
	verdicts, h.broken = h.add(b)
	return verdicts, h.broken
}

const notRead = "not read"

// add judges the lines of a block, and says of each what explains it.
func (h *lookupsServer) add(b *lookups.Block) (verdicts []string, err error) {
	feed, err := h.screen.Feed(b.Source)
	if err != nil {
		return nil, err
	}
	first := b.Position - uint64(len(b.Accesses))
	for i, line := range b.Accesses {
		if len(bytes.TrimSpace(line)) == 0 {
			verdicts = append(verdicts, "blank")
			continue
		}
		all, err := lookups.FromJSON(b.Form, line)
		if err != nil {
			h.screen.SetAside(lookups.Reject{File: b.Source, Line: int(first) + i + 1, Says: err.Error()})
			verdicts = append(verdicts, notRead)
			continue
		}
		for k := range all {
			v, err := h.screen.Add(feed, &all[k])
			if err != nil {
				return verdicts, err
			}
			verdicts = append(verdicts, inWords(v))
		}
	}
	return verdicts, nil
}

func inWords(v lookups.Verdict) string {
	var says []string
	if v.Explained != nil {
		says = append(says, "explained: "+v.Explained.ID)
	}
	for _, r := range v.Rules {
		says = append(says, r.ID)
	}
	if len(says) == 0 {
		return "of nobody"
	}
	return strings.Join(says, " ")
}

func (h *lookupsServer) position(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fmt.Fprintf(w, "%d\n", h.kept.Position(r.URL.Query().Get("source")))
}

// ownFeed is the source of accesses to what is kept here.
const ownFeed = "candour-lookups"

// cases gives the cases. Who asks is kept first, as an access like any other.
func (h *lookupsServer) cases(w http.ResponseWriter, r *http.Request) {
	who := r.Header.Get("Candour-Reader")
	if who == "" || len(who) > 200 {
		http.Error(w, "Say who asks: Candour-Reader: the id of the officer or member of staff. It is kept.", http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	at := h.kept.Position(ownFeed) + 1
	var line bytes.Buffer
	err := lookups.WriteOCSF(&line, &lookups.Event{
		ID: fmt.Sprintf("%s-%d", ownFeed, at), At: h.now().UTC().Truncate(time.Microsecond), Officer: who, Record: "cases of lookups", Found: lookups.ByList,
	})
	if err == nil {
		_, err = h.keep(&lookups.Block{Source: ownFeed, Position: at, Form: "ocsf", Accesses: [][]byte{bytes.TrimSpace(line.Bytes())}})
	}
	if err != nil {
		http.Error(w, "That you ask could not be kept, so nothing is shown. Try again later.", http.StatusServiceUnavailable)
		return
	}
	res, err := h.screen.Finish()
	if err != nil {
		http.Error(w, "The cases could not be drawn up. Look at the disk of the service.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range res.Cases {
		if e.Encode(&res.Cases[i]) != nil {
			return
		}
	}
}
