package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// growing is the root of RFC 6962 over the first at leaves that are added.
type growing struct {
	at    int64
	n     int64
	parts []tlog.Hash // perfect subtrees from the left, one for each bit of n
}

func (g *growing) add(leaf []byte) {
	if g.n == g.at {
		return
	}
	g.parts = append(g.parts, tlog.RecordHash(leaf))
	for n := g.n; n&1 == 1; n >>= 1 {
		last := len(g.parts) - 1
		g.parts[last-1] = tlog.NodeHash(g.parts[last-1], g.parts[last])
		g.parts = g.parts[:last]
	}
	g.n++
}

func (g *growing) hex() string {
	root := emptyRoot
	if len(g.parts) > 0 {
		root = g.parts[len(g.parts)-1]
		for i := len(g.parts) - 2; i >= 0; i-- {
			root = tlog.NodeHash(g.parts[i], root)
		}
	}
	return fmt.Sprintf("%x", root[:])
}
