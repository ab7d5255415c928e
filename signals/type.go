package signals

import "slices"

// Type is what an allegation is about, in the groups of the extract.
type Type uint8

// The types. Other is also what a word that we do not know becomes.
const (
	Other Type = iota
	Duty
	Force
	SearchArrest
	Verbal
	Custody
	Traffic
	Crime
	OffDuty
	Domestic
	Supervision
	Corruption
	Alcohol
	Sexual
	Drugs
	RecordsMisuse
)

// typeWords is what the files call them, in the order of the constants.
var typeWords = []string{"other", "duty", "force", "search_arrest", "verbal", "custody", "traffic", "crime", "off_duty", "domestic", "supervision", "corruption", "alcohol", "sexual", "drugs", "records_misuse"}

// plainTypes is what a person reads, in the order of the constants.
var plainTypes = []string{"other", "duty", "use of force", "search or arrest", "verbal", "custody", "traffic", "crime", "off-duty conduct", "domestic", "supervision", "corruption", "alcohol", "sexual", "drugs", "misuse of records"}

func (t Type) String() string { return typeWords[t] }

// Words is what a person reads.
func (t Type) Words() string { return plainTypes[t] }

func typeOf(word string) (Type, bool) {
	i := slices.Index(typeWords, word)
	return Type(max(i, 0)), i >= 0
}

// Finding is how an allegation ended.
type Finding uint8

// The findings. NoFinding is a case that was closed without one.
const (
	NoFinding Finding = iota
	Sustained
	NotSustained
	Unfounded
	Exonerated
	NoAffidavit // closed because nobody signed an affidavit
	NotCharged
	Discharged
)

var findingWords = []string{"", "SU", "NS", "UN", "EX", "NAF", "NC", "DIS"}

var plainFindings = []string{"closed without a finding", "sustained", "not sustained", "unfounded", "exonerated", "closed without an affidavit", "closed, NC", "closed, DIS"}

// Words is what a person reads.
func (f Finding) Words() string { return plainFindings[f] }

func findingOf(word string) (Finding, bool) {
	i := slices.Index(findingWords, word)
	return Finding(max(i, 0)), i >= 0
}
