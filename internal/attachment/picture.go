package attachment

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	stdgif "image/gif"
	"image/jpeg"
	stdpng "image/png"

	"golang.org/x/image/draw"
	stdwebp "golang.org/x/image/webp"

	"miti/internal/fault"
)

const (
	// longEdge is enough to read a photographed page of A4.
	longEdge = 2560
	// maxDecoded is the most memory that the pixels of a picture may take: a
	// photo of 50 megapixels.
	maxDecoded = 160 << 20
	// maxScans is many times what cameras and programs write. Each scan of a
	// progressive JPEG passes over all pixels, however few bytes it has.
	maxScans = 100
	// quality is where a photo still looks like one, at a tenth of its size.
	quality = 82
	// maxLossless is up to where a picture that came without losses stays so:
	// a page of text does, a photo that was saved as PNG does not.
	maxLossless = 2 << 20
)

// made is a picture that was made anew, and what it is now.
type made struct {
	File
	kind kind
}

// redraw makes a picture anew from its pixels: upright, no larger than can be
// seen, without anything that was hidden in it. Of a picture that moves it is
// the first frame.
func redraw(content []byte, k kind) (made, error) {
	if err := checkSize(content, k); err != nil {
		return made{}, err
	}
	drawn, err := decode(content, k)
	if err != nil {
		return made{}, fmt.Errorf("%w: %w", fault.New(fault.BadFile), err)
	}
	drawn = shrink(drawn)
	if k.mime == jpg.mime {
		drawn = upright(drawn, orientation(content))
	}
	size := drawn.Bounds().Size()
	m := made{File: File{Width: size.X, Height: size.Y}, kind: png}
	if m.Content, err = encode(drawn, &m.kind, k); err != nil {
		return made{}, fmt.Errorf("encode a picture: %w", err)
	}
	m.Type = m.kind.mime
	return m, nil
}

// checkSize asks the head of a picture what its pixels would take, before
// anything is unpacked.
func checkSize(content []byte, k kind) error {
	config, err := decodeConfig(content, k)
	if err != nil {
		return fmt.Errorf("%w: %w", fault.New(fault.BadFile), err)
	}
	switch {
	case config.Width <= 0 || config.Height <= 0:
		return fault.New(fault.BadFile)
	case int64(config.Width)*int64(config.Height)*depth(config.ColorModel) > maxDecoded:
		return fault.New(fault.TooLarge)
	case k.mime == jpg.mime && bytes.Count(content, []byte{0xFF, 0xDA}) > maxScans:
		return fault.New(fault.BadFile)
	default:
		return nil
	}
}

// depth is the bytes of a pixel in memory.
func depth(m color.Model) int64 {
	switch m {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.YCbCrModel:
		return 3
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	default:
		return 4
	}
}

func decodeConfig(content []byte, k kind) (image.Config, error) {
	r := bytes.NewReader(content)
	switch k.mime {
	case jpg.mime:
		return jpeg.DecodeConfig(r)
	case png.mime:
		return stdpng.DecodeConfig(r)
	case gif.mime:
		return stdgif.DecodeConfig(r)
	default:
		return stdwebp.DecodeConfig(r)
	}
}

func decode(content []byte, k kind) (image.Image, error) {
	r := bytes.NewReader(content)
	switch k.mime {
	case jpg.mime:
		return jpeg.Decode(r)
	case png.mime:
		return stdpng.Decode(r)
	case gif.mime:
		return stdgif.Decode(r)
	default:
		return stdwebp.Decode(r)
	}
}

// shrink makes a picture no longer than longEdge. It halves it as often as it
// can: half a picture is the exact mean of its pixels, which a scaler that
// takes no memory of its own gives only there, and nearly so below.
func shrink(m image.Image) image.Image {
	size := m.Bounds().Size()
	for long := max(size.X, size.Y); long > longEdge; long = max(size.X, size.Y) {
		to := max(longEdge, (long+1)/2)
		size = image.Pt(max(1, size.X*to/long), max(1, size.Y*to/long))
		scaled := image.NewRGBA(image.Rectangle{Max: size})
		draw.ApproxBiLinear.Scale(scaled, scaled.Bounds(), m, m.Bounds(), draw.Src, nil)
		m = scaled
	}
	return m
}

// encode writes a photo as JPEG, and what came without losses without them
// unless that takes too much room. It says what it became.
func encode(m image.Image, is *kind, was kind) ([]byte, error) {
	if was.mime != jpg.mime && !(was.mime == webp.mime && opaque(m)) {
		var b bytes.Buffer
		if err := stdpng.Encode(&b, m); err != nil {
			return nil, err
		}
		if b.Len() <= maxLossless {
			*is = png
			return b.Bytes(), nil
		}
	}
	*is = jpg
	var b bytes.Buffer
	err := jpeg.Encode(&b, onPaper(m), &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

func opaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// onPaper puts white behind a picture that can be seen through: JPEG cannot.
func onPaper(m image.Image) image.Image {
	if opaque(m) {
		return m
	}
	paper := image.NewRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(paper, paper.Bounds(), m, m.Bounds().Min, draw.Over)
	return paper
}
