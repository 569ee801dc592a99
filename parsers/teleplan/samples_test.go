package teleplan

import (
	"fmt"
	"strings"

	"empanel/parsers/fixed"
)

// values are the fields of one record, by position.
type values map[int]string

// with gives the values with some of them changed.
func (v values) with(changes values) values {
	all := values{}
	for _, m := range []values{v, changes} {
		for i, s := range m {
			all[i] = s
		}
	}
	return all
}

func encode(layout *fixed.Layout, v values, style fixed.Style) string {
	row := make([][]byte, len(layout.Fields))
	for i, s := range v {
		row[i] = []byte(s)
	}
	return string(layout.Append(nil, row, style))
}

// The three styles in which programs write their records.
var (
	zeroFilled  = fixed.Style{}
	blankFilled = fixed.Style{BlankFill: true}
	trimmed     = fixed.Style{BlankFill: true, Trim: true}
)

// Published examples of health numbers; they belong to nobody.
const (
	phn1 = "9012372173"
	phn2 = "9317279351"
	phn3 = "9698658215"
)

var soundVendor = values{
	VS1RecordCode: "VS1", VS1DataCentre: "T1234", VS1Sequence: "1", VS1VendorDataCentre: "V9999",
	VS1SoftwareName: "MADE UP EMR", VS1SoftwareVersion: "1.0", VS1SoftwareInstalledOn: "20250101", VS1CompanyName: "NOBODY INC",
}

var soundClaim = values{
	C02RecordCode: "C02", C02DataCentre: "T1234", C02Sequence: "2", C02PayeeNumber: "20345", C02PractitionerNumber: "10234",
	C02PHN: phn1, C02NameVerify: "JADO", C02ServiceUnits: "1", C02FeeItem: "98990", C02PaymentMode: "0",
	C02ServiceDate: "20260115", C02SubmissionCode: "0", C02Diagnosis1: "780", C02ServiceLocation: "L", C02FacilityNumber: "A0001",
}

var soundAnswer = values{
	AdjudicatedRecordCode: "S02", AdjudicatedDataCentre: "T1234", AdjudicatedSequence: "2", AdjudicatedPaymentDate: "20260131",
	AdjudicatedPayeeNumber: "20345", AdjudicatedPractitionerNumber: "10234", AdjudicatedDateReceived: "20260116",
	AdjudicatedInitials: "JA", AdjudicatedSurname: "DOE", AdjudicatedPHN: phn1, AdjudicatedServiceDate: "20260115",
	AdjudicatedBilledUnits: "1", AdjudicatedBilledFeeItem: "98990", AdjudicatedPaidFeeItem: "98990", AdjudicatedExplanatoryCode1: "HX",
}

func vendor(sequence int) string {
	return encode(&VS1, soundVendor.with(values{VS1Sequence: fmt.Sprint(sequence)}), zeroFilled)
}

// claim writes the sound claim with changes.
func claim(changes values) string { return encode(&C02, soundClaim.with(changes), zeroFilled) }

// answer writes the sound adjudicated return with changes.
func answer(changes values) string {
	return encode(&S02, soundAnswer.with(changes), zeroFilled)
}

func note(sequence int) string {
	return encode(&N01, values{
		N01RecordCode: "N01", N01DataCentre: "T1234", N01Sequence: fmt.Sprint(sequence),
		N01PractitionerNumber: "10234", N01NoteType: "A", N01NoteText: "nothing to note",
	}, zeroFilled)
}

// one is a file of the vendor record and one claim.
func one(changes values) string { return file(vendor(1), claim(changes)) }

