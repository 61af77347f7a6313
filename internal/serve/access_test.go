package serve_test

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"testing"

	"miti/internal/account"
	"miti/internal/door"
	"miti/internal/id"
	"miti/signaling/protocol"
)

// Those who ask. The conversation is own's and counsellor's; the others know
// its id, and that gives them nothing.
const (
	nobody     = "nobody"
	own        = "its visitor"
	stranger   = "another visitor"
	counsellor = "its counsellor"
	elsewhere  = "a counsellor of another centre"
	expired    = "an expired session"
	linked     = "its visitor, by a link to it"
	astray     = "its visitor, by a link to something else"
)

// scene has one conversation with an interview, and all who may ask for it.
type scene struct {
	t                       *testing.T
	place                   *place
	people                  map[string]*browser
	conversation, interview string
	file                    string // of its visitor
	appointment             string // of its visitor with its counsellor
	// meeting is one that counsellor holds and own is registered for, and
	// registration is theirs.
	meeting, registration string
	// asking are those who ask. The visitor's several sessions may not ask for so
	// much at once.
	asking []string
}

func setScene(t *testing.T) *scene {
	p := open(t)
	s := &scene{t: t, place: p, people: map[string]*browser{nobody: p.browser(t), expired: p.expired(t)}, interview: id.New(),
		meeting: id.New(), registration: id.New()}
	s.people[counsellor], s.people[elsewhere] = p.counsellor(t, "amelie"), p.counsellor(t, "hugo")
	s.people[own], s.conversation = p.visitor(t)
	s.people[stranger], _ = p.visitor(t)
	s.people[counsellor].want(http.StatusOK, "POST", "/api/conversations/"+s.conversation+"/claim", nil)
	s.people[own].want(http.StatusCreated, "POST", "/api/conversations/"+s.conversation+"/interviews",
		map[string]string{"id": s.interview, "mode": "audio"})
	sent := s.people[own].want(http.StatusCreated, "POST", "/api/conversations/"+s.conversation+"/files", newForm("CV.pdf", cv))
	s.file = decode[protocol.Message](t, sent).Attachment.ID
	s.appointment = s.people[own].books(s.people[counsellor].id())
	s.people[counsellor].want(http.StatusOK, "PUT", "/api/meetings/"+s.meeting, soon())
	s.people[own].want(http.StatusCreated, "POST", "/api/meetings/"+s.meeting+"/registrations", s.entry())
	return s
}

// expired is a browser with cookies that were once a session's.
func (p *place) expired(t *testing.T) *browser {
	b, _ := p.visitor(t)
	staff := p.counsellor(t, "bram")
	at := mustParse(p.base)
	cookies := append(b.http.Jar.Cookies(at), staff.http.Jar.Cookies(at)...)
	b.want(http.StatusNoContent, "DELETE", "/api/visitor", nil)
	staff.want(http.StatusNoContent, "DELETE", "/api/staff/session", nil)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(at, cookies)
	if len(cookies) != 2 {
		t.Fatalf("cookies: %v", cookies)
	}
	b.http.Jar = jar
	return b
}

// access is what each may do with one operation of the document.
type access struct {
	operation, method, path string
	body                    any
	status                  map[string]int
}

const (
	ok      = http.StatusOK
	made    = http.StatusCreated
	quiet   = http.StatusNoContent
	unknown = http.StatusUnauthorized
	hidden  = http.StatusNotFound
	clash   = http.StatusConflict

	forbidden = http.StatusForbidden
)

// connectionTest is an offer of somebody who wants to hear themselves.
func connectionTest() any {
	return map[string]any{"senders": map[string]string{"0": "microphone"}, "sdp": "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n" +
		"a=group:BUNDLE 0 1\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 AA\r\n" +
		"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=sendonly\r\n" +
		"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\na=recvonly\r\n"}
}

// everybody gives all the same, but for those who are named.
func everybody(status int, but map[string]int) map[string]int {
	all := map[string]int{
		nobody: status, own: status, stranger: status, counsellor: status, elsewhere: status, expired: status, linked: status, astray: status,
	}
	maps.Copy(all, but)
	return all
}

// theirs is of a conversation: its own people may, the others hear that it is
// not there, and who is nobody must sign in.
func theirs(visitor, staff int) map[string]int {
	return map[string]int{
		nobody: unknown, expired: unknown, stranger: hidden, elsewhere: hidden, own: visitor, counsellor: staff, linked: visitor, astray: hidden,
	}
}

