package outbox

// ShiftAsked is that a colleague asks for somebody to take a shift, which is
// About. It goes to who is asked by name.
const ShiftAsked Kind = "shift_asked"

// Colleague is the Data of ShiftAsked: whose account is asked.
type Colleague struct{ Staff string }

// ShiftAsked asks a colleague to take a shift. There is one for each shift and
// colleague, however often they are asked.
func (e Envelope) ShiftAsked(c Colleague) Letter { return e.letter(ShiftAsked, c.Staff, c) }
