import type { Key } from "../../i18n/texts.ts";

/** Somebody else in the interview, as they are seen and heard. */
export interface Other {
  id: string;
  name: string;
  /** False while they are not heard and may come back. */
  connected: boolean;
  microphone: boolean;
  /** They are heard to speak. */
  speaks: boolean;
  /** Their connection is a bad one. */
  weak: boolean;
  /** Our connection does not carry their picture: it stands still. */
  paused: boolean;
  /** Their connection does not carry ours. */
  unseeing: boolean;
  /** The same of their screen. */
  screenPaused: boolean;
  /** The same of ours. */
  screenUnseen: boolean;
  camera: boolean;
  /** Their picture, while they send one and it has a seat. */
  picture?: MediaStream | undefined;
  screen?: MediaStream | undefined;
}

/** What a person is heard and seen with. */
export type Device = "microphone" | "camera" | "screen";

/** An interview as its panel shows it. */
export interface CallShown {
  /** How this page is connected. */
  link: "connecting" | "connected" | "reconnecting" | "replaced" | "failed";
  /** The picture makes way for the voice. */
  weak: boolean;
  /** The other side's name, for before they are there. */
  name: string;
  since?: Date | undefined;
  others: readonly Other[];
  /** Oneself is heard to speak. */
  speaks: boolean;
  /** `none` when there is no microphone to open: one hears, and is not heard. */
  microphone: "on" | "muted" | "none";
  camera: boolean;
  /** Undefined where the browser cannot share a screen. */
  screen?: boolean | undefined;
  ownPicture?: MediaStream | undefined;
  /** Who is seen before all others, "" for nobody. */
  pinned?: string | undefined;
  /** The browser plays no sound until it is touched. */
  unheard: boolean;
  /** A device that does not do what it should, and what is to be said of it. */
  trouble?: { device: Device; words: Key } | undefined;
}

/** What can be done in an interview. */
export interface CallActs {
  microphone: (on: boolean) => void;
  camera: (on: boolean) => void;
  screen: (on: boolean) => void;
  devices: () => void;
  /** Opens anew the device that is in trouble. */
  again: () => void;
  hangUp: () => void;
  /** Called by a touch, so that the browser allows sound. */
  hear: () => void;
  takeBack: () => void;
}
