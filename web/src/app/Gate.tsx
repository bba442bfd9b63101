import { ApiError } from "../api/client";
import { text } from "../texts";
import { Button } from "../ui/Button";
import { BrandMark } from "../ui/Icon";

interface Props {
  error: unknown;
  onRetry: () => void;
}

/** Instead of the app: no session, or no leader. */
export function Gate({ error, onRetry }: Props) {
  const isRefused = error instanceof ApiError && (error.status === 401 || error.status === 403);
  const t = isRefused ? text.frame.signIn : text.frame.unreachable;
  return (
    <main className="center">
      <section className="card empty" data-gate={isRefused ? "sign-in" : "unreachable"} style={{ maxWidth: 640 }}>
        <span className="drawing" style={{ color: "var(--glass)", height: "auto" }}>
          <BrandMark />
        </span>
        <div className="body">
          <h1>{isRefused ? text.frame.signIn.title : text.frame.unreachable.title(location.hostname)}</h1>
          <p>{t.body}</p>
          {isRefused ? <p className="small muted">{text.frame.signIn.where}</p> : null}
          {error instanceof ApiError ? <p className="small muted">{text.frame.signIn.cause(error.message)}</p> : null}
          <div className="actions">
            <Button kind="primary" data-first onClick={onRetry}>
              {t.retry}
            </Button>
          </div>
        </div>
      </section>
    </main>
  );
}
