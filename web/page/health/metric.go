package health

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metric is all that is known of one metric. docs/operators.md has its table from
// this list.
type Metric struct {
	Name   string
	Help   string
	Labels []string
	Watch  string // when somebody should look, and at what
	value  func(Reading, *Server) float64
}

// Metrics are all but those of requests.
//
// There is no count of visits, requests, reports, drafts or bytes of the report and
// subject doors, and no time, memory or size of the process or of the database: with
// a reading every few seconds each of them would tell the minute in which somebody
// reported, which the log is at pains to hide. What runs the process (systemd, a
// container) measures that for those who have the machine anyway.
var Metrics = []Metric{
	{Name: "candour_start_time_seconds", Help: "When the server started, in seconds since 1970.", Watch: "it changes and nobody restarted it", value: func(_ Reading, s *Server) float64 { return s.Started }},
	{Name: "candour_ready", Help: "1 if /readyz answers 200.", Watch: "0 for two minutes: ask /readyz what is wrong", value: func(r Reading, _ *Server) float64 { return truth(len(r.Failed) == 0) }},
	{Name: "candour_check_ok", Help: "1 for each check of /readyz that holds.", Labels: []string{"check"}, Watch: "0: the check named is the one that fails"},
	{Name: "candour_log_kept", Help: "1 if this server is the one that publishes the log of its force.", Watch: "the sum over all servers of a force is not 1", value: func(r Reading, _ *Server) float64 { return truth(r.KeepsLog) }},
	{Name: "candour_log_published_entries", Help: "Entries under the published checkpoint, which anybody can see.", Watch: "it stands still for ten ticks", value: func(r Reading, _ *Server) float64 { return r.Published }},
	{Name: "candour_log_behind_entries", Help: "Entries that should be published by now and are not.", Watch: "above 0 for ten minutes: look at the witnesses and the disk", value: func(r Reading, _ *Server) float64 { return r.Behind }},
	{Name: "candour_log_behind_seconds", Help: "For how long the published log has been behind.", Watch: "above 600", value: func(r Reading, _ *Server) float64 { return r.BehindSeconds }},
	{Name: "candour_witness_silent", Help: "1 if entries are in the log and the witnesses do not sign for them; reports are taken all the same.", Watch: "1 for ten minutes: ring the body that runs the witness", value: func(r Reading, _ *Server) float64 { return truth(r.WitnessSilent) }},
	{Name: "candour_log_crowded", Help: "1 if more entries wait than a day of ticks publishes. How many wait is not told: it tells how much happens.", Watch: "1: raise the setting leaves", value: func(r Reading, _ *Server) float64 { return truth(r.Crowded) }},
	{Name: "candour_clock_went_back", Help: "1 if the clock of the machine was set back since the server started; the journal says when.", Watch: "1: find out what sets the clock", value: func(r Reading, _ *Server) float64 { return truth(r.ClockWentBack) }},
	{Name: "candour_disk_free_ratio", Help: "Free part of the disk of the data folder, rounded down to twentieths so that it does not follow what is written.", Watch: "below 0.15: make room before it is full, because a full disk refuses reports", value: func(r Reading, _ *Server) float64 { return r.DiskFree }},
	{Name: "candour_outbox_stuck", Help: "1 if a message has waited for a quarter of an hour to be sent. How many wait is not told.", Watch: "1: look at the mail server and the pager’s service at once, because a call for help may be among them", value: func(r Reading, _ *Server) float64 { return truth(r.OutboxStuck) }},
	{Name: "candour_paging", Help: "1 if a call for help can page somebody.", Watch: "0 at a report door", value: func(r Reading, _ *Server) float64 { return truth(r.Pages) }},
}

// ofRequests are the metrics of requests at the desk.
var ofRequests = []Metric{
	{Name: "candour_requests_total", Help: "Requests at the desk and the API, by the pattern of the route and never by the path.", Labels: []string{"route", "method", "code"}, Watch: "the part with code 5xx grows"},
	{Name: "candour_request_seconds", Help: "How long requests at the desk and the API took, in seconds.", Labels: []string{"route", "le"}, Watch: "the 95th percentile is above 0.5"},
}

// All are all metrics, as docs/operators.md lists them.
func All() []Metric { return slices.Concat(Metrics, ofRequests) }

// Routes are the routes that are told apart, as the desk writes them; any other is
// Other. None has an id in it, and an act is one route, whichever it is.
var Routes = []string{
	"/desk/{$}", "/desk/views", "/desk/views/{id}/remove", "/desk/views/{id}/open-with", "/desk/reports/{id}", "/desk/cases/{id}",
	"/desk/danger/{$}", "/desk/orders/{$}", "/desk/officers/{$}", "/desk/search", "/desk/officers/{id}", "/desk/cases/{id}/print",
	"/desk/officers/{id}/print", "/desk/units/{$}", "/desk/units/{id}", "/desk/{nouns}/{id}/{act}", "/desk/sign-in", "/desk/sign-in/passkey",
	"/desk/sign-in/provider", "/desk/sign-in/provider/back", "/desk/sign-in/provider/ended", "/desk/enrol", "/desk/enrol/passkey", "/desk/sign-out",
	"/desk/me/{$}", "/desk/sign-ins/{$}", "/api/", Other,
}

// Other is any route that is not in the list.
const Other = "other"

// Values are the values that each label may have; le is of numbers.
var Values = map[string][]string{
	"check":  Checks,
	"route":  Routes,
	"method": {"GET", "POST", Other},
	"code":   {"2xx", "3xx", "4xx", "5xx"},
}

// Table is the table of docs/operators.md, which a test of this package writes.
func Table() string {
	var b strings.Builder
	b.WriteString("| metric | what it says | look when |\n|---|---|---|\n")
	for _, m := range All() {
		name := "`" + m.Name + "`"
		if len(m.Labels) > 0 {
			name += " {" + strings.Join(m.Labels, ", ") + "}"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, m.Help, m.Watch)
	}
	return b.String()
}

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// collector reads the system each time that it is asked.
type collector struct{ *Server }

// Describe tells the metrics that there will be.
func (c collector) Describe(out chan<- *prometheus.Desc) {
	for _, m := range Metrics {
		out <- m.desc()
	}
}

func (m Metric) desc() *prometheus.Desc { return prometheus.NewDesc(m.Name, m.Help, m.Labels, nil) }

// patience is how long a reading may take.
const patience = 5 * time.Second

// Collect reads, and gives the metrics.
func (c collector) Collect(out chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	r := c.read(ctx)
	for _, m := range Metrics {
		if m.value != nil {
			out <- prometheus.MustNewConstMetric(m.desc(), prometheus.GaugeValue, m.value(r, c.Server))
			continue
		}
		for _, check := range Checks {
			_, bad := r.Failed[check]
			out <- prometheus.MustNewConstMetric(m.desc(), prometheus.GaugeValue, truth(!bad), check)
		}
	}
}
