import { connect, createServer, type NetConnectOpts, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import type { Random } from "./random.ts";

/** What the proxy does to bytes; everything absent leaves them alone. May be changed at any time. */
export interface Toxics {
  /** Delay of each chunk, in ms. */
  latencyMs?: number;
  /** Bytes are taken and kept until this is unset. */
  stall?: boolean;
  /** New connections are accepted and never answered. */
  halfOpen?: boolean;
  /** New connections are reset at once. */
  refuse?: boolean;
  /** Bytes a second from the far side. */
  bytesPerSecond?: number;
  /** Both sides are cut when this many bytes came from the far side. */
  cutAfterBytes?: number;
  /** Both sides are reset with this likelihood, per chunk that goes to the far side. */
  cutLikelihood?: number;
  /** Both sides are reset with this likelihood, per chunk that comes from the far side. */
  cutReplyLikelihood?: number;
}

export interface TcpProxy {
  readonly port: number;
  readonly toxics: Toxics;
  /** How many connections were cut on purpose. */
  readonly cuts: () => number;
  readonly open: () => number;
  /** Resets every connection now. */
  resetAll(): void;
  close(): Promise<void>;
}

/** A TCP proxy on loopback that does harm in seeded ways. */
export async function startTcpProxy(target: NetConnectOpts, random: Random): Promise<TcpProxy> {
  const toxics: Toxics = {};
  const sockets = new Set<Socket>();
  let cuts = 0;
  const cut = (...pair: readonly Socket[]): void => {
    cuts += 1;
    for (const socket of pair) reset(socket);
  };
  const server = createServer((near) => {
    if (toxics.refuse === true) {
      cut(near);
      return;
    }
    keep(sockets, near);
    if (toxics.halfOpen === true) return;
    const far = connect(target);
    keep(sockets, far);
    near.once("close", () => far.destroy());
    far.once("close", () => near.destroy());
    pump(near, far, toxics, () => {
      if (random.next() < (toxics.cutLikelihood ?? 0)) cut(near, far);
    });
    let received = 0;
    pump(far, near, toxics, (chunk) => {
      received += chunk.length;
      const limit = toxics.cutAfterBytes;
      const isOver = limit !== undefined && received >= limit;
      if (isOver || random.next() < (toxics.cutReplyLikelihood ?? 0)) cut(near, far);
      return toxics.bytesPerSecond;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port, // a TCP server's address is never a string
    toxics,
    cuts: () => cuts,
    open: () => sockets.size,
    resetAll: () => cut(...sockets),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A unix socket knows no reset. */
function reset(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.setNoDelay(true);
  socket.once("close", () => sockets.delete(socket));
  socket.on("error", () => undefined); // cut connections err: that is what the proxy is for
}

/** Carries bytes one way, in their order, with what the toxics ask for. */
function pump(
  from: Socket,
  to: Socket,
  toxics: Toxics,
  onChunk: (chunk: Buffer) => number | undefined | void,
): void {
  let last: Promise<void> = Promise.resolve();
  from.on("data", (chunk: Buffer) => {
    from.pause();
    last = last
      .then(async () => {
        const rate = onChunk(chunk);
        if (toxics.latencyMs !== undefined) await wait(toxics.latencyMs);
        while (toxics.stall === true && !from.destroyed) await wait(20);
        if (typeof rate === "number") await drip(chunk, to, rate);
        else if (to.writable) to.write(chunk);
      })
      .then(() => void from.resume());
  });
  from.on("end", () => void last.then(() => to.end()));
}

async function drip(chunk: Buffer, to: Socket, bytesPerSecond: number): Promise<void> {
  const size = Math.max(1, Math.floor(bytesPerSecond / 10));
  for (let at = 0; at < chunk.length && to.writable; at += size) {
    to.write(chunk.subarray(at, at + size));
    await wait((1_000 * size) / bytesPerSecond);
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
