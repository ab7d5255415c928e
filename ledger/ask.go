package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Seen is what one witness of a policy says of a log.
type Seen struct {
	Name string
	Size int64 // how long it saw the log, at most
	Err  error // it did not say
}

// Ask asks each witness of the policy how long it has seen a log. By the protocol a
// witness that is shown a checkpoint after a size that is not its own answers with its
// own, so it is shown cp, which it may have seen: nothing changes by that.
func (p Policy) Ask(ctx context.Context, client *http.Client, cp Checkpoint) (out []Seen) {
	for _, w := range p.witnesses {
		size, err := askOne(ctx, client, w.at, cp)
		out = append(out, Seen{w.name, size, err})
	}
	return out
}

func askOne(ctx context.Context, client *http.Client, at string, cp Checkpoint) (int64, error) {
	body := append(fmt.Appendf(nil, "old %d\n\n", cp.Size), cp.Note...)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(at, "/")+"/add-checkpoint", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	res, err := client.Do(req)
	if err != nil {
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // the address may hold what is no stranger's business
		}
		return 0, fmt.Errorf("the witness does not answer: %w", err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 4096))
	if err != nil {
		return 0, fmt.Errorf("the witness does not answer: %w", err)
	}
	if res.StatusCode == http.StatusOK { // this is its own
		return cp.Size, nil
	}
	if res.StatusCode == http.StatusConflict && res.Header.Get("Content-Type") != "text/x.tlog.size" { // its size is ours, and its root is not
		return 0, differs("the witness saw another checkpoint of this size")
	}
	if res.StatusCode != http.StatusConflict || res.Header.Get("Content-Type") != "text/x.tlog.size" {
		return 0, fmt.Errorf("the witness answers %s", res.Status)
	}
	size, err := strconv.ParseInt(strings.TrimSuffix(string(text), "\n"), 10, 64)
	if err != nil || size < 0 {
		return 0, errors.New("the witness answers with no size")
	}
	if size == cp.Size { // it would have signed, if it were the same
		return 0, differs("the witness saw another checkpoint of this size")
	}
	return size, nil
}
