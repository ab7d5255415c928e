package page

import (
	"strings"
	"testing"
)

// TestWordsBeforeTheStyleSheet: whoever was never here reads before the style sheet
// is asked for; on all other pages it stands in the head, where a browser has it
// before it shows anything.
func TestWordsBeforeTheStyleSheet(t *testing.T) {
	first, other := rendered(t, ReportFirst("x")), rendered(t, Report("x"))
	const sheet = `rel="stylesheet"`
	if strings.Count(other, sheet) == 0 {
		t.Skip("SKIP: the assets are not built: make assets")
	}
	if strings.Count(first, sheet) != 1 || strings.Index(first, sheet) < strings.Index(first, "</main>") {
		t.Error("the first page waits for its style sheet")
	}
	if strings.Count(other, sheet) != 1 || strings.Index(other, sheet) > strings.Index(other, "</head>") {
		t.Error("another page shows its words before the style sheet")
	}
}
