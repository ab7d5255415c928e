package main

import (
	"fmt"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// scripts builds each file of web/page/script into one that asks for nothing else.
// Everything in them is ours: no script of a package is sent to a browser.
func scripts(root string) (map[string][]byte, error) {
	entries, err := filepath.Glob(filepath.Join(root, "web", "page", "script", "*.js"))
	if err != nil {
		return nil, err
	}
	built := api.Build(api.BuildOptions{
		EntryPoints: entries, Outdir: filepath.Join(root, "build", "script"),
		Bundle: true, Format: api.FormatIIFE, Target: api.ES2020, Charset: api.CharsetASCII,
		MinifySyntax: true, MinifyWhitespace: true, MinifyIdentifiers: true,
	})
	if len(built.Errors) > 0 {
		at := built.Errors[0]
		if at.Location != nil {
			return nil, fmt.Errorf("building %s, line %d: %s", at.Location.File, at.Location.Line, at.Text)
		}
		return nil, fmt.Errorf("building the scripts: %s", at.Text)
	}
	files := map[string][]byte{}
	for _, f := range built.OutputFiles {
		files[filepath.Base(f.Path)] = f.Contents
	}
	return files, nil
}
