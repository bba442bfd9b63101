import { text } from "../texts";
import { ApiError } from "./client";

/** Why something was not done, and what helps. */
export interface Failure {
  cause: string;
  remedy: string | null;
}

/** Cause and remedy of a failure, in one sentence each. */
export function refusal(error: unknown): Failure {
  if (error instanceof ApiError) {
    const cause = error.detail ? `${error.message.replace(/\.$/, "")}: ${error.detail}` : error.message;
    return { cause: cause || text.actions.refused.unknown, remedy: error.remedy };
  }
  return { cause: text.actions.refused.network, remedy: text.actions.refused.networkRemedy };
}
