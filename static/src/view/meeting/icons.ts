import { Hand, Lock, LockOpen, Users, Wrench } from "lucide";

// Icons that only the rooms of groups show.
export const handIcon = Hand;
export const lockIcon = Lock;
export const unlockIcon = LockOpen;
export const peopleIcon = Users;
export const toolsIcon = Wrench;
