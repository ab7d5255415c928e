package page

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// rendered is what a component writes.
func rendered(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatalf("rendering: %v", err)
	}
	return b.String()
}

// around renders a component with children.
func around(c templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

// fragment parses markup as a browser would inside a body.
func fragment(t *testing.T, markup string) []*html.Node {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(markup), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatalf("parsing %q: %v", markup, err)
	}
	return nodes
}

// normal writes a tree so that two which a person and a screen reader cannot
// tell apart are written alike: attributes sorted, classes too, white space
// collapsed as a browser collapses it. White space between inline elements
// counts, because words run together without it.
func normal(t *testing.T, markup string) []string {
	t.Helper()
	n := normaliser{atStart: true}
	for _, node := range fragment(t, markup) {
		n.walk(node)
	}
	return n.lines
}

type normaliser struct {
	lines   []string
	atStart bool // of a block: white space here is not shown
	space   bool // seen, and shown only if text follows in the same block
}

// inline are the elements beside which white space is seen.
var inline = []string{"a", "b", "br", "code", "em", "i", "span", "strong", "time"}

func (n *normaliser) walk(node *html.Node) {
	switch node.Type {
	case html.TextNode:
		n.text(node.Data)
	case html.ElementNode:
		block := !slices.Contains(inline, node.Data)
		n.edge(block)
		n.lines = append(n.lines, "<"+node.Data+attributes(node)+">")
		if node.Data == "textarea" && node.FirstChild != nil {
			n.lines = append(n.lines, fmt.Sprintf("%q", node.FirstChild.Data))
		} else {
			for c := node.FirstChild; c != nil; c = c.NextSibling {
				n.walk(c)
			}
		}
		n.edge(block)
		n.lines = append(n.lines, "</"+node.Data+">")
		n.edge(block)
	}
}

func (n *normaliser) edge(block bool) {
	if block {
		n.atStart, n.space = true, false
	}
}

func (n *normaliser) text(s string) {
	collapsed := strings.Join(strings.Fields(s), " ")
	if collapsed == "" {
		n.space = n.space || (s != "" && !n.atStart)
		return
	}
	if !n.atStart && (n.space || strings.TrimLeft(s, " \t\r\n") != s) {
		collapsed = " " + collapsed
	}
	n.lines = append(n.lines, collapsed)
	n.atStart, n.space = false, strings.TrimRight(s, " \t\r\n") != s
}

func attributes(node *html.Node) string {
	all := make([]string, 0, len(node.Attr))
	for _, a := range node.Attr {
		v := a.Val
		if a.Key == "class" {
			names := strings.Fields(v)
			slices.Sort(names)
			v = strings.Join(names, " ")
		}
		all = append(all, fmt.Sprintf(" %s=%q", a.Key, v))
	}
	slices.Sort(all)
	return strings.Join(all, "")
}
