package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"
)

const (
	maxCheckpoint = 64 << 10 // a note of 100 signatures is 15 KiB
	requestLimit  = 30 * time.Second
)

// Rows is the journal as the log sees it: one leaf for each row, gapless in Seq
// order from 1. The leaf of row Seq is entry Seq-1 of the log.
type Rows interface {
	// Head is the Seq of the last committed row, or 0.
	Head(ctx context.Context) (int64, error)
	// Leaves gives the stored leaf bytes of the rows after the row with Seq
	// after, at most max of them, in order. The caller keeps the slices.
	Leaves(ctx context.Context, after int64, max int) ([][]byte, error)
}

// Source is a log as a stranger reads it: named files of C2SP tlog-tiles, from
// somebody who isn't trusted.
type Source interface {
	// Read gives the file at a path such as "checkpoint" or "tile/0/x001/234".
	// A file that isn't there is fs.ErrNotExist, one longer than limit an error.
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
}

// OpenSource opens a log in a folder, or at an http or https URL through the
// client, whose Timeout is 30 seconds where it sets none.
func OpenSource(where string, client *http.Client) (Source, error) {
	if strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://") {
		return webSource(where, client)
	}
	root, err := os.OpenRoot(where)
	if err != nil {
		return nil, fmt.Errorf("opening the log folder: %w", err)
	}
	return folder{root}, nil
}

// folder reads through os.Root, so that a symbolic link in a downloaded log
// can't point a verifier at the reader's other files.
type folder struct{ root *os.Root }

func (d folder) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := d.root.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe must not hang us
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, differs("%s is not a file", path)
	}
	if info.Size() > limit {
		return nil, tooLong(path, limit)
	}
	return readLimited(f, path, info.Size(), limit)
}

// web reads over HTTP. It never leaves the host it was given: a log that sends
// its verifier elsewhere would learn who else the verifier can reach.
type web struct {
	base   *url.URL
	client *http.Client
}

func webSource(where string, client *http.Client) (Source, error) {
	base, err := url.Parse(where)
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("this is not the address of a log: it must be https://host/path, without a password, query or fragment")
	}
	if client == nil {
		return nil, errors.New("reading a log over HTTP needs a client")
	}
	c := *client // ours may differ in how it follows, the caller's must not
	c.Jar = nil
	if c.Timeout == 0 {
		c.Timeout = requestLimit
	}
	c.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		if req.URL.Host != base.Host || req.URL.Scheme != base.Scheme {
			return fmt.Errorf("the log redirects from %s to another host, which is not followed", base.Host)
		}
		if len(via) > 3 {
			return errors.New("the log redirects in circles")
		}
		return nil
	}
	return web{base, &c}, nil
}

func (s web) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base.JoinPath(path).String(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
		return readLimited(resp.Body, path, resp.ContentLength, limit)
	case http.StatusNotFound, http.StatusGone:
		return nil, &fs.PathError{Op: "get", Path: req.URL.String(), Err: fs.ErrNotExist}
	default:
		return nil, fmt.Errorf("getting %s: the server answers %s", req.URL, resp.Status)
	}
}

func readLimited(r io.Reader, path string, hint, limit int64) ([]byte, error) {
	buf := make([]byte, 0, max(0, min(hint, limit))+1)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > limit:
			return nil, tooLong(path, limit)
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return nil, err
		case len(buf) == cap(buf):
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

func tooLong(path string, limit int64) error {
	return differs("%s is longer than the %d bytes that it can have", path, limit)
}
