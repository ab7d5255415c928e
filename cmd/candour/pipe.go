package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"
)

// The limits on a command that wraps or unwraps a key.
const (
	pipeTime = 30 * time.Second
	pipeMost = 64 << 10 // bytes that it may return
)

// pipe makes a function that gives bytes to a program's standard input and
// returns its standard output. The bytes never stand among its arguments, which
// every account of the machine can read; and what it says, on either stream,
// stands in no error, because it may be a key.
func pipe(argv []string) func(context.Context, []byte) ([]byte, error) {
	return func(ctx context.Context, in []byte) ([]byte, error) {
		ctx, stop := context.WithTimeout(ctx, pipeTime)
		defer stop()
		name := filepath.Base(argv[0])
		out := &limited{stop: stop}
		cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
		cmd.Stdin, cmd.Stdout, cmd.WaitDelay = bytes.NewReader(in), out, time.Second
		err := cmd.Run()
		exit, ended := errors.AsType[*exec.ExitError](err)
		switch {
		case out.over:
			return nil, fmt.Errorf("the command %s returned more than %d bytes, which is no key", name, pipeMost)
		case ctx.Err() != nil:
			return nil, fmt.Errorf("the command %s did not end in %s: %w", name, pipeTime, ctx.Err())
		case ended:
			return nil, fmt.Errorf("the command %s failed (%s): run it by hand to see why", name, exit.ProcessState)
		case err != nil:
			return nil, fmt.Errorf("the command %s could not be run: %w", name, err)
		case out.got.Len() == 0:
			return nil, fmt.Errorf("the command %s returned nothing", name)
		}
		return out.got.Bytes(), nil
	}
}

// limited takes so many bytes and no more. The buffer has a name, because its
// ReadFrom would be used instead of Write.
type limited struct {
	got  bytes.Buffer
	over bool
	stop func() // ends the command
}

func (l *limited) Write(b []byte) (int, error) {
	if l.got.Len()+len(b) > pipeMost {
		l.over = true
		l.stop()
		return 0, errors.New("too much")
	}
	return l.got.Write(b)
}
