import { api, ApiError, path } from "../../api/client";
import type { SignInState } from "../../api/types";
import { forget } from "../lastKnown/store";

/** What stood behind # in the address: it never leaves the browser, so no log has it, and it goes from the address at once. */
let claimCode = "";
let linkProblem: ApiError | null = null;

export const givenClaimCode = (): string => claimCode;
export const givenLinkProblem = (): ApiError | null => linkProblem;

const HASH = /^#(sign-in|claim)=(.+)$/;
// A link that is opened where the page is open already only changes what stands behind #.
addEventListener("hashchange", () => HASH.test(location.hash) && location.reload());

/** Uses a one-time link or a claim code of the address. Before anything else is asked of the leader. */
export async function takeFromAddress(): Promise<void> {
  const [, kind, secret] = HASH.exec(location.hash) ?? [];
  if (!kind || !secret) return;
  history.replaceState(null, "", location.pathname + location.search);
  if (kind === "claim") {
    claimCode = decodeURIComponent(secret);
    return;
  }
  try {
    await api.post(path("sign_in", "link"), { link: secret });
  } catch (error) {
    linkProblem = error instanceof ApiError ? error : null;
  }
}

export const fetchSignInState = (): Promise<SignInState> => api.get(path("sign_in"));
export const signIn = (username: string, password: string): Promise<unknown> => api.post(path("sign_in"), { username, password });
export const claim = (code: string, username: string, password: string): Promise<unknown> => api.post(path("sign_in", "claim"), { code, username, password });

/** Ends the session of this browser; the page begins anew, so that nothing of it stays on the screen. */
export async function signOut(): Promise<void> {
  await api.post(path("sign_out")).catch(() => undefined);
  forget();
  location.assign("/");
}
