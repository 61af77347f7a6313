import { Fault } from "./fault.ts";
import type { Message } from "./protocol.gen.ts";
import { type Caller, sessionOf } from "./request.ts";

/** The most bytes that a file may have. */
const maxFile = 10 * 1024 * 1024;

/** A file with the id that makes it one message however often it is sent. */
export interface PostFile {
  id: string;
  file: File;
}

/** From here on a photo is worth the work of making it smaller. */
const heavy = 1024 * 1024;

/** A line on which nothing moves for so long is gone without saying so. */
const patience = 30_000;

/** Where a file of a conversation is. A picture or a link can send no header, so the address says who asks. */
export const fileAddress = (conversation: string, file: string, as: Caller["as"]) =>
  `/api/conversations/${conversation}/files/${file}?as=${sessionOf(as)}`;

/** Sends a file as a message of its own; a photo goes no larger than it is kept. */
export async function sendFile(
  conversation: string,
  { id, file }: PostFile,
  caller: Caller,
  onShare: (share: number) => void,
): Promise<Message> {
  const light = await lighter(file);
  caller.signal.throwIfAborted();
  if (light.size > maxFile) throw new Fault("too_large");
  return postFile(conversation, { id, file: light }, caller, onShare);
}

/** What makes a photo smaller is loaded for one that is large. Without it, the photo goes as it is. */
async function lighter(file: File): Promise<File> {
  if (!file.type.startsWith("image/") || file.size < heavy) return file;
  try {
    return await (await import("./photo.ts")).lighten(file);
  } catch {
    return file;
  }
}

/**
 * Adds a message with a file, once: the person decides whether to try again. It tells which
 * share of it has gone; fetch cannot.
 */
export function postFile(
  conversation: string,
  { id, file }: PostFile,
  caller: Caller,
  onShare: (share: number) => void,
): Promise<Message> {
  const { promise, resolve, reject } = withResolvers<Message>();
  const request = new XMLHttpRequest();
  const cut = () => request.abort();
  let stalls = setTimeout(cut, patience);
  const moves = () => {
    clearTimeout(stalls);
    stalls = setTimeout(cut, patience);
  };
  request.upload.onprogress = ({ loaded, total }) => {
    moves();
    onShare(total > 0 ? loaded / total : 0);
  };
  request.onload = () => {
    const { status, response } = request;
    if (status === 201 && response) resolve(response as Message);
    // A proxy's page in place of JSON is no answer.
    else reject(response ? Fault.of(response) : new Fault("unreachable"));
  };
  request.onloadend = () => {
    clearTimeout(stalls);
    caller.signal.removeEventListener("abort", cut);
    // After an answer this says nothing.
    reject(caller.signal.aborted ? caller.signal.reason : new Fault("unreachable"));
  };
  caller.signal.addEventListener("abort", cut);
  request.open("POST", `/api/conversations/${conversation}/files`);
  request.responseType = "json";
  request.setRequestHeader("miti-as", sessionOf(caller.as));
  request.send(formOf(id, file));
  return promise;
}

/** The file comes last: the server decides whether to read it by what came before. */
function formOf(id: string, file: File): FormData {
  const form = new FormData();
  form.append("id", id);
  form.append("file", file, file.name);
  return form;
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
