package linkage

import (
	"errors"
	"sync"
)

// errStop ends a pipe from the side that takes.
var errStop = errors.New("enough")

// inOrder gives pieces to goroutines and what they make of them to take, in the
// order of the pieces: the result does not depend on how many goroutines there are.
// next says false at the end. Only a few pieces are under way at a time.
func inOrder[P, R any](workers int, next func() (P, bool, error), do func(worker int, p P) R, take func(R) error) error {
	type job struct {
		piece P
		made  chan R
	}
	order, todo := make(chan job, 2*workers), make(chan job)
	stop := make(chan struct{})
	var failed error
	var wait sync.WaitGroup
	wait.Go(func() {
		defer close(order)
		defer close(todo)
		for {
			p, ok, err := next()
			if failed = err; err != nil || !ok {
				return
			}
			j := job{p, make(chan R, 1)}
			select {
			case order <- j:
			case <-stop:
				return
			}
			select {
			case todo <- j:
			case <-stop:
				return
			}
		}
	})
	for n := range workers {
		wait.Go(func() {
			for j := range todo {
				j.made <- do(n, j.piece)
			}
		})
	}
	var err error
	for j := range order {
		if err != nil {
			continue
		}
		select {
		case made := <-j.made:
			if err = take(made); err != nil {
				close(stop)
			}
		case <-stop:
		}
	}
	wait.Wait()
	if err == nil {
		err = failed
	}
	if errors.Is(err, errStop) {
		err = nil
	}
	return err
}
