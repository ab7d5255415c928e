package lookups

// judge looks for what explains an access, and for what rules say of it where nothing
// does. It depends on the access and the context alone, so that the order of accesses
// cannot matter. Where a control room or bureau looked for somebody else, the access
// becomes theirs.
func (w *World) judge(a *access) {
	o := w.officer(a.officer)
	if a.flags&flagMachine != 0 || o.program {
		a.why = placeAutomated
		return
	}
	if a.person == 0 {
		return
	}
	at := minuteOf(a.at)
	post := w.postingAt(a.officer, at)
	if a.onFor != 0 && a.onFor != a.officer && w.unit(post.unit).onBehalf {
		a.officer, a.onFor = a.onFor, a.officer
		a.flags |= flagBelieved
		o, post = w.officer(a.officer), w.postingAt(a.officer, at)
	}
	s := seen{w: w, access: a, minute: at, officer: o, posting: post}
	a.why, a.line = w.explain(&s)
	if a.why != 0 && a.flags&flagBelieved != 0 {
		a.why = placeOnBehalf
	}
	if a.why != 0 && !s.beyondExplaining() {
		return
	}
	s.person = w.person(a.person)
	for i, r := range AccessRules {
		if (a.why == 0 || r.Despite) && r.Access(&s) {
			a.rules |= 1 << i
		}
	}
}

// seen is what a rule about one access is given.
type seen struct {
	w *World
	*access
	minute  minute
	officer *officer
	posting *posting
	person  *person
	linked  bool   // a task linked the officer to the person, at or before the access
	ended   minute // when the last such task ended
}

// explain looks at every task about the person once. It prefers what stands first in
// Explanations, and of two lines the first.
func (w *World) explain(s *seen) (why uint8, line uint32) {
	s.ended = longAgo
	all := w.tasks.of(s.access.person)
	for i := range all {
		t := &all[i]
		k := byRole[t.role]
		mine := t.who == s.access.officer && t.role != RoleTasked ||
			t.role == RoleTasked && t.who == s.posting.unit && t.who != 0
		if mine {
			if s.minute >= t.from-Explanations[k-1].Before { // a task of later on linked nobody yet
				s.linked = true
				s.ended = max(s.ended, t.to)
			}
		} else if k = placeSupervising; !s.officer.supervises || t.role == RoleTasked {
			continue
		}
		if e := Explanations[k-1]; s.minute < t.from-e.Before || s.minute > t.to+e.After {
			continue
		}
		if !mine && w.postingAt(t.who, min(max(s.minute, t.from), t.to)).supervisor != s.access.officer {
			continue
		}
		if why == 0 || k < why {
			why, line = k, t.line
		}
	}
	return why, line
}

// beyondExplaining says quickly whether a rule that counts in spite of a task could
// speak: the officer is suspended or gone, or somebody complained of them.
func (s *seen) beyondExplaining() bool {
	return s.posting.status != Active || len(s.w.complaints.of(s.access.officer)) > 0
}
