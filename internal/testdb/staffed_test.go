package testdb_test

import (
	"testing"

	"candour/internal/testdb"
)

// TestStaffedIsTheSame: a copy of the crew is the crew, to the last id; it goes on as the
// crew would, and what one test does in its copy is in no other.
func TestStaffedIsTheSame(t *testing.T) {
	for range 2 {
		made := testdb.Open(t)
		crew := made.Crew()
		copied, same := testdb.Staffed(t)
		if same != crew {
			t.Errorf("enrolled are %v, want %v", same, crew)
		}
		for _, then := range []string{"enrolled", "and a report came in"} {
			got, want := testdb.Unsealed(copied.Dump()), testdb.Unsealed(made.Dump())
			if got != want {
				t.Errorf("%s: the copy has\n%s\nwant\n%s", then, got, want)
			}
			made.Send(2)
			copied.Send(2)
		}
	}
}
