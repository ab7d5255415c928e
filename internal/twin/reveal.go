package twin

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"candour"
	"candour/act"
)

// reveal writes out a value with every word in it: a Marking prints as withheld
// everywhere else, and two that differ would look the same.
func reveal(v any) string {
	var b strings.Builder
	write(&b, reflect.ValueOf(v))
	return b.String()
}

func write(b *strings.Builder, v reflect.Value) {
	if !v.IsValid() {
		return
	}
	if v.CanInterface() {
		switch x := v.Interface().(type) {
		case string:
			b.WriteString(x + "\n")
			return
		case candour.Marking:
			fmt.Fprintf(b, "%q\n", x.Words())
			return
		case *act.Kind:
			fmt.Fprintf(b, "act %s\n", x.ID)
			return
		case error:
			fmt.Fprintf(b, "error %s\n", x)
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				fmt.Fprintf(b, "%s: ", f.Name)
				write(b, v.Field(i))
			}
		}
		b.WriteString(".\n")
	case reflect.Slice, reflect.Array:
		fmt.Fprintf(b, "%d of them\n", v.Len())
		for i := range v.Len() {
			write(b, v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(fmt.Sprint(x), fmt.Sprint(y)) })
		fmt.Fprintf(b, "%d of them\n", len(keys))
		for _, k := range keys {
			fmt.Fprintf(b, "%v: ", k)
			write(b, v.MapIndex(k))
		}
	case reflect.Pointer, reflect.Interface:
		write(b, v.Elem())
	case reflect.Func, reflect.Chan:
	default:
		fmt.Fprintf(b, "%v\n", v)
	}
}