// forVisitors is of the visitor's alone: staff are not known there.
func forVisitors(status int) map[string]int {
	return map[string]int{
		nobody: unknown, expired: unknown, counsellor: unknown, elsewhere: unknown, stranger: hidden, own: status, linked: status, astray: hidden,
	}
}

func forStaff(its, other int) map[string]int {
	return everybody(unknown, map[string]int{counsellor: its, elsewhere: other})
}

// repeated is of what its visitor has done already: by a link to something else
// nothing is begun.
func repeated() map[string]int {
	return everybody(clash, map[string]int{own: made, linked: made, astray: forbidden})
}

// rows are in an order in which the later ones have something to act on.
func (s *scene) rows() []access {
	c, i := "/api/conversations/"+s.conversation, "/api/interviews/"+s.interview
	message := func(text string) any { return map[string]string{"id": id.New(), "text": text} }
	repeat := opening(s.conversation)
	delete(repeat, "session")
	return []access{
		{"getOpenAPI", "GET", "/api/openapi.yaml", nil, everybody(ok, nil)},
		{"getNetwork", "GET", "/api/network", nil, everybody(ok, nil)},
		{"getVisitor", "GET", "/api/visitor", nil, everybody(ok, nil)},
		{"testConnection", "POST", "/api/connection-tests", connectionTest(), everybody(ok, nil)},
		{"getMe", "GET", "/api/staff/me", nil, forStaff(ok, ok)},
		{"getQueue", "GET", "/api/staff/queue", nil, forStaff(ok, ok)},
		{"getInbox", "GET", "/api/staff/inbox", nil, forStaff(ok, ok)},
		{"getConversations", "GET", "/api/staff/conversations", nil, forStaff(ok, ok)},
		{"getColleagues", "GET", "/api/staff/colleagues", nil, forStaff(ok, ok)},
		{"declarePresence", "PUT", "/api/staff/presence", map[string]string{"presence": "available"}, forStaff(ok, ok)},
		{"openConversation", "POST", "/api/conversations", repeat, repeated()},
		{"getConversation", "GET", c, nil, theirs(ok, ok)},
		{"postMessage", "POST", c + "/messages", message("Merci"), theirs(made, -1)},
		{"postMessage", "POST", c + "/messages", message("Volontiers"), theirs(-1, made)},
		{"postFile", "POST", c + "/files", newForm("CV.pdf", cv), theirs(made, -1)},
		{"postFile", "POST", c + "/files", newForm("offre.pdf", cv), theirs(-1, made)},
		{"getFile", "GET", c + "/files/" + s.file, nil, theirs(ok, ok)},
		{"readConversation", "POST", c + "/read", map[string]int{"upTo": 1}, theirs(quiet, quiet)},
		{"claimConversation", "POST", c + "/claim", nil, forStaff(ok, clash)},
		{"ring", "POST", c + "/interviews", map[string]string{"id": s.interview, "mode": "audio"}, theirs(made, clash)},
		{"getInterview", "GET", i, nil, theirs(ok, ok)},
		{"cancelInterview", "POST", i + "/cancel", nil, theirs(-1, http.StatusForbidden)}, // it is not theirs to cancel
		{"declineInterview", "POST", i + "/decline", nil, theirs(http.StatusForbidden, -1)},
		{"acceptInterview", "POST", i + "/accept", nil, theirs(http.StatusForbidden, ok)},
		{"endInterview", "POST", i + "/end", nil, theirs(ok, ok)},
		{"leaveMessage", "POST", c + "/message", map[string]string{"contact": "anna@example.org"}, forVisitors(clash)},
		{"takeFollowUp", "POST", c + "/take", nil, forStaff(clash, clash)},
		{"handOnFollowUp", "POST", c + "/hand-on", map[string]string{"topic": "studies"}, forStaff(clash, clash)},
		{"phonedFollowUp", "POST", c + "/phoned", nil, forStaff(clash, hidden)},
		{"inviteColleague", "POST", c + "/colleagues", map[string]string{"colleague": "nobodyofthatname"}, forStaff(hidden, hidden)},
		{"postNote", "POST", c + "/notes", message("A note"), forStaff(made, hidden)},
		{"wrapUp", "PUT", c + "/wrap-up", map[string]string{"outcome": "answered", "next": "none"}, forStaff(ok, hidden)},
		{"departColleague", "POST", c + "/leave", nil, forStaff(http.StatusForbidden, hidden)},
		{"getFormer", "GET", c + "/former", nil, forStaff(ok, hidden)},
		{"getFormerConversation", "GET", c + "/former/" + id.New(), nil, forStaff(hidden, hidden)},
		{"getUnwrapped", "GET", "/api/staff/wrap-up", nil, forStaff(ok, ok)},
		{"getReplies", "GET", "/api/staff/replies", nil, forStaff(ok, ok)},
		{"saveReply", "PUT", "/api/staff/replies/" + id.New(), someReply(), forStaff(http.StatusForbidden, http.StatusForbidden)},
		{"removeReply", "DELETE", "/api/staff/replies/" + id.New(), nil, forStaff(quiet, quiet)},
		{"passConversation", "POST", c + "/pass", map[string]string{"reason": "busy"}, forStaff(quiet, quiet)},
		{"transferConversation", "POST", c + "/transfer", map[string]any{"topic": "studies", "anyway": true}, forStaff(ok, hidden)},
		{"takeBackConversation", "DELETE", c + "/transfer", nil, forStaff(ok, hidden)},
		{"stayInConversation", "POST", c + "/stay", nil, forStaff(ok, hidden)},
		{"getBoard", "GET", "/api/board", nil, forStaff(forbidden, forbidden)},
		{"callForHelp", "POST", "/api/board/help", map[string]string{"topic": "studies"}, forStaff(forbidden, forbidden)},
		{"closeEarly", "POST", "/api/centres/charleroi/close-early", map[string]string{}, forStaff(forbidden, forbidden)},
		{"openAgain", "DELETE", "/api/centres/charleroi/close-early", nil, forStaff(forbidden, forbidden)},
		{"getMyShifts", "GET", "/api/staff/shifts", nil, forStaff(ok, ok)},
		{"getComingShifts", "GET", "/api/roster/mine", nil, forStaff(ok, ok)},
		{"askSwap", "PUT", "/api/roster/shifts/" + id.New() + "/swap", map[string]string{}, forStaff(hidden, hidden)},
		{"dropSwap", "DELETE", "/api/roster/shifts/" + id.New() + "/swap", nil, forStaff(hidden, hidden)},
		{"takeSwap", "POST", "/api/roster/shifts/" + id.New() + "/swap/take", nil, forStaff(hidden, hidden)},
		{"approveSwap", "POST", "/api/roster/shifts/" + id.New() + "/swap/approve", nil, forStaff(hidden, hidden)},
		{"offerTimes", "POST", c + "/times", s.offer(), forStaff(clash, hidden)},
		{"closeConversation", "POST", c + "/close", nil, theirs(ok, ok)},
		{"rateConversation", "POST", c + "/rating", map[string]int{"helped": 5, "easy": 5}, forVisitors(quiet)},
		{"mailTranscript", "POST", c + "/transcript", map[string]string{"id": id.New(), "contact": "anna@example.org"}, forVisitors(quiet)},
		{"mailResumeLink", "POST", c + "/link/mail", map[string]string{"id": id.New(), "contact": "anna@example.org"}, forVisitors(quiet)},
		{"makeResumeLink", "POST", c + "/link", nil, forVisitors(made)},
		{"reopenConversation", "POST", c + "/reopen", nil, forVisitors(ok)},
		{"resume", "POST", "/api/resume", map[string]string{"token": id.Secret()}, everybody(hidden, nil)},
		{"signIn", "POST", "/api/staff/session", map[string]string{"email": "amelie@demo.example", "password": "wrong"}, everybody(unknown, nil)},
		{"signOut", "DELETE", "/api/staff/session", nil, forStaff(quiet, quiet)},
		{"eraseVisitor", "DELETE", "/api/visitor", nil, everybody(unknown, map[string]int{stranger: quiet, own: quiet, linked: quiet, astray: quiet})},
	}
}

