package signals

// served is how long somebody must have served before a list may have them on it:
// with less, nothing could have been counted.
const served = 365

// Population is everybody who was appointed at least 365 days before a day and
// served on it, by place in Officers, in their order.
func (r *Record) Population(at Day) []int32 {
	var who []int32
	for i := range r.Officers {
		if r.Officers[i].servesOn(at) {
			who = append(who, int32(i))
		}
	}
	return who
}

func (o *Officer) servesOn(at Day) bool {
	if o.Appointed == NoDay || o.Appointed > at-served {
		return false
	}
	return o.Left > at || o.Left == NoDay && o.Serving
}

// UnitOn is where an officer was posted on a day: of several postings the one that
// began last. It is empty where none is held.
func (r *Record) UnitOn(o int32, at Day) string {
	unit := ""
	for _, p := range r.Postings[r.posts[o].from:r.posts[o].to] {
		if p.Start <= at && (p.End == NoDay || p.End >= at) {
			unit = p.Unit
		}
	}
	return unit
}
