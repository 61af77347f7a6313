// What a page loads when an interview begins, and not before.
export { Call } from "./call.ts";
export { Change } from "./change.ts";
export { Check } from "./check.ts";
export { seatsOfInterview } from "./connection.ts";
export { rememberedDevices } from "./devices.ts";
