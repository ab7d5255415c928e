package signals

// forceReports counts what officers themselves must report. It has points for the
// outcome payout only: scoring it more widely would teach people not to report.
var forceReports = &Signal{
	ID:       "force-reports",
	Name:     "Reports of having used force",
	Says:     "A report by the officer of having used force; half of it fades in a year. Reporting is a duty, and not reporting is worse.",
	Innocent: []string{"They report what others leave out.", "A post where force cannot be avoided, such as custody."},
	Asks:     "Compare with others in the same post; thank those who report.",
	Fires:    5 * one,
	Whole: func(f *File, trace func(Trace)) int64 {
		v := int64(0)
		for _, x := range f.ForceReports {
			w := oneYear.at(int32(f.At - x.On))
			v += w
			if trace != nil && w > 0 {
				trace(Trace{On: x.On, What: "report of force", Adds: w})
			}
		}
		return v
	},
}
