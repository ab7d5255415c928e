package page

import "github.com/a-h/templ"

func summary(o *options) SummaryListParams {
	p := SummaryListParams{Classes: o.str("classes")}
	if o.has("card") {
		c := o.obj("card")
		title := c.obj("title")
		p.Card = &SummaryCard{Title: title.words("text", "html"), HeadingLevel: title.number("headingLevel"), Classes: c.str("classes"), Actions: links(c.obj("actions"))}
	}
	for _, i := range o.list("rows") {
		key, value := i.obj("key"), i.obj("value")
		r := SummaryRow{Key: key.words("text", "html"), KeyClasses: key.str("classes"), ValueClasses: value.str("classes"), Classes: i.str("classes")}
		r.Value, r.Body = value.body("text", "html")
		a := i.obj("actions")
		r.Actions, r.ActionClasses = links(a), a.str("classes")
		if a.has("items") && len(r.Actions) == 0 {
			i.refuse("empty list of actions")
		}
		p.Rows = append(p.Rows, r)
	}
	return p
}

func links(o *options) []SummaryAction {
	var all []SummaryAction
	for _, a := range o.list("items") {
		all = append(all, SummaryAction{Href: a.str("href"), Text: a.words("text", "html"), Hidden: a.str("visuallyHiddenText"), Classes: a.str("classes")})
	}
	return all
}

func table(o *options) TableParams {
	p := TableParams{Caption: o.str("caption"), CaptionClasses: o.str("captionClasses"), FirstCellIsHeader: o.flag("firstCellIsHeader"), Classes: o.str("classes")}
	for _, c := range o.list("head") {
		p.Head = append(p.Head, cellOf(c))
	}
	rows, _ := o.any("rows").([]any)
	for _, row := range rows {
		cells, ok := row.([]any)
		if !ok {
			continue // null and false are left out
		}
		var all []Cell
		for _, c := range cells {
			all = append(all, cellOf(o.sub("rows[]", c.(map[string]any))))
		}
		p.Rows = append(p.Rows, all)
	}
	return p
}

func cellOf(o *options) Cell {
	c := Cell{Classes: o.str("classes"), Colspan: o.number("colspan"), Rowspan: o.number("rowspan")}
	c.Text, c.Body = o.body("text", "html")
	switch o.str("format") {
	case "numeric":
		c.Numeric = true
	case "":
	default:
		o.refuse("format other than numeric")
	}
	return c
}

func pages(o *options) PaginationParams {
	p := PaginationParams{Label: o.str("landmarkLabel"), Classes: o.str("classes"), Previous: pageLink(o.obj("previous")), Next: pageLink(o.obj("next"))}
	for _, i := range o.list("items") {
		p.Items = append(p.Items, PageItem{
			Number: i.str("number"), Href: i.str("href"), Label: i.str("visuallyHiddenText"),
			Current: i.flag("current"), Ellipsis: i.flag("ellipsis"),
		})
	}
	return p
}

func pageLink(o *options) PageLink {
	return PageLink{Href: o.str("href"), Text: o.words("text", "html"), Label: o.str("labelText")}
}

func navigation(o *options) ServiceNavigationParams {
	p := ServiceNavigationParams{
		Name: o.str("serviceName"), NameHref: o.str("serviceUrl"), Label: o.str("ariaLabel"), NavLabel: o.str("navigationLabel"),
		ListID: o.str("navigationId"), MenuText: o.str("menuButtonText"), MenuLabel: o.str("menuButtonLabel"),
		NavClass: o.str("navigationClasses"), Classes: o.str("classes"),
	}
	for _, i := range o.list("navigation") {
		p.Items = append(p.Items, NavItem{Text: i.words("text", "html"), Href: i.str("href"), Current: i.flag("current"), Active: i.flag("active")})
	}
	p.Toggle = len(p.Items) > 1
	if folds, said := o.any("collapseNavigationOnMobile").(bool); said {
		p.Toggle = folds
	}
	slots := o.obj("slots")
	if end, ok := slots.any("end").(string); ok {
		p.End = templ.Raw(end)
	} else if slots.has("end") {
		e := slots.obj("end")
		p.End, p.EndInline = templ.Raw(e.str("html")), e.str("align") == "inline"
	}
	return p
}
