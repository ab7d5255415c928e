package main

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	paint "image/draw"
	"image/png"
	"maps"
	"os"
	"slices"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The picture in the README, and how large it may be: it lies in the history for ever.
const (
	pictureFile  = "../../docs/demo.png"
	pictureBytes = 100_000
)

// picture takes the README's picture anew with -update: go test ./cmd/candour -run
// 'TestBrowser/parts/the_picture' -update. Without, the page must still show what the
// picture does, and the picture must be one that a browser can paint.
func picture(t *testing.T, h *house) {
	b := h.visit(screen{1120, 760, false})
	signIn(b, "Case worker C")
	b.open("/desk/?all=yes")
	b.sees("Filter and sort this list", "later than expected", "Counted from")
	if *update {
		b.must("going to the top", chromedp.Do(b.ctx, chromedp.Evaluate[chromedp.Void]("scrollTo({top: 0, behavior: 'instant'})")))
		r, err := chromedp.Call(b.ctx, cdppage.CaptureScreenshot, cdppage.CaptureScreenshotParams{})
		b.must("taking a picture", err)
		if err := os.WriteFile(pictureFile, small(t, r.Data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(pictureFile)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.DecodeConfig(bytes.NewReader(kept))
	if err != nil || m.Width != 1120 || m.Height != 760 || len(kept) > pictureBytes {
		t.Errorf("%s is %d by %d and %d bytes (%v), want 1120 by 760 and at most %d", pictureFile, m.Width, m.Height, len(kept), err, pictureBytes)
	}
}

// small gives the same picture in the 256 colours that are most of it: a page of words
// has few.
func small(t *testing.T, shot []byte) []byte {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	at := full.Bounds()
	often := map[color.Color]int{}
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			often[full.At(x, y)]++
		}
	}
	few := image.NewPaletted(at, mostOften(often, 256))
	paint.Draw(few, at, full, at.Min, paint.Src)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, few); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// mostOften are the n colours that are there most often, in an order that does not
// hang on the map's.
func mostOften(often map[color.Color]int, n int) color.Palette {
	all := slices.SortedFunc(maps.Keys(often), func(a, b color.Color) int {
		ar, ag, ab, _ := a.RGBA()
		br, bg, bb, _ := b.RGBA()
		return cmp.Or(cmp.Compare(often[b], often[a]), cmp.Compare(ar, br), cmp.Compare(ag, bg), cmp.Compare(ab, bb))
	})
	return color.Palette(all[:min(n, len(all))])
}
