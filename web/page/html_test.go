package page

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// parsed is a whole page as a browser sees it.
func parsed(t *testing.T, markup string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// all gives the elements a test asks for, in the order of the page.
func all(n *html.Node, matches func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && matches(d) {
			found = append(found, d)
		}
	}
	return found
}

func named(names ...string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(names, n.Data) }
}

func withClass(class string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(strings.Fields(attr(n, "class")), class) }
}

func one(t *testing.T, n *html.Node, what string, matches func(*html.Node) bool) *html.Node {
	t.Helper()
	found := all(n, matches)
	if len(found) != 1 {
		t.Fatalf("%s: got %d elements, want 1", what, len(found))
	}
	return found[0]
}

func attr(n *html.Node, key string) string {
	v, _ := lookup(n, key)
	return v
}

func lookup(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// said is the text of an element as a reader hears it.
func said(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// sound checks what every page of ours must be, whatever is on it: it runs
// under the policy of Headers, its ids are unique, what refers to an id finds
// it, and every control is named.
func sound(t *testing.T, markup string) *html.Node {
	t.Helper()
	doc := parsed(t, markup)
	ids := map[string]int{}
	labelled := map[string]bool{}
	for _, n := range all(doc, func(*html.Node) bool { return true }) {
		if id, there := lookup(n, "id"); there {
			ids[id]++
			if id == "" || strings.ContainsAny(id, " \t\n") {
				t.Errorf("<%s> has the id %q", n.Data, id)
			}
		}
		if n.Data == "label" {
			labelled[attr(n, "for")] = said(n) != ""
		}
		if n.Data == "script" && ours(n) {
			continue
		}
		if slices.Contains([]string{"script", "style", "iframe", "object", "embed", "base"}, n.Data) {
			t.Errorf("a <%s> is on the page: %q", n.Data, said(n))
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
	for id, times := range ids {
		if times > 1 {
			t.Errorf("the id %q is there %d times", id, times)
		}
	}
	for _, n := range all(doc, func(*html.Node) bool { return true }) {
		for _, key := range []string{"aria-describedby", "aria-labelledby", "aria-controls", "for"} {
			for id := range strings.FieldsSeq(attr(n, key)) {
				if ids[id] == 0 {
					t.Errorf("<%s %s=%q> names an id that is not there", n.Data, key, id)
				}
			}
		}
		if href := attr(n, "href"); len(href) > 1 && href[0] == '#' && ids[href[1:]] == 0 {
			t.Errorf("a link leads to %s, which is not there", href)
		}
		control := named("input", "textarea", "select")(n) && attr(n, "type") != "hidden"
		if control && !labelled[attr(n, "id")] {
			t.Errorf("<%s name=%q id=%q> has no label", n.Data, attr(n, "name"), attr(n, "id"))
		}
	}
	return doc
}

// ours is a script of our own, from its file: nothing stands in the page.
func ours(n *html.Node) bool {
	return n.Parent.Data == "head" && n.FirstChild == nil && len(n.Attr) == 2 && attr(n, "src") == AssetURL("report.js") && has(n, "defer")
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
