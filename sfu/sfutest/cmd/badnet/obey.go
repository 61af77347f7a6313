package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"miti/sfu/sfutest"
)

// obey carries out one command: [up|down] NAME VALUE, or rebind.
func obey(relay *sfutest.Relay, line string) error {
	words := strings.Fields(line)
	up, down := true, true
	if len(words) > 0 && (words[0] == "up" || words[0] == "down") {
		up, down = words[0] == "up", words[0] == "down"
		words = words[1:]
	}
	if len(words) == 1 && words[0] == "rebind" {
		relay.Rebind()
		return nil
	}
	if len(words) != 2 {
		return fmt.Errorf("%q is not a setting and its value", line)
	}
	edit, err := setting(words[0], words[1])
	if err != nil {
		return fmt.Errorf("%q: %w", line, err)
	}
	relay.Change(func(toServer, toClient *sfutest.Path) {
		if up {
			edit(toServer)
		}
		if down {
			edit(toClient)
		}
	})
	return nil
}

// setting is the change of a path that a name and its value stand for.
func setting(name, value string) (func(*sfutest.Path), error) {
	switch name {
	case "dark":
		if value != "on" && value != "off" {
			return nil, fmt.Errorf("dark is on or off")
		}
		return func(p *sfutest.Path) { p.Dark = value == "on" }, nil
	case "delay", "jitter":
		d, err := time.ParseDuration(value)
		if err != nil || d < 0 {
			return nil, fmt.Errorf("not a duration such as 40ms")
		}
		return func(p *sfutest.Path) { *map[string]*time.Duration{"delay": &p.Delay, "jitter": &p.Jitter}[name] = d }, nil
	case "loss", "duplicate", "reorder":
		share, err := strconv.ParseFloat(value, 64)
		if err != nil || share < 0 || share > 1 {
			return nil, fmt.Errorf("not a share from 0 to 1")
		}
		return func(p *sfutest.Path) {
			*map[string]*float64{"loss": &p.Loss, "duplicate": &p.Duplicate, "reorder": &p.Reorder}[name] = share
		}, nil
	case "rate", "queue":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("not a number")
		}
		return func(p *sfutest.Path) { *map[string]*int{"rate": &p.Rate, "queue": &p.Queue}[name] = n }, nil
	}
	return nil, fmt.Errorf("no such setting")
}
