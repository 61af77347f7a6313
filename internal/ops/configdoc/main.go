// Configdoc writes the documentation of the configuration to the file that is
// its argument.
package main

import (
	"bytes"
	"fmt"
	"os"

	"miti/internal/ops"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: configdoc FILE")
		os.Exit(2)
	}
	var text bytes.Buffer
	err := ops.WriteDocument(&text)
	if err == nil {
		err = os.WriteFile(os.Args[1], text.Bytes(), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "configdoc:", err)
		os.Exit(1)
	}
}
