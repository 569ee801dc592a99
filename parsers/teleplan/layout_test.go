package teleplan

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"empanel/parsers/fixed"
)

// The published lengths; each layout's fields must close exactly on them.
func TestLayoutsClose(t *testing.T) {
	for _, c := range []struct {
		layout *fixed.Layout
		length int
		fields int
	}{
		{&VS1, 200, 11},
		{&C02, 424, 54},
		{&N01, 426, 7},
		{&C12, 70, 14},
		{&S01, 165, 29},
		{&S00, 267, 51},
		{&S02, 267, 51},
		{&S03, 267, 51},
		{&S04, 165, 20},
	} {
		if err := c.layout.Check(); err != nil {
			t.Error(err)
		}
		if c.layout.Length != c.length || len(c.layout.Fields) != c.fields {
			t.Errorf("%s: length %d with %d fields, want %d with %d", c.layout.Record, c.layout.Length, len(c.layout.Fields), c.length, c.fields)
		}
	}
}

// Positions are read from the source of the constants, so that none can slip
// by one and read its neighbour's column.
func TestPositionsNameTheirField(t *testing.T) {
	layouts := map[string]*fixed.Layout{"VS1": &VS1, "N01": &N01, "C02": &C02, "C12": &C12, "S01": &S01, "S04": &S04, "Adjudicated": &S03}
	checked := 0
	for _, name := range []string{"layout_submission.go", "layout_claim.go", "layout_return.go", "layout_adjudicated.go"} {
		source, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range source.Decls {
			block, ok := decl.(*ast.GenDecl)
			if !ok || block.Tok != token.CONST {
				continue
			}
			first := block.Specs[0].(*ast.ValueSpec).Names[0].Name
			prefix := strings.TrimSuffix(first, "RecordCode")
			layout := layouts[prefix]
			if layout == nil || len(layout.Fields) != len(block.Specs) {
				t.Fatalf("%s: the constants from %s on do not match a layout", name, first)
			}
			for i, spec := range block.Specs {
				got := strings.ToLower(strings.TrimPrefix(spec.(*ast.ValueSpec).Names[0].Name, prefix))
				if want := strings.ReplaceAll(layout.Fields[i].Name, "_", ""); got != want {
					t.Errorf("%s: constant %d names %s, the field there is %s", prefix, i, got, want)
				}
				checked++
			}
		}
	}
	if checked != 11+7+54+14+29+20+51 {
		t.Errorf("%d constants were looked at", checked)
	}
}

// The columns that decide about people, once more by hand.
func TestColumnsOfNote(t *testing.T) {
	for _, c := range []struct {
		layout *fixed.Layout
		index  int
		start  int
		width  int
	}{
		{&VS1, VS1DataCentre, 4, 5},
		{&VS1, VS1Sequence, 9, 7},
		{&C02, C02PractitionerNumber, 21, 5},
		{&C02, C02PHN, 26, 10},
		{&C02, C02FeeItem, 52, 5},
		{&C02, C02BilledAmount, 57, 7},
		{&C02, C02ServiceDate, 65, 8},
		{&C02, C02SubmissionCode, 75, 1},
		{&C02, C02Diagnosis1, 77, 5},
		{&C02, C02ServiceLocation, 107, 1},
		{&C02, C02OriginalClaim, 177, 20},
		{&C02, C02FacilityNumber, 197, 5},
		{&C02, C02OINInsurer, 265, 2},
		{&C12, C12PractitionerNumber, 21, 5},
		{&C12, C12ExplanatoryCode1, 26, 2},
		{&C12, C12OfficeFolio, 40, 7},
		{&S01, S01PractitionerNumber, 36, 5},
		{&S01, S01OfficeFolio, 104, 7},
		{&S04, S04PractitionerNumber, 36, 5},
		{&S04, S04OfficeFolio, 49, 7},
		{&S04, S04ExplanatoryCode1, 56, 2},
		{&S03, AdjudicatedPractitionerNumber, 36, 5},
		{&S03, AdjudicatedPHN, 69, 10},
		{&S03, AdjudicatedServiceDate, 81, 8},
		{&S03, AdjudicatedBilledFeeItem, 96, 5},
		{&S03, AdjudicatedOfficeFolio, 125, 7},
		{&S03, AdjudicatedExplanatoryCode1, 132, 2},
	} {
		if f := c.layout.Fields[c.index]; f.Start != c.start || f.Width != c.width {
			t.Errorf("%s.%s: column %d, width %d, want %d, %d", c.layout.Record, f.Name, f.Start, f.Width, c.start, c.width)
		}
	}
}

func BenchmarkAppendClaim(b *testing.B) {
	values := make([][]byte, len(C02.Fields))
	for i, v := range map[int]string{
		C02RecordCode: "C02", C02DataCentre: "T1234", C02Sequence: "0000002", C02PayeeNumber: "10234",
		C02PractitionerNumber: "10234", C02PHN: "9012372173", C02NameVerify: "AB L", C02ServiceUnits: "001",
		C02FeeItem: "98990", C02PaymentMode: "0", C02ServiceDate: "20260115", C02SubmissionCode: "0",
		C02Diagnosis1: "780", C02ServiceLocation: "L", C02FacilityNumber: "A0001",
	} {
		values[i] = []byte(v)
	}
	buffer := make([]byte, 0, 512)
	b.ReportAllocs()
	for b.Loop() {
		buffer = C02.Append(buffer[:0], values, fixed.Style{})
	}
	b.ReportMetric(float64(b.N)*float64(len(values))/b.Elapsed().Seconds(), "fields/s")
}
