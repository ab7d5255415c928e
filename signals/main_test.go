package signals

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets rubbish lie longer than a program would: tables of a whole force are made
// and thrown away again and again, and collecting them was a quarter of the work.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
