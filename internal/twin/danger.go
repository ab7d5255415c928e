package twin

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

// roster has everybody who must not know on call in both worlds, before somebody who
// may.
func (w *World) roster(p *Pair) {
	today := candour.On(w.Now)
	for _, letter := range []string{"accused", "mate", "first-line", "named", "other"} {
		turn := workforce.First
		if letter == "other" {
			turn = workforce.SupervisorTurn
		}
		w.Do(w.Crew.Supervisor.Who, &workforce.PutOnCall{
			Officer: p.people[letter].Officer, FromDay: today, FromTime: "00:00", UntilDay: today.AddDays(20), UntilTime: "00:00",
			Turn: turn, Way: workforce.ByMail, Address: candour.Mark(letter + "@example.org"),
		})
	}
}

// callForHelp is a call of whoever fears them all. The page is that of the one who is
// left.
func (w *World) callForHelp(p *Pair) (page string) {
	secret := intake.Secret(w.Made(authz.Actor{}).Rand)
	w.Do(act.Reporter(testdb.Force, secret.Reporter()), &intake.CallDanger{
		Report: secret.Report(), Code: secret.ReturnCode(), Words: candour.Mark("number 7001 is at my door"),
		KeepOut: candour.Mark("7001, 7002, 7003, 7004, 7005, 7006, 7007 and 7008"),
	})
	w.Read(func(tx *seal.Tx) error {
		all, err := intake.Pages(tx, testdb.Force, secret.Report())
		for _, x := range all {
			if x.Person != p.people["other"].ID {
				w.T.Errorf("%s was paged", x.Person)
			}
			page = x.ID
		}
		return err
	})
	return page
}
