package serve_test

import (
	"time"

	"miti/internal/id"
)

// soon is a meeting that begins in a quarter of an hour.
func soon() map[string]any {
	start := time.Now().UTC().Truncate(time.Minute).Add(15 * time.Minute)
	return map[string]any{
		"centre": "charleroi", "titles": map[string]string{"fr": "Un CV"}, "languages": []string{"fr"},
		"start": start, "end": start.Add(time.Hour), "capacity": 3, "mode": "audience", "admission": "by_hand",
	}
}

func afterword() any {
	return map[string]any{"id": id.New(), "texts": map[string]string{"fr": "Merci d’être venus."}, "to": "registered"}
}

func (s *scene) entry() any {
	return map[string]string{"id": s.registration, "name": "Anna", "contact": "anna@example.org", "language": "fr"}
}

// rowsOfMeetings are those of rows about meetings.
func (s *scene) rowsOfMeetings() []access {
	m := "/api/meetings/" + s.meeting
	message := func(text string) any { return map[string]string{"id": id.New(), "text": text} }
	return []access{
		{"getMeetings", "GET", "/api/meetings?language=fr", nil, everybody(ok, nil)},
		{"getRegistrations", "GET", "/api/registrations", nil, everybody(ok, nil)},
		{"getStaffMeetings", "GET", "/api/staff/meetings", nil, forStaff(ok, ok)},
		{"getMeeting", "GET", m, nil, everybody(ok, nil)},
		{"getMeetingFile", "GET", m + "/calendar?language=fr", nil, everybody(ok, nil)},
		{"putMeeting", "PUT", m, soon(), forStaff(ok, hidden)},
		{"register", "POST", m + "/registrations", s.entry(), repeated()},
		{"takePlace", "POST", m + "/take", nil, forVisitors(ok)},
		{"knock", "POST", m + "/knock", nil, forVisitors(ok)},
		{"openMeeting", "POST", m + "/open", nil, forStaff(ok, hidden)},
		{"admitGuests", "POST", m + "/admit", map[string]any{}, forStaff(ok, hidden)},
		{"raiseHand", "PUT", m + "/hand", map[string]bool{"raised": true}, forVisitors(ok)},
		{"letSpeak", "PUT", m + "/people/" + s.registration + "/voice", map[string]bool{"speaks": true}, forStaff(ok, hidden)},
		{"steerMeeting", "POST", m + "/steer", map[string]any{"locked": true}, forStaff(ok, hidden)},
		{"getMeetingLive", "GET", m + "/live", nil, theirs(ok, ok)},
		{"getMeetingPeople", "GET", m + "/people", nil, forStaff(ok, hidden)},
		{"postMeetingMessage", "POST", m + "/messages", message("Bonjour"), theirs(made, -1)},
		{"postMeetingMessage", "POST", m + "/messages", message("Bienvenue"), theirs(-1, made)},
		{"nameHost", "PUT", m + "/hosts/" + s.people[counsellor].id(), nil, forStaff(ok, hidden)},
		{"dismissHost", "DELETE", m + "/hosts/" + s.people[counsellor].id(), nil, forStaff(clash, hidden)},
		{"removeGuest", "POST", m + "/people/" + s.registration + "/remove", nil, forStaff(ok, hidden)},
		{"endMeeting", "POST", m + "/end", nil, forStaff(ok, hidden)},
		{"writeAfterword", "POST", m + "/afterword", afterword(), forStaff(ok, hidden)},
		{"cancelMeeting", "POST", m + "/cancel", map[string]any{}, forStaff(clash, hidden)},
		{"withdrawRegistration", "POST", m + "/withdraw", nil, forVisitors(clash)},
	}
}
