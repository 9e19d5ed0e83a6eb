// Loaded before the server by `npm start`: asks it to stop in good order when the process that
// started it is gone, however that ended. Descriptor 3 is a pipe that only that process holds open.
import { Socket } from "node:net";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  const pipe = new Socket({ fd: 3, readable: true, writable: false });
  pipe.on("error", () => undefined);
  pipe.once("close", () => process.kill(process.pid, "SIGTERM"));
  pipe.resume().unref();
}
