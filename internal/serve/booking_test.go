package serve_test

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"miti/internal/id"
	"miti/internal/mail/mailtest"
)

// nora is what somebody says to book.
var nora = map[string]any{"name": "Nora", "contact": "nora@mail.example"}

type (
	slot struct {
		Start time.Time `json:"start"`
		End   time.Time `json:"end"`
	}
	listed struct {
		Slots []slot `json:"slots"`
	}
	appointment struct {
		ID          string    `json:"id"`
		State       string    `json:"state"`
		Start       time.Time `json:"start"`
		End         time.Time `json:"end"`
		Staff       struct{ ID, Name string }
		ChangeUntil time.Time `json:"changeUntil"`
		Offered     []slot    `json:"offered"`
	}
	several struct {
		Appointments []appointment `json:"appointments"`
	}
)

// id is who has signed in.
func (b *browser) id() string {
	return decode[struct{ ID string }](b.t, b.want(ok, "GET", "/api/staff/me", nil)).ID
}

// slots are the first times of a wish; more is what the wish says besides.
func (b *browser) slots(more ...string) []slot {
	b.t.Helper()
	q := url.Values{"kind": {"video"}, "language": {"fr"}}
	for _, each := range more {
		name, value, _ := strings.Cut(each, "=")
		q.Set(name, value)
	}
	return decode[listed](b.t, b.want(ok, "GET", "/api/booking/slots?"+q.Encode(), nil)).Slots
}

// holds is a body that holds a time.
func holds(appointment string, at time.Time, more ...map[string]any) map[string]any {
	all := map[string]any{"id": appointment, "start": at, "kind": "video", "language": "fr"}
	for _, each := range more {
		maps.Copy(all, each)
	}
	return all
}

// books books a time with a counsellor that is a week away, and returns its id.
func (b *browser) books(staff string) string {
	b.t.Helper()
	name := id.New()
	start := b.slots("staff="+staff, "from="+time.Now().AddDate(0, 0, 7).UTC().Format(time.RFC3339))[0].Start
	b.want(made, "POST", "/api/appointments", holds(name, start, map[string]any{"staff": staff}))
	b.want(ok, "POST", "/api/appointments/"+name+"/book", nora)
	return name
}

// holding, offer, availability, absence, relief are what the walk over the
// document sends; the times are long past, and so nobody's.
func (s *scene) holding(name string, more ...map[string]any) any {
	own := s.people[own]
	start := time.Date(2020, 1, 1, 9, 0, 0, 0, time.UTC)
	if len(more) == 0 {
		start = decode[appointment](s.t, own.want(ok, "GET", "/api/appointments/"+name, nil)).Start
	}
	return holds(name, start, more...)
}

func (s *scene) offer() any {
	past := time.Date(2020, 1, 1, 9, 0, 0, 0, time.UTC)
	return map[string]any{"id": id.New(), "kind": "video", "language": "fr", "slots": []any{map[string]any{"id": id.New(), "start": past}}}
}

func (s *scene) availability() any {
	return map[string]any{"staff": s.people[counsellor].id(), "kinds": []string{"phone"}, "topics": []any{}, "languages": []any{}, "week": []any{}, "exceptions": []any{}}
}

func (s *scene) absence() any {
	return map[string]any{"staff": s.people[counsellor].id(), "from": "2026-03-02", "to": "2026-03-02", "hours": []any{}}
}

func (s *scene) relief() any {
	return map[string]any{"staff": s.people[counsellor].id(), "from": "2020-03-02T00:00:00Z", "to": "2020-03-03T00:00:00Z"}
}

func somePolicy() any {
	return map[string]any{
		"noticeMinutes": 60, "horizonDays": 30, "bufferMinutes": 5, "stepMinutes": 15, "mostADay": 4, "minutes": 45, "byTopic": map[string]int{}, "changeUntilMinutes": 120,
	}
}

func TestAVisitorBooksMovesAndCancels(t *testing.T) {
	p := open(t)
	b := p.browser(t)
	first := b.slots()
	if len(first) != 20 {
		t.Fatalf("%d times", len(first))
	}
	name := id.New()
	held := decode[appointment](t, b.want(made, "POST", "/api/appointments", holds(name, first[3].Start)))
	if held.State != "held" || !held.End.Equal(first[3].End) {
		t.Errorf("held %+v", held)
	}
	again := decode[appointment](t, b.want(made, "POST", "/api/appointments", holds(name, first[3].Start)))
	if again.Staff != held.Staff || !again.Start.Equal(held.Start) {
		t.Errorf("the same again: %+v", again)
	}
	b.want(http.StatusUnprocessableEntity, "POST", "/api/appointments/"+name+"/book", map[string]any{"name": "Nora"})
	booked := decode[appointment](t, b.want(ok, "POST", "/api/appointments/"+name+"/book", nora))
	if booked.State != "booked" || booked.ChangeUntil.IsZero() {
		t.Errorf("booked %+v", booked)
	}
	places := decode[listed](t, b.want(ok, "GET", "/api/appointments/"+name+"/slots?limit=200", nil)).Slots
	to := places[len(places)-1].Start
	moved := decode[appointment](t, b.want(ok, "POST", "/api/appointments/"+name+"/move", map[string]any{"start": to}))
	if !moved.Start.Equal(to) || moved.Staff != booked.Staff {
		t.Errorf("moved %+v", moved)
	}
	gone := decode[struct {
		Code  string
		Slots []slot
	}](t, b.want(clash, "POST", "/api/appointments/"+name+"/move", map[string]any{"start": to.Add(time.Minute)}))
	if gone.Code != "taken" || len(gone.Slots) == 0 {
		t.Errorf("to a time that is not shown: %+v", gone)
	}
	if all := decode[several](t, b.want(ok, "GET", "/api/appointments", nil)).Appointments; len(all) != 1 || all[0].ID != name {
		t.Errorf("the visitor's: %+v", all)
	}
	if a := decode[appointment](t, b.want(ok, "POST", "/api/appointments/"+name+"/cancel", nil)); a.State != "cancelled" {
		t.Errorf("cancelled %+v", a)
	}
	b.want(clash, "POST", "/api/appointments/"+name+"/move", map[string]any{"start": first[0].Start})
}

