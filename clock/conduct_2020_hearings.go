package clock

import "candour"

// Which proceedings an officer faces is said when documents are supplied, or was
// when the case to answer was decided.
var (
	aMeeting = Match{Field: "proceedings", Values: []string{"meeting", "misconduct-meeting"}, Or: "case-to-answer-decided"}
	aHearing = Match{Field: "proceedings", Values: []string{"hearing", "misconduct-hearing"}, Or: "case-to-answer-decided"}

	// An accelerated hearing has Part 5 of the regulations, and not the lists and the
	// bundle of Part 4; a chair may decide to hold no pre-hearing (reg 29(3)).
	anAcceleratedHearing = Match{Field: "proceedings", Values: []string{"accelerated-hearing"}, Or: "case-to-answer-decided"}
	noPreHearing         = Match{Field: "pre-hearing", Values: []string{"no", "stands"}} // none, or one is to be held already
)

// held is the end of whatever was to happen before a meeting or hearing: afterwards
// nobody can do it any more, and a list that went on asking would hide what is due.
var held = on("hearing-completed", "meeting-held")

// conduct2020Hearings are the limits of the Police (Conduct) Regulations 2020 from
// the documents to the end of a meeting or hearing.
var conduct2020Hearings = []Rule{
	{
		ID:     "conduct-30-panel-objection",
		Title:  "Object to somebody on the panel",
		Cites:  conductRegs + "reg. 30",
		Status: V2,
		Nature: May,
		From:   conductFrom,
		Starts: on("panel-named"),
		Stops:  on("panel-objected"),
		Ends:   held,
		Per:    "officer",
		Every:  true,
		Form:   After,
		Length: 3,
	},
	{
		ID:     "conduct-31-1-response",
		Title:  "Officer's written response to the documents",
		Cites:  conductRegs + "reg. 31(1)",
		Status: V,
		From:   conductFrom,
		Starts: on("documents-supplied"),
		Stops:  on("regulation-31-response-given"),
		Ends:   held,
		Per:    "officer",
		Form:   After,
		Length: 15,
		Extend: forExceptions,
		Reduce: byAgreement,
	},
	{
		ID:     "conduct-31-4-witness-lists",
		Title:  "Exchange the lists of witnesses",
		Cites:  conductRegs + "reg. 31(4)",
		Status: V,
		From:   conductFrom,
		Starts: on("regulation-31-response-given"),
		Unless: anAcceleratedHearing,
		Stops:  on("witness-lists-exchanged"),
		Per:    "officer",
		Every:  true,
		Form:   After,
		Length: 3,
	},
	// Read as: the lists go to the chair within ten working days of their exchange.
	{
		ID:     "conduct-32-2-witness-lists-to-chair",
		Title:  "Send the lists of witnesses to the chair",
		Cites:  conductRegs + "reg. 32(2)",
		Status: V,
		From:   conductFrom,
		Starts: on("witness-lists-exchanged"),
		Stops:  on("witness-lists-supplied"),
		Per:    "officer",
		Every:  true,
		Form:   After,
		Length: 10,
	},
	{
		ID:     "conduct-32-6-bundle",
		Title:  "Send the bundle of documents to the chair",
		Cites:  conductRegs + "reg. 32(6)",
		Status: V,
		From:   conductFrom,
		Starts: on("regulation-31-response-given"),
		Unless: anAcceleratedHearing,
		Stops:  on("bundle-sent-to-chair"),
		Per:    "officer",
		Every:  true,
		Form:   After,
		Length: 10,
	},
	{
		ID:       "conduct-33-1-a-pre-hearing",
		Title:    "Hold the pre-hearing",
		Cites:    conductRegs + "reg. 33(1)(a)",
		Status:   V,
		From:     conductFrom,
		Starts:   on("bundle-sent-to-chair"),
		Unless:   noPreHearing,
		Stops:    on("pre-hearing-held"),
		Per:      "officer",
		Every:    true,
		Form:     After,
		Length:   15,
		Extend:   notRead,
		Postpone: officersRequest,
		Gaps:     []Gap{forProceedings},
	},
	{
		ID:     "conduct-33-3-alternative-date",
		Title:  "Propose another date for the hearing",
		Cites:  conductRegs + "reg. 33(3)",
		Status: V,
		Nature: May,
		From:   conductFrom,
		Starts: on("hearing-fixed"),
		Stops:  on("alternative-date-asked"),
		Ends:   append(on("hearing-postponed"), held...),
		Per:    "officer",
		Form:   After,
		Length: 5,
	},
	{
		ID:       "conduct-34-meeting-held",
		Title:    "Hold the misconduct meeting",
		Cites:    conductRegs + "reg. 34",
		Status:   U,
		From:     conductFrom,
		Starts:   on("documents-supplied"),
		Only:     aMeeting,
		Stops:    on("meeting-held"),
		Per:      "officer",
		Form:     After,
		Length:   20,
		Extend:   notRead,
		Reduce:   byAgreement,
		Postpone: officersRequest,
		Gaps:     []Gap{forProceedings},
	},
	{
		ID:       "conduct-33-hearing-held",
		Title:    "Hold the misconduct hearing",
		Cites:    conductRegs + "reg. 33",
		Status:   U,
		From:     conductFrom,
		Starts:   on("documents-supplied"),
		Only:     aHearing,
		Stops:    on("hearing-completed"),
		Per:      "officer",
		Form:     After,
		Length:   100,
		Extend:   notRead,
		Reduce:   byAgreement,
		Postpone: officersRequest,
		Gaps:     []Gap{forProceedings},
	},
	// Each new date has its own notice; the one before it falls away.
	{
		ID:     "conduct-36-public-notice",
		Title:  "Publish notice of the hearing",
		Cites:  conductRegs + "reg. 36",
		Status: U,
		From:   conductFrom,
		Starts: on("hearing-fixed", HearingPostponed),
		Only:   aHearing, // a meeting is not public
		Stops:  on("hearing-notice-published"),
		Ends:   append(on("hearing-fixed", HearingPostponed), held...),
		Per:    "officer",
		Names:  "date",
		Form:   Before,
		Length: 5,
	},
	// "before the end of a period of 5 working days beginning with the first working
	// day after the completion of the misconduct hearing or misconduct meeting".
	{
		ID:     "conduct-43-1-chair-report",
		Title:  "Send the chair's report of the hearing to the appropriate authority",
		Cites:  conductRegs + "reg. 43(1)",
		Status: V,
		From:   conductFrom,
		Starts: on("hearing-completed"),
		Stops:  on("chair-reported"),
		Form:   After,
		Length: 5,
	},
	// Not less than 10 and not more than 15 working days after the notice under reg
	// 51(1). An objection that is upheld sets it back to the beginning, counted from
	// the day on which it was upheld.
	accelerated(Rule{From: conductFrom, Until: servedFrom, Cites: conductRegs + "regs. 51(1) and 52"}),
	accelerated(Rule{From: servedFrom, Served: true, Cites: conductRegs + "regs. 51(1) and 52; service as amended by SI 2025/558"}),
}

// accelerated are the two versions of the accelerated hearing, which differ in how
// the notice is served.
func accelerated(r Rule) Rule {
	r.ID, r.Title, r.Status = "conduct-52-accelerated-hearing", "Hold the accelerated misconduct hearing", V
	r.Starts, r.Stops, r.Resets = on("accelerated-notice-served"), on("accelerated-hearing-held"), []candour.EventKind{"objection-upheld"}
	r.Per, r.Form, r.AtLeast, r.Length = "officer", Window, 10, 15
	r.Postpone, r.Gaps = officersRequest, []Gap{forProceedings}
	return r
}
