package packet

// RED takes the payload of RFC 2198 section 3 apart: the newest block, and the
// payload type that all its blocks have. It reports false when the payload is
// not what its headers announce, and when they differ in the type.
func RED(b []byte) (primary []byte, pt uint8, ok bool) {
	at, repeated := 0, 0
	for ; ; at += 4 {
		if at >= len(b) {
			return nil, 0, false
		}
		if at > 0 && b[at]&0x7f != pt {
			return nil, 0, false
		}
		pt = b[at] & 0x7f
		if b[at]&0x80 == 0 {
			break
		}
		if at+4 > len(b) {
			return nil, 0, false
		}
		repeated += int(b[at+2]&3)<<8 | int(b[at+3])
	}
	from := at + 1 + repeated
	if from >= len(b) {
		return nil, 0, false
	}
	return b[from:], pt, true
}

// RenameRED writes another payload type into the headers of a payload that RED
// has read.
func RenameRED(b []byte, pt uint8) {
	for at := 0; at < len(b); at += 4 {
		more := b[at] & 0x80
		b[at] = more | pt
		if more == 0 {
			return
		}
	}
}
