// Package page is what a night's page says and how it looks: one HTML file that
// needs nothing else, no script, no network, and reads on paper and on a phone.
//
// It gets all its figures in a [Page] and knows neither the registry nor the
// clock. It imports pipeline/clock, for times of day in British Columbia, and
// pipeline/wording, and nothing else of this project. Its charts are drawn by a library as SVG; beside
// each stand the same figures as a table.
package page
