package teleplan

import (
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
		{&VS1, 200, 11}, {&C02, 424, 54}, {&N01, 426, 7}, {&C12, 70, 14}, {&S01, 165, 29},
		{&S00, 267, 51}, {&S02, 267, 51}, {&S03, 267, 51}, {&S04, 165, 20},
	} {
		if err := c.layout.Check(); err != nil {
			t.Error(err)
		}
		if c.layout.Length != c.length || len(c.layout.Fields) != c.fields {
			t.Errorf("%s: length %d with %d fields, want %d with %d", c.layout.Record, c.layout.Length, len(c.layout.Fields), c.length, c.fields)
		}
	}
}

// A constant that slips by one would read the neighbour's column. The last
// constant of each list is held too: with it, so is their number.
func TestPositionsNameTheirField(t *testing.T) {
	for _, c := range []struct {
		layout *fixed.Layout
		index  int
		name   string
		start  int
	}{
		{&VS1, VS1RecordCode, "record_code", 1},
		{&VS1, VS1DataCentre, "data_centre", 4},
		{&VS1, VS1Sequence, "sequence", 9},
		{&VS1, VS1Filler, "filler", 144},
		{&N01, N01DataCentre, "data_centre", 4},
		{&N01, N01NoteText, "note_text", 27},
		{&C02, C02RecordCode, "record_code", 1},
		{&C02, C02DataCentre, "data_centre", 4},
		{&C02, C02Sequence, "sequence", 9},
		{&C02, C02PayeeNumber, "payee_number", 16},
		{&C02, C02PractitionerNumber, "practitioner_number", 21},
		{&C02, C02PHN, "phn", 26},
		{&C02, C02FeeItem, "fee_item", 52},
		{&C02, C02BilledAmount, "billed_amount", 57},
		{&C02, C02PaymentMode, "payment_mode", 64},
		{&C02, C02ServiceDate, "service_date", 65},
		{&C02, C02SubmissionCode, "submission_code", 75},
		{&C02, C02Diagnosis1, "diagnosis_1", 77},
		{&C02, C02ServiceLocation, "service_location", 107},
		{&C02, C02BirthDate, "birth_date", 132},
		{&C02, C02OfficeFolio, "office_folio", 140},
		{&C02, C02OriginalClaim, "original_claim", 177},
		{&C02, C02FacilityNumber, "facility_number", 197},
		{&C02, C02OINInsurer, "oin_insurer", 265},
		{&C02, C02OINPostalCode, "oin_postal_code", 419},
		{&C12, C12PractitionerNumber, "practitioner_number", 21},
		{&C12, C12ExplanatoryCode1, "explanatory_code_1", 26},
		{&C12, C12ExplanatoryCode7, "explanatory_code_7", 38},
		{&C12, C12OfficeFolio, "office_folio", 40},
		{&C12, C12Filler, "filler", 47},
		{&S01, S01PractitionerNumber, "practitioner_number", 36},
		{&S01, S01OfficeFolio, "office_folio", 104},
		{&S01, S01Filler, "filler", 138},
		{&S04, S04PractitionerNumber, "practitioner_number", 36},
		{&S04, S04OfficeFolio, "office_folio", 49},
		{&S04, S04ExplanatoryCode1, "explanatory_code_1", 56},
		{&S04, S04ExplanatoryCode7, "explanatory_code_7", 68},
		{&S04, S04Filler, "filler", 80},
		{&S03, AdjudicatedPractitionerNumber, "practitioner_number", 36},
		{&S03, AdjudicatedPHN, "phn", 69},
		{&S03, AdjudicatedServiceDate, "service_date", 81},
		{&S03, AdjudicatedBilledFeeItem, "billed_fee_item", 96},
		{&S03, AdjudicatedBilledAmount, "billed_amount", 101},
		{&S03, AdjudicatedOfficeFolio, "office_folio", 125},
		{&S03, AdjudicatedExplanatoryCode1, "explanatory_code_1", 132},
		{&S03, AdjudicatedExplanatoryCode7, "explanatory_code_7", 144},
		{&S03, AdjudicatedFiller, "filler", 238},
	} {
		f := c.layout.Fields[c.index]
		if f.Name != c.name || f.Start != c.start {
			t.Errorf("%s: position %d is %s at column %d, want %s at %d", c.layout.Record, c.index, f.Name, f.Start, c.name, c.start)
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
