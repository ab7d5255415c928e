package page

import (
	"context"
	"net/http"
)

type routeKey struct{}

// NoteRoute gives a request on whose way through the doors the pattern of the route
// that answers is noted, and what to ask for it afterwards: empty where no door said.
func NoteRoute(r *http.Request) (*http.Request, func() string) {
	pattern := new(string)
	return r.WithContext(context.WithValue(r.Context(), routeKey{}, pattern)), func() string { return *pattern }
}

// Routed notes which of a mux's patterns answered. A pattern is what we wrote, and
// never what somebody asked for.
func Routed(m *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.ServeHTTP(w, r)
		if p, ok := r.Context().Value(routeKey{}).(*string); ok {
			*p = r.Pattern
		}
	})
}
