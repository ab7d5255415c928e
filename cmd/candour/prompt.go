package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"candour"
)

// prompt asks one question and reads one line. What is about a person is asked, and
// not given as an argument: others on the machine can read a command line, and a
// shell keeps it.
func prompt(s streams, question string) (string, error) {
	fmt.Fprint(s.err, question, " ")
	var line []byte
	var b [1]byte // no buffer: what follows the line is the next question's
	for len(line) < 64<<10 {
		n, err := s.in.Read(b[:])
		if n == 1 {
			if b[0] == '\n' {
				return strings.TrimSpace(string(line)), nil
			}
			line = append(line, b[0])
			continue
		}
		if errors.Is(err, io.EOF) {
			return strings.TrimSpace(string(line)), nil
		}
		if err != nil {
			return "", fmt.Errorf("reading an answer: %w", err)
		}
	}
	return "", candour.Invalid("", "the answer is too long: give it in a few lines")
}
