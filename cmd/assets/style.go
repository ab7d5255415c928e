package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// sheets are the entry points under web/page/style, one for each kind of door.
var sheets = []string{"desk", "report"}

// compile runs sass on one sheet. The second load path is the repository,
// because the Ministry of Justice's parts ask for "node_modules/govuk-frontend".
func compile(root, sheet string) ([]byte, error) {
	var out, problems bytes.Buffer
	cmd := exec.Command(filepath.Join(root, "node_modules", ".bin", "sass"),
		"--style=compressed", "--no-charset", "--no-source-map", "--quiet-deps",
		"--load-path=node_modules", "--load-path=.",
		filepath.Join("web", "page", "style", sheet+".scss"))
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, &out, &problems
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("compiling %s.scss: %w\n%s", sheet, err, problems.Bytes())
	}
	css := withoutImages(out.String())
	if err := selfContained(css); err != nil {
		return nil, fmt.Errorf("compiling %s.scss: %w", sheet, err)
	}
	return []byte(css), nil
}

// image is a declaration that fetches something: the Ministry of Justice's
// timeline has an icon of a document that none of our pages use and whose file
// we do not serve.
var image = regexp.MustCompile(`[a-z-]+:[^;{}]*url\([^)]*\)[^;{}]*;?`)

// withoutImages drops the declarations that would fetch an image.
func withoutImages(css string) string { return image.ReplaceAllString(css, "") }

// selfContained refuses a sheet that would make a browser ask for anything: a
// font, an image, another sheet. A page on the report door makes no request
// that is not its own, and the fonts of GOV.UK are not ours to use.
func selfContained(css string) error {
	low := strings.ToLower(css)
	for _, bad := range []string{"url(", "@import", "@font-face", "image-set(", "gds transport", "expression("} {
		if strings.Contains(low, bad) {
			return fmt.Errorf("the output holds %q, which asks for something outside the sheet", bad)
		}
	}
	return nil
}
