package mail

import (
	"bytes"
	_ "embed" // the page of a mail
	"fmt"
	"html/template"
	"strings"

	"miti/booking/ics"
)

//go:embed letter.html
var letterHTML string

// content is what a mail says: its paragraphs in order, for both its versions.
type content struct {
	Language string
	Subject  string
	Blocks   []block
	// Small stands under it all.
	Small []string
	// Calendar is the file that comes along, nil for none, and Method what to do
	// with it.
	Calendar []byte
	Method   ics.Method
}

// block is a paragraph, or one of the other things that it has set.
type block struct {
	Text  string
	Quote string
	Link  *link
	Said  *said
}

type link struct{ Label, URL string }

// said is an entry of a conversation. Who is empty for what happened.
type said struct{ Who, Text string }

func (c *content) say(text string)     { c.Blocks = append(c.Blocks, block{Text: text}) }
func (c *content) add(blocks ...block) { c.Blocks = append(c.Blocks, blocks...) }

// html is the version for those who see it as a page. Everything in it is
// escaped where it stands.
func (c content) html(page *template.Template) (string, error) {
	var b bytes.Buffer
	if err := page.Execute(&b, c); err != nil {
		return "", fmt.Errorf("write mail: %w", err)
	}
	return b.String(), nil
}

// text is the version for those who read plain text.
func (c content) text() string {
	var parts []string
	for _, b := range c.Blocks {
		switch {
		case b.Quote != "":
			parts = append(parts, indent(b.Quote, "> "))
		case b.Link != nil:
			parts = append(parts, b.Link.Label+"\n"+b.Link.URL)
		case b.Said != nil && b.Said.Who == "":
			parts = append(parts, indent(b.Said.Text, "* "))
		case b.Said != nil:
			parts = append(parts, b.Said.Who+"\n"+indent(b.Said.Text, "  "))
		default:
			parts = append(parts, b.Text)
		}
	}
	return strings.Join(parts, "\n\n") + "\n\n-- \n" + strings.Join(c.Small, "\n\n") + "\n"
}

// indent begins each line of what somebody wrote with a mark, so that no line
// of theirs looks like one of ours.
func indent(text, mark string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(text)
	return mark + strings.ReplaceAll(text, "\n", "\n"+mark)
}

// oneLine is a name as one line.
func oneLine(name string) string { return strings.Join(strings.Fields(name), " ") }

// newPage reads the page that every mail has.
func newPage() (*template.Template, error) {
	page, err := template.New("letter").Parse(letterHTML)
	if err != nil {
		return nil, fmt.Errorf("read letter.html: %w", err)
	}
	return page, nil
}
