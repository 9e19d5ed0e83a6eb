export { assertNever } from "./assert-never.ts";
export { createIdSource, idTimeMs, isId, leastIdAt, newId, type IdSourceOptions } from "./id.ts";
export { fail, succeed, type Result } from "./result.ts";
export { manualClock, systemClock, type Clock, type ManualClock } from "./clock.ts";
export { sameJson } from "./same-json.ts";
