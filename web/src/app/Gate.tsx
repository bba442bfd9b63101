import { lazy, Suspense, useState } from "react";

import { ApiError } from "../api/client";
import { recall } from "../features/lastKnown/store";
import { text } from "../texts";
import { Button } from "../ui/Button";
import { BrandMark } from "../ui/Icon";

const LastKnownCard = lazy(() => import("../features/lastKnown/LastKnownCard").then((m) => ({ default: m.LastKnownCard })));
const SignIn = lazy(() => import("../features/people/SignIn").then((m) => ({ default: m.SignIn })));

interface Props {
  error: unknown;
  onRetry: () => void;
}

/** Instead of the app: nobody is signed in, or there is no leader. */
export function Gate({ error, onRetry }: Props) {
  const [picture] = useState(recall);
  if (error instanceof ApiError && error.status === 401)
    return (
      <Suspense fallback={null}>
        <SignIn onSignedIn={onRetry} />
      </Suspense>
    );
  const t = text.frame.unreachable;
  return (
    <main className="center">
      <section className="card empty" data-gate="unreachable" style={{ maxWidth: 640 }}>
        <span className="drawing" style={{ color: "var(--glass)", height: "auto" }}>
          <BrandMark />
        </span>
        <div className="body">
          <h1>{t.title(picture?.leader ?? location.hostname)}</h1>
          <p>{t.body}</p>
          {error instanceof ApiError ? <p className="small muted">{t.cause(error.message)}</p> : null}
          <div className="actions">
            <Button kind="primary" data-first onClick={onRetry}>
              {t.retry}
            </Button>
          </div>
        </div>
      </section>
      {picture ? (
        <Suspense fallback={null}>
          <LastKnownCard picture={picture} />
        </Suspense>
      ) : null}
    </main>
  );
}