// BK-1 by the whole program: what the list does not show cannot be had by a
// request made by hand, and what it shows can.
func TestWhatTheListDoesNotShowCannotBeBooked(t *testing.T) {
	p := open(t)
	staff := p.counsellor(t, "amelie").id()
	b := p.browser(t)
	seed := rand.New(rand.NewPCG(1, 2))
	who := map[string]any{"staff": staff}
	name := id.New()
	for i := range 60 {
		if i%15 == 14 {
			b, name = p.browser(t), id.New() // one session may not ask that often
		}
		shown := b.slots("staff="+staff, "limit=20000")
		start := time.Now().UTC().Truncate(time.Minute).Add(time.Duration(seed.IntN(70*24*60)-60) * time.Minute)
		if seed.IntN(2) == 0 {
			start = shown[seed.IntN(len(shown))].Start.Add(time.Duration(seed.IntN(4)) * 5 * time.Minute)
		}
		isShown := slices.ContainsFunc(shown, func(s slot) bool { return s.Start.Equal(start) })
		status, answer := b.ask("POST", "/api/appointments", holds(name, start, who))
		if isShown != (status == made) || !isShown && status != clash {
			t.Fatalf("%s is shown: %v, and holding it is %d %s", start, isShown, status, answer)
		}
		if isShown {
			b.want(ok, "POST", "/api/appointments/"+name+"/book", nora)
			name = id.New()
		}
	}
	b.want(clash, "POST", "/api/appointments", holds(name, b.slots()[0].Start, map[string]any{"staff": "nobodyofthatname"}))
	wrong := b.slots("staff=" + staff)[0]
	b.want(clash, "POST", "/api/appointments", holds(name, wrong.Start, who, map[string]any{"end": wrong.End.Add(time.Hour)}))
}

// BK-1: twenty visitors, one time of one counsellor.
func TestTwentyVisitorsAndOneTime(t *testing.T) {
	p := open(t)
	staff := p.counsellor(t, "amelie").id()
	first := p.browser(t).slots("staff=" + staff)[0]
	var mu sync.Mutex
	statuses := map[int]int{}
	var all sync.WaitGroup
	for range 20 {
		b := p.browser(t)
		all.Go(func() {
			status, answer := b.ask("POST", "/api/appointments", holds(id.New(), first.Start, map[string]any{"staff": staff}))
			mu.Lock()
			defer mu.Unlock()
			statuses[status]++
			if status == clash && !strings.Contains(string(answer), `"slots":[{`) {
				t.Errorf("no other times: %s", answer)
			}
		})
	}
	all.Wait()
	if statuses[made] != 1 || statuses[clash] != 19 {
		t.Errorf("answers %v", statuses)
	}
}

func TestTimesOfferedInAChat(t *testing.T) {
	p := open(t)
	visitor, talk := p.visitor(t)
	staff := p.counsellor(t, "amelie")
	staff.want(ok, "POST", "/api/conversations/"+talk+"/claim", nil)
	me := staff.id()
	free := staff.slots("staff="+me, "from="+time.Now().AddDate(0, 0, 7).UTC().Format(time.RFC3339))
	at := []slot{free[0], free[5], free[10]}
	var offered []any
	var ids []string
	for _, s := range at {
		ids = append(ids, id.New())
		offered = append(offered, map[string]any{"id": ids[len(ids)-1], "start": s.Start})
	}
	offer := map[string]any{"id": id.New(), "kind": "video", "language": "fr", "staff": me, "slots": offered}
	for range 2 { // a repeat is the same
		staff.want(made, "POST", "/api/conversations/"+talk+"/times", offer)
	}
	history := string(visitor.want(ok, "GET", "/api/conversations/"+talk, nil))
	if strings.Count(history, "times_offered") != 1 || !strings.Contains(history, ids[2]) {
		t.Errorf("the chat shows %s", history)
	}
	p.browser(t).want(clash, "POST", "/api/appointments", holds(id.New(), at[1].Start, map[string]any{"staff": me}))
	visitor.want(ok, "POST", "/api/appointments/"+ids[1]+"/book", map[string]any{"contact": "nora@mail.example"})
	visitor.want(hidden, "POST", "/api/appointments/"+ids[0]+"/book", nora)
	history = string(visitor.want(ok, "GET", "/api/conversations/"+talk, nil))
	if !strings.Contains(history, "appointment_booked") {
		t.Errorf("the chat does not say what was booked: %s", history)
	}
	p.browser(t).want(made, "POST", "/api/appointments", holds(id.New(), at[0].Start, map[string]any{"staff": me}))
}

