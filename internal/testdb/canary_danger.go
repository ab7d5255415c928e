package testdb

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/seal"
	"candour/workforce"
)

// dangerCanaries calls for help, answers it, and says how somebody can be reached.
func dangerCanaries(w *World, crew Staff, mark func(string) candour.Marking) {
	w.T.Helper()
	today := candour.On(w.Now)
	at := func(field, format string) candour.Marking { return candour.Mark(mark(field).Words() + format) }
	for i, x := range []struct {
		way     workforce.Way
		address candour.Marking
	}{{workforce.ByMail, at("pager’s mailbox", "@example.org")}, {workforce.ByHook, candour.Mark("https://pager.example.org/" + mark("pager’s webhook").Words())}} {
		w.Do(crew.Supervisor.Who, &workforce.PutOnCall{Officer: crew.CaseWorker.Officer, FromDay: today.AddDays(i), FromTime: "00:00", UntilDay: today.AddDays(i + 1), UntilTime: "00:00", Turn: workforce.First, Way: x.way, Address: x.address})
	}
	w.Do(crew.Administrator.Who, &workforce.NameSystem{Force: Force, System: "access-records", Answers: "access-desk", Address: candour.Mark("https://records.example.org/" + mark("a system’s webhook").Words())})

	secret := intake.NewSecret()
	who := act.Reporter(Force, secret.Reporter())
	w.Do(who, &intake.CallDanger{Report: secret.Report(), Code: secret.ReturnCode(), Words: mark("words of a call"), Reach: mark("how to reach them"), KeepOut: mark("who must not get a call")})
	var page string
	w.Read(func(tx *seal.Tx) error {
		all, err := intake.Pages(tx, Force, secret.Report())
		page = all[0].ID
		return err
	})
	w.Do(crew.CaseWorker.Who, &intake.TakeOnDanger{Page: page})
	w.Do(crew.CaseWorker.Who, &intake.CloseDanger{Page: page, Reason: intake.NowSafe, Done: mark("what was done")})
	w.Do(who, &intake.PlanContact{Report: secret.Report(), ContactPlan: intake.ContactPlan{Channel: intake.ByMail, Where: at("where to reach them", "@example.org"), Pretend: mark("whom to pretend to be"), Notes: true}})
	w.Do(authz.Program(Force), &workforce.Enrol{Officer: "officer-asked", Person: "person-asked", Name: mark("name of the asked"), Number: mark("number in an order"), From: today.AddDays(-9)})
	w.Do(authz.Program(Force), &workforce.LeaveForce{Officer: "officer-asked", Day: today, Why: "resigned"})
}
