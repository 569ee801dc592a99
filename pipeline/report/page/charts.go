package page

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/go-analyze/charts" //nolint:misspell // its name
)

// chart is a picture of figures that also stand in a table. Categories are what
// is compared (nights, reasons, areas), series what is told of each.
type chart struct {
	id          string // of the element, one in the page
	title, desc string // for who does not see it
	categories  []string
	series      []series
	decimals    int
	percent     bool
	named       bool // the only series too: its name says more than the title
}

type series struct {
	name   string
	values []float64
	colour int // of the style sheet, from 1; 0: by its place
}

// missing is the value of a night of which there is nothing to tell.
var missing = charts.GetNullValue()

func told(value float64) float64 {
	if value == missing {
		return 0
	}
	return value
}

// Sizes in the units of the SVG, which scales with the page.
const (
	chartWidth  = 400
	rowHeight   = 30
	lineHeight  = 250
	textPoints  = 9.75 // 13 units
	aroundBars  = 40   // axis and edges
	twinHeight  = 42   // of a row with two bars
	gap         = 8    // between a name and its bar
	longestName = 27   // letters beside a bar
)

// The library writes colours as numbers. These stand for colours of the page's
// style sheet, which has them for light, dark and paper.
func tokens() map[string]string {
	t := map[string]string{
		"rgb(1,1,1)": "var(--ink)", "rgb(1,1,2)": "var(--rule)", "rgb(1,1,3)": "var(--faint)",
	}
	for i := range seriesColours {
		t[fmt.Sprintf("rgb(2,2,%d)", i+1)] = fmt.Sprintf("var(--s%d)", i+1)
	}
	return t
}

// seriesColours is how many colours the style sheet has for series.
const seriesColours = 6

type colour = charts.Color //nolint:misspell // its name

func (c chart) colour(i int) int {
	if own := c.series[i].colour; own > 0 {
		return own
	}
	return i%seriesColours + 1
}

func (c chart) palette() charts.ColorPalette {
	ink := colour{R: 1, G: 1, B: 1, A: 255}
	rule := colour{R: 1, G: 1, B: 2, A: 255}
	var all []colour
	for i := range c.series {
		all = append(all, colour{R: 2, G: 2, B: uint8(c.colour(i)), A: 255})
	}
	return charts.GetTheme(charts.ThemeLight).
		WithTextColor(ink).
		WithXAxisColor(rule).WithXAxisTextColor(ink).
		WithYAxisColor(rule).WithYAxisTextColor(ink).
		WithAxisSplitLineColor(colour{R: 1, G: 1, B: 3, A: 255}).
		WithBackgroundColor(charts.ColorTransparent).
		WithSeriesColors(all)
}

func (c chart) format(v float64) string {
	if c.decimals == 0 && !c.percent {
		return number(int64(v + 0.5))
	}
	text := fmt.Sprintf("%.*f", c.decimals, v)
	if c.percent {
		text += "%"
	}
	return text
}

func (c chart) values() [][]float64 {
	values := make([][]float64, len(c.series))
	for i, s := range c.series {
		values[i] = s.values
	}
	return values
}

// axis begins at nothing and has a few round numbers.
func (c chart) axis(to *charts.ValueAxisOption, stacked bool) {
	most := c.top(stacked)
	intervals := 3.0
	if most >= 1000 {
		intervals = 2 // the numbers are long
	}
	step := math.Pow(10, math.Floor(math.Log10(max(most/intervals, 1e-3))))
	for _, round := range []float64{1, 2, 2.5, 5, 10} {
		if step*round*intervals >= most {
			step *= round
			break
		}
	}
	if c.decimals == 0 {
		step = max(1, math.Ceil(step)) // there is no half of a line
	}
	steps := max(1, math.Ceil(most/step))
	to.Min, to.Max, to.LabelCount = charts.Ptr(0.0), charts.Ptr(step*steps), int(steps)+1
}

// top is the longest bar, or the highest point.
func (c chart) top(stacked bool) float64 {
	var most float64
	for i := range c.categories {
		var sum float64
		for _, s := range c.series {
			if stacked {
				sum += told(s.values[i])
			} else {
				sum = max(sum, told(s.values[i]))
			}
		}
		most = max(most, sum)
	}
	return most
}

