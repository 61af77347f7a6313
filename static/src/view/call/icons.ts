// The icons that calls and meetings alone have.
export {
  MicOff as microphoneOff,
  ScreenShare as screen,
  ScreenShareOff as screenOff,
  VideoOff as cameraOff,
} from "lucide";
