import type { IconNode } from "lucide";
import {
  ArrowLeft,
  Check,
  CheckCheck,
  CircleAlert,
  CircleDot,
  Clock,
  Copy,
  Download,
  EllipsisVertical,
  FileText,
  Globe,
  Link,
  LoaderCircle,
  LogOut,
  MessageSquare,
  Mic,
  Moon,
  Paperclip,
  Phone,
  PhoneIncoming,
  PhoneOff,
  RotateCcw,
  Send,
  Settings,
  ShieldCheck,
  Trash2,
  User,
  UserX,
  Video,
  Volume2,
  WifiOff,
  X,
} from "lucide";
import { h } from "preact";

const drawn = {
  alert: CircleAlert,
  attach: Paperclip,
  away: Moon,
  back: ArrowLeft,
  call: Phone,
  camera: Video,
  check: Check,
  clock: Clock,
  close: X,
  copy: Copy,
  download: Download,
  erase: Trash2,
  file: FileText,
  globe: Globe,
  hangUp: PhoneOff,
  incoming: PhoneIncoming,
  leave: LogOut,
  link: Link,
  message: MessageSquare,
  microphone: Mic,
  more: EllipsisVertical,
  offline: WifiOff,
  person: User,
  personOff: UserX,
  present: CircleDot,
  read: CheckCheck,
  retry: RotateCcw,
  safe: ShieldCheck,
  send: Send,
  sending: LoaderCircle,
  settings: Settings,
  sound: Volume2,
};

/** An icon of the set by its name, or one that a single page brings along: no other has to load it. */
export type IconName = keyof typeof drawn | IconNode;

/** An outline icon. It is decoration: the words beside it, or the control's name, say what it means. */
export function Icon({ of, class: extra = "" }: { of: IconName; class?: string }) {
  return (
    <svg
      class={`icon ${extra}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {(typeof of === "string" ? drawn[of] : of).map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
