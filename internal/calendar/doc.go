// Package calendar is the one engine behind opening hours, rosters, due times
// and appointment slots. Rules say what people mean, by wall clock; a Calendar
// answers in instants, always in UTC.
//
// One sentence decides everything about the clock: a calendar is open at an
// instant when the wall clock of its zone, at that instant, shows a date and a
// time within the hours of that date. So on the nights when the clock changes
//
//   - hours inside the gap do not exist, and what reaches into it is shorter;
//   - hours that cover the repeated hour are open through both of its passes,
//     and hours that begin or end inside it open and close in each pass;
//   - all other hours are where they are written: the afternoon never moves;
//   - a starting point (Starts, At) in the repeated hour is its first pass and
//     is counted once; one in the gap does not exist.
//
// Hours end before their last minute's end: at To it is closed.
package calendar
