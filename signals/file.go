package signals

// File is what every signal is given: one person's allegations, signs and force
// reports as they were known on a day, and nothing else. Age, sex, race, rank and
// length of service are not in it, so that no signal can look at them.
type File struct {
	At           Day
	Allegations  []Seen        // those that count, oldest first
	Opened       []*Allegation // those that are worth no points and are for somebody to read
	ForceReports []ForceReport
	Signs        []Sign
	Postings     []Posting

	record  *Record
	officer int32
	who     Audience
}

// Seen is an allegation as it was known on the day of the file.
type Seen struct {
	*Allegation
	Age   int32   // whole days since it was received, at least 1
	Open  bool    // not closed yet
	Known Finding // NoFinding while open
}

// read fills a file, using again the room of what it held before.
func (f *File) read(r *Record, o int32, at Day, who Audience) {
	f.record, f.officer, f.At, f.who = r, o, at, who
	f.Allegations, f.Opened = f.Allegations[:0], f.Opened[:0]
	all := r.allegations(o)
	for i := range all {
		a := &all[i]
		switch {
		case a.Counts(at, who):
			f.Allegations = append(f.Allegations, Seen{a, int32(at - a.Received), a.open(at), a.known(at)})
		case a.Opens(at, who):
			f.Opened = append(f.Opened, a)
		}
	}
	f.ForceReports = before(r.ForceReports[r.force[o].from:r.force[o].to], at, func(x ForceReport) Day { return x.On })
	f.Signs = before(r.Signs[r.signs[o].from:r.signs[o].to], at, func(x Sign) Day { return x.On })
	f.Postings = before(r.Postings[r.posts[o].from:r.posts[o].to], at, func(x Posting) Day { return x.Start })
}

// before is the part of a sorted list that lies before a day.
func before[T any](list []T, at Day, day func(T) Day) []T {
	n := len(list)
	for n > 0 && day(list[n-1]) >= at {
		n--
	}
	return list[:n]
}

// FileOf is somebody's file as it was known on a day.
func (r *Record) FileOf(o int32, at Day, who Audience) *File {
	f := &File{}
	f.read(r, o, at, who)
	return f
}
