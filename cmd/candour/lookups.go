package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"candour"
	"candour/lookups"
)

// lookupsCmd is the engine that asks of every access to a person’s record why.
type lookupsCmd struct {
	Generate lookupsGenerateCmd `cmd:"" help:"Invent a force, its people and their accesses, with the truth about each."`
	Screen   lookupsScreenCmd   `cmd:"" help:"Put accesses that nothing explains before a person."`
	Evaluate lookupsEvaluateCmd `cmd:"" help:"Compare what was found with what was planted."`
	Serve    lookupsServeCmd    `cmd:"" help:"Take accesses as they happen, and lose none."`
	Own      lookupsOwnCmd      `cmd:"" help:"Ask of accesses to this system itself why: who opened cases that are not theirs."`
	Bench    lookupsBenchCmd    `cmd:"" help:"Print how fast accesses are judged, and what memory it takes."`
}

// lookupsInput is how accesses come in.
type lookupsInput struct {
	As      string `help:"Form of the accesses: ${enum}; by the name of the file where not given." enum:",csv,parquet,ocsf,fhir" default:"" placeholder:"FORM"`
	Mapping string `help:"File that says how somebody else’s CSV is read; docs/lookups.md has it." type:"existingfile" placeholder:"FILE"`
	Feed    string `help:"Name of the source; the file’s where not given." placeholder:"NAME"`
}

// mapping is the mapping, or nil for our own CSV.
func (c lookupsInput) mapping() (*lookups.Mapping, error) {
	if c.Mapping == "" {
		return nil, nil
	}
	f, err := os.Open(c.Mapping)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return lookups.ReadMapping(f)
}

// form is the form of a file.
func (c lookupsInput) form(name string) (string, error) {
	switch {
	case c.As != "":
		return c.As, nil
	case c.Mapping != "":
		return "csv", nil
	}
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".csv", ".parquet":
		return ext[1:], nil
	case ".jsonl", ".ndjson", ".json":
		return "ocsf", nil
	}
	return "", candour.Invalid("as", "%s does not say by its name what form it has: say --as csv, parquet, ocsf or fhir", name)
}

// open opens a file of accesses, or what comes in for "-".
func (c lookupsInput) open(s streams, name string) (r lookups.Reader, feed string, done func() error, err error) {
	m, err := c.mapping()
	if err != nil {
		return nil, "", nil, err
	}
	form, err := c.form(name)
	if err != nil {
		return nil, "", nil, err
	}
	feed = strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	if m != nil && m.Feed != "" {
		feed = m.Feed
	}
	if c.Feed != "" {
		feed = c.Feed
	}
	in, done := s.in, func() error { return nil }
	if name == "-" && form == "parquet" {
		return nil, "", nil, candour.Invalid("events", "Parquet has its index at the end and cannot be read from a pipe: name the file")
	}
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, "", nil, candour.Invalid("events", "%s cannot be opened: %v", name, err)
		}
		in, done = f, f.Close
		if form == "parquet" {
			size, err := f.Stat()
			if err != nil {
				return nil, "", nil, errors.Join(err, f.Close())
			}
			r, err = lookups.NewParquet(f, size.Size())
			return r, feed, done, err
		}
	}
	r, err = readerOf(form, in, m)
	return r, feed, done, err
}

// readerOf reads a form that comes from beginning to end.
func readerOf(form string, in io.Reader, m *lookups.Mapping) (lookups.Reader, error) {
	switch form {
	case "csv":
		return lookups.NewCSV(in, m)
	case "ocsf":
		return lookups.NewOCSF(in), nil
	case "fhir":
		return lookups.NewFHIR(in), nil
	}
	return nil, candour.Invalid("as", "%q is not a form that can be read here", form)
}

// lookupsContext reads the context and lists what was rejected.
//
// The context of a nation is a gigabyte that lives as long as the process and points
// nowhere, so that to collect garbage around it costs little, and to wait until there
// is as much garbage as context would take another gigabyte: it is collected from a
// fifth on, unless GOGC says otherwise.
func lookupsContext(s streams, dir string) (*lookups.World, int, error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(20)
	}
	w, rejects, err := lookups.ReadContext(dir)
	debug.FreeOSMemory() // of growing tables
	if err != nil {
		return nil, 0, err
	}
	for i, r := range rejects {
		if i == shownRejects {
			fmt.Fprintf(s.err, "  and %d more rows\n", len(rejects)-i)
			break
		}
		fmt.Fprintf(s.err, "  not taken: %s\n", r)
	}
	return w, len(rejects), nil
}

// inBatches keeps what a reader gives. It reads ahead and looks ids up in a second
// thread: that and judging take about as long. Each access goes to the part of its
// person.
func inBatches(r lookups.Reader, parts []*lookups.Screen, feed uint8, aside func(*lookups.Broken) error) error {
	type numbered struct {
		lookups.Numbered
		part *lookups.Screen
	}
	type batch struct {
		events []numbered
		broken []*lookups.Broken
	}
	const size = 512
	full, empty := make(chan *batch, 4), make(chan *batch, 6)
	for range 6 {
		empty <- &batch{events: make([]numbered, 0, size)}
	}
	stop := make(chan struct{})
	result := make(chan error, 1)
	go func() {
		defer close(full)
		b := <-empty
		send := func() bool {
			select {
			case full <- b:
				b = <-empty
				b.events, b.broken = b.events[:0], b.broken[:0]
				return true
			case <-stop:
				return false
			}
		}
		stopped := errors.New("stopped")
		err := lookups.ReadEach(r, func(e *lookups.Event) error {
			of := parts[lookups.Partition(e.Person, len(parts))]
			if b.events = append(b.events, numbered{of.Number(feed, e), of}); len(b.events) == size && !send() {
				return stopped
			}
			return nil
		}, func(x *lookups.Broken) error {
			if b.broken = append(b.broken, x); len(b.broken) == size && !send() {
				return stopped
			}
			return nil
		})
		send()
		result <- err
	}()
	for b := range full {
		for _, x := range b.broken {
			if err := aside(x); err != nil {
				close(stop)
				return err
			}
		}
		for i := range b.events {
			if err := b.events[i].part.KeepNumbered(&b.events[i].Numbered); err != nil {
				close(stop)
				return err
			}
		}
		empty <- b
	}
	return <-result
}

// lineWriter is a buffered file that is written whole or not at all.
func linesTo(name string, write func(*bufio.Writer) error) error {
	return toFile(name, func(w io.Writer) error {
		b := bufio.NewWriterSize(w, 1<<18)
		if err := write(b); err != nil {
			return err
		}
		return b.Flush()
	})
}
