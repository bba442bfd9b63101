import { Banner } from "./Banner";

/** Why something was not done and what helps, told at once; nothing while all is well. */
export function Refused({ failure }: { failure: { cause: string; remedy: string | null } | null }) {
  if (!failure) return null;
  return (
    <div role="alert" className="refused">
      <Banner kind="alarm" cause={failure.cause}>
        {failure.remedy}
      </Banner>
    </div>
  );
}
