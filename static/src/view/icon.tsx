import {
  ArrowLeft,
  Check,
  CheckCheck,
  CircleAlert,
  CircleDot,
  Clock,
  Copy,
  Download,
  Ear,
  EllipsisVertical,
  FileText,
  Globe,
  Handshake,
  Info,
  Link,
  LoaderCircle,
  Lock,
  LogOut,
  MessageSquare,
  Mic,
  MicOff,
  Moon,
  Paperclip,
  Pause,
  Phone,
  PhoneIncoming,
  PhoneOff,
  RotateCcw,
  ScreenShare,
  ScreenShareOff,
  Send,
  Settings,
  ShieldCheck,
  Trash2,
  User,
  UserX,
  Video,
  VideoOff,
  Volume2,
  VolumeOff,
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
  cameraOff: VideoOff,
  check: Check,
  clock: Clock,
  close: X,
  copy: Copy,
  download: Download,
  ear: Ear,
  erase: Trash2,
  file: FileText,
  globe: Globe,
  hand: Handshake,
  hangUp: PhoneOff,
  incoming: PhoneIncoming,
  info: Info,
  leave: LogOut,
  link: Link,
  lock: Lock,
  message: MessageSquare,
  microphone: Mic,
  microphoneOff: MicOff,
  more: EllipsisVertical,
  offline: WifiOff,
  pause: Pause,
  person: User,
  personOff: UserX,
  present: CircleDot,
  read: CheckCheck,
  retry: RotateCcw,
  safe: ShieldCheck,
  screen: ScreenShare,
  screenOff: ScreenShareOff,
  send: Send,
  sending: LoaderCircle,
  settings: Settings,
  sound: Volume2,
  soundOff: VolumeOff,
};

export type IconName = keyof typeof drawn;

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
      {drawn[of].map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
