// Package static holds what the browser gets, inside the binary, and what Go
// shares with the pages: the one catalogue of texts, the colours and sizes.
package static

import (
	"embed"
	"io/fs"
)

// The placeholder in dist lets a clean clone compile before the pages are built.
//
//go:embed all:dist src/i18n/*.json src/style/tokens.css
var files embed.FS

// Pages are the built pages with their scripts and styles. In a tree where the
// front end has not been built there is only a placeholder.
func Pages() fs.FS { return sub("dist") }

// Catalogue has one file a language, `fr.json` and so on: a text for each key.
func Catalogue() fs.FS { return sub("src/i18n") }

// Tokens is the style file with every colour and size of Miti.
func Tokens() ([]byte, error) { return files.ReadFile("src/style/tokens.css") }

func sub(dir string) fs.FS {
	tree, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only a malformed path, and these are constants
	}
	return tree
}
