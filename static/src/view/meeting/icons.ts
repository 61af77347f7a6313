import { ChevronLeft, ChevronRight, Hand, Lock, LockOpen, Pin, PinOff, Users, Wrench } from "lucide";

// Icons that only the rooms of groups show.
export const handIcon = Hand;
export const lockIcon = Lock;
export const unlockIcon = LockOpen;
export const previousIcon = ChevronLeft;
export const nextIcon = ChevronRight;
export const pinIcon = Pin;
export const unpinIcon = PinOff;
export const peopleIcon = Users;
export const toolsIcon = Wrench;
