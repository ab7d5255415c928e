package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

var update = flag.Bool("update", false, "write docs/commands.md from the commands")

// TestCommandsPage: docs/commands.md says what the program’s own commands and flags
// say, and of each what it can print (doors).
func TestCommandsPage(t *testing.T) {
	const file = "../../docs/commands.md"
	p, err := parser(t.Context(), new(cli), nil, streams{io.Discard, io.Discard, nil}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	want := commandsPage(p.Model)
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the commands say: go test ./cmd/candour -run TestCommandsPage -update", file)
	}
	if n := bytes.Count(want, []byte("\n## `candour ")); n < len(doors) {
		t.Errorf("the page has %d commands of %d: this test has gone blind", n, len(doors))
	}
}

func commandsPage(m *kong.Application) []byte {
	var b bytes.Buffer
	b.WriteString("# Commands\n\nMade from the commands themselves (`go test ./cmd/candour -run TestCommandsPage -update`); `candour COMMAND --help` says the same.\n\n" +
		"A flag counts before the variable of the environment that stands beside it, and that before the line of the same name in `candour.toml` in the data folder.\n\n" +
		"Exit codes: 0 done, 1 failed, 2 asked in a way that cannot be, 3 finished with rejected rows (listed with file, line and reason), 4 a check found a difference, 130 interrupted (what was acknowledged is kept, what was not is undone).\n\n" +
		"## Flags of every command\n\n")
	flagTable(&b, m.Flags)
	for _, leaf := range m.Leaves(false) {
		name := commandName(leaf)
		fmt.Fprintf(&b, "\n## `candour %s`\n\n%s\n\n", usage(name, leaf), leaf.Help)
		switch d := doors[name]; d.prints {
		case people:
			b.WriteString("Asks for an operator who is signed in and may read it (" + d.reading + "); what it prints is recorded first.\n\n")
		case acts:
			b.WriteString("Asks for an operator who is signed in; the journal names them.\n\n")
		default:
			b.WriteString("Asks for nobody’s sign-in: it " + d.why + ".\n\n")
		}
		says, example, _ := strings.Cut(leaf.Detail, "Example:\n")
		if says = strings.TrimSpace(says); says != "" {
			b.WriteString(says + "\n\n")
		}
		if example = strings.TrimRight(example, "\n"); example != "" {
			b.WriteString("    " + strings.ReplaceAll(strings.TrimPrefix(example, "  "), "\n  ", "\n    ") + "\n\n")
		}
		for _, a := range leaf.Positional {
			fmt.Fprintf(&b, "- `%s`: %s\n", strings.Trim(a.Summary(), "[]"), a.Help)
		}
		if len(leaf.Positional) > 0 {
			b.WriteString("\n")
		}
		flagTable(&b, leaf.Flags)
	}
	return append(bytes.TrimRight(bytes.ReplaceAll(b.Bytes(), []byte("\n\n\n"), []byte("\n\n")), "\n"), '\n')
}

// usage is the line with which a command is called; what may be left out stands in
// brackets.
func usage(name string, leaf *kong.Node) string {
	line := []string{name}
	for _, a := range leaf.Positional {
		line = append(line, a.Summary())
	}
	for _, f := range leaf.Flags {
		if f.Required && f.Name != "help" {
			line = append(line, "--"+f.Name+" "+f.FormatPlaceHolder())
		}
	}
	return strings.Join(line, " ")
}

func flagTable(b *bytes.Buffer, flags []*kong.Flag) {
	head := "| flag | what it is | where none is given |\n|---|---|---|\n"
	for _, f := range flags {
		if f.Hidden || f.Name == "help" {
			continue
		}
		b.WriteString(head)
		head = ""
		name := "`--" + f.Name
		if !f.IsBool() {
			name += " " + f.PlaceHolder
		}
		name = strings.TrimRight(name, " ") + "`"
		for _, e := range f.Envs {
			name += ", `" + e + "`"
		}
		without := ""
		if f.HasDefault {
			without = "`" + f.Default + "`"
		} else if f.Required {
			without = "it asks for it"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", name, strings.ReplaceAll(f.Help, "|", "\\|"), without)
	}
	if head == "" {
		b.WriteString("\n")
	}
}
