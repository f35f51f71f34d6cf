import { connect, type Socket } from "node:net";

const BUFFER_BYTES = 65_536;

/**
 * Connects to a port of this machine. All chunks are read into one buffer, which the next chunk overwrites, because new
 * buffers would load the garbage collector.
 */
export function connectTo(port: number, onChunk: (chunk: Buffer) => void): Socket {
  const buffer = Buffer.alloc(BUFFER_BYTES);
  const onread = {
    buffer,
    callback(length: number) {
      onChunk(buffer.subarray(0, length));
      return true;
    },
  };
  return connect({ port, host: "127.0.0.1", noDelay: true, onread });
}
