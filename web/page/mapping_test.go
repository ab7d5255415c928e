package page

import "github.com/a-h/templ"

// mappings turn the official options of a component into our parameters.
var mappings = map[string]func(o *options) templ.Component{
	"button": func(o *options) templ.Component {
		p := ButtonParams{
			Text: o.words("text", "html"), Href: o.str("href"), Name: o.str("name"), Value: o.str("value"),
			Type: o.str("type"), ID: o.str("id"), Classes: o.str("classes"), Start: o.flag("isStartButton"), Disabled: o.flag("disabled"),
		}
		return Button(p)
	},
	"label": func(o *options) templ.Component {
		return Label(LabelParams{Text: o.words("text", "html"), For: o.str("for"), Classes: o.str("classes"), PageHeading: o.flag("isPageHeading")})
	},
	"hint": func(o *options) templ.Component {
		return Hint(HintParams{ID: o.str("id"), Text: o.words("text", "html"), Classes: o.str("classes")})
	},
	"error-message": func(o *options) templ.Component {
		if v, here := o.values["visuallyHiddenText"]; here && (v == nil || v == false || v == "") {
			o.refuse("error without hidden text")
		}
		return ErrorMessage(ErrorMessageParams{ID: o.str("id"), Text: o.words("text", "html"), Classes: o.str("classes"), Prefix: o.str("visuallyHiddenText")})
	},
	"fieldset": func(o *options) templ.Component {
		p := FieldsetParams{DescribedBy: o.str("describedBy"), Classes: o.str("classes"), Role: o.str("role")}
		p.Legend, p.LegendClasses, p.PageHeading = legend(o)
		return around(Fieldset(p), templ.Raw(o.str("html")))
	},
	"input": func(o *options) templ.Component {
		p := InputParams{
			Name: o.str("name"), ID: o.str("id"), Hint: text(o, "hint"), Error: text(o, "errorMessage"), Value: o.str("value"),
			Type: o.str("type"), Classes: o.str("classes"), DescribedBy: o.str("describedBy"), Autocomplete: o.str("autocomplete"),
			Autocapitalize: o.str("autocapitalize"), Pattern: o.str("pattern"), InputMode: o.str("inputmode"), Spellcheck: spelling(o),
			Prefix: text(o, "prefix"), Suffix: text(o, "suffix"), Disabled: o.flag("disabled"),
			GroupClasses: o.obj("formGroup").str("classes"), WrapperClasses: o.obj("inputWrapper").str("classes"),
		}
		l := o.obj("label")
		p.Label, p.LabelClasses, p.PageHeading = l.words("text", "html"), l.str("classes"), l.flag("isPageHeading")
		return Input(p)
	},
	"textarea": func(o *options) templ.Component {
		p := TextareaParams{
			Name: o.str("name"), ID: o.str("id"), Hint: text(o, "hint"), Error: text(o, "errorMessage"), Value: o.str("value"),
			Rows: o.number("rows"), Classes: o.str("classes"), DescribedBy: o.str("describedBy"), Autocomplete: o.str("autocomplete"),
			Spellcheck: spelling(o), GroupClasses: o.obj("formGroup").str("classes"),
		}
		l := o.obj("label")
		p.Label, p.LabelClasses, p.PageHeading = l.words("text", "html"), l.str("classes"), l.flag("isPageHeading")
		return Textarea(p)
	},
	"radios":     func(o *options) templ.Component { return Radios(question(o)) },
	"checkboxes": func(o *options) templ.Component { return Checkboxes(question(o)) },
	"select":     func(o *options) templ.Component { return Select(selection(o)) },
	"date-input": func(o *options) templ.Component { return DateInput(date(o)) },
	"error-summary": func(o *options) templ.Component {
		p := ErrorSummaryParams{Title: o.words("titleText", "titleHtml"), Description: o.words("descriptionText", "descriptionHtml"), Classes: o.str("classes")}
		for _, e := range o.list("errorList") {
			p.Errors = append(p.Errors, FieldError{Href: e.str("href"), Text: e.words("text", "html")})
		}
		return ErrorSummary(p)
	},
	"tag": func(o *options) templ.Component {
		return Tag(TagParams{Text: o.words("text", "html"), Classes: o.str("classes")})
	},
	"inset-text": func(o *options) templ.Component {
		p := InsetTextParams{ID: o.str("id"), Classes: o.str("classes")}
		var body templ.Component
		p.Text, body = o.body("text", "html")
		return filled(InsetText(p), body)
	},
	"warning-text": func(o *options) templ.Component {
		return WarningText(WarningTextParams{Text: o.words("text", "html"), IconText: o.str("iconFallbackText"), Classes: o.str("classes")})
	},
	"details": func(o *options) templ.Component {
		p := DetailsParams{Summary: o.words("summaryText", "summaryHtml"), ID: o.str("id"), Open: o.flag("open"), Classes: o.str("classes")}
		var body templ.Component
		p.Text, body = o.body("text", "html")
		return filled(Details(p), body)
	},
	"back-link": func(o *options) templ.Component {
		return BackLink(BackLinkParams{Href: o.str("href"), Text: o.words("text", "html"), Classes: o.str("classes")})
	},
	"skip-link": func(o *options) templ.Component {
		return SkipLink(SkipLinkParams{Href: o.str("href"), Text: o.words("text", "html"), Classes: o.str("classes")})
	},
	"generic-header": func(o *options) templ.Component {
		return GenericHeader(GenericHeaderParams{Name: o.words("logoText", "logoHtml"), Href: o.str("url"), Classes: o.str("classes"), ContainerClasses: o.str("containerClasses")})
	},
	"breadcrumbs": func(o *options) templ.Component {
		p := BreadcrumbsParams{Collapse: o.flag("collapseOnMobile"), Label: o.str("labelText"), Classes: o.str("classes")}
		for _, i := range o.list("items") {
			p.Items = append(p.Items, Crumb{Text: i.words("text", "html"), Href: i.str("href")})
		}
		return Breadcrumbs(p)
	},
	"notification-banner": func(o *options) templ.Component {
		p := NotificationBannerParams{
			Title: o.words("titleText", "titleHtml"), TitleID: o.str("titleId"), HeadingLevel: o.number("titleHeadingLevel"),
			Success: o.str("type") == "success", Role: o.str("role"), Classes: o.str("classes"),
		}
		var body templ.Component
		p.Text, body = o.body("text", "html")
		return filled(NotificationBanner(p), body)
	},
	"summary-list":       func(o *options) templ.Component { return SummaryList(summary(o)) },
	"table":              func(o *options) templ.Component { return Table(table(o)) },
	"pagination":         func(o *options) templ.Component { return Pagination(pages(o)) },
	"service-navigation": func(o *options) templ.Component { return ServiceNavigation(navigation(o)) },
	"panel": func(o *options) templ.Component {
		p := PanelParams{Title: o.words("titleText", "titleHtml"), HeadingLevel: o.number("headingLevel"), Classes: o.str("classes")}
		var body templ.Component
		p.Text, body = o.body("text", "html")
		p.NoBody = p.Text == "" && body == nil
		return filled(Panel(p), body)
	},
}
