import { ApiError } from "../../api/client";
import type { Upload } from "../../api/types";

/** What the sending of a file needs from outside. */
export interface Line {
  begin: (name: string, bytes: number) => Promise<Upload>;
  /** Where to go on; asked after a piece went astray. */
  look: (id: string) => Promise<Upload>;
  piece: (id: string, offset: number, piece: Blob) => Promise<Upload>;
  pause: (ms: number) => Promise<void>;
}

export interface Sending {
  onProgress: (sent: number) => void;
  /** Seconds until the next try while the leader does not answer; 0 when it does again. */
  onWaiting: (seconds: number) => void;
  signal: AbortSignal;
}

const WAITS_S = [1, 2, 3, 5] as const;

/** A refusal is final; anything else, such as a web server that starts again, is tried again for ever. */
const isFinal = (error: unknown): boolean => error instanceof ApiError && error.status < 500 && error.status !== 409 && error.status !== 429;

/** Sends a file in pieces; what did not arrive is sent again. Gives the id of the upload. Throws what the leader refuses. */
export async function send(file: Pick<File, "name" | "size" | "slice">, line: Line, { onProgress, onWaiting, signal }: Sending): Promise<string> {
  let upload = await line.begin(file.name, file.size);
  let failures = 0;
  while (upload.received_bytes < upload.bytes) {
    signal.throwIfAborted();
    const at = upload.received_bytes;
    try {
      upload = failures > 0 ? await line.look(upload.upload_id) : await line.piece(upload.upload_id, at, file.slice(at, at + upload.piece_bytes));
      if (failures > 0) onWaiting(0);
      failures = 0;
      onProgress(upload.received_bytes);
    } catch (error) {
      if (isFinal(error) || signal.aborted) throw error;
      const seconds = WAITS_S[Math.min(failures, WAITS_S.length - 1)] as number;
      failures++;
      onWaiting(seconds);
      await line.pause(seconds * 1000);
    }
  }
  return upload.upload_id;
}
