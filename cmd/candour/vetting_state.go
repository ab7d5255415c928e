package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"candour/vetting/linkage"
)

// openState is what an earlier run kept, or a new one; nil where none is to be kept. It
// holds for one model or settings, to the letter, and one threshold.
func (c matching) openState() (*linkage.State, error) {
	if c.State == "" {
		return nil, nil
	}
	settings, err := os.ReadFile(c.Model + c.Settings)
	if err != nil {
		return nil, err
	}
	s, err := linkage.OpenState(c.State, settings, linkage.WeightOf(c.Threshold), rand.Reader)
	if bad := (*fs.PathError)(nil); errors.As(err, &bad) {
		return nil, fmt.Errorf("the state: %w", err)
	}
	return s, err
}

// asBefore takes the model of the first run.
func (in *inputs) asBefore(s *linkage.State) error {
	m, err := s.Model()
	if err != nil {
		return err
	}
	in.plan, err = linkage.NewPlan(m)
	return err
}

// since is the engine, and what of these files an earlier run knows, if anything.
func (in inputs) since(s *linkage.State) (e *linkage.Engine, standing *linkage.Standing, err error) {
	if s == nil {
		e, err = in.engine()
		return e, nil, err
	}
	left, right := in.sides()
	if !s.Kept() {
		if err := s.Begin(in.plan, left, right); err != nil {
			return nil, nil, err
		}
	}
	if e, err = s.Engine(in.plan, in.dicts); err != nil {
		return nil, nil, err
	}
	return e, s.Standing(in.plan, left, right), nil
}

// records is how many there are in all files.
func (in inputs) records() (n int) {
	for _, t := range in.tables {
		n += t.Rows()
	}
	return n
}
