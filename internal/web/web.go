// Package web is Miti's HTTP: the commands of openapi.yaml, and the pages. A
// handler parses, authorises, calls the desk once, and answers.
package web

import (
	"context"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/desk"
	"miti/internal/door"
	"miti/internal/invite"
	"miti/internal/meeting"
	"miti/internal/office"
)

// Deps is what the web layer works with.
type Deps struct {
	Desk   *desk.Desk
	Office *office.Office
	Agenda *agenda.Agenda
	// Invites writes appointments for calendars.
	Invites invite.Writer
	// Meetings are those of groups.
	Meetings *meeting.Hall
	Door     *door.Door
	Trials   Trials
	// Accounts is asked by signing in.
	Accounts account.Directory
	// Allow counts one try under key: burst at once, one more for each every.
	// It returns how long to wait, zero when the try may go on.
	Allow func(ctx context.Context, key string, burst int, every time.Duration) (time.Duration, error)
	// Pages are the built pages.
	Pages fs.FS
	// NetworkName is what the network of centres is called.
	NetworkName string
	// Count is told of each request, by the template of its route.
	Count func(method, route string, status int, took time.Duration)
	Log   *slog.Logger
	Now   func() time.Time
}

type server struct {
	Deps
	document      *document
	contentPolicy string
	passwords     *account.Checker
}

// New makes the handler of everything that is not a socket. It fails when an
// operation of the document has no handler, or a handler no operation.
func New(d Deps) (http.Handler, error) {
	doc, err := readDocument()
	if err != nil {
		return nil, err
	}
	s := &server{Deps: d, document: doc, contentPolicy: contentPolicy(d.Door.Origins.Own()), passwords: account.NewChecker()}
	gin.SetMode(gin.ReleaseMode) // gin has this for the process alone; else it prints its routes
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	// gin trusts every proxy unless told; the address comes from the door.
	if err := engine.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	engine.Use(s.observe, s.recover, s.headers)
	if err := s.routes(engine); err != nil {
		return nil, err
	}
	pages, err := newPages(d.Pages)
	if err != nil {
		return nil, err
	}
	engine.GET("/api/openapi.yaml", s.getOpenAPI)
	engine.NoRoute(func(c *gin.Context) { s.noRoute(c, pages) })
	engine.NoMethod(s.noRouteOfAPI)
	return engine, nil
}

// routes adds a route for each operation of the document, so that there is
// nothing beside it.
func (s *server) routes(engine *gin.Engine) error {
	handlers := s.handlers()
	maps.Copy(handlers, s.ofRoster())
	for _, op := range s.document.operations {
		if op.id == "getOpenAPI" {
			continue // text, not JSON
		}
		handle, ok := handlers[op.id]
		if !ok {
			return errNoHandler(op.id)
		}
		delete(handlers, op.id)
		engine.Handle(op.method, op.ginPath, s.serve(op, handle))
	}
	for id := range handlers {
		return errNoOperation(id)
	}
	return nil
}

