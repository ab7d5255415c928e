package lookups

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// auditEvent is what is read of a FHIR R4 AuditEvent.
type auditEvent struct {
	Type     string `json:"resourceType"`
	ID       string `json:"id"`
	Recorded string `json:"recorded"`
	Purpose  []struct {
		Text   string       `json:"text"`
		Coding []fhirCoding `json:"coding"`
	} `json:"purposeOfEvent"`
	Agent []struct {
		Who       fhirReference `json:"who"`
		AltID     string        `json:"altId"`
		Requestor bool          `json:"requestor"`
		Network   struct {
			Address string `json:"address"`
		} `json:"network"`
		Extension []struct {
			URL   string        `json:"url"`
			Value fhirReference `json:"valueReference"`
		} `json:"extension"`
	} `json:"agent"`
	Entity []struct {
		What fhirReference `json:"what"`
		Role fhirCoding    `json:"role"`
	} `json:"entity"`
}

type fhirCoding struct {
	Code    string `json:"code"`
	Display string `json:"display"`
}

type fhirReference struct {
	Reference  string `json:"reference"`
	Identifier struct {
		Value string `json:"value"`
	} `json:"identifier"`
}

// of is the id in a reference, such as of Practitioner/17.
func (r fhirReference) of() string {
	if r.Identifier.Value != "" {
		return r.Identifier.Value
	}
	ref, _, _ := strings.Cut(r.Reference, "/_history/")
	return ref[strings.LastIndexByte(ref, '/')+1:]
}

// onBehalfOf is HL7’s extension for an agent who acts for another.
const onBehalfOf = "http://hl7.org/fhir/StructureDefinition/auditevent-OnBehalfOf"

// fromFHIR makes an access for each patient that an AuditEvent names. The code BTG of
// HL7’s reasons is break the glass.
func fromFHIR(line []byte) ([]Event, error) {
	var a auditEvent
	if err := json.Unmarshal(line, &a); err != nil {
		return nil, notJSON(err)
	}
	if a.Type != "AuditEvent" {
		return nil, errors.New("resourceType is not AuditEvent")
	}
	e := Event{ID: a.ID}
	var err error
	if e.At, err = ParseTime(a.Recorded); err != nil {
		return nil, fmt.Errorf("recorded: %w", err)
	}
	for _, g := range a.Agent {
		if !g.Requestor && len(a.Agent) > 1 {
			continue
		}
		e.Officer, e.From = g.Who.of(), g.Network.Address
		if e.Officer == "" {
			e.Officer = g.AltID
		}
		e.Machine = strings.Contains(g.Who.Reference, "Device/")
		for _, x := range g.Extension {
			if x.URL == onBehalfOf {
				e.For = x.Value.of()
			}
		}
		break
	}
	for _, p := range a.Purpose {
		words := p.Text
		for _, c := range p.Coding {
			e.Breach = e.Breach || c.Code == "BTG"
			if words == "" {
				words = c.Display
			}
			if words == "" {
				words = c.Code
			}
		}
		e.Purpose = strings.TrimSpace(e.Purpose + " " + words)
	}
	return a.accesses(e), nil
}

// accesses makes one access for each patient, or one of nobody.
func (a *auditEvent) accesses(e Event) (all []Event) {
	var people []string
	for _, x := range a.Entity {
		switch id := x.What.of(); {
		case id == "":
		case x.Role.Code == "1" || strings.Contains(x.What.Reference, "Patient/"):
			people = append(people, id)
		case e.Record == "":
			e.Record = id
		}
	}
	if len(people) == 0 {
		return []Event{e}
	}
	for i, p := range people {
		one := e
		one.Person = p
		if i > 0 && e.ID != "" {
			one.ID = fmt.Sprintf("%s#%d", e.ID, i+1)
		}
		all = append(all, one)
	}
	return all
}
