package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// model is the program as its parser knows it.
func model(t *testing.T) []*kong.Node {
	t.Helper()
	p, err := parser(t.Context(), new(cli), nil, streams{io.Discard, io.Discard, nil}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return p.Model.Leaves(true)
}

// flagsOf are the flags of a command by name, its own and those of every command.
func flagsOf(leaf *kong.Node) map[string]*kong.Flag {
	out := map[string]*kong.Flag{}
	for n := leaf; n != nil; n = n.Parent {
		for _, f := range n.Flags {
			out[f.Name] = f
		}
	}
	return out
}

var (
	typed = regexp.MustCompile(`(?m)^(?:    |\$ |    \$ )((?:sudo -u \S+ )?candour [^\n]*)$`)
	aFlag = regexp.MustCompile(`--([a-z][a-z-]*)`)
)

// TestDocumentsKnowTheProgram: each command that a document tells people to type is
// one, and has the flags that stand there.
func TestDocumentsKnowTheProgram(t *testing.T) {
	by := map[string]*kong.Node{}
	for _, leaf := range model(t) {
		by[commandName(leaf)] = leaf
	}
	n := 0
	for _, name := range documents(t) {
		for _, m := range typed.FindAllStringSubmatch(read(t, name), -1) {
			line, _, _ := strings.Cut(strings.TrimPrefix(m[1], "candour "), "   ") // what follows explains
			leaf, found := commandIn(by, strings.Fields(line))
			if !found {
				t.Errorf("%s: there is no command in: candour %s", name, line)
				continue
			}
			n++
			flags := flagsOf(leaf)
			for _, f := range aFlag.FindAllStringSubmatch(line, -1) {
				if flags[f[1]] == nil {
					t.Errorf("%s: %s has no flag --%s: candour %s", name, commandName(leaf), f[1], line)
				}
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d commands were found in the documents: this test has gone blind", n)
	}
	t.Logf("%d commands stand in the documents", n)
}

// commandIn is the command that words begin with. A line of the README may name
// several of one kind: show | find.
func commandIn(by map[string]*kong.Node, words []string) (leaf *kong.Node, found bool) {
	for i := min(3, len(words)); i > 0; i-- {
		if leaf := by[strings.Join(words[:i], " ")]; leaf != nil {
			return leaf, true
		}
	}
	if slices.Contains(words, "|") || len(words) == 1 || strings.HasPrefix(words[1], "--") || words[1] == "COMMAND" { // a group
		for name, leaf := range by {
			if len(words) > 0 && (strings.HasPrefix(name, words[0]+" ") || words[0] == "COMMAND") {
				if usual := leaf.Parent.DefaultCmd; usual != nil {
					return usual, true
				}
				return leaf, true
			}
			if name == words[0] {
				return leaf, true
			}
		}
	}
	return nil, false
}

// documents are the Markdown files that people read to use the program.
func documents(t *testing.T) []string {
	t.Helper()
	out, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, "../../README.md", "../../CONTRIBUTING.md", "../../SECURITY.md")
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
