package report

import (
	"strings"
	"testing"

	"candour"
	"candour/intake"
)

// TestAccountHasTheQuestions: what a person keeps must be what they were asked.
func TestAccountHasTheQuestions(t *testing.T) {
	account := intake.Account([]intake.Said{{What: candour.Mark("a"), When: candour.Mark("b"), Where: candour.Mark("c"), Who: candour.Mark("d")}}).Words()
	want := "Thing 1 of 1\n"
	for i, q := range questions {
		want += "\n" + q.ask + "\n    " + string(rune('a'+i)) + "\n"
	}
	if account != want {
		t.Errorf("the account is\n%s\nand the form asks\n%s", account, strings.TrimPrefix(want, "Thing 1 of 1\n"))
	}
}
