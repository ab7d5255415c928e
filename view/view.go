// Package view reads across rooms, one file for each thing that is read.
//
// It promises that every row which it gives was asked of authz for the person
// who looks: SQL may narrow a list, never widen it. It writes nothing.
package view

import (
	"time"

	"candour"
	"candour/act"
	"candour/authz"
)

// View answers for one deployment.
type View struct {
	Runner *act.Runner
	Acts   []*act.Kind // of all rooms: what the buttons are made from
}

func caseSubject(id candour.CaseID) candour.Subject {
	return candour.Subject{Kind: "case", ID: string(id)}
}

// Viewer is who looks, and on which day.
type Viewer struct {
	Who   authz.Actor
	Today candour.Date
	Now   time.Time // for what is counted in hours
}