// rowsOfAppointments are those of rows about appointments.
func (s *scene) rowsOfAppointments() []access {
	a := "/api/appointments/" + s.appointment
	return []access{
		{"getBooking", "GET", "/api/booking", nil, everybody(ok, nil)},
		{"getSlots", "GET", "/api/booking/slots?kind=video&language=fr", nil, everybody(ok, nil)},
		{"getAppointments", "GET", "/api/appointments", nil, everybody(ok, nil)},
		{"holdAppointment", "POST", "/api/appointments", s.holding(s.appointment), repeated()},
		{"getAppointment", "GET", a, nil, theirs(ok, ok)},
		{"getAppointmentSlots", "GET", a + "/slots", nil, theirs(ok, ok)},
		{"enterRoom", "POST", a + "/room", nil, theirs(clash, clash)}, // a week before
		{"getAppointmentFile", "GET", a + "/calendar", nil, theirs(ok, ok)},
		{"getAgendaFeed", "GET", "/api/agenda/" + id.Secret(), nil, everybody(hidden, nil)},
		{"bookAppointment", "POST", a + "/book", nora, forVisitors(ok)},
		{"wantEarlier", "PUT", a + "/earlier", map[string]bool{"wanted": true}, forVisitors(ok)},
		{"noteAttended", "POST", a + "/attended", map[string]bool{"came": true}, forStaff(clash, hidden)},
		{"moveAppointment", "POST", a + "/move", map[string]string{"start": "2020-01-01T09:00:00Z"}, theirs(clash, clash)},
		{"bookForVisitor", "POST", "/api/staff/appointments", s.holding(id.New(), nora), forStaff(clash, clash)},
		{"getAgenda", "GET", "/api/staff/agenda?from=2026-03-02T00:00:00Z&to=2026-03-09T00:00:00Z&staff=" + s.people[counsellor].id(), nil, forStaff(ok, hidden)},
		{"saveAvailability", "PUT", "/api/staff/availabilities/" + id.New(), s.availability(), forStaff(quiet, hidden)},
		{"removeAvailability", "DELETE", "/api/staff/availabilities/" + id.New(), nil, forStaff(hidden, hidden)},
		{"saveAbsence", "PUT", "/api/staff/absences/" + id.New(), s.absence(), forStaff(ok, hidden)},
		{"removeAbsence", "DELETE", "/api/staff/absences/" + id.New(), nil, forStaff(hidden, hidden)},
		{"relieve", "POST", "/api/staff/relief", s.relief(), forStaff(ok, hidden)},
		{"makeAgendaLink", "POST", "/api/staff/agenda/link", nil, forStaff(made, made)},
		{"revokeAgendaLink", "DELETE", "/api/staff/agenda/link", nil, forStaff(quiet, quiet)},
		{"setOutsideCalendar", "PUT", "/api/staff/agenda/outside", map[string]string{"url": ""}, forStaff(quiet, quiet)},
		{"getPolicies", "GET", "/api/booking/policies", nil, forStaff(forbidden, forbidden)},
		{"savePolicy", "PUT", "/api/centres/charleroi/booking", somePolicy(), forStaff(forbidden, forbidden)},
		{"cancelAppointment", "POST", a + "/cancel", nil, theirs(ok, ok)},
	}
}

