package static_test

import (
	"encoding/json"
	"io/fs"
	"testing"

	"miti/static"
)

func TestCatalogueHasEveryLanguage(t *testing.T) {
	for _, language := range []string{"fr", "nl", "de", "en"} {
		text, err := fs.ReadFile(static.Catalogue(), language+".json")
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(text) {
			t.Errorf("%s.json is not JSON", language)
		}
	}
}

func TestPagesCanBeOpenedBeforeTheyAreBuilt(t *testing.T) {
	if _, err := fs.ReadDir(static.Pages(), "."); err != nil {
		t.Fatal(err)
	}
}
