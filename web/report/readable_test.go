package report

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/clock"
	"candour/intake"
	"candour/internal/readable"
	"candour/web/page"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// What each page of the door is held to. Headings and labels would make it seem
// easier: the age is that of its sentences alone. A paragraph may be a little harder
// than the page that it stands on.
const (
	readingAge       = 9.0
	ofAParagraph     = 10.5 // of more than 15 words
	longestSentence  = 25   // words
	hardestSyllables = 3
)

// easyWords have to be used: whoever reads this door knows them, and no plainer word
// says the same. Each counts as one syllable.
var easyWords = map[string]bool{"police": true}

// longWords have more syllables than the others may.
var longWords = map[string]bool{
	"anybody": true,
}

// notOurs are parts of a page that stand there as somebody else said them: what the
// person typed, and what the law counts, below the same thing in plain words.
func notOurs(n *html.Node) bool {
	class := attr(n, "class")
	switch {
	case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "head" || n.Data == "pre" || n.Data == "textarea" || n.Data == "template"):
		return true
	case strings.Contains(class, "app-code__letters"), strings.Contains(class, page.Verbatim):
		return true
	case n.Data == "details" && strings.HasPrefix(textOf(n), "How we count to"):
		return true
	case n.Data == "dd" && n.Parent != nil && strings.HasPrefix(textOf(n.Parent), lawsWords):
		return true
	}
	return false
}

// TestDoorIsPlain holds every page of the door to the reading age of nine.
func TestDoorIsPlain(t *testing.T) {
	all := doorPages()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		blocks := blocksOf(t, all[name])
		text := readable.Count(prose(blocks), easyWords)
		t.Logf("%-28.60s age %.1f, %d words of %d in sentences", name, text.Age(), text.Words, readable.Count(blocks, nil).Words)
		for _, says := range hard(blocks) {
			t.Errorf("%s: %s", name, says)
		}
	}
}

// hard is what is too hard in the blocks of a page.
func hard(blocks []string) (out []string) {
	if readable.Count(prose(blocks), easyWords).Age() > readingAge {
		out = append(out, "the page is too hard")
	}
	for _, b := range blocks {
		text := readable.Count([]string{b}, easyWords)
		if text.Words > 15 && text.Age() > ofAParagraph {
			out = append(out, fmt.Sprintf("a paragraph is too hard (%.1f): %s", text.Age(), b))
		}
		for _, s := range text.Sentences {
			words := readable.Words(s)
			if len(words) > longestSentence {
				out = append(out, "a sentence is too long: "+s)
			}
			for _, w := range words {
				if readable.Syllables(w) > hardestSyllables && !longWords[strings.ToLower(w)] {
					out = append(out, "a word is too long: "+w+", in: "+s)
				}
			}
		}
	}
	return out
}

// prose are the blocks that are sentences.
func prose(blocks []string) (out []string) {
	for _, b := range blocks {
		if strings.ContainsRune(".?!:", []rune(b)[len([]rune(b))-1]) {
			out = append(out, b)
		}
	}
	return out
}

// TestHardWordsAreSeen plants what the test above must see.
func TestHardWordsAreSeen(t *testing.T) {
	plain := "You can tell us here. We read it soon."
	if got := hard([]string{plain}); len(got) > 0 {
		t.Errorf("%q is said to be hard: %q", plain, got)
	}
	for what, planted := range map[string]string{
		"the page is too hard":    "Submissions concerning professional conduct undergo preliminary assessment.",
		"a paragraph is too hard": "Submissions concerning professional conduct undergo preliminary assessment before any decision regarding further action follows, whatever happened.",
		"a sentence is too long":  "We will read it and then we will see who it is and then we will ask them all and then we will come back to you and say what we saw.",
		"a word is too long":      "This is the authority.",
	} {
		if got := hard([]string{plain, planted}); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, what) }) {
			t.Errorf("%q was planted, and only %q is seen", planted, got)
		}
	}
	// And on a page, in what is folded away too.
	for _, c := range []templ.Component{
		page.Details(page.DetailsParams{Summary: "More", Text: "Submissions concerning professional conduct undergo preliminary assessment."}),
		page.Button(page.ButtonParams{Text: "Acknowledge responsibility"}),
	} {
		if got := hard(blocksOf(t, c)); len(got) == 0 {
			t.Error("a hard page is not seen")
		}
	}
}

