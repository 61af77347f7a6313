// The icons that this page alone has.
export { CalendarDays as calendar, List as list, MapPin as place } from "lucide";
