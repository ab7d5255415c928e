package chance

import "testing"

// TestNumbers holds the generator to the first numbers that its authors' reference
// gives for the seed 1234567.
func TestNumbers(t *testing.T) {
	s := Source(1234567)
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		if got := s.Next(); got != want {
			t.Errorf("number %d is %d, want %d", i, got, want)
		}
	}
}

// TestBounds: what is drawn stays within what was asked for, and reaches both ends.
func TestBounds(t *testing.T) {
	s, seen := Source(1), map[int]bool{}
	for range 1000 {
		n := s.Below(3)
		if u := s.Unit(); n < 0 || n > 2 || u < 0 || u >= 1 {
			t.Fatal(n, u)
		}
		seen[n] = true
	}
	if len(seen) != 3 || s.Below(0) != 0 || s.Chance(0) || !s.Chance(1) {
		t.Error(seen)
	}
}
