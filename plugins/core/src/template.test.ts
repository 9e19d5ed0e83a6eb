import { conformance } from "./testing/conformance.ts";

// What a new plugin starts from has to pass what every plugin passes.
conformance(new URL("../template/my-node/", import.meta.url));
