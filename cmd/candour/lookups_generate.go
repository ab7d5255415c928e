package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"candour/lookups"
	inventedforce "candour/lookups/invented"
)

type lookupsGenerateCmd struct {
	Officers int    `required:"" help:"How many officers." placeholder:"N"`
	People   int    `required:"" help:"How many people have a record." placeholder:"N"`
	Days     int    `help:"How many days." default:"365" placeholder:"D"`
	Seed     uint64 `help:"The same seed and numbers make the same world." default:"1" placeholder:"S"`
	Planted  int    `help:"How many instances of each scenario; one for 200 officers where not given." placeholder:"N" xor:"planted"`
	Innocent bool   `help:"Plant nothing: nobody misused anything, and every case is about an innocent." xor:"planted"`
	Format   string `help:"Form of the accesses: ${enum}." enum:"parquet,csv,ocsf" default:"parquet" placeholder:"FORM"`
	Out      string `required:"" help:"Folder to write to; made if absent." type:"path" placeholder:"FOLDER"`
}

// Help is the example.
func (lookupsGenerateCmd) Help() string {
	return "Writes the tables of the context, the accesses, and labels.csv with what was planted and why innocents looked. Everybody in it is invented.\n\nExample:\n  candour lookups generate --officers 2000 --people 60000 --days 365 --seed 1 --out world"
}

// Run generates.
func (c lookupsGenerateCmd) Run(s streams) (err error) {
	size := inventedforce.Size{Officers: c.Officers, People: c.People, Days: c.Days, Seed: c.Seed, Planted: c.Planted}
	if c.Innocent {
		size.Planted = -1
	}
	if err := size.Check(); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return err
	}
	files := &csvFiles{dir: c.Out, by: map[string]*csvFile{}}
	defer func() { err = errors.Join(err, files.close()) }()
	for _, t := range lookups.Tables {
		if t.Name != "totals" {
			if _, err := files.table(t); err != nil {
				return err
			}
		}
	}
	labels, err := files.open("labels", []string{"event", "label", "planted", "instance"})
	if err != nil {
		return err
	}
	events, err := newEventFile(c.Out, c.Format)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, events.Close()) }()
	n, planted := 0, 0
	err = inventedforce.Make(size, inventedforce.Out{
		Row: func(t *lookups.Table, values ...string) error {
			f, err := files.table(t)
			if err != nil {
				return err
			}
			return f.csv.Write(values)
		},
		Event: func(e *lookups.Event, l inventedforce.Label) error {
			n++
			yes := "no"
			if l.Planted {
				yes = "yes"
				planted++
			}
			if err := labels.csv.Write([]string{e.ID, l.Scenario, yes, strconv.Itoa(l.Instance)}); err != nil {
				return err
			}
			return events.write(e)
		},
	})
	if err == nil {
		fmt.Fprintf(s.out, "%d officers, %d people, %d days, seed %d: %d accesses, of which %d were planted, in %s\n", c.Officers, c.People, c.Days, c.Seed, n, planted, c.Out)
	}
	return err
}

// csvFiles are the tables that are being written.
type csvFiles struct {
	dir string
	by  map[string]*csvFile
}

type csvFile struct {
	file *os.File
	buf  *bufio.Writer
	csv  *csv.Writer
}

func (f *csvFiles) table(t *lookups.Table) (*csvFile, error) {
	if x := f.by[t.Name]; x != nil {
		return x, nil
	}
	return f.open(t.Name, t.Columns)
}

func (f *csvFiles) open(name string, columns []string) (*csvFile, error) {
	file, err := os.Create(filepath.Join(f.dir, name+".csv"))
	if err != nil {
		return nil, err
	}
	x := &csvFile{file: file, buf: bufio.NewWriterSize(file, 1<<16)}
	x.csv = csv.NewWriter(x.buf)
	f.by[name] = x
	return x, x.csv.Write(columns)
}

func (f *csvFiles) close() (err error) {
	for _, x := range f.by {
		x.csv.Flush()
		err = errors.Join(err, x.csv.Error(), x.buf.Flush(), x.file.Close())
	}
	return err
}

// eventFile writes accesses in one of our forms.
type eventFile struct {
	file  *os.File
	write func(*lookups.Event) error
	end   func() error
}

func (f *eventFile) Close() error { return errors.Join(f.end(), f.file.Close()) }

func newEventFile(dir, form string) (*eventFile, error) {
	name := "events." + form
	if form == "ocsf" {
		name = "events.jsonl"
	}
	file, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	buf := bufio.NewWriterSize(file, 1<<20)
	f := &eventFile{file: file}
	write, end, err := eventWriter(form, buf)
	f.write, f.end = write, func() error { return errors.Join(end(), buf.Flush()) }
	return f, err
}

func eventWriter(form string, out io.Writer) (write func(*lookups.Event) error, end func() error, err error) {
	switch form {
	case "csv":
		c := csv.NewWriter(out)
		err := c.Write(lookups.Columns)
		return func(e *lookups.Event) error { return c.Write(lookups.Values(e)) }, func() error { c.Flush(); return c.Error() }, err
	}
	if form == "ocsf" {
		return func(e *lookups.Event) error { return lookups.WriteOCSF(out, e) }, func() error { return nil }, nil
	}
	w := lookups.NewParquetWriter(out)
	return w.Write, w.Close, nil
}
