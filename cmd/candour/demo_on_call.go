package main

import (
	"context"
	"time"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/workforce"
)

// onCall puts three of a force on call where nobody is: so there is somebody to page
// in a demonstration, whenever it is started.
func (w *world) onCall(ctx context.Context, force candour.ForceID, now time.Time) error {
	var there bool
	if err := w.f.db.Read(ctx, func(tx *seal.Tx) error {
		all, err := workforce.OnCallFrom(tx, force, now)
		there = len(all) > 0
		return err
	}); err != nil || there {
		return err
	}
	today := candour.On(now)
	var acts []act.Act
	for name, turn := range map[string]workforce.Turn{"Case worker C": workforce.First, "Assessor S": workforce.Second, "Authority U": workforce.SupervisorTurn} {
		acts = append(acts, &workforce.PutOnCall{
			Officer: w.officer(force, name), FromDay: today, FromTime: "00:00", UntilDay: today.AddDays(30), UntilTime: "00:00",
			Turn: turn, Way: workforce.ByMail, Address: candour.Mark("on-call@" + string(force) + ".example"),
		})
	}
	_, err := w.f.runner.Run(ctx, act.By(w.person(force, "Supervisor R"), now), acts...)
	return err
}
