package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"candour/lookups"
)

// stream sends accesses as OCSF through a pipe into ‘lookups screen’, a process of its
// own, until so many bytes went through, and says how much memory it took at most. The
// accesses of the file are sent again and again, each time with other ids and some
// microseconds later, so that none is one that came before and tasks explain them as
// the first time.
func (c lookupsBenchCmd) stream(ctx context.Context, s streams) (err error) {
	own, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(c.World, "stream-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cmd := exec.CommandContext(ctx, own, "lookups", "screen", "--context", c.World, "--out", dir, "--as", "ocsf", "--feed", "stream", "-")
	cmd.Stdout, cmd.Stderr = s.out, s.err
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	to := &countedWriter{w: bufio.NewWriterSize(in, 1<<20)}
	events := 0
	for round := 0; to.n < c.Bytes*1e6 && err == nil; round++ {
		before := events
		err = c.sendAll(s, to, round, &events)
		if err == nil && events == before {
			err = fmt.Errorf("%s holds no access", filepath.Join(c.World, "events.parquet"))
		}
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err = errors.Join(err, to.w.Flush(), in.Close(), cmd.Wait()); err != nil {
		return fmt.Errorf("streaming: %w", err)
	}
	highest := int64(0)
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		highest = u.Maxrss >> 10
	}
	fmt.Fprintf(s.out, "through a pipe: %d bytes, %d accesses in %.0f s with cases and files; highest memory of the process that screened: %d MB\n", to.n, events, time.Since(began).Seconds(), highest)
	return nil
}

type countedWriter struct {
	w *bufio.Writer
	n int64
}

func (c *countedWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// sendAll sends the file once.
func (c lookupsBenchCmd) sendAll(s streams, to *countedWriter, round int, events *int) error {
	r, _, done, err := lookupsInput{}.open(s, filepath.Join(c.World, "events.parquet"))
	if err != nil {
		return err
	}
	err = lookups.ReadEach(r, func(e *lookups.Event) error {
		if to.n >= c.Bytes*1e6 {
			return errEnough
		}
		*events++
		e.ID += "-" + strconv.Itoa(round)
		if m := e.At.Truncate(time.Minute); round > 0 { // never into another minute
			e.At = m.Add((e.At.Sub(m) + time.Duration(round)*time.Microsecond) % time.Minute)
		}
		return lookups.WriteOCSF(to, e)
	}, func(b *lookups.Broken) error { return b })
	return errors.Join(err, done())
}
