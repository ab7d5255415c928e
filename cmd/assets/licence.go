package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// shipped are the packages of which parts stand in the style sheets. sass and
// axe-core only run here and are not given to anybody.
var shipped = []string{"govuk-frontend", "@ministryofjustice/frontend"}

// described is what we read of a package.json.
type described struct {
	Name, Version, License string
	Author                 json.RawMessage
	Repository             struct{ URL string }
}

// author is a name, or an object with one.
func (d described) author() string {
	var name string
	if json.Unmarshal(d.Author, &name) == nil {
		return name
	}
	var who struct{ Name string }
	_ = json.Unmarshal(d.Author, &who) // neither: the package names nobody
	return who.Name
}

// licences is the text that goes out with the sheets: for each package its own
// licence file, or, where it is published without one, the text of the licence
// that it names.
func licences(root string) ([]byte, error) {
	var all strings.Builder
	all.WriteString("The style sheets of this service contain parts of the packages below.\n")
	for _, name := range shipped {
		dir := filepath.Join(root, "node_modules", filepath.FromSlash(name))
		text, err := os.ReadFile(filepath.Join(dir, "package.json"))
		if err != nil {
			return nil, fmt.Errorf("reading what %s is: %w", name, err)
		}
		var d described
		if err := json.Unmarshal(text, &d); err != nil {
			return nil, fmt.Errorf("reading what %s is: %w", name, err)
		}
		licence, err := licence(dir, d)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&all, "\n%s\n%s %s\n%s\n\n%s\n", strings.Repeat("=", 72), d.Name, d.Version,
			strings.TrimPrefix(d.Repository.URL, "git+"), strings.TrimSpace(licence))
	}
	return []byte(all.String()), nil
}

// licence is the text for one package. A licence we have not read is refused,
// because what it asks of us is not known.
func licence(dir string, d described) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("looking for the licence of %s: %w", d.Name, err)
	}
	i := slices.IndexFunc(entries, func(e os.DirEntry) bool {
		stem := strings.ToLower(strings.TrimSuffix(e.Name(), filepath.Ext(e.Name())))
		return stem == "licence" || stem == "license"
	})
	if i >= 0 {
		text, err := os.ReadFile(filepath.Join(dir, entries[i].Name()))
		return string(text), err
	}
	if d.License != "MIT" {
		return "", fmt.Errorf("%s has no licence file and names %q, of which no text is here", d.Name, d.License)
	}
	return fmt.Sprintf(mit, d.author()), nil
}

// mit is the MIT licence, which both packages name without carrying its text.
const mit = `MIT License

Copyright (c) %s

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`
