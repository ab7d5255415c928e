package api_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/openapi.json anew")

// TestOpenAPI compares the document with the one that is kept: what changes in it changes
// what other people's programs may rely on, and is read before it is accepted.
func TestOpenAPI(t *testing.T) {
	o := newOffice(t)
	got := o.ask(t, o.person(t, o.crew.CaseWorker), http.MethodGet, "/api/v1/openapi.json", "", nil)
	if got.Code != http.StatusOK {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, got.Body.Bytes(), "", " "); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "openapi.json")
	if *update {
		if err := os.WriteFile(file, append(pretty.Bytes(), '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(append(pretty.Bytes(), '\n'), want) {
		t.Errorf("the document is another than %s: read the difference, and run this test with -update if it is right", file)
	}
}

// TestEveryOperationIsDescribed reads the document as a stranger would.
func TestEveryOperationIsDescribed(t *testing.T) {
	type media struct {
		Schema  map[string]any
		Example any
	}
	type response struct {
		Ref         string `json:"$ref"`
		Description string
		Content     map[string]media
	}
	type operation struct {
		OperationID, Summary, Description string
		Parameters                        []struct{ Name, In, Description string }
		RequestBody                       struct{ Content map[string]media }
		Responses                         map[string]response
	}
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]operation

		Components struct{ Responses map[string]response }
	}
	text, err := os.ReadFile(filepath.Join("testdata", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || len(doc.Paths) < 100 {
		t.Fatalf("OpenAPI %s with %d paths", doc.OpenAPI, len(doc.Paths))
	}
	ids := map[string]bool{}
	for path, item := range doc.Paths {
		for method, op := range item {
			at := method + " " + path
			if op.Summary == "" || len(op.Description) < 20 || op.OperationID == "" || ids[op.OperationID] {
				t.Errorf("%s: summary %q, id %q, description %q", at, op.Summary, op.OperationID, op.Description)
			}
			ids[op.OperationID] = true
			for _, p := range op.Parameters {
				if p.Description == "" {
					t.Errorf("%s: nothing is said of its parameter %s", at, p.Name)
				}
			}
			must := []string{"200", "401", "422", "429", "500"}
			if method == "post" {
				must = append(must, "400", "404", "409", "412", "413", "415")
				if b := op.RequestBody.Content["application/json"]; b.Example == nil || b.Schema["properties"] == nil {
					t.Errorf("%s: its body has no fields or no example", at)
				}
			}
			if strings.Contains(path, "{") {
				must = append(must, "404")
			}
			for _, code := range must {
				r, ok := op.Responses[code]
				if name, is := strings.CutPrefix(r.Ref, "#/components/responses/"); is {
					r = doc.Components.Responses[name]
				}
				if !ok || r.Description == "" {
					t.Errorf("%s: nothing is said of the answer %s", at, code)
				}
			}
			for code, r := range op.Responses {
				if name, is := strings.CutPrefix(r.Ref, "#/components/responses/"); is {
					r = doc.Components.Responses[name]
				}
				if len(r.Content) == 0 {
					t.Errorf("%s: the answer %s has no content", at, code)
				}
				for kind, m := range r.Content {
					if m.Example == nil && kind != "text/calendar" {
						t.Errorf("%s %s %s: no example", at, code, kind)
					}
					if code >= "400" && kind != "application/problem+json" {
						t.Errorf("%s %s is %s, and no problem", at, code, kind)
					}
				}
			}
		}
	}
	if !ids["close-case"] || !ids["list-cases"] {
		t.Error("the acts are not in it, or the lists")
	}
}
