import { Button } from "./Button";

interface Props {
  /** A list that comes in pages. */
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  children: string;
}

/** Asks for the next page of a list; nothing when there is none. */
export function Older({ list, children }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <div className="older">
      <Button size="sm" icon={list.isFetchingNextPage ? "init" : "chev"} spin={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {children}
      </Button>
    </div>
  );
}
