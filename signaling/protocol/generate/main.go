// Command generate writes the page's side of the wire: the structs, codes and
// limits of signaling/protocol as TypeScript, with their comments. go generate
// runs it in the folder of the protocol.
package main

import (
	"fmt"
	"os"

	"miti/signaling/protocol"
)

const (
	wireFolder = "."
	faultFile  = "../../internal/fault/fault.go"
	target     = "../../static/src/wire/protocol.gen.ts"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	wire, err := readFolder(wireFolder)
	if err != nil {
		return err
	}
	faults, err := readFile(faultFile)
	if err != nil {
		return err
	}
	text, err := render(wire, faults, append(protocol.Requests(), protocol.Replies()...))
	if err != nil {
		return err
	}
	if err := os.WriteFile(target, text, 0o644); err != nil {
		return fmt.Errorf("write the types: %w", err)
	}
	return nil
}
