import { useInfiniteQuery, useQuery, type InfiniteData, type UseInfiniteQueryResult, type UseQueryResult } from "@tanstack/react-query";

import { api, path, query } from "../../api/client";
import { queryClient } from "../../api/queries";
import type { ApiToken, AuditEvent, SignInLink, TokenMade, User, Verification } from "../../api/types";

const USERS = ["users"] as const;
const TOKENS = ["tokens"] as const;
const PAGE = 50;

export const useUsers = (isWanted: boolean): UseQueryResult<User[]> => useQuery({ queryKey: USERS, queryFn: () => api.get<User[]>(path("users")), enabled: isWanted });
export const useTokens = (): UseQueryResult<ApiToken[]> => useQuery({ queryKey: TOKENS, queryFn: () => api.get<ApiToken[]>(path("tokens")) });

export const useAudit = (text: string): UseInfiniteQueryResult<InfiniteData<AuditEvent[]>> =>
  useInfiniteQuery({
    queryKey: ["audit", text],
    queryFn: ({ pageParam }) => api.get<AuditEvent[]>(query(path("audit"), { text: text || null, skip: pageParam, limit: PAGE })),
    initialPageParam: 0,
    getNextPageParam: (last: AuditEvent[], pages) => (last.length < PAGE ? undefined : pages.length * PAGE),
    placeholderData: (before) => before,
    staleTime: 0,
  });
export const verifyAudit = (): Promise<Verification> => api.get(path("audit", "verification"));

const refresh = <T>(done: T): T => {
  for (const queryKey of [USERS, TOKENS, ["audit"]]) void queryClient.invalidateQueries({ queryKey });
  return done;
};
export const addUser = (username: string, role: string, reason: string): Promise<User> => api.post<User>(path("users"), { username, role, reason }).then(refresh);
export const setRole = (username: string, role: string): Promise<User> => api.patch<User>(path("users", username), { role }).then(refresh);
export const removeUser = (username: string): Promise<unknown> => api.delete(path("users", username)).then(refresh);
export const makeLink = (username: string): Promise<SignInLink> => api.post<SignInLink>(path("users", username, "sign_in_link"), {}).then(refresh);
export const signOutEverywhere = (username: string): Promise<unknown> => api.delete(path("users", username, "sessions")).then(refresh);
export const setPassword = (username: string, current_password: string, password: string): Promise<unknown> => api.put(path("users", username, "password"), { current_password, password }).then(refresh);
export const makeToken = (name: string, role: string, lasts_days: number): Promise<TokenMade> => api.post<TokenMade>(path("tokens"), { name, role, lasts_days }).then(refresh);
export const revokeToken = (id: number): Promise<unknown> => api.delete(path("tokens", String(id))).then(refresh);
