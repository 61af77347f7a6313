// The icons that this page alone has.
export {
  Ear as ear,
  Handshake as hand,
  Info as info,
  Keyboard as keyboard,
  Lock as lock,
  Pause as pause,
} from "lucide";