func file(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n" }

// raw overwrites columns of an ASCII line: what the encoder would not write.
func raw(line string, column int, text string) string {
	return line[:column-1] + text + line[column-1+len(text):]
}

// sample is a file named for its one defect, or for the one thing about it
// that is no defect.
type sample struct{ name, text string }

// endings are two claims and the vendor record with other line endings.
func endings(ending string) string {
	return strings.ReplaceAll(file(vendor(1), claim(nil), claim(values{C02Sequence: "3", C02PHN: phn2})), "\r\n", ending)
}

func submissionSamples() []sample {
	all := []sample{{"sound", one(nil)}}
	all = append(all, claimSamples()...)
	all = append(all, eventSamples()...)
	all = append(all, textSamples()...)
	all = append(all, orderSamples()...)
	return append(all, refusedSamples()...)
}

// claimSamples have one defect of one field each, or a way of writing that is
// none.
func claimSamples() []sample {
	return []sample{
		{"c02_phn_blank", file(vendor(1), raw(claim(nil), 26, "          "))},
		{"c02_phn_zeros", one(values{C02PHN: ""})},
		{"c02_phn_check_digit", one(values{C02PHN: "9876543210"})},
		{"c02_phn_remainder_zero", one(values{C02PHN: "9000000000"})},
		{"c02_phn_remainder_one", one(values{C02PHN: "9000000040"})},
		{"c02_phn_first_digit", one(values{C02PHN: "8123456789"})},
		{"c02_phn_nine_digits", file(vendor(1), raw(claim(nil), 26, "901237217 "))},
		{"c02_phn_letter", one(values{C02PHN: "901237217X"})},
		{"c02_phn_published_valid", file(
			vendor(1), claim(nil), claim(values{C02Sequence: "3", C02PHN: phn2}), claim(values{C02Sequence: "4", C02PHN: phn3}),
			claim(values{C02Sequence: "5", C02PHN: "9735353315"}), claim(values{C02Sequence: "6", C02PHN: "9151065434"}),
		)},
		{"c02_other_insurer", one(values{
			C02PHN: "", C02NameVerify: "0000", C02OINInsurer: "AB", C02OINRegistration: "555550000", C02OINFirstName: "JANE", C02OINSurname: "DOE",
		})},
		{"c02_other_insurer_registration_only", one(values{C02PHN: "", C02OINRegistration: "555550000"})},
		{"c02_practitioner_blank", one(values{C02PractitionerNumber: ""})},
		{"c02_practitioner_zeros", one(values{C02PractitionerNumber: "00000"})},
		{"c02_practitioner_letters", one(values{C02PractitionerNumber: "1A234"})},
		{"c02_practitioner_lower_case", one(values{C02PractitionerNumber: "a0234"})},
		{"c02_facility_blank", file(vendor(1), raw(claim(nil), 197, "     "))},
		{"c02_facility_zeros", one(values{C02FacilityNumber: ""})},
		{"c02_facility_short", one(values{C02FacilityNumber: "A04"})},
		{"c02_facility_dash", one(values{C02FacilityNumber: "A-001"})},
		{"c02_facility_lower_case", one(values{C02FacilityNumber: "oa004"})},
		{"c02_sequence_letter", one(values{C02Sequence: "000000B"})},
		{"c02_service_date_zeros", one(values{C02ServiceDate: "00000000"})},
		{"c02_service_date_blank", one(values{C02ServiceDate: ""})},
		{"c02_service_date_no_such_day", one(values{C02ServiceDate: "20260230"})},
		{"c02_amount_not_zero", one(values{C02BilledAmount: "3500"})},
		{"c02_amount_unreadable", one(values{C02BilledAmount: "0000.00"})},
		{"c02_amount_overpunched_zero", one(values{C02BilledAmount: "000000}"})},
		{"c02_amount_blank", file(vendor(1), raw(claim(nil), 57, "       "))},
		{"c02_diagnosis_other", one(values{C02Diagnosis1: "401"})},
		{"c02_diagnosis_blank", one(values{C02Diagnosis1: ""})},
		{"c02_diagnosis_zeros_before", one(values{C02Diagnosis1: "00780"})},
		{"c02_diagnosis_to_the_right", one(values{C02Diagnosis1: "  780"})},
		{"c02_every_defect_at_once", one(values{
			C02Sequence: "X", C02PHN: "9876543210", C02PractitionerNumber: "ABCDE", C02ServiceDate: "20261301",
			C02FacilityNumber: "?", C02BilledAmount: "1", C02Diagnosis1: "401",
		})},
	}
}

// eventSamples hold claims that are something other than an attachment, and
// lines that end too early.
func eventSamples() []sample {
	debit := values{C02SubmissionCode: "E", C02OriginalClaim: "t12340000002", C02PHN: "", C02FacilityNumber: ""}
	return []sample{
		{"c02_fee_item_near_miss", one(values{C02FeeItem: "98890", C02PHN: "9876543210"})},
		{"c02_fee_item_swapped", one(values{C02FeeItem: "98909"})},
		{"c02_fee_item_near_miss_with_amount", one(values{C02FeeItem: "98890", C02BilledAmount: "3500"})},
		{"c02_fee_item_near_miss_cut", file(vendor(1), claim(values{C02FeeItem: "98890"})[:200])},
		{"c02_fee_item_other", one(values{C02FeeItem: "00100", C02BilledAmount: "3500", C02PHN: "9876543210", C02FacilityNumber: "?"})},
		{"c02_portal", file(
			vendor(1), claim(values{C02FeeItem: "14070", C02PHN: "9753035697", C02BilledAmount: "1"}),
			claim(values{C02Sequence: "3", C02FeeItem: "98000", C02PHN: "9753035697", C02FacilityNumber: ""}),
		)},
		{"c02_portal_trimmed", file(vendor(1), encode(&C02, soundClaim.with(values{C02FeeItem: "14070", C02FacilityNumber: ""}), trimmed))},
		{"c02_portal_cut_before_its_date", file(vendor(1), claim(values{C02FeeItem: "14070"})[:71])},
		{"c02_portal_debit", one(debit.with(values{C02FeeItem: "14070"}))},
		{"c02_debit", one(debit.with(values{C02OriginalClaim: "T1234000000220260116", C02ServiceDate: "20269999"}))},
		{"c02_debit_without_date", one(debit)},
		{"c02_debit_target_zeros", one(debit.with(values{C02OriginalClaim: ""}))},
		{"c02_debit_target_unreadable", one(debit.with(values{C02OriginalClaim: "the one before"}))},
		{"c02_debit_sequence_letter", one(debit.with(values{C02Sequence: "000000B"}))},
		{"c02_debit_cut", file(vendor(1), claim(debit)[:188])},
		{"c02_cut_at_200", file(vendor(1), claim(nil)[:200])},
		{"c02_cut_in_phn", file(vendor(1), claim(nil)[:30])},
		{"c02_cut_in_fee_item", file(vendor(1), claim(values{C02FeeItem: "00100"})[:55])},
		{"c02_cut_in_data_centre", file(vendor(1), claim(nil)[:6])},
		{"c02_cut_with_other_fee_item", file(vendor(1), claim(values{C02FeeItem: "00100"})[:100])},
		{"record_unknown", file(vendor(1), raw(claim(nil), 1, "C99"), claim(values{C02Sequence: "3"}))},
		{"record_too_short_for_a_code", file(vendor(1), "C0", claim(nil))},
		{"record_of_a_return_file", file(vendor(1), answer(values{AdjudicatedDataCentre: "T9999"}), claim(values{C02Sequence: "3"}))},
	}
}

// textSamples are sound claims in every way that programs and editors write
// them.
func textSamples() []sample {
	name := values{C02ShortComment: "Zoë Brontë née Élan", C02OINSurname: "Brontë"}
	utf8 := file(vendor(1), claim(name))
	latin1 := make([]byte, 0, len(utf8))
	for _, r := range utf8 {
		latin1 = append(latin1, byte(r))
	}
	two := file(vendor(1), claim(nil))
	return []sample{
		{"ending_crlf", endings("\r\n")},
		{"ending_lf", endings("\n")},
		{"ending_cr", endings("\r")},
		{"ending_crcrlf", endings("\r\r\n")},
		{"ending_mixed", vendor(1) + "\r\r\n" + claim(nil) + "\r" + claim(values{C02Sequence: "3"}) + "\n"},
		{"ending_missing_at_the_end", strings.TrimSuffix(two, "\r\n")},
		{"end_of_file_mark", two + "\x1a"},
		{"end_of_file_mark_where_files_were_joined", two + "\x1a" + file(vendor(3), claim(values{C02Sequence: "4"})) + "\x1a"},
		{"blank_lines", "\r\n" + strings.ReplaceAll(two, "\r\n", "\r\n\r\n   \r\n")},
		{"byte_order_mark", "\xef\xbb\xbf" + two},
		{"utf8", utf8},
		{"latin1", string(latin1)},
		{"latin1_in_facility", file(vendor(1), claim(values{C02FacilityNumber: "A\xe9001"}))},
		{"style_blank_filled", file(vendor(1), encode(&C02, soundClaim, blankFilled))},
		{"style_trimmed_to_201", file(vendor(1), encode(&C02, soundClaim, trimmed))},
		{"style_264_columns", file(vendor(1), encode(&C02, soundClaim, fixed.Style{Columns: 264}))},
		{"comment_lines", "# exported by hand\r\n" + two + "#TID=1;Result=SUCCESS\r\n"},
	}
}

// orderSamples are about the sequence of the records.
func orderSamples() []sample {
	at := func(sequence string) string { return claim(values{C02Sequence: sequence}) }
	return []sample{
		{"vs1_later", file(vendor(1), at("2"), vendor(3), at("4"))},
		{"n01_and_b04_skipped", file(vendor(1), at("2"), note(3), "B04T12340000004", at("5"))},
		{"sequence_gap", file(vendor(1), at("2"), at("4"), at("4"), at("5"))},
		{"sequence_gap_before_other_fee_item", file(vendor(1), claim(values{C02Sequence: "9", C02FeeItem: "00100"}))},
		{"sequence_gap_before_note", file(vendor(1), at("2"), note(5), at("6"), note(9))},
		{"sequence_wraps", file(vendor(9999999), at("1"), at("2"))},
		{"sequence_unreadable_is_no_gap", file(vendor(1), at("X"), at("3"))},
		{"data_centre_lower_case", file(vendor(1), claim(values{C02DataCentre: "t1234"}))},
	}
}

// refusedSamples are refused as a whole.
func refusedSamples() []sample {
	return []sample{
		{"refused_empty", ""},
		{"refused_blank_lines_only", "\r\n\r\n# nothing\r\n\x1a"},
		{"refused_no_vendor_record", file(claim(nil))},
		{"refused_return_file", file(answer(nil))},
		{"refused_not_teleplan", "phn,practitioner_number\r\n"},
		{"refused_data_centre_mixed", file(vendor(1), claim(nil), claim(values{C02Sequence: "3", C02DataCentre: "T9999"}))},
		{"refused_data_centre_mixed_by_later_vendor", file(vendor(1), claim(nil), raw(vendor(3), 4, "T9999"))},
		{"refused_data_centre_invalid", file(raw(vendor(1), 4, "T-123"), claim(nil))},
		{"refused_data_centre_cut", file("VS1T12")},
		{"refused_binary_nul", file(vendor(1), claim(nil)) + "C02\x00\x00"},
		{"refused_binary_zip", "PK\x03\x04\x14\x07\x08"},
		{"refused_utf16", "\xff\xfeV\x00S\x001\x00"},
	}
}

func returnSamples() []sample {
	c12 := values{
		C12RecordCode: "C12", C12DataCentre: "T1234", C12Sequence: "2", C12PayeeNumber: "20345", C12PractitionerNumber: "10234",
		C12ExplanatoryCode1: "YY", C12ExplanatoryCode2: "AC", C12ExplanatoryCode4: "*A", C12OfficeFolio: "77",
	}
	s01 := values{
		S01RecordCode: "S01", S01DataCentre: "T1234", S01Sequence: "2", S01PaymentDate: "20260131", S01PayeeNumber: "20345",
		S01PractitionerNumber: "10234", S01AdjustmentCode1: "XX", S01PaidAmount: "000000}",
	}
	s04 := values{
		S04RecordCode: "S04", S04DataCentre: "T1234", S04Sequence: "2", S04PractitionerNumber: "10234", S04DateReceived: "20260116",
		S04ExplanatoryCode1: "BK",
	}
	refused := encode(&C12, c12, zeroFilled)
	return []sample{
		{"c12", file(refused)},
		{"c12_trimmed", file(encode(&C12, c12.with(values{C12OfficeFolio: "", C12ExplanatoryCode4: "W"}), trimmed))},
		{"c12_codes_zeros", file(raw(refused, 26, "00000000000000"))},
		{"c12_cut_in_practitioner", file(refused[:24])},
		{"c12_sequence_letter", file(raw(refused, 9, "000000B"))},
		{"s00", file(answer(values{AdjudicatedRecordCode: "S00"}))},
		{"s01", file(encode(&S01, s01, zeroFilled))},
		{"s02", file(answer(nil))},
		{"s03", file(answer(values{AdjudicatedRecordCode: "S03", AdjudicatedExplanatoryCode1: "AF", AdjudicatedExplanatoryCode7: "W9"}))},
		{"s04", file(encode(&S04, s04, zeroFilled))},
		{"s02_overpunched", file(answer(values{AdjudicatedBilledAmount: "000000}", AdjudicatedPaidAmount: "000350J"}))},
		{"s02_other_fee_item", file(answer(values{AdjudicatedBilledFeeItem: "00100", AdjudicatedSequence: "X"}))},
		{"s02_portal", file(answer(values{AdjudicatedBilledFeeItem: "14070"}))},
		{"s02_phn_zeros", file(answer(values{AdjudicatedPHN: ""}))},
		{"s02_phn_letter", file(answer(values{AdjudicatedPHN: "901237217X"}))},
		{"s02_service_date_no_such_day", file(answer(values{AdjudicatedServiceDate: "20260230"}))},
		{"s02_name_in_utf8", file(answer(values{AdjudicatedSurname: "BRONTË-ÉLAN"}))},
		{"s02_name_in_latin1", file(answer(values{AdjudicatedSurname: "BRONT\xcb"}))},
		{"s02_cut_in_fee_item", file(answer(nil)[:98])},
		{"data_centres_several", file(refused, raw(refused, 4, "m5678"), raw(refused, 4, "     "))},
		{"summaries_and_messages", file(
			"VRCT1234", "M01T1234 a message", refused, "S21T1234", "S22T1234", "S23T1234", "S24T1234", "S25T1234",
			"B14T1234", "X02T1234", "VTCT1234", "#TID=1;Result=SUCCESS",
		)},
		{"end_of_file_mark", file(refused) + "\x1a"},
		{"ending_crcrlf", strings.ReplaceAll(file(refused, "", refused), "\r\n", "\r\r\n")},
		{"byte_order_mark", "\xef\xbb\xbf" + file(refused)},
		{"record_unknown", file(refused, "Z99T12340000003")},
		{"record_of_a_submission_file", file(refused, claim(nil))},
		{"refused_submission_file", one(nil)},
		{"refused_not_teleplan", "<html>\r\n"},
		{"refused_empty", ""},
		{"refused_binary_nul", file(refused) + "\x00"},
	}
}
