import { config } from "zod";

// zod probes for `new Function` before its first parse; under `script-src 'self'` the mere probe is
// reported as a violation. Must be the first import of main.tsx.
config({ jitless: true });
