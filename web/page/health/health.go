// Package health answers whoever runs the system: is it alive, is it ready, and
// what do its metrics say.
//
// It promises that no answer says anything of anybody: no label, no value and no
// instant at which a value changes tells who came to a door, or that somebody did
// at the report or the subject door. It is never served at a door: it has an
// address of its own, and answers nothing that came through a proxy.
package health

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// The checks that /readyz makes, in order. Each is a value of the label check.
const (
	Database   = "database"    // it answers
	Migrations = "migrations"  // its tables are those of this program
	Writes     = "writes"      // what the clock brings was written in time
	Log        = "log"         // what must be in the log is in it
	ReportDoor = "report-door" // its first page can be made
	Running    = "running"     // it was not told to stop
)

// Checks are all of them.
var Checks = []string{Running, Database, Migrations, Writes, Log, ReportDoor}

// Reading is how the system stands at one moment. Its numbers follow from the
// clock, the settings and the machine, or are as coarse as Metrics says.
type Reading struct {
	Failed map[string]string // by check, what is wrong and what to do next: a sentence without anybody in it

	KeepsLog      bool    // this server is the one that publishes
	Published     float64 // entries, which anybody can see
	Behind        float64 // entries that should be published and are not
	BehindSeconds float64
	WitnessSilent bool // entries are in the log, and no witness signs for them
	Crowded       bool // more waits than a day of ticks publishes
	ClockWentBack bool // since the server started
	DiskFree      float64
	OutboxStuck   bool // something has waited to be sent for a quarter of an hour
	Pages         bool // a call for help can page somebody
}

// Server is what answers. Read is asked for each request; it must not take longer
// than its context.
type Server struct {
	Read func(context.Context) Reading
	Log  *slog.Logger

	// Requests are counted at the desk; nil where none are.
	Requests *Requests

	Started float64 // seconds since 1970

	stopping atomic.Bool
}

// Stop makes /readyz answer that it is ending, so that a balancer sends nobody more.
func (s *Server) Stop() { s.stopping.Store(true) }

// Handler is /healthz, /readyz and /metrics.
func (s *Server) Handler() http.Handler {
	r := prometheus.NewPedanticRegistry()
	r.MustRegister(collector{s})
	if s.Requests != nil {
		r.MustRegister(s.Requests.count, s.Requests.seconds)
	}
	m := http.NewServeMux()
	m.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "alive\n") })
	m.HandleFunc("GET /readyz", s.ready)
	m.Handle("GET /metrics", promhttp.HandlerFor(r, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelError), MaxRequestsInFlight: 4, DisableCompression: true}))
	return direct(m)
}

// direct answers only who asks by itself. A proxy that was set up to pass on more
// than the doors, by mistake, gets what an address without anything gives.
func direct(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, h := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Cookie", "Origin", "Sec-Fetch-Site"} {
			if _, there := r.Header[h]; there {
				http.NotFound(w, r)
				return
			}
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	failed := s.read(r.Context()).Failed
	status := http.StatusOK
	if len(failed) > 0 {
		status = http.StatusServiceUnavailable
	}
	var b strings.Builder
	for _, c := range Checks {
		if says, bad := failed[c]; bad {
			fmt.Fprintf(&b, "%s: no: %s\n", c, says)
		} else {
			fmt.Fprintf(&b, "%s: ok\n", c)
		}
	}
	say(w, status, b.String())
}

func (s *Server) read(ctx context.Context) Reading {
	x := s.Read(ctx)
	if s.stopping.Load() {
		if x.Failed == nil {
			x.Failed = map[string]string{}
		}
		x.Failed[Running] = "it was told to stop and finishes what it had begun"
	}
	return x
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // the reader may have gone
}