// TestEveryPageIsRead: a page that is new is held to it too.
func TestEveryPageIsRead(t *testing.T) {
	files, err := filepath.Glob("*.templ")
	if err != nil {
		t.Fatal(err)
	}
	here := map[string]bool{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^templ (\w+Page)\(`).FindAllSubmatch(b, -1) {
			here[string(m[1])] = true
		}
	}
	read := map[string]bool{}
	for name := range doorPages() {
		first, _, _ := strings.Cut(name, " ")
		if read[first] = true; !here[first] {
			t.Errorf("%s is no page of the door", first)
		}
	}
	for name := range here {
		if !read[name] {
			t.Errorf("%s is not in doorPages: add it, so that its words are read", name)
		}
	}
}

// doorPages are the pages as people see them, with what is wrong on them, and what
// they typed.
func doorPages() map[string]templ.Component {
	said := candour.Mark("He came.")
	day := candour.Date{Year: 2026, Month: 3, Day: 2}
	full := intake.Draft{Force: "north", Said: []intake.DraftSaid{{What: "He came."}, {What: "And then."}}, KeepOut: "Her."}
	added := intake.Draft{Force: "north", Said: full.Said[:1], AddTo: "report"}
	forces := []Force{{ID: "north", Name: "North force"}, {ID: "south", Name: "South force"}}
	m := mineWith(said, day)
	closed := m
	closed.Case, closed.Owed = "case", nil
	closed.Told = append(closed.Told, intake.Told{Kind: "allegation-decided", On: day, Allegation: "a", Says: "Case to answer. Standard of proof: balance of probabilities."})
	called := m
	called.Called, called.Contact = &intake.Danger{At: day.Time(), Taken: day.Time(), Reach: said}, &intake.ContactPlan{Channel: intake.ByPhone, Days: []intake.Weekday{"monday"}, From: "18:00", Until: "20:00", NoMessage: true, Pretend: said}
	out := map[string]templ.Component{
		"startPage":                     startPage(forces, "", []page.Problem{{Field: "force", Says: "Choose which police force it is about. If you are not sure, choose the nearest one."}}, true),
		"firstPage":                     firstPage(forces),
		"morePage":                      morePage(full, []page.Problem{{Field: "more", Says: "Choose one. If you have told us all, choose the last one."}}),
		"checkPage":                     checkPage(full, []page.Problem{{Says: "It is not sent yet: something went wrong on our side. What you wrote is still here. Press the button again in a minute."}}),
		"checkPage of one more":         checkPage(added, nil),
		"donePage":                      donePage(intake.NewReturnCode(make([]byte, 32)), day, promise{By: "14:32", Signed: "x"}),
		"comeBackPage":                  comeBackPage("", carried{}, []page.Problem{{Field: "code", Says: "We do not find this code. Check each letter and number and type it again."}}),
		"comeBackPage when time is out": comeBackPage("", carried{To: "write"}, []page.Problem{{Field: "code", Says: "Your time ran out. What you wrote is still here. Type your code to go on."}}),
		"minePage":                      minePage(m, day.AddDays(30).Time(), keepNow, "record", true),
		"minePage closed":               minePage(closed, day.Time(), keepSoon, "", false),
		"minePage in trouble":           minePage(m, day.Time(), keepTrouble, "added", false),
		"writePage":                     writePage("x", "", tooLong),
		"recordPage":                    recordPage(m, 1, m.Records[0], "wrong", "Not so.", []page.Problem{{Field: "answer", Says: "Choose one. You can also come back later and choose then."}, {Field: "words", Says: "Tell us what is missing or wrong. A few words are enough."}}),
		"recordPage answered":           recordPage(m, 2, m.Records[1], "", "", nil),
		"dangerPage":                    dangerPage(forces, Paging{On: true, Nowhere: true}, cry{}, []page.Problem{{Field: "force", Says: "Choose a police force. If you are not sure, choose the nearest one."}, {Says: "Nobody was paged: something went wrong on our side. Call 999 if you can, or press the button again."}}),
		"dangerPage with a pager":       dangerPage(forces[:1], Paging{On: true, Words: true}, cry{}, tooLong),
		"unsentCallPage":                unsentCallPage(forces, intake.NewReturnCode(make([]byte, 32)), intake.Danger{At: day.Time()}, cry{words: "he is at the door"}, day.Time()),
		"dangerPage without":            dangerPage(forces, Paging{}, cry{}, nil),
		"calledPage":                    calledPage(intake.NewReturnCode(make([]byte, 32)), intake.Danger{At: day.Time()}, day.Time()),
		"contactPage":                   contactPage(plan{}, intake.ContactPlan{}, "/report/mine", nil),
		"contactPage again":             contactPage(plan{}, intake.ContactPlan{}, "/report/mine", []page.Problem{{Says: "It is not saved yet: something went wrong on our side. Press the button again in a minute."}}),
		"minePage of a call":            minePage(called, day.Time(), keepNow, "", false),
		"whoPage":                       whoPage("/report/"),
		"leftPage":                      leftPage(),
		"goneBackPage":                  goneBackPage(),
		"unsentPage":                    unsentPage(full, "/report/", "north"),
		"notFoundPage":                  notFoundPage(),
		"troublePage":                   troublePage(),
	}
	for _, q := range append(slices.Clone(questions), keepOut) {
		d := full
		for _, says := range []string{"", q.must, q.wrong(strings.Repeat("x", longestAnswer+1)), q.wrong("\x00x")} {
			d.Keep = !d.Keep
			a := asked{question: q, N: 2, Draft: d, Action: "/report/2/" + q.path, Back: "/report/more"}
			if says != "" {
				a.Problem = []page.Problem{{Field: q.path, Says: says}}
			}
			out["questionPage "+q.path+" "+says] = questionPage(a)
		}
	}
	return out
}

// mineWith is a person's own page with one of everything on it: each limit that is
// theirs, each kind of thing that we owe, each answer.
func mineWith(said candour.Marking, day candour.Date) intake.Mine {
	m := intake.Mine{Report: intake.Report{Force: "north", ID: "report", SentOn: day, KeepOut: said, Allegations: []intake.Allegation{{ID: "a", Said: intake.Said{What: said}}, {ID: "b", Said: intake.Said{What: said}}, {ID: "c", Said: intake.Said{What: said}}}}}
	m.Records = []intake.Record{
		{Allegation: "a", Version: 1, Says: said, On: day},
		{Allegation: "b", Version: 1, Says: said, On: day, Answer: intake.AnsweredWrong, Words: said, AnsweredOn: day, Reply: said, RepliedOn: day},
		{Allegation: "c", Version: 1, Says: said, On: day, Answer: intake.AnsweredRight, AnsweredOn: day},
	}
	m.Messages = []intake.Message{{ID: "m", Words: said, On: day}, {ID: "n", Words: said, On: day, ReadOn: day}, {ID: "o", By: "somebody", Words: said, On: day}}
	m.Owed = []intake.Owed{{Kind: intake.OwedReading, About: "m", Since: day}, {Kind: intake.OwedSorting, About: "c", Since: day}, {Kind: intake.OwedRecord, About: "b", Since: day}}
	for _, r := range clock.Rules {
		if ruleWords[r.ID] != "" {
			m.Due = append(m.Due, clock.Due{Rule: &r, Started: day, By: day.AddDays(30)})
		}
	}
	m.Told = append(m.Told, intake.Told{Kind: "allegation-recorded", On: day, Allegation: "a", Says: "Recorded. It will be decided by itself."})
	return m
}

// blocksOf is the text of a page, a block of it each: a paragraph, a heading, a label.
func blocksOf(t *testing.T, c templ.Component) (out []string) {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	var line strings.Builder
	end := func() {
		if s := strings.Join(strings.Fields(line.String()), " "); s != "" {
			out = append(out, s)
		}
		line.Reset()
	}
	inline := []string{"a", "span", "strong", "em", "b"}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case notOurs(n):
			return
		case n.Type == html.TextNode:
			line.WriteString(n.Data)
			return
		}
		block := n.Type == html.ElementNode && !slices.Contains(inline, n.Data)
		if block {
			end()
		}
		for x := n.FirstChild; x != nil; x = x.NextSibling {
			walk(x)
		}
		if block {
			end()
		}
	}
	walk(doc)
	end()
	return out
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for x := n.FirstChild; x != nil; x = x.NextSibling {
		b.WriteString(textOf(x))
	}
	return strings.TrimSpace(b.String())
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
