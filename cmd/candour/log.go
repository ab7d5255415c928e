package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"reflect"
	"regexp"
	"strings"
	"time"

	"candour"

	"k8s.io/klog/v2"
)

// newLog is the program's log. Nothing that a person said or is reaches it: rooms
// mark such words (candour.Mark), and what looks like the address of a client, a
// mail address or a return code is withheld here as well, wherever it comes from,
// because errors of other people's packages bring such things along.
func newLog(w io.Writer, asJSON bool) *slog.Logger {
	if asJSON {
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelInfo, ReplaceAttr: withhold}))
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn, ReplaceAttr: withhold}))
}

// useLog makes a log that of the whole program.
func useLog(log *slog.Logger) {
	slog.SetDefault(log)
	klog.SetSlogLogger(log) // the log's library would write to the terminal by itself
}

const withheld = "[withheld]"

var (
	mayBeAddress = regexp.MustCompile(`\[?[0-9a-fA-F]*[.:][0-9a-fA-F.:]+(?:%[0-9A-Za-z]+)?\]?(?::[0-9]+)?`)
	mailAddress  = regexp.MustCompile(`[^\s@<>"]+@[^\s@<>"]+`)
	returnCode   = regexp.MustCompile(`(?i)\b[0-9A-HJKMNP-TV-Z]{4}(?:[- ][0-9A-HJKMNP-TV-Z]{4}){3}\b`)
)

// withhold is for every attribute, the message included. A value of a type that is
// not known is not written at all: printing it could print the fields inside it.
func withhold(_ []string, a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, scrub(v.String()))
	case slog.KindAny:
		return slog.Attr{Key: a.Key, Value: plainly(v.Any())}
	}
	return a
}

func plainly(v any) slog.Value {
	switch x := v.(type) {
	case nil:
		return slog.AnyValue(nil)
	case candour.Marking, []candour.Marking:
		return slog.StringValue(withheld)
	case error:
		return slog.StringValue(scrub(x.Error()))
	case slog.Level, *slog.Source, time.Time:
		return slog.AnyValue(v)
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return slog.StringValue(scrub(r.String()))
	} else if r.CanInt() {
		return slog.Int64Value(r.Int())
	}
	return slog.StringValue(fmt.Sprintf("[withheld: %T]", v))
}

// scrub takes out what identifies somebody by its form.
func scrub(s string) string {
	s = mailAddress.ReplaceAllString(s, withheld)
	s = returnCode.ReplaceAllString(s, withheld)
	return mayBeAddress.ReplaceAllStringFunc(s, func(m string) string {
		body := strings.TrimRight(m, ".:") // the end of a sentence
		if _, err := netip.ParseAddr(strings.Trim(body, "[]")); err == nil {
			return withheld + m[len(body):]
		}
		if _, err := netip.ParseAddrPort(body); err == nil {
			return withheld + m[len(body):]
		}
		return m
	})
}