// rowsOfOffices are those of rows that coordinators ask.
func (s *scene) rowsOfOffices() []access {
	return []access{
		{"getRoster", "GET", "/api/roster?week=2026-03-02", nil, forStaff(ok, ok)},
		{"putShift", "PUT", "/api/roster/shifts/" + id.New(), s.shift(), forStaff(forbidden, forbidden)},
		{"removeShift", "DELETE", "/api/roster/shifts/" + id.New(), nil, forStaff(hidden, hidden)},
		{"copyWeek", "POST", "/api/roster/copy", map[string]string{"from": "2026-03-02", "to": "2026-03-09"}, forStaff(forbidden, forbidden)},
		{"saveNeeds", "PUT", "/api/roster/needs", map[string]any{"needs": []any{}}, forStaff(forbidden, forbidden)},
		{"getCentres", "GET", "/api/centres", nil, forStaff(forbidden, forbidden)},
		{"saveHours", "PUT", "/api/centres/charleroi/hours", noHours(), forStaff(forbidden, forbidden)},
		{"previewHours", "POST", "/api/centres/charleroi/preview", noHours(), forStaff(forbidden, forbidden)},
		{"proposeClosings", "POST", "/api/centres/charleroi/proposals", map[string]string{"feed": "x"}, forStaff(forbidden, forbidden)},
	}
}

// shift is one of its counsellor's.
func (s *scene) shift() any {
	me := decode[struct{ ID string }](s.t, s.people[counsellor].want(ok, "GET", "/api/staff/me", nil))
	return map[string]any{"staff": me.ID, "date": "2026-03-02", "from": 540, "to": 720}
}

func noHours() any {
	return map[string]any{"week": []any{}, "exceptions": []any{}, "holidays": ""}
}

func someReply() any {
	return map[string]any{"shortcut": "mine", "texts": map[string]string{"fr": "Bonjour"}}
}

