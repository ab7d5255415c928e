package intake

import (
	"fmt"
	"strings"

	"candour"
)

// asked are the questions as they stand in an account, in order. An account
// that was sent is committed to in the log: a changed question is only for those
// that come after.
var asked = []struct {
	ask string
	of  func(Said) candour.Marking
}{
	{"What happened?", func(s Said) candour.Marking { return s.What }},
	{"When was it?", func(s Said) candour.Marking { return s.When }},
	{"Where was it?", func(s Said) candour.Marking { return s.Where }},
	{"Who did it?", func(s Said) candour.Marking { return s.Who }},
}

// Account is everything that a person confirmed as one plain text: each thing,
// numbered, each question with the answer below it, four spaces in. The ends of
// lines are made alike and white space after the last word of an answer is left
// out, because browsers and editors change both by themselves; every other
// character stands as it was typed. The event of sending holds it, so that one
// entry of the log binds every word.
func Account(said []Said) candour.Marking {
	var b strings.Builder
	for i, s := range said {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "Thing %d of %d\n", i+1, len(said))
		for _, q := range asked {
			fmt.Fprintf(&b, "\n%s\n", q.ask)
			words := strings.TrimRight(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(q.of(s).Words()), " \t\n")
			if words == "" {
				b.WriteString("(left empty)\n") // not four spaces in: nobody typed it
				continue
			}
			for line := range strings.SplitSeq(words, "\n") {
				if line != "" { // an editor would take the spaces away
					line = "    " + line
				}
				b.WriteString(line + "\n")
			}
		}
	}
	return candour.Mark(b.String())
}