// handlers are the operations of the document by operationId; those of the
// roster are in ofRoster.
func (s *server) handlers() map[string]handler {
	return map[string]handler{
		"getNetwork":            s.getNetwork,
		"testConnection":        s.testConnection,
		"getVisitor":            s.getVisitor,
		"eraseVisitor":          s.eraseVisitor,
		"openConversation":      s.openConversation,
		"getConversation":       s.getConversation,
		"postMessage":           s.postMessage,
		"postFile":              s.postFile,
		"getFile":               s.getFile,
		"readConversation":      s.readConversation,
		"closeConversation":     s.closeConversation,
		"leaveMessage":          s.leaveMessage,
		"reopenConversation":    s.reopenConversation,
		"rateConversation":      s.rateConversation,
		"mailTranscript":        s.letter(s.Desk.MailTranscript),
		"mailResumeLink":        s.letter(s.Desk.MailLink),
		"makeResumeLink":        s.makeResumeLink,
		"resume":                s.resume,
		"claimConversation":     s.claimConversation,
		"takeFollowUp":          s.takeFollowUp,
		"handOnFollowUp":        s.handOnFollowUp,
		"phonedFollowUp":        s.phonedFollowUp,
		"inviteColleague":       s.inviteColleague,
		"postNote":              s.postNote,
		"departColleague":       s.departColleague,
		"wrapUp":                s.wrapUp,
		"getUnwrapped":          s.getUnwrapped,
		"getFormer":             s.getFormer,
		"getFormerConversation": s.getFormerConversation,
		"getReplies":            s.getReplies,
		"saveReply":             s.saveReply,
		"removeReply":           s.removeReply,
		"passConversation":      s.passConversation,
		"transferConversation":  s.transferConversation,
		"takeBackConversation":  s.takeBackConversation,
		"stayInConversation":    s.stayInConversation,
		"ring":                  s.ring,
		"getInterview":          s.interviewAct(s.Desk.Interview),
		"acceptInterview":       s.interviewAct(s.Desk.Accept),
		"declineInterview":      s.interviewAct(s.Desk.Decline),
		"cancelInterview":       s.interviewAct(s.Desk.Cancel),
		"endInterview":          s.interviewAct(s.Desk.End),
		"signIn":                s.signIn,
		"signOut":               s.signOut,
		"getMe":                 s.getMe,
		"declarePresence":       s.declarePresence,
		"getQueue":              s.getQueue,
		"getInbox":              s.getInbox,
		"getConversations":      s.getConversations,
		"getColleagues":         s.getColleagues,
		"getBoard":              s.getBoard,
		"callForHelp":           s.callForHelp,
		"closeEarly":            s.closeEarly,
		"openAgain":             s.openAgain,
		"getMyShifts":           s.getMyShifts,
		"getBooking":            s.getBooking,
		"getSlots":              s.getSlots,
		"getAppointments":       s.getAppointments,
		"holdAppointment":       s.holdAppointment,
		"getAppointment":        s.getAppointment,
		"bookAppointment":       s.bookAppointment,
		"getAppointmentFile":    s.getAppointmentFile,
		"getAgendaFeed":         s.getAgendaFeed,
		"getAppointmentSlots":   s.getAppointmentSlots,
		"moveAppointment":       s.moveAppointment,
		"cancelAppointment":     s.cancelAppointment,
		"wantEarlier":           s.wantEarlier,
		"noteAttended":          s.noteAttended,
		"enterRoom":             s.enterRoom,
		"offerTimes":            s.offerTimes,
		"bookForVisitor":        s.bookForVisitor,
		"getAgenda":             s.getAgenda,
		"saveAvailability":      s.saveAvailability,
		"removeAvailability":    s.removeAvailability,
		"saveAbsence":           s.saveAbsence,
		"removeAbsence":         s.removeAbsence,
		"relieve":               s.relieve,
		"makeAgendaLink":        s.makeAgendaLink,
		"revokeAgendaLink":      s.revokeAgendaLink,
		"setOutsideCalendar":    s.setOutsideCalendar,
		"getPolicies":           s.getPolicies,
		"savePolicy":            s.savePolicy,
		"getCentres":            s.getCentres,
		"saveHours":             s.saveHours,
		"previewHours":          s.previewHours,
		"proposeClosings":       s.proposeClosings,
		"getMeetings":           s.getMeetings,
		"getRegistrations":      s.getRegistrations,
		"getStaffMeetings":      s.getStaffMeetings,
		"getMeeting":            s.meetingAct(s.Meetings.Meeting),
		"getMeetingFile":        s.getMeetingFile,
		"putMeeting":            s.putMeeting,
		"cancelMeeting":         meetingWish(s.cancelMeeting),
		"register":              s.register,
		"withdrawRegistration":  s.meetingAct(s.Meetings.Withdraw),
		"takePlace":             s.meetingAct(s.Meetings.Take),
		"knock":                 s.meetingAct(s.Meetings.Knock),
		"raiseHand":             meetingWish(s.raiseHand),
		"getMeetingLive":        s.getMeetingLive,
		"postMeetingMessage":    s.postMeetingMessage,
		"getMeetingPeople":      s.getMeetingPeople,
		"openMeeting":           s.meetingAct(s.Meetings.Open),
		"endMeeting":            s.meetingAct(s.Meetings.End),
		"admitGuests":           meetingWish(s.admitGuests),
		"steerMeeting":          meetingWish(s.steerMeeting),
		"letSpeak":              meetingWish(s.letSpeak),
		"removeGuest":           s.removeGuest,
		"nameHost":              s.nameHost,
		"dismissHost":           s.dismissHost,
		"writeAfterword":        meetingWish(s.writeAfterword),
	}
}
