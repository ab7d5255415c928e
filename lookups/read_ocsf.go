package lookups

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// datastoreActivity is what is read of an OCSF event, and what WriteOCSF writes. What
// OCSF has no place for stands in its object unmapped, under our names.
type datastoreActivity struct {
	ClassUID int       `json:"class_uid"`
	Category int       `json:"category_uid"`
	Activity int       `json:"activity_id"` // 1 read, 4 query
	TypeUID  int       `json:"type_uid"`
	Type     int       `json:"type_id"`
	Severity int       `json:"severity_id"`
	Time     int64     `json:"time"` // milliseconds from 1970 UTC
	TimeDT   string    `json:"time_dt,omitempty"`
	Metadata ocsfMeta  `json:"metadata"`
	Actor    ocsfActor `json:"actor"`
	Source   ocsfPoint `json:"src_endpoint"`
	Unmapped ocsfRest  `json:"unmapped"`
}

type ocsfMeta struct {
	UID     string      `json:"uid,omitempty"`
	Version string      `json:"version"`
	Product ocsfProduct `json:"product"`
}

type ocsfProduct struct {
	Name string `json:"name,omitempty"`
}

type ocsfActor struct {
	User ocsfUser `json:"user"`
}

type ocsfUser struct {
	UID  string `json:"uid"`
	Type int    `json:"type_id,omitempty"` // 3 system, 4 service
}

type ocsfPoint struct {
	UID string `json:"uid,omitempty"`
}

type ocsfRest struct {
	Person  string   `json:"person,omitempty"`
	Record  string   `json:"record,omitempty"`
	Ref     string   `json:"ref,omitempty"`
	For     string   `json:"on_behalf_of,omitempty"`
	Fields  []string `json:"fields,omitempty"`
	Found   string   `json:"found,omitempty"`
	Area    string   `json:"area,omitempty"`
	Purpose string   `json:"purpose,omitempty"`
	Breach  bool     `json:"break_glass,omitempty"`
}

func fromOCSF(line []byte) ([]Event, error) {
	var d datastoreActivity
	if !plainOCSF(line, &d) {
		d = datastoreActivity{}
		if err := json.Unmarshal(line, &d); err != nil {
			return nil, notJSON(err)
		}
	}
	if d.ClassUID != 6005 {
		return nil, fmt.Errorf("class_uid is %d, and 6005 (Datastore Activity) is read", d.ClassUID)
	}
	u := d.Unmapped
	e := Event{
		ID: d.Metadata.UID, At: time.UnixMilli(d.Time).UTC(), Officer: d.Actor.User.UID, For: u.For, Person: u.Person, Record: u.Record, Ref: u.Ref,
		From: d.Source.UID, Area: u.Area, Purpose: u.Purpose, Breach: u.Breach, Machine: d.Actor.User.Type == 3 || d.Actor.User.Type == 4,
	}
	if d.Time == 0 && d.TimeDT == "" {
		return nil, fmt.Errorf("it does not say when")
	}
	var err error
	if d.TimeDT != "" {
		if e.At, err = ParseTime(d.TimeDT); err != nil {
			return nil, fmt.Errorf("time_dt: %w", err)
		}
	}
	if e.At.Year() < 1970 || e.At.Year() > 2200 {
		return nil, fmt.Errorf("time: %d is not a time that can be meant; it is in milliseconds", d.Time)
	}
	if e.Fields, err = fieldsOf(u.Fields); err != nil {
		return nil, err
	}
	var ok bool
	if e.Found, ok = ParseFound(u.Found); !ok {
		return nil, fmt.Errorf("found: %q is not known", u.Found)
	}
	return []Event{e}, nil
}

// WriteOCSF writes an access as a line.
func WriteOCSF(w io.Writer, e *Event) error {
	d := datastoreActivity{
		ClassUID: 6005, Category: 6, Activity: 1, TypeUID: 600501, Type: 1, Severity: 1, Time: e.At.UnixMilli(),
		TimeDT:   e.At.UTC().Format("2006-01-02T15:04:05.000000Z"),
		Metadata: ocsfMeta{UID: e.ID, Version: "1.3.0", Product: ocsfProduct{"Candour"}}, Actor: ocsfActor{ocsfUser{UID: e.Officer}}, Source: ocsfPoint{e.From},
		Unmapped: ocsfRest{Person: e.Person, Record: e.Record, Ref: e.Ref, For: e.For, Found: e.Found.String(), Area: e.Area, Purpose: e.Purpose, Breach: e.Breach},
	}
	if e.Machine {
		d.Actor.User.Type = 3
	}
	for i, f := range fieldWords {
		if e.Fields&(1<<i) != 0 {
			d.Unmapped.Fields = append(d.Unmapped.Fields, f)
		}
	}
	return json.NewEncoder(w).Encode(&d)
}
