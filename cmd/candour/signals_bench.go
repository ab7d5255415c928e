package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"candour/signals"
)

type signalsBenchCmd struct {
	Officers    int    `help:"How many officers to invent." default:"150000"`
	Allegations int    `help:"How many allegations to invent." default:"2000000"`
	Seed        uint64 `help:"Seed of the invented record." default:"1"`
	Runs        int    `help:"How often everybody is scored; the median counts." default:"5"`
}

// Help is the example.
func (signalsBenchCmd) Help() string {
	return "Nobody in the record is real. Prints how long it takes to score everybody, and one officer again after a new event.\n\nExample:\n  candour signals bench"
}

// Run invents, scores and prints.
func (c signalsBenchCmd) Run(s streams) error {
	if c.Officers < 1 || c.Allegations < 1 || c.Runs < 1 {
		return fmt.Errorf("--officers, --allegations and --runs must be at least 1")
	}
	m, err := signals.Shipped()
	if err != nil {
		return err
	}
	at, err := signals.ParseDay("2026-01-01")
	if err != nil {
		return err
	}
	r := signals.Invent(c.Officers, c.Allegations, at, c.Seed)
	who := r.Population(at)
	x := signals.NewScorer(r, m)
	sum := int64(0)
	all := repeat(c.Runs, func() {
		sum = 0
		for _, p := range x.All(who, at, signals.Independent) {
			sum += p.Total
		}
	})
	n := 0
	one := repeat(1000, func() {
		r.Add(signals.Allegation{Officer: who[n*97%len(who)], Case: fmt.Sprintf("new %d", n), Received: at - 1, Accused: 1})
		x.Officer(who[n*97%len(who)], at, signals.Independent)
		n++
	})
	fmt.Fprintf(s.out, "%s, %d processors, seed %d\n", runtime.Version(), runtime.GOMAXPROCS(0), c.Seed)
	fmt.Fprintf(s.out, "scored %d officers with %d allegations: median %.3f s, worst %.3f s of %d runs (sum of points %d)\n", len(who), c.Allegations, all[c.Runs/2].Seconds(), all[c.Runs-1].Seconds(), c.Runs, sum)
	fmt.Fprintf(s.out, "one event added and its officer rescored: median %.3f ms, worst %.3f ms of %d\n", ms(one[len(one)/2]), ms(one[len(one)-1]), len(one))
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

// repeat times something again and again, and gives the times in rising order.
func repeat(n int, do func()) []time.Duration {
	var all []time.Duration
	for range n {
		t := time.Now()
		do()
		all = append(all, time.Since(t))
	}
	slices.Sort(all)
	return all
}
