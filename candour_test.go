package candour

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestLondonDay(t *testing.T) {
	for _, tt := range []struct{ at, want string }{
		{"2026-06-30T23:30:00Z", "2026-07-01"}, // summer: half past midnight in London
		{"2026-01-31T23:30:00Z", "2026-01-31"}, // winter: London is UTC
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := On(at).String(); got != tt.want {
			t.Errorf("On(%s) = %s, want %s", tt.at, got, tt.want)
		}
	}
}

func TestParseDateRefusesWhatDoesNotExist(t *testing.T) {
	for _, s := range []string{"", "2026-02-30", "22/05/2026", "0000-01-01", "2026-5-2"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %s, want a refusal", s, d)
		}
	}
}

func TestMarkingIsNeverPrinted(t *testing.T) {
	m := Mark("canary-words")
	js, err := json.Marshal(struct{ M Marking }{m})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{fmt.Sprint(m), fmt.Sprintf("%v %+v %#v %s %q", m, m, m, m, m), fmt.Sprintf("%+v %#v", struct{ M Marking }{m}, struct{ M Marking }{m}), string(js), m.LogValue().String()} {
		if strings.Contains(s, "canary") {
			t.Errorf("printed as %q", s)
		}
	}
}
