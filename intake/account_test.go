package intake_test

import (
	"testing"

	"candour"
	"candour/intake"
)

// TestAccount: the text is fixed, because what was sent is committed to.
func TestAccount(t *testing.T) {
	said := []intake.Said{
		{What: candour.Mark("He said\r\n\r\n  “no”.\r\n\r\n"), When: candour.Mark("in May "), Who: candour.Mark("(left empty)")},
		{What: candour.Mark("Thing 2 of 2\rWhat happened?")},
	}
	const want = `Thing 1 of 2

What happened?
    He said

      “no”.

When was it?
    in May

Where was it?
(left empty)

Who did it?
    (left empty)

Thing 2 of 2

What happened?
    Thing 2 of 2
    What happened?

When was it?
(left empty)

Where was it?
(left empty)

Who did it?
(left empty)
`
	if got := intake.Account(said).Words(); got != want {
		t.Errorf("the account is\n%s\nwant\n%s", got, want)
	}
}