// AU-1 by HTTP: each operation of the document, by each who may ask. What is
// refused changes nothing.
func TestKnowingAnIDIsNotEnough(t *testing.T) {
	covered := map[string]bool{}
	var operations []string
	for name, part := range map[string]struct {
		rows func(*scene) []access
		// its and other are links to what it is about, and to something else.
		its, other func(*scene) account.Thing
	}{
		"meetings":      {(*scene).rowsOfMeetings, (*scene).theMeeting, (*scene).theConversation},
		"appointments":  {(*scene).rowsOfAppointments, (*scene).theAppointment, (*scene).theMeeting},
		"offices":       {(*scene).rowsOfOffices, (*scene).theConversation, (*scene).theAppointment},
		"conversations": {(*scene).rows, (*scene).theConversation, (*scene).theAppointment},
	} {
		// Each in a scene of its own: nobody may ask for so much at once.
		for _, asking := range [][]string{{own, counsellor, elsewhere, stranger, nobody, expired}, {linked, counsellor}, {astray}} {
			t.Run(name+" by "+asking[0], func(t *testing.T) {
				s := setScene(t)
				s.asking = asking
				s.people[linked], s.people[astray] = s.follows(part.its(s)), s.follows(part.other(s))
				for _, row := range part.rows(s) {
					covered[row.operation] = true
					t.Run(row.operation, func(t *testing.T) { s.walk(t, row) })
				}
				operations = s.place.operations(t)
			})
		}
	}
	for _, operation := range operations {
		if !covered[operation] {
			t.Errorf("%s has no row: say who may do it", operation)
		}
	}
}

// walk lets those ask who are refused, and then the others.
func (s *scene) walk(t *testing.T, row access) {
	refused := func(who string) bool { return row.status[who] >= 400 }
	before := s.state(t)
	for _, who := range s.asking {
		if _, decided := row.status[who]; !decided {
			t.Errorf("%s: it is not said what they may do", who)
		}
		if refused(who) {
			s.asks(t, who, row)
		}
	}
	if after := s.state(t); !bytes.Equal(before, after) {
		t.Errorf("a refused request changed the conversation:\n%s\n%s", before, after)
	}
	for _, who := range s.asking {
		if !refused(who) && row.status[who] > 0 {
			s.asks(t, who, row)
		}
	}
}

func (s *scene) asks(t *testing.T, who string, row access) {
	t.Helper()
	b := s.people[who]
	b.t = t
	if got, answer := b.ask(row.method, row.path, row.body); got != row.status[who] {
		t.Errorf("%s: %d %s, want %d", who, got, answer, row.status[who])
	}
}

// lost is what time does to a counsellor who has no page open, whoever asks.
var lost = regexp.MustCompile(`"counsellorLost":"[^"]*",`)

// state is the whole conversation and the appointment as their visitor sees them.
func (s *scene) state(t *testing.T) []byte {
	b := s.people[own]
	b.t = t
	_, answer := b.ask("GET", "/api/conversations/"+s.conversation, nil)
	_, appointment := b.ask("GET", "/api/appointments/"+s.appointment, nil)
	return append(lost.ReplaceAll(answer, nil), appointment...)
}

// operations are all of the served document.
func (p *place) operations(t *testing.T) []string {
	t.Helper()
	_, text := p.browser(t).ask("GET", "/api/openapi.yaml", nil)
	var all []string
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "operationId: "); ok {
			all = append(all, name)
		}
	}
	return all
}

// AU-1 by the socket: each message that a client may send, about what is not
// theirs.
func TestKnowingAnIDIsNotEnoughOnTheSocket(t *testing.T) {
	s := setScene(t)
	s.people[astray] = s.follows(s.theAppointment())
	t.Run("a conversation", func(t *testing.T) { s.onTheSocket(t, "conversation:"+s.conversation, s.interview) })
	t.Run("a meeting", func(t *testing.T) { s.onTheSocket(t, "meeting:"+s.meeting, s.meeting) })
}

