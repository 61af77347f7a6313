package attachment

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
)

// orientation is how a JPEG must be turned to be upright, as its Exif says
// (CIPA DC-008, 4.6.5: tag 0x0112): 1 to 8, 1 for as it is.
func orientation(content []byte) int {
	for at := 2; at+4 <= len(content) && content[at] == 0xFF; {
		marker, length := content[at+1], int(binary.BigEndian.Uint16(content[at+2:]))
		if marker == 0xDA || length < 2 || at+2+length > len(content) {
			break // the pixels begin, or there is no more
		}
		segment := content[at+4 : at+2+length]
		if tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && marker == 0xE1 {
			return orientationOf(tiff)
		}
		at += 2 + length
	}
	return 1
}

// orientationOf reads it from the first directory of a TIFF structure.
func orientationOf(tiff []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	switch {
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		order = binary.LittleEndian
	case !bytes.HasPrefix(tiff, []byte("MM\x00*")):
		return 1
	}
	if len(tiff) < 8 {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	count := int(order.Uint16(tiff[at:]))
	entries := tiff[at+2:]
	for ; count > 0 && len(entries) >= 12; count-- {
		if order.Uint16(entries) == 0x0112 {
			if turn := int(order.Uint16(entries[8:])); turn >= 1 && turn <= 8 {
				return turn
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// upright turns and mirrors a picture as its orientation asks.
func upright(m image.Image, turn int) image.Image {
	if turn == 1 {
		return m
	}
	from := asRGBA(m)
	size := from.Bounds().Size()
	turned := image.NewRGBA(image.Rectangle{Max: size})
	if turn >= 5 {
		turned = image.NewRGBA(image.Rect(0, 0, size.Y, size.X))
	}
	for y := range size.Y {
		row := from.Pix[y*from.Stride:]
		for x := range size.X {
			to := turnPoint(turn, image.Pt(x, y), size.Sub(image.Pt(1, 1)))
			copy(turned.Pix[turned.PixOffset(to.X, to.Y):], row[4*x:4*x+4])
		}
	}
	return turned
}

// asRGBA is a picture as rows of four bytes a pixel, from its upper left.
func asRGBA(m image.Image) *image.RGBA {
	if already, ok := m.(*image.RGBA); ok && already.Rect.Min == (image.Point{}) {
		return already
	}
	made := image.NewRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(made, made.Bounds(), m, m.Bounds().Min, draw.Src)
	return made
}

// turnPoint is where a point of a picture goes whose last one is last.
func turnPoint(turn int, p, last image.Point) image.Point {
	switch turn {
	case 2:
		return image.Pt(last.X-p.X, p.Y)
	case 3:
		return image.Pt(last.X-p.X, last.Y-p.Y)
	case 4:
		return image.Pt(p.X, last.Y-p.Y)
	case 5:
		return image.Pt(p.Y, p.X)
	case 6:
		return image.Pt(last.Y-p.Y, p.X)
	case 7:
		return image.Pt(last.Y-p.Y, last.X-p.X)
	default: // 8
		return image.Pt(p.Y, last.X-p.X)
	}
}
