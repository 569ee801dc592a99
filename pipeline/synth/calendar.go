package synth

import (
	"time"

	"empanel/parsers/field"
)

// dateOf is the calendar date of a time in UTC.
func dateOf(t time.Time) field.Date {
	y, m, d := t.Date()
	return field.NewDate(y, int(m), d)
}

// evening is the time of day at which files begin to arrive: in UTC and in
// British Columbia it is the same date then.
const evening = 21 * time.Hour

// arrival is a time after the evening of a day has begun.
func arrival(day field.Date, after time.Duration) time.Time {
	return time.Unix(int64(day)*86400, 0).UTC().Add(evening + after).Truncate(time.Second)
}

// civil gives year, month and day of a date (the days-from-civil algorithm,
// reversed), without the allocations and locks of package time.
func civil(d field.Date) (year, month, day int) {
	z := int(d) + 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

// appendDate writes YYYY-MM-DD, and nothing for NoDate.
func appendDate(dst []byte, d field.Date) []byte {
	if d == field.NoDate {
		return dst
	}
	y, m, day := civil(d)
	dst = append(dst, fourDigits(uint64(y))...)
	dst = append(dst, '-', byte('0'+m/10), byte('0'+m%10), '-', byte('0'+day/10), byte('0'+day%10))
	return dst
}

// appendCompact writes CCYYMMDD, and nothing for NoDate.
func appendCompact(dst []byte, d field.Date) []byte {
	if d == field.NoDate {
		return dst
	}
	y, m, day := civil(d)
	return append(dst, byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10),
		byte('0'+m/10), byte('0'+m%10), byte('0'+day/10), byte('0'+day%10))
}