// onTheSocket sends each message about a stream and its room.
func (s *scene) onTheSocket(t *testing.T, stream, room string) {
	requests := map[string]any{
		"hello":       protocol.Hello{Streams: []protocol.Position{{Stream: stream}}},
		"watch":       protocol.Watch{Position: protocol.Position{Stream: stream}},
		"unwatch":     nil, // what is not watched is not watched afterwards either
		"typing":      protocol.Typing{Conversation: s.conversation},
		"room.offer":  protocol.RoomOffer{Room: room, SDP: "v=0"},
		"room.state":  protocol.RoomState{Room: room, Generation: 1},
		"room.view":   protocol.RoomView{Room: room, Generation: 1},
		"room.report": protocol.RoomReport{Room: room, Generation: 1},
		"room.leave":  nil, // it leaves by the asker's own name
	}
	for _, entry := range protocol.Requests() {
		request, decided := requests[entry.Type]
		if !decided {
			t.Errorf("%s has no row", entry.Type)
		}
		if request == nil {
			continue
		}
		for who, path := range map[string]string{
			nobody: "/ws/visitor", stranger: "/ws/visitor", elsewhere: "/ws/staff", expired: "/ws/visitor", astray: "/ws/visitor?as=link",
		} {
			t.Run(entry.Type+" by "+who, func(t *testing.T) {
				b := s.people[who]
				b.t = t
				w := b.wire(path)
				if entry.Type != "hello" {
					w.send("hello", protocol.Hello{})
					w.expect("welcome")
				}
				w.send(entry.Type, request)
				f := decode[protocol.Failure](t, w.expect("error").Data)
				if f.Code != "not_found" && f.Code != "unauthenticated" {
					t.Errorf("the answer is %q", f.Code)
				}
			})
		}
	}
}

func TestStaffSocketsNeedASession(t *testing.T) {
	p := open(t)
	for name, b := range map[string]*browser{nobody: p.browser(t), expired: p.expired(t)} {
		w := b.wire("/ws/staff")
		if _, _, err := w.conn.ReadMessage(); !closedWith(err, protocol.CloseSession) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// SG-4 by the real program; door has the table.
func TestSocketsAndWritesComeFromOurOwnPages(t *testing.T) {
	p := open(t)
	for _, origin := range []string{"", "null", "https://evil.example", p.base + ".evil.example", "https" + strings.TrimPrefix(p.base, "http")} {
		_, response, err := p.browser(t).tryWire("/ws/visitor", origin)
		if err == nil || response == nil || response.StatusCode != http.StatusForbidden {
			t.Errorf("a socket from %q: %v %v", origin, response, err)
		}
		r, err := http.NewRequest("POST", p.base+"/api/conversations", bytes.NewReader(marshal(t, opening(id.New()))))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("a write from %q: %d", origin, answer.StatusCode)
		}
	}
	if log := p.log.String(); !strings.Contains(log, p.base) || !strings.Contains(log, "evil.example") {
		t.Error("the log does not say what came and what was expected")
	}
}

// AU-2: a session that was planted beforehand gains nothing by a sign-in, and
// signing out ends it.
func TestSigningInMakesANewSession(t *testing.T) {
	p := open(t)
	b := p.browser(t)
	at := mustParse(p.base)
	planted := id.Secret()
	b.http.Jar.SetCookies(at, []*http.Cookie{{Name: door.StaffCookie, Value: planted, Path: "/"}})
	b.want(http.StatusOK, "POST", "/api/staff/session", map[string]string{"email": "amelie@demo.example", "password": password})
	fresh := b.http.Jar.Cookies(at)
	if len(fresh) != 1 || fresh[0].Value == planted {
		t.Fatalf("after signing in the cookies are %v", fresh)
	}
	thief := p.browser(t)
	thief.http.Jar.SetCookies(at, []*http.Cookie{{Name: door.StaffCookie, Value: planted, Path: "/"}})
	thief.want(http.StatusUnauthorized, "GET", "/api/staff/me", nil)
	b.want(http.StatusNoContent, "DELETE", "/api/staff/session", nil)
	thief.http.Jar.SetCookies(at, fresh)
	thief.want(http.StatusUnauthorized, "GET", "/api/staff/me", nil)
	if strings.Contains(p.log.String(), fresh[0].Value) || strings.Contains(p.log.String(), password) {
		t.Error("a secret is in the log")
	}
}

// A repeat after a lost answer, which had the cookie, is the same visitor's.
func TestAnOpeningWhoseAnswerWasLostIsRepeated(t *testing.T) {
	p := open(t)
	conversation := id.New()
	body := opening(conversation)
	first := p.browser(t).want(http.StatusCreated, "POST", "/api/conversations", body)
	again := p.browser(t) // no cookie came
	if second := again.want(http.StatusCreated, "POST", "/api/conversations", body); !bytes.Equal(first, second) {
		t.Errorf("the repeat got another answer:\n%s\n%s", first, second)
	}
	again.want(http.StatusOK, "GET", "/api/conversations/"+conversation, nil)
}
