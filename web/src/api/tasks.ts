import { ApiError, api } from "./client";
import type { Accepted, UnitAnswer } from "./types";

type TaskReply<T> =
  | { status: "pending" | "running" }
  | { status: "succeeded"; result: T }
  | { status: "failed"; error?: string; cause?: string; remediation?: string };

const POLL_MS = 250;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * Result of a task the leader accepted, or null when the answer carries nothing to poll.
 * Throws ApiError with cause and remedy if the task failed, and after `limitMs` without a result.
 */
export async function result<T>(accepted: Accepted, limitMs: number): Promise<T | null> {
  if (!accepted.result_url_path) return null;
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    const reply = await api.get<TaskReply<T>>(accepted.result_url_path);
    if (reply.status === "succeeded") return reply.result;
    if (reply.status === "failed") throw new ApiError(200, reply.error ?? "The task failed.", reply.cause ?? null, reply.remediation ?? null);
    await pause(POLL_MS);
  }
  throw new TaskTimeout();
}

export class TaskTimeout extends Error {
  override name = "TaskTimeout";
}

/** Throws what one unit answered if it is a refusal; a fan-out never fails as a whole. */
export function refusalOf(answers: Record<string, UnitAnswer> | null, unit: string): ApiError | null {
  const answer = answers?.[unit];
  if (!answer || answer.ok || !answer.error) return null;
  const { message, cause, remediation } = answer.error;
  return new ApiError(200, message, cause, remediation);
}
