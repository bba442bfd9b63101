import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";

import { api, path, query } from "../../api/client";
import { queryClient } from "../../api/queries";
import { result } from "../../api/tasks";
import type { Accepted, DeadLetters } from "../../api/types";
import { leader } from "../../texts/leader";
import { act, type ActionRecord, type Verdict } from "../jobs/actionStore";
import { storedVerdict, type Replayed } from "./model";

const t = leader.letters;
const KEY = ["dead-letters"] as const;
const PAGE = 50;
/** A hundred thousand messages are read again in some minutes. */
const LIMIT_MS = 600_000;

/** Where outcomes are shown: they outlive the rows they were asked in. */
export const LETTERS = "dead-letters";

/** Which ones are meant: these numbers, those with a text in topic or reason, or all. */
export type Choice = { ids: number[] } | { text: string } | { all: true };

export const useLetters = (text: string): UseInfiniteQueryResult<InfiniteData<DeadLetters>> =>
  useInfiniteQuery({
    queryKey: [...KEY, text],
    queryFn: ({ pageParam }) => api.get<DeadLetters>(query(path("dead_letters"), { text: text || null, skip: pageParam, limit: PAGE })),
    initialPageParam: 0,
    getNextPageParam: (last: DeadLetters, pages) => (last.dead_letters.length < PAGE ? undefined : pages.length * PAGE),
    placeholderData: (before) => before,
    staleTime: 0,
    refetchInterval: 30_000,
  });

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: KEY });

/** Reads messages once more; says how many were understood this time. */
export function replay(choice: Choice): Promise<ActionRecord> {
  let told = "";
  const send = async (): Promise<Verdict> => {
    const accepted = await api.post<Accepted>(path("dead_letters", "replay"), choice);
    const replayed = await result<Replayed>(accepted, LIMIT_MS);
    await refresh();
    if (!replayed) return { kind: "refused", ...t.busy };
    const verdict = storedVerdict(replayed);
    if (typeof verdict !== "string") return verdict;
    told = verdict;
    return { kind: "done" };
  };
  return act({ key: LETTERS, verb: t.verb, what: "", outcome: () => `${told}.`, limitMs: LIMIT_MS, send, topics: [], judge: () => ({ kind: "pending" }) });
}

/** Deletes messages for good. Throws ApiError when the leader refuses. */
export async function forget(choice: Choice): Promise<void> {
  await api.post(path("dead_letters", "forget"), choice);
  await refresh();
}
