package teleplan

// CodeText says in plain words what an explanatory code of a return record
// means, and false for a code that is not known here. Such a code is kept as it
// is and is never an error.
func CodeText(code string) (text string, known bool) {
	switch code {
	case "YY":
		text = "refused before adjudication, see the next code"
	case "AA":
		text = "the personal health number is missing or invalid"
	case "AB":
		text = "the personal health number is not on record"
	case "AC":
		text = "this is no valid MSP personal health number"
	case "AD":
		text = "the personal health number is not this patient's"
	case "AF":
		text = "no coverage on the service date"
	case "*A":
		text = "the patient is deceased"
	case "*E":
		text = "the patient moved out of British Columbia"
	case "*H":
		text = "coverage was cancelled"
	case "*I":
		text = "the service was before coverage began"
	case "BZ":
		text = "the personal health number was merged into another"
	case "VA":
		text = "the payee number is invalid"
	case "VI":
		text = "the practitioner number is invalid"
	case "CN":
		text = "the practitioner is not registered"
	case "VG":
		text = "the fee item is invalid"
	case "VE":
		text = "the amount is invalid"
	case "VH":
		text = "the date is invalid"
	case "BU":
		text = "the date is in the future"
	case "BV":
		text = "the claim is too old"
	case "VN":
		text = "the diagnosis is invalid"
	case "Y4":
		text = "the service location is invalid"
	case "X2":
		text = "the facility number is invalid"
	case "X3":
		text = "the facility sub-number is invalid"
	case "FC":
		text = "withdrawn at the sender's request"
	case "HX":
		text = "already paid"
	case "W9":
		text = "more than three errors"
	}
	return text, text != ""
}
