interface MemoryUse {
  /** Memory of the whole process. */
  readonly processBytes: number;
  /** What this thread holds outside of its heap. */
  readonly bufferBytes: number;
}

let last: MemoryUse = { processBytes: 0, bufferBytes: 0 };

/** What is in use now. Asking takes a file handle: where there is none left, what was known last. */
export function memoryUse(): MemoryUse {
  try {
    const { rss, arrayBuffers } = process.memoryUsage();
    last = { processBytes: rss, bufferBytes: arrayBuffers };
  } catch {
    // Out of handles, which passes; a server is not ended for wanting to know its size.
  }
  return last;
}
