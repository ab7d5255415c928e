package health

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"candour/web/page"

	"github.com/prometheus/client_golang/prometheus"
)

// Requests counts the requests of people who are at work: at the desk and the API,
// and at no other door.
type Requests struct {
	count   *prometheus.CounterVec
	seconds *prometheus.HistogramVec
	now     func() time.Time
}

// NewRequests counts from nothing.
func NewRequests(now func() time.Time) *Requests {
	of, took := ofRequests[0], ofRequests[1]
	return &Requests{
		count:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: of.Name, Help: of.Help}, of.Labels),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: took.Name, Help: took.Help, Buckets: []float64{.01, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"route"}),
		now:     now,
	}
}

// Handler counts what goes through it to the desk or the API. All else passes
// unseen: nil counts nothing.
func (q *Requests) Handler(next http.Handler) http.Handler {
	if q == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if page.DoorOf(r.URL.Path) != page.DeskDoor {
			next.ServeHTTP(w, r)
			return
		}
		began := q.now()
		r, pattern := page.NoteRoute(r)
		seen := &status{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(seen, r)
		route := route(pattern(), r.URL.Path)
		q.count.WithLabelValues(route, method(r.Method), code(seen.code)).Inc()
		q.seconds.WithLabelValues(route).Observe(q.now().Sub(began).Seconds())
	})
}

// route is the part of a pattern that is a path, where it is one of ours.
func route(pattern, path string) string {
	if strings.HasPrefix(path, "/api/") {
		return "/api/"
	}
	if _, at, ok := strings.Cut(pattern, " "); ok {
		pattern = at
	}
	if slices.Contains(Routes, pattern) {
		return pattern
	}
	return Other
}

func method(m string) string {
	if m == http.MethodGet || m == http.MethodPost {
		return m
	}
	return Other
}

func code(status int) string {
	switch {
	case status >= 500:
		return "5xx"
	case status >= 400:
		return "4xx"
	case status >= 300:
		return "3xx"
	}
	return "2xx"
}

// status notes the status of an answer.
type status struct {
	http.ResponseWriter
	code int
	said bool
}

// WriteHeader notes the first.
func (s *status) WriteHeader(code int) {
	if !s.said {
		s.code, s.said = code, true
	}
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap is for http.ResponseController.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }
