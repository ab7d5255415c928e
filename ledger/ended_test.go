package ledger

import "testing"

// TestNamesOfLogs: whose a log is, and which follows which. A force's code may have a
// number in it, and is never taken for the log of another.
func TestNamesOfLogs(t *testing.T) {
	for origin, want := range map[string]struct {
		force string
		nth   int
		next  string
	}{
		"candour/north":      {"north", 1, "candour/north/2"},
		"candour/north/2":    {"north", 2, "candour/north/3"},
		"candour/north/10":   {"north", 10, "candour/north/11"},
		"candour/north.2":    {"north.2", 1, "candour/north.2/2"},
		"candour/north/9999": {"north", 9999, ""},
		"candour/north/1":    {}, "candour/north/0": {}, "candour/north/02": {}, "candour/north/2/3": {}, "candour/north/": {},
		"candour/north/x": {}, "candour//2": {}, "candour/": {}, "elsewhere/north": {}, "": {}, "candour/north\n/2": {},
	} {
		force, nth, ok := ForceOf(origin)
		next, err := NextOrigin(origin)
		if string(force) != want.force || nth != want.nth || ok != (want.nth > 0) || next != want.next || (err == nil) != (want.next != "") {
			t.Errorf("%q is log %d of %q (%v) and %q (%v) follows, want %+v", origin, nth, force, ok, next, err, want)
		}
	}
	for _, x := range []struct {
		log, before string
		want        bool
	}{
		{"candour/north", "candour/north", true},
		{"candour/north/2", "candour/north", true},
		{"candour/north/3", "candour/north/2", true},
		{"candour/north/10", "candour/north/9", true},
		{"candour/north", "candour/north/2", false},
		{"candour/south/2", "candour/north", false},
		{"candour/north/2", "candour/south", false},
		{"candour/north.2", "candour/north", false},
		{"candour/north/2", "", false},
	} {
		if got := follows(x.log, x.before); got != x.want {
			t.Errorf("%q follows %q: %v", x.log, x.before, got)
		}
	}
}
