package invented

// hours are accesses by hour of the local day, of the real log.
var hours = []int{83, 97, 63, 46, 63, 46, 88, 173, 227, 243, 237, 293, 319, 305, 303, 288, 253, 215, 172, 189, 155, 162, 136, 138}

// busySigma is the spread of the real log’s users: the standard deviation of the
// logarithm of their volumes is 1.36, of which part is that some work elsewhere.
const busySigma = 0.9

// reasons are what is typed, as often as in the real log, and blank for the rest that
// many systems do not ask for.
var reasons = []struct {
	words string
	often int
}{
	{"Person Crime", 832},
	{"Property Crime", 828},
	{"stolen vehicle", 789},
	{"investigation", 578},
	{"Suspicious Vehicle", 406},
	{"daytime search", 182},
	{"investigative", 94},
	{"Welfare Check", 63},
	{"Administrative Test", 62},
	{"Missing Person", 61},
	{"inv", 100},
	{"invest", 33},
	{"criminal investigation", 27},
	{"felony", 45},
	{"warrant", 10},
	{"test", 7},
	{"", 177},
}

var reasonWeights = func() (w []int) {
	for _, r := range reasons {
		w = append(w, r.often)
	}
	return w
}()
