export * from "./event-map.ts";
export * from "./form-event.ts";