func TestTheAgendaOfWhoIsIll(t *testing.T) {
	p := open(t)
	ill := p.counsellor(t, "hugo")
	me := ill.id()
	b := p.browser(t)
	easy, hard := b.books(me), id.New()
	// Only Hugo speaks Dutch and German at his centre, and knows business: on site
	// nobody else can.
	there := b.slots("kind=on_site", "language=nl", "topic=business", "centre=liege")
	if len(there) == 0 {
		t.Fatal("no times at the centre")
	}
	at := there[len(there)-1]
	b.want(made, "POST", "/api/appointments", holds(hard, at.Start, map[string]any{"kind": "on_site", "language": "nl", "topic": "business", "centre": "liege"}))
	b.want(ok, "POST", "/api/appointments/"+hard+"/book", nora)
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	absence := map[string]any{"from": day(time.Now()), "to": day(time.Now().AddDate(0, 0, 60)), "hours": []any{}}
	inside := decode[several](t, ill.want(ok, "PUT", "/api/staff/absences/"+id.New(), absence)).Appointments
	if len(inside) != 2 {
		t.Errorf("inside the absence: %+v", inside)
	}
	done := decode[struct {
		Appointments []struct {
			ID      string
			To      struct{ ID, Name string }
			Offered int
		}
	}](t, ill.want(ok, "POST", "/api/staff/relief", map[string]any{"from": time.Now(), "to": time.Now().AddDate(0, 0, 60)})).Appointments
	if len(done) != 2 {
		t.Fatalf("relieved of %+v", done)
	}
	for _, one := range done {
		a := decode[appointment](t, b.want(ok, "GET", "/api/appointments/"+one.ID, nil))
		switch one.ID {
		case easy:
			if one.To.ID == "" || a.State != "booked" || a.Staff.ID == me {
				t.Errorf("what others can do: %+v, %+v", one, a)
			}
		case hard:
			if one.To.ID != "" || a.State != "proposed" || one.Offered != len(a.Offered) {
				t.Errorf("what nobody else can do: %+v, %+v", one, a)
			}
		}
	}
}

// AU-2: the link in the mail of an appointment opens it elsewhere, and neither the
// link, nor the feed's, nor the address is in any log.
func TestTheMailOfAnAppointmentLetsIn(t *testing.T) {
	server := mailtest.Start(t)
	p := open(t, "MITI_MAIL_URL="+server.URL, "MITI_MAIL_FROM=miti@centre.example")
	staff := p.counsellor(t, "amelie")
	b := p.browser(t)
	name, who := id.New(), staff.id()
	start := b.slots("staff="+who, "from="+time.Now().AddDate(0, 0, 7).UTC().Format(time.RFC3339))[0].Start
	b.want(made, "POST", "/api/appointments", holds(name, start, map[string]any{"staff": who}))
	b.want(ok, "POST", "/api/appointments/"+name+"/book", map[string]any{"name": "Nora", "contact": address})
	server.Await(t, 1)
	raw := strings.ReplaceAll(strings.ReplaceAll(server.Mails()[0], "=\r\n", ""), "=3D", "=")
	found := regexp.MustCompile(`/book#r=([a-z2-7]{26})`).FindStringSubmatch(raw)
	if found == nil || !strings.Contains(raw, "method=REQUEST") {
		t.Fatalf("the mail is %s", raw)
	}
	other := p.browser(t)
	other.as = "link"
	opened := decode[struct{ Appointment string }](t, other.want(ok, "POST", "/api/resume", map[string]string{"token": found[1]}))
	if opened.Appointment != name {
		t.Errorf("it opens %q", opened.Appointment)
	}
	other.want(ok, "GET", "/api/appointments/"+name, nil)
	if file := string(other.want(ok, "GET", "/api/appointments/"+name+"/calendar", nil)); !strings.Contains(file, "UID:"+name+"@miti") || strings.Contains(file, found[1]) {
		t.Errorf("the file is %s", file)
	}
	link := decode[struct{ Token string }](t, staff.want(made, "POST", "/api/staff/agenda/link", nil))
	if feed := string(p.browser(t).want(ok, "GET", "/api/agenda/"+link.Token, nil)); !strings.Contains(feed, "UID:"+name+"@miti") {
		t.Errorf("the feed is %s", feed)
	}
	for what, secret := range map[string]string{"the link": found[1], "the feed's": link.Token, "the address": "canary", "the appointment": name} {
		if strings.Contains(p.log.String(), secret) {
			t.Errorf("%s is in the log", what)
		}
	}
}