// bars draws a row of bars for each category, the first on top.
func (c chart) bars(stacked bool) (template.HTML, error) {
	row := rowHeight
	if !stacked && len(c.series) > 1 {
		row = twinHeight
	}
	height := len(c.categories)*row + aroundBars
	values := c.values()
	labels := slices.Clone(c.categories)
	for i := range values {
		values[i] = slices.Clone(values[i])
		slices.Reverse(values[i]) // the library begins at the bottom
	}
	slices.Reverse(labels)
	for i := range labels {
		labels[i] = shortened(labels[i])
	}
	opt := charts.NewBarChartOptionWithData(values)
	opt.Theme = c.palette()
	opt.Horizontal = true
	opt.StackSeries = charts.Ptr(stacked)
	opt.Padding = charts.NewBox(4+gap, 4, 40, 4)
	opt.CategoryAxis.Labels = labels
	opt.CategoryAxis.LabelFontStyle = charts.FontStyle{FontSize: textPoints}
	opt.CategoryAxis.LabelOffset = charts.OffsetInt{Left: -gap}
	opt.ValueFormatter = c.format
	opt.ValueAxis[0].LabelFontStyle = charts.FontStyle{FontSize: textPoints}
	c.axis(&opt.ValueAxis[0], stacked)
	opt.BarSize = 0.66
	if !stacked {
		for i := range opt.SeriesList {
			opt.SeriesList[i].Label = charts.SeriesLabel{Show: charts.Ptr(true), ValueFormatter: c.format, FontStyle: charts.FontStyle{FontSize: textPoints}}
		}
	}
	opt.Legend.Show = charts.Ptr(false)
	return c.draw(height, func(p *charts.Painter) error { return p.BarChart(opt) })
}

// line draws a line for each series over the categories.
func (c chart) line() (template.HTML, error) {
	opt := charts.NewLineChartOptionWithData(c.values())
	opt.Theme = c.palette()
	opt.Padding = charts.NewBox(4, 14, 24, 4)
	opt.XAxis.Labels = c.categories
	opt.XAxis.LabelFontStyle = charts.FontStyle{FontSize: textPoints}
	opt.ValueFormatter = c.format
	opt.YAxis[0].LabelFontStyle = charts.FontStyle{FontSize: textPoints}
	c.axis(&opt.YAxis[0], false)
	opt.Legend.Show = charts.Ptr(false)
	opt.LineStrokeWidth = 2.5
	opt.Symbol = charts.Symbol{Shape: charts.SymbolCircle}
	return c.draw(lineHeight, func(p *charts.Painter) error { return p.LineChart(opt) })
}

// legend names the series above the picture, as text of the page: it wraps as
// the page does.
func (c chart) legend() string {
	if len(c.series) < 2 && !c.named {
		return ""
	}
	var out strings.Builder
	out.WriteString(`<ul class="legend">`)
	for i, s := range c.series {
		fmt.Fprintf(&out, `<li><span class="swatch s%d"></span>%s</li>`, c.colour(i), template.HTMLEscapeString(s.name))
	}
	out.WriteString(`</ul>`)
	return out.String()
}

// The beginning of what the library draws, which is replaced by one that says
// what the picture is of.
const svgBegins = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="`

// errChart is the error of a library that draws otherwise than it did when this
// was written: its version is pinned, and a test draws every kind.
var errChart = errors.New("page: the library's picture does not begin as expected")

func (c chart) draw(height int, paint func(*charts.Painter) error) (template.HTML, error) {
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: chartWidth, Height: height})
	if err := paint(p); err != nil {
		return "", fmt.Errorf("page: drawing %s: %w", c.id, err)
	}
	picture, err := p.Bytes()
	if err != nil {
		return "", fmt.Errorf("page: drawing %s: %w", c.id, err)
	}
	rest, ok := bytes.CutPrefix(picture, []byte(svgBegins))
	box, drawn, found := bytes.Cut(rest, []byte(`">`))
	if !ok || !found {
		return "", errChart
	}
	var out strings.Builder
	out.WriteString(c.legend())
	fmt.Fprintf(&out, `<svg class="chart" role="img" aria-labelledby="%s-title %s-desc" viewBox="%s"><title id="%s-title">%s</title><desc id="%s-desc">%s</desc>`,
		c.id, c.id, box, c.id, template.HTMLEscapeString(c.title), c.id, template.HTMLEscapeString(c.desc))
	text := strings.ReplaceAll(string(drawn), `;font-family:'Roboto Medium',sans-serif`, "") // the page's own
	for number, name := range tokens() {
		text = strings.ReplaceAll(text, number, name)
	}
	out.WriteString(text)
	return template.HTML(out.String()), nil //nolint:gosec // the library and the line above escape what is text
}

// shortened cuts a name that would leave no room for its bar.
func shortened(name string) string {
	letters := []rune(name)
	if len(letters) <= longestName {
		return name
	}
	return string(letters[:longestName-1]) + "\u2026"
}
