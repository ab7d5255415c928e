package page

import (
	"context"
	"net/http"
)

type runByKey struct{}

// RunBy is middleware of the report door where the force runs it itself, with the keys
// of its own desk: every page says so, because somebody may want to tell this to
// anybody but them. Nothing is said where who is empty.
func RunBy(who string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		if who == "" {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), runByKey{}, who)))
		})
	}
}

func runBy(ctx context.Context) string {
	who, _ := ctx.Value(runByKey{}).(string)
	return who
}
