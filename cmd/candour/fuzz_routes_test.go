package main

import (
	"go/ast"
	goparser "go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// routesOf are the patterns that a door's code registers, read from the code, so
// that a new route is fuzzed by itself. What stands in a variable is a wildcard.
func routesOf(t testing.TB, door string) (out []string) {
	t.Helper()
	names := constants(t)
	for _, file := range sources(t, filepath.Join("..", "..", "web", door)) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "HandleFunc" || f.Sel.Name == "Handle") {
				if p := patternOf(call.Args[0], names); strings.Contains(p, "/") {
					out = append(out, p)
				}
			}
			return true
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// constants are those of the doors' packages that hold a text, by their name.
func constants(t testing.TB) map[string]string {
	out := map[string]string{}
	for range 2 { // one may be made of another
		for _, dir := range []string{"page", "report", "desk", "subject", "public", "api"} {
			for _, file := range sources(t, filepath.Join("..", "..", "web", dir)) {
				for _, d := range file.Decls {
					g, ok := d.(*ast.GenDecl)
					if !ok || g.Tok != token.CONST {
						continue
					}
					for _, spec := range g.Specs {
						if v, ok := spec.(*ast.ValueSpec); ok && len(v.Values) == 1 {
							out[v.Names[0].Name] = patternOf(v.Values[0], out)
						}
					}
				}
			}
		}
	}
	return out
}

func sources(t testing.TB, dir string) (out []*ast.File) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no code in %s (%v)", dir, err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") || strings.HasSuffix(f, "_templ.go") {
			continue
		}
		parsed, err := goparser.ParseFile(token.NewFileSet(), f, nil, goparser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, parsed)
	}
	return out
}

// patternOf is what an expression says, with {} for what is not a constant.
func patternOf(e ast.Expr, names map[string]string) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(x.Value); err == nil {
			return s
		}
	case *ast.BinaryExpr:
		return patternOf(x.X, names) + patternOf(x.Y, names)
	case *ast.Ident:
		if s, ok := names[x.Name]; ok {
			return s
		}
	case *ast.SelectorExpr:
		if s, ok := names[x.Sel.Name]; ok {
			return s
		}
	}
	return "{}"
}
