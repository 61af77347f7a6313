// The icons that this page alone has.
export {
  CalendarDays as calendar,
  Ear as ear,
  Handshake as hand,
  Info as info,
  Keyboard as keyboard,
  LayoutDashboard as board,
  Lock as lock,
  MessageSquareQuote as quote,
  Pause as pause,
  Repeat as swap,
  Users as group,
} from "lucide";
